// What a unit's leaving costs, beside what really comes when it is taken away.
import { describe, expect, it } from 'vitest'
import type { Beat } from '../../../../shared/domain/beat.ts'
import type { CoverageCost, Leaving } from '../../../../shared/domain/coverage-cost.ts'
import { HOUR, instant, MINUTE, SECOND, type Instant } from '../../../../shared/domain/time.ts'
import { tiers, type Tier } from '../../../../shared/domain/tier.ts'
import type { UnitKind } from '../../../../shared/domain/unit.ts'
import { seeded } from '../../../seeded.ts'
import { catalogue, device, unit } from '../../world/given.ts'
import { leftAlone, leftWithFew, standing, voidsOf } from './away.ts'
import { area, line, MORNING, place, point, SHIFTS } from './given.ts'
import { adopted, asTheyCome, day, engine, inOrder, play, type Engine } from './tape.ts'

const cost = ({ coverage, state, story }: Engine, number: number, now: number, leaving: Leaving): CoverageCost =>
  coverage.cost(state, instant(now), story.world, story.world.unitsByNumber.get(number)!, leaving)

/** The posts to be manned and due that nobody is at once the unit has signed off, but somebody was, or fewer than are asked for, but enough were; with how many remain. */
function emptied(made: Engine, number: number, now: Instant): (readonly [string, number])[] {
  const remain = new Map<string, number>([...leftWithFew(made, number, now), ...[...leftAlone(made, number, now)].map((id) => [id, 0] as const)])
  return made.coverage.judge(made.state, now, made.story.world).filter(({ beat, now: stands }) => beat.tier === 'point' && beat.plan.manned !== null && stands?.due && remain.has(beat.id)).map(({ beat }) => [beat.id, remain.get(beat.id)!] as const)
}

/** How many windows of each beat are foretold to have closed undone by an instant. */
const missing = ({ misses }: CoverageCost, at: number): (readonly [string, number])[] =>
  [...Map.groupBy(misses.filter(({ closes }) => closes <= at), ({ id }) => id as string)].map(([id, all]) => [id, all.length] as const).sort()

/** The ids that are foretold to be void at an instant. */
const foretold = ({ voids }: CoverageCost, at: number): string[] => [...new Set(voids.filter(({ from, to }) => from < at && at <= to).map(({ id }) => id as string))].sort()

const GOALS: readonly (readonly [number, number])[] = [[300, 300], [900, 500], [1200, 1200], [800, 100], [9_000, 9_000]]

/** A district some hours into its day, as it was heard by then; in two of three beats fall void sooner, some are due in one shift only, which ends or begins soon. */
function someDay(seed: number) {
  const next = seeded(seed * 31)
  const made = day(seed, 9)
  const isLater = seed % 3 !== 1
  const now = instant(Math.round(MORNING + (isLater ? 7 + next() * 0.9 : 0.5 + next() * 8) * HOUR) + 137)
  const other = adopted('third', made.beats.map((beat, index) => ({ ...beat, interval: 20, shifts: [['甲班'], ['甲班'], ['乙班'], ['甲班', '乙班']][(seed + index) % 4] })), MORNING + 6 * HOUR)
  const fixes = seed % 2 === 0 ? inOrder(made.fixes) : asTheyCome(made.fixes, seed)
  const told = [...made.roster, ...(isLater ? [other] : []), ...fixes].filter(({ at }) => at <= now)
  return { engine: play(engine(), told), now, until: instant(now + (30 + Math.floor(next() * 80)) * MINUTE), goal: place(...GOALS[Math.floor(next() * GOALS.length)]) }
}

