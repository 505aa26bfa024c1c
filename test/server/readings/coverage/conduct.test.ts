// How units keep to the plan of their team: out of bounds, standing still, staying too long; none of them flaps.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Beat } from '../../../../shared/domain/beat.ts'
import type { Draft } from '../../../../shared/domain/entry.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import type { Tier } from '../../../../shared/domain/tier.ts'
import { judgeAlarms } from '../../../../server/dispatch/alarms.ts'
import { beyond, boundsOf } from '../../../../server/readings/coverage/bounds.ts'
import { createCoverage } from '../../../../server/readings/coverage/coverage.ts'
import { seeded } from '../../../seeded.ts'
import { catalogue, device, unit } from '../../world/given.ts'
import { area, line, MORNING, place, point, SHIFTS } from './given.ts'
import { adopted, engine, play } from './tape.ts'

/** A unit of team t on duty since the morning, and what is judged every 10 s of whatever it sends. */
function given(tier: Tier, beats: readonly Beat[], more: { team?: string; until?: number } = {}) {
  const made = engine()
  const { story } = made
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR)
  play(made, [adopted('first', beats, MORNING - HOUR)])
  story.units(unit('u1', 1, { tier, team: more.team ?? 't' })).devices(device('d1', 1, 'u1', { interval: 10 }))
  story.signedOn('u1', MORNING - HOUR)
  const log: string[] = []
  const judge = (minute: number): void => {
    const now = instant(MORNING + minute * MINUTE)
    const breaches = made.coverage.breaches(made.state, now, story.world, 0).filter(({ about }) => about === 'u1')
    const drafts: Draft[] = judgeAlarms({ world: story.world, sources: [], breaches, ending: (alarm) => made.coverage.ending(made.state, now, story.world, alarm), now, listening: instant(0) })
    for (const draft of drafts) {
      if (draft.kind === 'alarm-raised') log.push(`${minute} ${draft.data.alarm.kind}${draft.data.alarm.beat ? ` at ${draft.data.alarm.beat}` : ''}`)
      if (draft.kind === 'alarm-withdrawn') log.push(`${minute} ${draft.data.why}`)
    }
    story.record(drafts)
  }
  const fix = (minute: number, x: number, y: number, at = minute): void => {
    const [lon, lat] = place(x, y)
    story.fixes(MORNING + at * MINUTE, [{ unit: 1, device: 1, time: MORNING + minute * MINUTE, lon, lat }])
  }
  /** A fix every 10 s, each judged at once. */
  const go = (from: number, to: number, x: (minute: number) => number, y = 500): void => {
    for (let step = Math.round(from * 6); step < to * 6; step++) {
      fix(step / 6, x(step / 6), y)
      judge(step / 6)
    }
  }
  const round = (): string[] => log.map((one) => one.replace(/^[\d.]+/, (number) => String(Math.round(Number(number) * 10) / 10)))
  return { made, story, fix, go, judge, log: round }
}

const home = area('a', 0, 0, 1000, { interval: 600 })

describe('out of bounds', () => {
  it('[O24] a unit beyond its team\'s beats by more than 100 m is an alarm after five minutes, until it is back within 50 m', () => {
    const { go, log } = given('area', [home])
    go(0, 5, () => 500)
    go(5, 15, () => 1090)
    expect(log()).toEqual([])
    go(15, 25, () => 1110)
    expect(log()).toEqual(['20.2 outside'])
    go(25, 30, () => 1060)
    expect(log()).toHaveLength(1)
    go(30, 31, () => 1040)
    expect(log()).toEqual(['20.2 outside', '30 ended'])
  })

  it('[O24] nobody is out of bounds off duty, off the calendar, of a team without beats, or by a fix that does not count', () => {
    const other = given('area', [home], { team: 'other' })
    other.go(0, 20, () => 5_000)
    const night = given('area', [area('a', 0, 0, 1000, { shifts: ['丙班'] })])
    night.go(0, 20, () => 5_000)
    const off = given('area', [home])
    off.story.signedOff('u1', MORNING)
    off.go(0, 20, () => 5_000)
    expect([other.log(), night.log(), off.log()]).toEqual([[], [], []])
    const leaves = given('area', [home])
    leaves.go(0, 10, () => 5_000)
    leaves.story.signedOff('u1', MORNING + 10 * MINUTE)
    leaves.judge(10)
    expect(leaves.log()).toEqual(['5.2 outside', '10 off'])
  })

  it('[O24] silence raises nothing and keeps what stands until the unit is lost', () => {
    const { go, judge, log } = given('area', [home])
    go(0, 4, () => 5_000)
    for (let minute = 4; minute < 10; minute++) judge(minute)
    expect(log()).toEqual([])
    go(10, 16, () => 5_000)
    for (let minute = 16; minute < 40; minute++) judge(minute)
    expect(log()).toEqual(['15.2 outside', '31 lost'])
  })

  it('[O25] whoever walks the border, however far to and fro, does not flap: no two alarms within five minutes, none of a short way out', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 140 }), fc.integer({ min: 1, max: 4 }), (seed, middle, period) => {
      const next = seeded(seed)
      const { go, log } = given('area', [home])
      go(0, 60, (minute) => 1000 + middle + 60 * Math.sin(minute * 2 * Math.PI / period) + (next() - 0.5) * 16)
      const raised = log().filter((one) => one.includes('outside')).map((one) => Number.parseFloat(one))
      raised.forEach((at, index) => { expect(at - (raised[index - 1] ?? -5)).toBeGreaterThan(5) })
      // Back within 50 m every few minutes: never out for long. Never beyond 100 m: never out.
      if (middle <= 100 || middle + 68 <= 100) expect(raised).toEqual([])
    }), { numRuns: 25 })
  })

  it('[O26] what is read on fix by fix is what is read from the beginning, also after late fixes', () => {
    const { made, go, fix, story } = given('area', [home])
    go(0, 30, (minute) => 950 + 200 * Math.sin(minute / 2))
    const told = (coverage = made.coverage) => coverage.breaches(made.state, instant(MORNING + 30 * MINUTE), story.world, 0)
    expect(told()).toEqual(told(createCoverage()))
    go(30, 40, () => 1200)
    expect(told().map(({ kind }) => kind)).toContain('outside')
    const since = told().find(({ kind }) => kind === 'outside')!.since
    fix(35 + 5 / 60, 500, 500, 40)
    expect(told().find(({ kind }) => kind === 'outside')!.since).toBeGreaterThan(since)
    expect(told()).toEqual(told(createCoverage()))
  })
})

