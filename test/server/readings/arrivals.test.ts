// Arrivals at their edges, told one by one.
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { WindowName } from '../../../shared/domain/reading.ts'
import { arrivals } from '../../../server/readings/arrivals.ts'
import { yearBefore } from '../../../server/readings/windows.ts'
import { at, catalogue, DISTRICT, Story } from '../world/given.ts'

function told(...occurred: Instant[]) {
  const story = new Story()
  let state = arrivals.start()
  story.listeners.push((happening, world) => { state = arrivals.step(state, happening, world) })
  story.entry('catalogue-adopted', { hash: 'h', effective: instant(0), content: catalogue })
  occurred.forEach((when, index) => story.reported(`e${index}`, { occurred: when }))
  return { story, show: (now: Instant) => arrivals.show(state, now, story.world, DISTRICT), total: (name: WindowName, now: Instant) => arrivals.show(state, now, story.world, DISTRICT).windows[name].total }
}

const noon = at('2026-07-01T12:00:00+08:00')

describe('windows', () => {
  it('[N12] a window holds its end and not its beginning, and moves with time alone', () => {
    const { total } = told(noon)
    for (const [name, span] of [['5m', 5 * MINUTE], ['1h', HOUR], ['24h', DAY], ['7d', 7 * DAY]] as const) {
      expect(total(name, instant(noon - 1)), name).toBe(0)
      expect(total(name, noon), name).toBe(1)
      expect(total(name, instant(noon + span - 1)), name).toBe(1)
      expect(total(name, instant(noon + span)), name).toBe(0)
    }
  })

  it('[N13] the year begins on 1 January 00:00 in Shanghai, its first instant included, wherever the server stands', () => {
    const midnight = at('2027-01-01T00:00:00+08:00')
    const { total, show } = told(instant(midnight - 1), midnight, instant(midnight + 1))
    expect(process.env.TZ).toBe('America/New_York')
    expect(total('ytd', instant(midnight - 1))).toBe(1)
    expect(total('ytd', midnight)).toBe(1)
    expect(total('ytd', instant(midnight + 1))).toBe(2)
    expect(show(instant(midnight + HOUR)).windows.ytd).toMatchObject({ from: midnight, to: midnight + HOUR, total: 2 })
    expect(total('ytd', at('2027-12-31T23:59:59+08:00'))).toBe(2)
    expect(total('ytd', at('2028-01-01T00:00:00+08:00'))).toBe(0)
  })

  it('[N14] a year is compared with the same dates of the year before; 29 February with all of February', () => {
    for (const [now, before] of [
      ['2027-03-01T08:30:15+08:00', '2026-03-01T08:30:15+08:00'], ['2028-12-31T23:59:59.999+08:00', '2027-12-31T23:59:59.999+08:00'],
      ['2028-02-29T10:00:00+08:00', '2027-03-01T00:00:00+08:00'], ['2029-03-01T00:00:00+08:00', '2028-03-01T00:00:00+08:00'],
      ['2027-01-01T00:00:00+08:00', '2026-01-01T00:00:00+08:00'],
    ]) expect(new Date(yearBefore(at(now))).toISOString()).toBe(new Date(at(before)).toISOString())
    const { show } = told(at('2026-01-01T00:00:00+08:00'), at('2026-02-28T23:00:00+08:00'), at('2026-03-01T00:00:00+08:00'), at('2026-03-01T00:00:01+08:00'))
    expect(show(at('2027-03-01T00:00:00+08:00')).windows.ytd.before).toBe(3)
  })

  it('[N15] there is no comparison when the record begins later than what is compared with', () => {
    const { show } = told(instant(noon - 10 * MINUTE), instant(noon - 7 * MINUTE), noon)
    expect(show(noon).windows['5m']).toMatchObject({ total: 1, before: 1 })
    expect(show(instant(noon - 1)).windows['5m'].before).toBeNull()
    expect(show(noon).windows['1h'].before).toBeNull()
    expect(show(noon).windows.ytd.before).toBeNull()
    expect(told().show(noon).windows['5m'].before).toBeNull()
  })

  it('[N16] every category of the catalogue is there with its nought, in the catalogue\'s order, and unknown ones after them', () => {
    const { story, show } = told()
    story.reported('x', { category: 'abolished', occurred: noon })
    expect(Object.entries(show(noon).windows['1h'].byCategory)).toEqual([['livelihood', 0], ['dispute', 0], ['security', 0], ['abolished', 1]])
  })

  it('[N17] of more than 400 arrivals in a day the newest are marked, and the graver of one instant', () => {
    const { story, show } = told(...Array.from({ length: 450 }, (_, n) => instant(noon + n * 1_000)))
    story.reported('grave', { occurred: instant(noon + 449_000), level: 1 })
    const { marks } = show(instant(noon + HOUR))
    expect(marks).toHaveLength(400)
    expect(marks[0].at).toBe(noon + 51_000)
    expect(marks.at(-1)).toEqual({ at: noon + 449_000, level: 1 })
  })
})

describe('cost', () => {
  it('[N18] a show over a million past events costs a small part of a beat, and late ones find their place', () => {
    const story = new Story()
    let state = arrivals.start()
    const tell = (occurred: number, n: number): void => {
      const event = { id: `e${n}`, category: `c${n % 8}`, kind: null, level: (1 + n % 4) as 1 | 2 | 3 | 4, region: '510304', lon: null, lat: null, occurred, source: 's', ref: null }
      state = arrivals.step(state, { is: 'entry', entry: { kind: 'event-reported', data: { event } } } as Parameters<typeof arrivals.step>[1], story.world)
    }
    for (let n = 0; n < 1_000_000; n++) tell(n % 50 === 0 ? noon - n * 977 : noon - DAY * 300 + n * 26_000, n)
    const began = performance.now()
    for (let n = 0; n < 10; n++) arrivals.show(state, instant(noon + n), story.world, DISTRICT)
    expect((performance.now() - began) / 10).toBeLessThan(60)
    const kept = [...state.byTown.values()].flat().filter((line) => line !== null)
    expect(kept.reduce((sum, { length }) => sum + length, 0)).toBe(1_000_000)
    expect(kept.every(({ times, length }) => times.subarray(1, length).every((time, index) => time >= times[index]))).toBe(true)
  })
})