describe('cost of leaving beside the engine run on', () => {
  const seen = { empty: 0, round: 0, visit: 0, stay: 0, there: 0, last: 0, none: 0, cut: 0, reached: 0 }
  it.each(Array.from({ length: 8 }, (_, index) => index + 1))('[R1] [R2] [R4] [R5] [R9] the voids at every minute are exactly those foretold, and so are posts left empty and windows missed, seed %i', (seed) => {
    const { engine: made, now, until, goal } = someDay(seed)
    const all = standing(made, now, until)
    for (const { number, id } of made.story.world.units.values()) {
      if (!made.story.world.shifts.has(id)) continue
      const said = cost(made, number, now, { until, place: null })
      const sent = cost(made, number, now, { until, place: goal })
      const [silent, off, there] = voidsOf(made, all, number, ['silent', 'signed-off', { place: goal, from: sent.arrival! }], now, until)
      for (const [told, came] of [[said, silent], [said, off], [sent, there]] as const) {
        expect(came.minutes.map(({ at }) => foretold(told, at))).toEqual(came.minutes.map(({ ids }) => ids))
        for (const { id: beat, to, worth } of told.voids) if (to === until) expect([beat, worth]).toEqual([beat, came.worth.get(beat)])
        expect(told.minutes).toBe(told.voids.reduce((sum, { minutes }) => sum + minutes, 0))
      }
      for (const came of [silent, off]) expect(came.minutes.map(({ at }) => missing(said, at))).toEqual(came.minutes.map(({ missed }) => missed))
      for (const { what } of said.misses) seen[what]++
      for (const { kept, to } of said.voids) {
        seen[kept]++
        if (to < until) seen.cut++
      }
      if (said.voids.length === 0) seen.none++
      expect(said.unmanned.map((post) => [post.id, post.remain])).toEqual(emptied(made, number, now))
      seen.empty += said.unmanned.filter(({ remain }) => remain === 0).length
      if (sent.voids.length < said.voids.length) seen.reached++
    }
  })

  it('[R1] and those days held voids of every kind', () => {
    expect(Object.entries(seen).filter(([, count]) => count < 2)).toEqual([])
  })
})

/** Beats of one tier and units of it with the kind given, u1 first, all on duty. */
function given(tier: Tier, beats: readonly Beat[], kinds: readonly UnitKind[]) {
  const made = engine()
  const { story } = made
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR)
  play(made, [adopted('first', beats, MORNING - HOUR)])
  kinds.forEach((kind, index) => {
    const n = index + 1
    story.units(unit(`u${n}`, n, { tier, kind })).devices(device(`d${n}`, n, `u${n}`, { interval: 60 }))
    story.signedOn(`u${n}`, MORNING - HOUR)
  })
  const stand = (number: number, from: number, to: number, x: number, y: number) => {
    for (let minute = from; minute <= to; minute++) {
      const [lon, lat] = place(x, y)
      story.fixes(MORNING + minute * MINUTE, [{ unit: number, device: number, time: MORNING + minute * MINUTE, lon, lat }])
    }
  }
  const ask = (number: number, minute: number, minutes = 60, goal: Leaving['place'] = null) =>
    cost(made, number, MORNING + minute * MINUTE, { until: instant(MORNING + (minute + minutes) * MINUTE), place: goal })
  return { ...made, stand, ask }
}

const minuteOf = (at: number): number => (at - MORNING) / MINUTE

