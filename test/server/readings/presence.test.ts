// Presence told step by step: tiers, quarters, silence, and a server that was away.
import { describe, expect, it } from 'vitest'
import { instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { deaf, presence } from '../../../server/readings/presence.ts'
import { at, device, DISTRICT, Story, unit } from '../world/given.ts'

const nine = at('2026-07-01T09:00:00+08:00')
const QUARTER = 15 * MINUTE

/** Registry and shifts at 09:05: two area units (10 s), one line unit (60 s), one post that is off duty. */
function morning() {
  const story = new Story()
  let state = presence.start()
  story.listeners.push((happening, world) => { state = presence.step(state, happening, world) })
  const five = nine + 5 * MINUTE
  const all = [unit('a1', 1), unit('a2', 2), unit('l1', 3, { tier: 'line' }), unit('p1', 4, { tier: 'point' })]
  for (const one of all) story.entry('unit-registered', { unit: one }, five)
  for (const one of all) story.entry('device-registered', { device: device(`d${one.number}`, one.number, one.id, { interval: one.tier === 'line' ? 60 : 10 }) }, five)
  for (const id of ['a1', 'a2', 'l1']) story.signedOn(id, five)
  const fix = (number: number, when: number) => story.fixes(when, [{ unit: number, device: number, time: when }])
  return { story, fix, five, show: (now: number) => presence.show(state, instant(now), story.world, DISTRICT), deaf: (now: number) => deaf(state, instant(now)) }
}

describe('presence', () => {
  it('[N19] each tier counts its registered, its on-duty and their freshness; never heard of is lost', () => {
    const { fix, five, show, story } = morning()
    fix(1, five)
    fix(3, five)
    const { tiers, numerator, denominator } = show(five + 25 * SECOND)
    expect(tiers.area).toEqual({ registered: 2, onDuty: 2, byFreshness: { live: 0, aging: 1, stale: 0, lost: 1 } })
    expect(tiers.line).toEqual({ registered: 1, onDuty: 1, byFreshness: { live: 1, aging: 0, stale: 0, lost: 0 } })
    expect(tiers.point).toEqual({ registered: 1, onDuty: 0, byFreshness: { live: 0, aging: 0, stale: 0, lost: 0 } })
    expect([numerator, denominator]).toEqual([2, 3])
    story.signedOff('a2', five)
    expect(show(five + 25 * SECOND).tiers.area.onDuty).toBe(1)
  })

  it('[N20] nothing is said of the time before the record began, nor of a tier with nobody on duty', () => {
    const { fix, five, show } = morning()
    fix(1, nine + QUARTER - 1)
    fix(2, nine + QUARTER + 1)
    const { history, since, step } = show(nine + 2 * QUARTER)
    expect(since).toBe(five)
    expect(step).toBe(QUARTER)
    expect(history.area.slice(0, 94)).toEqual(Array(94).fill(null))
    expect(history.area.slice(94)).toEqual([0.5, 0])
    expect(history.point).toEqual(Array(96).fill(null))
    expect(new Set(Object.values(history).map(({ length }) => length))).toEqual(new Set([96]))
  })

  it('[N21] a happening at a quarter\'s last instant belongs to that quarter, one after it does not', () => {
    const { fix, show } = morning()
    fix(1, nine + QUARTER)
    expect(show(nine + QUARTER + 3).history.area.slice(94)).toEqual([0.5, 0.5])
    fix(2, nine + QUARTER + 1)
    fix(1, nine + QUARTER + 2)
    expect(show(nine + QUARTER + 3).history.area.slice(94)).toEqual([0.5, 1])
    expect(show(nine + QUARTER).history.area.at(-1)).toBe(1)
  })

  it('[N22] when nothing happens the quarters that pass are judged by what was last so', () => {
    const { fix, show } = morning()
    fix(3, nine + QUARTER - 4 * MINUTE)
    expect(show(nine + 3 * QUARTER).history.line.slice(92)).toEqual([null, 1, 0, 0])
  })

  it('[N23] quarters in which the server did not listen are unknown, not nought', () => {
    const { fix, show, deaf: away } = morning()
    fix(1, nine + QUARTER - 1)
    fix(1, nine + QUARTER)
    away(nine + 3 * QUARTER + MINUTE)
    fix(1, nine + 4 * QUARTER - 1)
    const { history } = show(nine + 4 * QUARTER + 1)
    expect(history.area.slice(91)).toEqual([0.5, null, null, 0.5, 0.5])
  })

  it('[N28] a clock that steps back rewrites no quarter that is recorded and shows none that is not', () => {
    const { fix, show, story } = morning()
    fix(1, nine + QUARTER + 1)
    story.fixes(nine + QUARTER - 5, [{ unit: 2, device: 2, time: nine + QUARTER }])
    fix(1, nine + QUARTER + 9)
    expect(show(nine + QUARTER + 9).history.area.slice(94)).toEqual([0, 1])
    for (let quarter = 2; quarter <= 100; quarter++) fix(1, nine + quarter * QUARTER)
    expect(show(nine + 98 * QUARTER).history.area.slice(0, 4)).toEqual([null, 0.5, 0.5, 0.5])
  })

  it('[N24] a day later the ring holds that day and nothing older', () => {
    const { fix, show } = morning()
    for (let minute = 6; minute <= 30 * 60; minute++) fix(minute < 20 * 60 ? 1 : 3, nine + minute * MINUTE)
    const { history } = show(nine + 30 * 60 * MINUTE)
    const quarters = Array.from({ length: 95 }, (_, index) => 30 * 60 - (95 - index) * 15)
    expect(history.area.slice(0, 95)).toEqual(quarters.map((minute) => minute < 20 * 60 ? 0.5 : 0))
    expect(history.line.slice(0, 95)).toEqual(quarters.map((minute) => minute < 20 * 60 ? 0 : 1))
  })
})