describe('standing still', () => {
  const beat = line('l', [[0, 0], [1000, 0]], { stand: 20 }, { interval: 600, rests: [place(0, 0)] })

  it('[O27] a patrol that stands within 60 m for longer than its plan lets it is an alarm a minute later, until it goes on', () => {
    const { go, log } = given('line', [beat])
    go(0, 10, (minute) => minute * 60, 0)
    go(10, 40, (minute) => 600 + 20 * Math.sin(minute), 0)
    expect(log()).toHaveLength(1)
    expect(log()[0]).toMatch(/idle$/)
    // It came within 30 m of where it then stood at some time in the last half minute of its way.
    expect(Number.parseFloat(log()[0])).toBeGreaterThan(30.3)
    expect(Number.parseFloat(log()[0])).toBeLessThan(31.5)
    go(40, 45, (minute) => 600 + (minute - 40) * 60, 0)
    expect(log()).toHaveLength(2)
    expect(log()[1]).toMatch(/ended$/)
  })

  it('[O27] it may stand at a rest place and at a post for as long as it likes, and anywhere where no plan says how long', () => {
    const rests = given('line', [beat])
    rests.go(0, 60, () => 10, 0)
    const post = given('line', [beat, point('p', 600, 0)])
    post.go(0, 60, () => 600, 0)
    const free = given('line', [line('l', [[0, 0], [1000, 0]], {}, { interval: 600 })])
    free.go(0, 60, () => 600, 0)
    expect([rests.log(), post.log(), free.log()]).toEqual([[], [], []])
  })
})

it('[O27] a receiver that errs about where a unit stands does not start its time anew, however far from its last fix on the way that is', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 60 }), (seed, ahead) => {
    const next = seeded(seed)
    const { go, log } = given('line', [line('l', [[0, 0], [1000, 0]], { stand: 20 }, { interval: 600 })])
    go(0, 10, (minute) => minute * 60, 0)
    go(10, 34, () => 590 + ahead + (next() - 0.5) * 24, 0)
    expect(log()).toHaveLength(1)
  }), { numRuns: 20 })
})

describe('staying too long', () => {
  it('[O28] a guard who visits a point for longer than its plan allows is an alarm a minute later, with the point\'s name, until the guard leaves', () => {
    const { go, log } = given('point', [point('p', 0, 0, { visits: 8, manned: null, longest: 15 })])
    go(0, 10, () => 130, 0)
    go(10, 24, () => 20, 0)
    go(24, 25, () => 130, 0)
    expect(log()).toEqual([])
    go(25, 50, () => 20, 0)
    go(50, 51, () => 130, 0)
    expect(log()).toEqual(['41.2 overstay at p', '50 ended'])
  })
})

it('[O29] reading on costs nothing for units that sent nothing, and each fix once', () => {
  const { made, go, story } = given('area', [home])
  go(0, 120, (minute) => 500 + 200 * Math.sin(minute))
  const track = made.state.tracks[0]
  let reads = 0
  track.open = new Proxy(track.open!, { get: (of, key) => { reads++; return Reflect.get(of, key) as unknown } })
  const now = instant(MORNING + 120 * MINUTE)
  for (let again = 0; again < 10; again++) made.coverage.breaches(made.state, instant(now + again * SECOND), story.world, 0)
  expect(reads).toBe(0)
})

it('[O24] how far a place lies beyond many beats is what asking each of them one by one says', () => {
  const next = seeded(7)
  const many: Beat[] = Array.from({ length: 12 }, (_, n) => area(`a${n}`, next() * 4_000, next() * 4_000, 200 + next() * 900))
  const bounds = boundsOf(many, [])!
  const each = many.map((beat) => boundsOf([beat], [])!)
  const [all, one] = [{ off: 0, part: 0 }, { off: 0, part: 0 }]
  let [within, out] = [0, 0]
  for (let n = 0; n < 2_000; n++) {
    const [lon, lat] = place(next() * 6_000 - 1_000, next() * 6_000 - 1_000).map((degrees) => degrees * 1e6)
    beyond(bounds, lon, lat, all)
    const least = Math.min(...each.map((only) => { beyond(only, lon, lat, one); return one.off }))
    if (least > -100) expect(all.off).toBeCloseTo(least, -1)
    else expect(all.off).toBeLessThanOrEqual(-99)
    if (least > 0) out++
    else within++
  }
  expect(Math.min(within, out)).toBeGreaterThan(200)
})