describe('cost of leaving, told by hand', () => {
  it('[R1] a beat falls void an interval after its last visit; one that two are in is no cost of either, one that nobody is in is that of the last', () => {
    const { stand, ask } = given('area', [area('a', 0, 0, 600, { interval: 30, priority: 1, people: 2 })], ['car', 'car', 'car'])
    stand(1, 0, 20, 300, 300)
    expect(ask(1, 20).voids).toMatchObject([{ id: 'a', kept: 'there', minutes: 30, worth: 3 * 2 * 30 }])
    expect(ask(1, 20).voids.map(({ from, to }) => [from, to].map(minuteOf))).toEqual([[50, 80]])
    expect(ask(1, 20, 30)).toMatchObject({ voids: [], minutes: 0, worth: 0, onDuty: true, tier: 'area' })
    stand(2, 15, 22, 310, 300)
    expect([ask(1, 22).voids, ask(2, 22).voids]).toEqual([[], []])
    stand(1, 23, 40, 30_000, 3_000)
    stand(2, 23, 40, 30_000, 300)
    expect([1, 2, 3].map((number) => ask(number, 40).voids.map(({ kept, from }) => [kept, minuteOf(from)]))).toEqual([[], [['last', 52]], []])
    expect(ask(2, 53).voids).toEqual([])
  })

  it('[R25] who is needed with others costs the visits and the manning that fewer people are not, and no void', () => {
    const made = given('point', [point('p', 0, 0, { visits: 4, dwell: 5, allowance: 0, manned: 0.9 }, { people: 3, interval: 30 })], ['post', 'post', 'post'])
    const { stand, ask, story } = made
    story.signedOff('u3', MORNING - MINUTE)
    story.signedOn('u3', MORNING - MINUTE, 1)
    stand(1, 0, 3, 0, 0)
    stand(2, 0, 3, 0, 0)
    stand(3, 0, 3, 0, 0)
    // Two, two and one: whoever goes of the two with two is missed by nobody while all are there.
    expect([1, 2, 3].map((number) => ask(number, 3, 200).unmanned)).toEqual([[], [], []])
    stand(1, 4, 10, 0, 0)
    stand(3, 4, 10, 0, 0)
    stand(2, 4, 10, 5_000, 0)
    expect(ask(1, 10, 120)).toMatchObject({ voids: [], unmanned: [{ id: 'p', remain: 1, asked: 3 }], misses: [] })
    expect(ask(3, 10, 120).unmanned).toMatchObject([{ id: 'p', remain: 2, asked: 3 }])
    expect(ask(2, 10, 120).unmanned).toEqual([])
    expect(ask(1, 10, 240)).toMatchObject({ voids: [], misses: [{ id: 'p', kept: 'there', what: 'visit' }] })
  })

  it('[R25] one alone and too few costs no visit that it could not make, nor do two', () => {
    const { stand, ask } = given('point', [point('p', 0, 0, { visits: 4, dwell: 5, allowance: 0, manned: 0.9 }, { people: 5, interval: 30 })], ['post', 'post'])
    stand(1, 0, 10, 0, 0)
    expect(ask(1, 10, 240)).toMatchObject({ misses: [], unmanned: [{ id: 'p', remain: 0, asked: 5 }] })
    expect(ask(1, 10, 240).voids).not.toEqual([])
    stand(2, 5, 10, 0, 0)
    expect([ask(1, 10, 240), ask(2, 10, 240)]).toMatchObject([{ misses: [], unmanned: [], voids: [] }, { misses: [], unmanned: [], voids: [] }])
  })

  it('[R2] a shift that ends ends the void, and one that begins counts from its beginning', () => {
    const { stand, ask } = given('area', [area('a', 0, 0, 600, { interval: 30, shifts: ['甲班'] }), area('b', 3_000, 0, 600, { interval: 30, shifts: ['乙班'] })], ['car', 'car'])
    stand(1, 430, 440, 300, 300)
    stand(2, 430, 440, 3_300, 300)
    expect(ask(1, 440, 120).voids.map(({ id, from, to }) => [id, minuteOf(from), minuteOf(to)])).toEqual([['a', 470, 480]])
    expect(ask(2, 440, 120).voids.map(({ id, from, to }) => [id, minuteOf(from), minuteOf(to)])).toEqual([['b', 510, 560]])
  })

  it('[R2] a plan that changes meanwhile ends the void, and the new one counts from its beginning, as it really comes', () => {
    const made = given('area', [area('a', 0, 0, 600, { interval: 30 }), area('b', 0, 0, 600, { interval: 20 })], ['car', 'car'])
    made.stand(1, 0, 20, 300, 300)
    play(made, [adopted('second', [area('a', 0, 0, 600, { interval: 15 }), area('b', 0, 0, 600, { interval: 20 })], MORNING + 60.5 * MINUTE, MORNING + 20 * MINUTE)])
    const said = made.ask(1, 20)
    expect(said.voids.map(({ id, from, to }) => [id, minuteOf(from), minuteOf(to)])).toEqual([['b', 40, 80], ['a', 50, 60.5], ['a', 75.5, 80]])
    const [came] = voidsOf(made, standing(made, instant(MORNING + 20 * MINUTE), said.until), 1, ['silent'], instant(MORNING + 20 * MINUTE), said.until)
    expect(came.minutes.map(({ at }) => foretold(said, at))).toEqual(came.minutes.map(({ ids }) => ids))
  })

  it('[R3] the relief is the nearest that uncovers nothing itself, and its minutes are taken off', () => {
    const { stand, ask, story } = given('area', [area('a', 0, 0, 600, { interval: 30 }), area('b', 3_000, 0, 600, { interval: 30 })], ['car', 'car', 'car', 'foot'])
    stand(1, 0, 20, 300, 300)
    stand(2, 0, 20, 3_300, 300)
    expect(ask(1, 20).voids).toMatchObject([{ id: 'a', relief: null, relieved: 30, minutes: 30 }])
    stand(3, 15, 20, 20_300, 300)
    stand(4, 15, 20, 5_300, 300)
    // 20 km × 1.35 at 27 km/h is an hour, 5 km × 1.35 at 5 km/h more; u2 would be there in nine minutes, but keeps b.
    const [one] = ask(1, 20, 90).voids
    expect(one).toMatchObject({ relief: { unit: 'u3', minutes: 60 }, minutes: 60, relieved: 30 })
    expect(ask(2, 20, 20).voids).toEqual([])
    // In twenty minutes u2's own beat would not fall void either, nor would this one.
    stand(3, 21, 21, 3_300, 300)
    stand(1, 21, 21, 300, 300)
    stand(2, 21, 21, 3_300, 300)
    expect(ask(1, 21).voids).toMatchObject([{ relief: { minutes: 9 }, relieved: 0 }])
    story.signedOff('u3', MORNING + 21 * MINUTE)
    expect(ask(1, 21).voids[0].relief).toEqual({ unit: 'u4', minutes: 81 })
  })

  it('[R4] a post is empty at once; a guard of one kind of post never comes, and one that goes within it leaves nothing', () => {
    const { stand, ask } = given('point', [point('p', 0, 0, { manned: 0.5, visits: 0 }, { interval: 15 }), point('q', 5_000, 0, { manned: null }, { interval: 15 })], ['foot', 'post', 'foot'])
    stand(1, 0, 20, 0, 0)
    stand(2, 0, 20, 100, 0)
    stand(3, 15, 20, 5_000, 0)
    expect(ask(1, 20)).toMatchObject({ unmanned: [{ id: 'p', relief: null }], voids: [{ id: 'p' }] })
    // The guard of q would leave it void before the time is over, but not within ten minutes.
    expect(ask(1, 20, 10).unmanned).toMatchObject([{ id: 'p', relief: { unit: 'u3', minutes: 81 } }])
    expect(ask(3, 20)).toMatchObject({ unmanned: [], voids: [{ id: 'q' }] })
    expect(ask(1, 20, 60, place(30, 0))).toMatchObject({ unmanned: [], voids: [] })
    expect(ask(1, 20, 60, place(3_000, 0))).toMatchObject({ unmanned: [{ id: 'p' }], voids: [{ id: 'p' }] })
  })

  it('[R5] where it arrives in a beat of its own the beat is covered from then on', () => {
    const { stand, ask } = given('line', [line('l', [[0, 0], [6_000, 0]], {}, { interval: 60 })], ['foot', 'post'])
    stand(1, 0, 20, 0, 0)
    stand(2, 0, 20, 9_000, 0)
    // 5 km × 1.35 at 5 km/h are 81 minutes.
    const { voids, arrival } = ask(1, 20, 120, place(5_000, 0))
    expect(Math.round(minuteOf(arrival!))).toBe(101)
    expect(voids.map(({ from, to, minutes }) => [minuteOf(from), to === arrival, minutes])).toEqual([[80, true, 20]])
    expect(ask(2, 20, 120, place(0, 0)).arrival).toBeNull()
  })

  it('[R6] who is off duty keeps nothing, and asking changes nothing', () => {
    const { stand, ask, story, state } = given('area', [area('a', 0, 0, 600, { interval: 30 })], ['car', 'car'])
    stand(1, 0, 20, 300, 300)
    const before = structuredClone(state)
    ask(1, 20, 300)
    expect(state).toEqual(before)
    story.signedOff('u1', MORNING + 20 * MINUTE + SECOND)
    expect(ask(1, 21)).toMatchObject({ onDuty: false, voids: [], unmanned: [] })
  })
})

it('[R8] asking costs less than judging every beat once more', { retry: 2 }, () => {
  const beats = Array.from({ length: 200 }, (_, index) => (index % 5 === 0 ? area(`a${index}`, index * 200, 0, 1_000) : index % 5 < 3 ? line(`l${index}`, [[index * 200, 0], [index * 200 + 2_000, 100]]) : point(`p${index}`, index * 200, 0)))
  const made = play(engine(), [adopted('first', beats, MORNING - 1)])
  made.story.entry('catalogue-adopted', { hash: 'c', effective: instant(MORNING), content: { ...catalogue, shifts: SHIFTS } }, MORNING - 1)
  for (let n = 1; n <= 300; n++) {
    made.story.units(unit(`u${n}`, n, { tier: tiers[n % 3] })).devices(device(`d${n}`, n, `u${n}`))
    made.story.signedOn(`u${n}`, MORNING - 1)
  }
  for (let turn = 0; turn < 100; turn++) {
    const time = MORNING + turn * 10 * SECOND
    made.story.fixes(time, Array.from({ length: 300 }, (_, index) => {
      const [lon, lat] = place(index * 133 + turn * 10, turn % 50)
      return { unit: index + 1, device: index + 1, time, lon, lat }
    }))
  }
  const cpu = (work: (turn: number) => void): number => {
    work(0)
    const { user } = process.cpuUsage()
    for (let turn = 1; turn <= 20; turn++) work(turn)
    return (process.cpuUsage().user - user) / 20
  }
  const now = MORNING + 1_000 * SECOND
  const asked = cpu((turn) => { cost(made, 1 + turn, now + turn, { until: instant(now + 4 * HOUR), place: null }) })
  const judged = cpu((turn) => { made.coverage.judge(made.state, instant(now + turn), made.story.world) })
  expect(asked).toBeLessThan(judged)
})
