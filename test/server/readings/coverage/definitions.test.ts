// What each figure of coverage means, told fix by fix.
import { describe, expect, it } from 'vitest'
import type { Beat } from '../../../../shared/domain/beat.ts'
import { fixFlag } from '../../../../shared/domain/fix.ts'
import { beatStates } from '../../../../shared/domain/reading.ts'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import type { Tier } from '../../../../shared/domain/tier.ts'
import { batchOf, catalogue, device, DISTRICT, townCodes, unit } from '../../world/given.ts'
import { area, line, MORNING, place, point, SHIFTS } from './given.ts'
import { adopted, checkedIn, engine, play } from './tape.ts'

/** Beats under the morning's shift; unit 1 (10 s) and 2 (60 s) of the given tier, on duty from 07:00. */
function given(tier: Tier, ...beats: Beat[]) {
  const made = engine()
  const { story } = made
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR)
  play(made, [adopted('first', beats, MORNING - HOUR)])
  for (const number of [1, 2]) {
    story.units(unit(`u${number}`, number, { tier })).devices(device(`d${number}`, number, `u${number}`, { interval: number === 1 ? 10 : 60 }))
    story.signedOn(`u${number}`, MORNING - HOUR)
  }
  const fix = (number: number, time: number, x: number, y: number, more: { flags?: number; at?: number } = {}) => {
    const [lon, lat] = place(x, y)
    story.fixes(more.at ?? time, [{ unit: number, device: number, time, lon, lat, flags: more.flags ?? 0 }])
  }
  /** Stands from one minute of the shift to another, a fix every interval. */
  const stand = (number: number, from: number, to: number, x: number, y: number) => {
    for (let time = MORNING + from * MINUTE; time <= MORNING + to * MINUTE; time += (number === 1 ? 10 : 60) * SECOND) fix(number, time, x, y)
  }
  /** Walks there in a minute of ten-second fixes. */
  const walk = (from: number, way: readonly [number, number][]) => way.forEach(([x, y], index) => fix(1, MORNING + from * MINUTE + index * 10 * SECOND, x, y))
  const show = (minute: number, region = DISTRICT) => made.coverage.show(made.state, instant(MORNING + minute * MINUTE), story.world, region)
  const one = (minute: number) => {
    const { beats: columns, tiers } = show(minute)
    return { state: beatStates[columns.state[0]], last: columns.last[0], present: columns.present[0], people: columns.people[0], share: columns.share[0], worth: columns.worth[0], told: tiers[tier] }
  }
  return { ...made, fix, stand, walk, show, one }
}

const seconds = (minute: number): number => (MORNING + minute * MINUTE) / SECOND

describe('which fixes count', () => {
  it('[O2] not of another tier, off duty, jumping, inaccurate, of an unknown time, or a day late', () => {
    const at = MORNING + 10 * MINUTE
    const seen = (tell: (made: ReturnType<typeof given>) => void, tier: Tier = 'point'): boolean => {
      const made = given(tier, point('p', 0, 0))
      tell(made)
      return made.show(20).beats.last[0] > 0
    }
    expect(seen(({ fix }) => fix(1, at, 0, 0))).toBe(true)
    expect(seen(({ fix }) => fix(1, at, 0, 0), 'line')).toBe(false)
    expect(seen(({ fix }) => fix(1, MORNING - 61 * MINUTE, 0, 0, { at }))).toBe(false)
    for (const flags of [fixFlag.jump, fixFlag.inaccurate, fixFlag.clock | fixFlag.refill]) expect(seen(({ fix }) => fix(1, at, 0, 0, { flags }))).toBe(false)
    for (const flags of [fixFlag.late, fixFlag.clock, fixFlag.refill | fixFlag.late, fixFlag.sos, fixFlag.outside]) expect(seen(({ fix }) => fix(1, at, 0, 0, { flags }))).toBe(true)
    const accurate = (tenths: number) => seen(({ state, coverage, story }) => {
      const [lon, lat] = place(0, 0)
      const batch = batchOf([{ unit: 1, device: 1, time: at, lon, lat }])
      batch.accuracy[0] = tenths
      coverage.step(state, { is: 'fixes', at: instant(at), batch }, story.world)
    })
    expect([accurate(0), accurate(500), accurate(501), accurate(0xffff)]).toEqual([true, true, false, true])
    const late = given('point', point('p', 0, 0, {}, { shifts: ['甲班', '乙班', '丙班'] }))
    late.fix(1, MORNING, 0, 0, { at: MORNING + DAY + 1 })
    expect(late.show(24 * 60 - 1).beats.last[0]).toBe(0)
  })

  it('[O16] nobody counts before signing on and after signing off', () => {
    const { story, fix, show } = given('point', point('p', 0, 0))
    story.signedOff('u1', MORNING + 5 * MINUTE)
    fix(1, MORNING + 5 * MINUTE, 0, 0)
    expect(show(6).beats.last[0]).toBe(0)
    fix(1, MORNING + 5 * MINUTE - 1, 0, 0)
    expect(show(6).beats.last[0]).toBe(seconds(5) - 1)
  })
})

describe('ways between fixes', () => {
  const far = [[100, 500], [900, 500]] as const
  const cells = (gap: number, number: number, speed = 1): number => {
    const { fix, one } = given('area', area('a', 0, 0, 1000))
    fix(number, MORNING + MINUTE, ...far[0])
    fix(number, MORNING + MINUTE + gap, far[1][0] * speed, far[1][1])
    return one(10).told.reach[0]
  }

  it('[O4] the way counts up to 2e and two minutes, beyond that the two fixes alone; nor does one that is too fast', () => {
    expect(cells(20 * SECOND, 1)).toBeGreaterThan(5)
    expect(cells(20 * SECOND + 1, 1)).toBe(2)
    expect(cells(120 * SECOND, 2)).toBeGreaterThan(5)
    expect(cells(120 * SECOND + 1, 2)).toBe(2)
    expect(cells(10 * SECOND, 1)).toBe(2)
  })
})

describe('areas', () => {
  it('[O7] a part of the shift is done by a stay of its dwell without a break in it; a long stay counts once in each', () => {
    const beat = area('a', 0, 0, 1000, { plan: { cells: 0, stays: 4, dwell: 12 } })
    const stays = (tell: (made: ReturnType<typeof given>) => void) => { const made = given('area', beat); tell(made); return made.one(480).told.rounds }
    expect(stays(({ stand }) => stand(1, 1, 13, 500, 500))).toEqual([1, 4])
    expect(stays(({ stand }) => stand(1, 1, 12.9, 500, 500))).toEqual([0, 4])
    expect(stays(({ stand }) => stand(1, 1, 400, 500, 500))).toEqual([4, 4])
    // Two minutes of silence are borne, a step outside is not; and a stay belongs to one part.
    expect(stays(({ stand }) => { stand(1, 1, 7, 500, 500); stand(1, 9, 14, 500, 500) })).toEqual([1, 4])
    expect(stays(({ stand }) => { stand(1, 1, 7, 500, 500); stand(1, 9.1, 14, 500, 500) })).toEqual([0, 4])
    expect(stays(({ stand, fix }) => { stand(1, 1, 7, 500, 500); fix(1, MORNING + 7.2 * MINUTE, -300, 0); stand(1, 8, 14, 500, 500) })).toEqual([0, 4])
    expect(stays(({ stand }) => stand(1, 110, 131, 500, 500))).toEqual([0, 4])
  })

  it('[V43] minutes of a part that has closed count up to its dwell, those of several devices at once once, of a part that is on not yet', () => {
    const { stand, one } = given('area', area('a', 0, 0, 1000, { plan: { cells: 0, stays: 4, dwell: 12 } }))
    stand(1, 10, 40, 500, 500)
    expect(one(60).told.time).toEqual([0, 0])
    stand(1, 150, 155, 500, 500)
    stand(2, 152, 157, 200, 200)
    expect(one(121).told.time).toEqual([12, 12])
    expect(one(241).told.time).toEqual([12 + 7, 24])
    expect(one(361).told.time).toEqual([12 + 7, 36])
  })

  it('[O45] a stay of an area asks for its people at the same time', () => {
    const { stand, one } = given('area', area('a', 0, 0, 1000, { people: 3, plan: { cells: 0, stays: 4, dwell: 12 } }))
    stand(1, 1, 30, 500, 500)
    expect(one(40).told.rounds).toEqual([0, 0])
    stand(2, 10, 21.9, 200, 200)
    expect(one(40).told.shift.stays.done).toBe(0)
    stand(1, 40, 60, 500, 500)
    stand(2, 40, 52, 200, 200)
    expect(one(60).told.shift.stays.done).toBe(1)
    expect(one(121).told.shift.stays).toMatchObject({ due: 1, done: 1 })
  })

  it('[O10] cells seen within the interval make the share; in the first interval of being due as much of it is asked as time has passed', () => {
    const tiny = area('a', 500, 500, 5, { interval: 60, plan: { cells: 1, stays: 0, dwell: 5 } })
    const { fix, one, show } = given('area', { ...tiny, weights: {} })
    expect(show(0).beats.state).toEqual([beatStates.indexOf('idle')])
    expect(one(1)).toMatchObject({ state: 'due', share: 0, told: { met: 0, due: 1 } })
    fix(1, MORNING + 10 * MINUTE, 502, 502)
    const { share } = one(11)
    expect(share).toBeGreaterThan(24)
    expect(one(11)).toMatchObject({ state: 'met', last: seconds(10), told: { met: 1, due: 1, voids: 0 } })
    expect(one(70)).toMatchObject({ share: 0, state: 'due' })
    expect(one(71).state).toBe('void')
  })

  it('[O10] a void begins when nobody was there for longer than the interval, counted from when it is due; its worth is priority × people × minutes', () => {
    const { one, show } = given('area', area('a', 0, 0, 1000, { interval: 60, people: 3, priority: 1 }))
    expect(one(60)).toMatchObject({ state: 'due', worth: 0 })
    expect(one(60.5)).toMatchObject({ state: 'void', worth: 0, told: { voids: 1, met: 0 } })
    expect(one(90).worth).toBe(3 * 3 * 30)
    // Due from 08:00 to 24:00 without a break, then not.
    expect(show(10 * 60).beats.since[0]).toBe(seconds(0))
    expect(show(16 * 60 + 1).beats).toMatchObject({ state: [beatStates.indexOf('idle')], since: [0], worth: [0] })
  })
})

describe('lines', () => {
  const straight = (more = {}) => line('l', [[0, 0], [600, 0]], { rounds: 4, length: 0.9, buffer: 20, allowance: 10, ...more })
  const whole = Array.from({ length: 13 }, (_, index): [number, number] => [index * 50, 5])

  it('[O6] a round is done when its share of the length was covered in its window; a closed window without is missed', () => {
    const { walk, one } = given('line', straight())
    walk(30, whole)
    expect(one(40)).toMatchObject({ share: 100, state: 'met', told: { rounds: [1, 1], time: [1, 1], met: 1 } })
    expect(one(40).told.reach).toEqual([expect.closeTo(600, 0), expect.closeTo(600, 0)])
    expect(one(129).told.rounds).toEqual([1, 1])
    walk(250, whole.slice(0, 9))
    expect(one(250.1).told.shift.rounds).toEqual({ planned: 4, due: 2, done: 1, missed: 1, early: 0, late: 0 })
    expect(one(260).state).toBe('due')
    expect(one(260).share).toBeGreaterThan(65)
    expect(one(260).share).toBeLessThan(75)
  })

  it('[O6] early and late within the allowance are done and said so; what made one round makes no other', () => {
    const early = given('line', straight())
    early.walk(30, whole)
    early.walk(112, whole)
    expect(early.one(150).told.shift.rounds).toMatchObject({ done: 2, early: 1, late: 0 })
    const late = given('line', straight())
    late.walk(122, whole)
    expect(late.one(150).told.shift.rounds).toMatchObject({ done: 1, late: 1, missed: 0 })
    expect(late.one(150).told.time).toEqual([0, 1])
    // The next time it is walked is the second window's own.
    late.walk(140, whole)
    expect(late.one(150).told.shift.rounds).toMatchObject({ done: 2, late: 1 })
  })

  it('[O46] a round asks for as many people on each metre as the plan does; those of different units add up, one unit walking twice does not', () => {
    const made = given('line', { ...straight({ allowance: 0 }), people: 4 })
    const done = (minute: number): number => made.one(minute).told.shift.rounds.done
    made.walk(10, whole)
    made.walk(20, [...whole].reverse())
    expect([done(30), made.one(30).share]).toEqual([0, 0])
    expect(made.coverage.rounds(made.state, instant(MORNING + 30 * MINUTE), made.story.world, 'l')!.shifts.at(-1)!.rounds[0]).toMatchObject({ most: 599, few: 2, at: null })
    whole.slice(0, 7).forEach(([x, y], index) => made.fix(2, MORNING + (40 + index) * MINUTE, x, y))
    expect([done(50), made.one(50).share]).toEqual([0, expect.closeTo(53, 0)])
    whole.slice(6).forEach(([x, y], index) => made.fix(2, MORNING + (50 + index) * MINUTE, x, y))
    expect(done(60)).toBe(1)
    // With as many of its own one unit is enough.
    made.story.signedOff('u1', MORNING + 125 * MINUTE)
    made.story.signedOn('u1', MORNING + 125 * MINUTE, 4)
    made.walk(130, whole)
    expect(done(140)).toBe(2)
  })

  it('[O6] two who walk a half each make a round together', () => {
    const { walk, fix, one } = given('line', straight({ allowance: 0 }))
    walk(10, whole.slice(0, 7))
    expect(one(20).told.shift.rounds.done).toBe(0)
    whole.slice(6).forEach(([x, y], index) => fix(2, MORNING + (40 + index) * MINUTE, x, y))
    expect(one(50).told.shift.rounds.done).toBe(1)
  })
})

describe('points', () => {
  const post = point('p', 0, 0, { visits: 4, dwell: 5, radius: 50, allowance: 10, manned: null })

  it('[O8] a visit is a stay of its dwell in the radius in its window, or a check-in at once', () => {
    const { stand, one, story } = given('point', post)
    stand(1, 10, 14.5, 20, 20)
    expect(one(20).told.rounds).toEqual([0, 0])
    stand(1, 30, 35, 20, 20)
    expect(one(40).told).toMatchObject({ rounds: [1, 1], reach: [1, 1] })
    checkedIn(post, 1, MORNING + 130 * MINUTE).tell(story)
    expect(one(131)).toMatchObject({ last: seconds(130), told: { rounds: [2, 2] } })
    expect(one(371).told.shift.visits).toEqual({ planned: 4, due: 3, done: 2, missed: 1, early: 0, late: 0 })
    stand(1, 370 - 8, 370 - 1, 20, 20)
    expect(one(371).told.shift.visits).toMatchObject({ done: 3, missed: 0, late: 1 })
    // Somebody off duty proves nothing.
    story.signedOff('u2', MORNING + 372 * MINUTE)
    checkedIn(post, 2, MORNING + 373 * MINUTE).tell(story)
    expect(one(374).told.shift.visits.done).toBe(3)
  })

  it('[O9] a post is manned from first to last fix; who takes over within the silence of a stay leaves no gap', () => {
    const { stand, one } = given('point', point('p', 0, 0, { visits: 0, manned: 0.9, radius: 50 }))
    stand(1, -5, 60, 10, 10)
    expect(one(60.5)).toMatchObject({ share: 100, state: 'met', present: 1, told: { time: [1, 1] } })
    stand(2, 61, 120, 10, 10)
    expect(one(121)).toMatchObject({ share: 100, present: 1 })
    expect(one(130)).toMatchObject({ share: 92, present: 0, state: 'met', told: { time: [0, 1] } })
    expect(one(140)).toMatchObject({ share: 85, state: 'due' })
    stand(1, 140, 240, 10, 10)
    expect(one(240).share).toBe(Math.floor(100 * 220 / 240))
  })

  it('[O45] a visit asks for as many people as the plan does, who have all stayed its dwell at the same time or checked in within one', () => {
    const crowd = { ...post, people: 4 }
    const made = given('point', crowd)
    const { stand, one, story } = made
    stand(1, 10, 20, 10, 10)
    stand(2, 17, 30, 10, 10)
    expect(one(30).told.rounds).toEqual([0, 0])
    expect(one(18)).toMatchObject({ present: 2, people: 4 })
    stand(1, 31, 36, 10, 10)
    stand(2, 31, 36, 10, 10)
    expect(one(36).told.rounds).toEqual([1, 1])
    checkedIn(crowd, 1, MORNING + 130 * MINUTE).tell(story)
    checkedIn(crowd, 2, MORNING + 136 * MINUTE).tell(story)
    expect(one(137).told.shift.visits.done).toBe(1)
    checkedIn(crowd, 1, MORNING + 140 * MINUTE).tell(story)
    expect(one(141).told.shift.visits.done).toBe(2)
  })

  it('[O47] a post is manned while as many people are there as the plan asks for, and somebody there is no void', () => {
    const { stand, one } = given('point', point('p', 0, 0, { visits: 0, manned: 0.9, radius: 50 }, { people: 4 }))
    stand(1, 0, 29, 10, 10)
    expect(one(29)).toMatchObject({ share: 0, state: 'due', present: 1, people: 2, told: { time: [0, 1], voids: 0 } })
    stand(1, 29, 60, 10, 10)
    stand(2, 30, 60, 10, 10)
    expect(one(60)).toMatchObject({ share: 50, present: 2, people: 4, told: { time: [1, 1] } })
    // Who takes over within the silence of a stay leaves no gap, as ever.
    stand(1, 62, 90, 10, 10)
    stand(2, 61, 90, 10, 10)
    expect(one(90).share).toBe(Math.floor(100 * 60 / 90))
  })

  it('[O10] who is there counts once, on duty and fresh', () => {
    const { stand, fix, one, story } = given('point', post)
    stand(1, 0, 10, 10, 10)
    fix(2, MORNING + 10 * MINUTE, 10, 10)
    expect([one(10.5).present, one(11).present, one(15).present, one(15.1).present]).toEqual([2, 1, 1, 0])
    story.signedOff('u2', MORNING + 11 * MINUTE)
    expect(one(12).present).toBe(0)
  })
})

describe('plans and regions', () => {
  it('[O15] an unchanged beat goes on in the next set; of a changed one each set judges its own time, and a window over the change is nobody\'s', () => {
    const first = [point('same', 0, 0, { visits: 4, dwell: 5, manned: null, allowance: 0 }), point('other', 500, 0, { visits: 4, dwell: 5, manned: null, allowance: 0 }), point('gone', 900, 0)]
    const { stand, show, ...made } = given('point', ...first)
    const change = MORNING + 200 * MINUTE
    stand(1, 10, 30, 0, 0)
    stand(2, 20, 40, 500, 0)
    play(made, [adopted('second', [{ ...first[0] }, { ...first[1], interval: 90 } as Beat], change, change)])
    stand(1, 230, 250, 0, 0)
    const { beats, set, tiers } = show(300)
    expect([set, beats.id]).toEqual(['second', ['same', 'other']])
    expect(beats.last).toEqual([seconds(250), 0])
    expect([beats.planned, beats.due, beats.delivered]).toEqual([[4, 2], [3, 0], [3, 0]])
    expect(beats.since).toEqual([seconds(0), seconds(200)])
    expect(tiers.point.shift.visits.planned).toBe(6)
    expect(show(199).set).toBe('first')
  })

  it('[O11] a region has the beats that lie in it, and the figures of the parts add up to the district', () => {
    const beats = [area('a', 0, 0, 800), area('b', 0, 900, 800, { region: townCodes[1] }), line('l', [[0, 0], [500, 0]], {}, { region: townCodes[1] }), point('p', 0, 0)]
    const { show, stand } = given('area', ...beats)
    stand(1, 0, 125, 100, 100)
    const [all, ...towns] = [DISTRICT, ...townCodes].map((region) => show(126, region))
    expect(all.denominator).toBe(4)
    expect(towns.map(({ denominator }) => denominator)).toEqual([2, 2, 0])
    for (const tier of ['area', 'line', 'point'] as const) {
      for (const key of ['met', 'due', 'voids'] as const) expect(towns.reduce((sum, { tiers }) => sum + tiers[tier][key], 0)).toBe(all.tiers[tier][key])
      for (const key of ['rounds', 'reach', 'time'] as const) for (const end of [0, 1]) expect(towns.reduce((sum, { tiers }) => sum + tiers[tier][key][end], 0)).toBeCloseTo(all.tiers[tier][key][end])
    }
    expect(all.numerator).toBe(all.tiers.area.met + all.tiers.line.met + all.tiers.point.met)
    expect(all.beats.id).toEqual(['a', 'b', 'l', 'p'])
    expect(towns[1].beats.id).toEqual(['b', 'l'])
    expect(new Set(Object.values(all.beats).map(({ length }) => length))).toEqual(new Set([4]))
  })

  it('[O11] the shift before is told with all its windows closed, and late fixes still repair it', () => {
    const { show, stand, fix } = given('point', point('p', 0, 0, { visits: 4, dwell: 5, manned: null, allowance: 0 }))
    stand(1, 10, 20, 0, 0)
    expect(show(479).before).toBeNull()
    const { before } = show(500)
    expect(before).toMatchObject({ name: '甲班', from: MORNING, to: MORNING + 8 * HOUR, tiers: { point: { beats: 1, visits: { planned: 4, due: 4, done: 1, missed: 3 } } } })
    for (let minute = 300; minute <= 306; minute++) fix(2, MORNING + minute * MINUTE, 0, 0, { at: MORNING + 520 * MINUTE, flags: fixFlag.refill | fixFlag.late })
    expect(show(521).before?.tiers.point.visits).toMatchObject({ done: 2, missed: 2 })
    expect(show(521).shift?.name).toBe('乙班')
  })

  it('[O12] the quarter-hours of a day are told as they were known then, of each region', () => {
    const { show, stand } = given('point', point('p', 0, 0, { visits: 0, manned: 0.5 }), point('q', 3000, 0, { visits: 0, manned: 0.5 }, { region: townCodes[1] }))
    stand(1, 0, 40, 0, 0)
    stand(1, 100, 101, 900, 900)
    const tail = (minute: number, region = DISTRICT) => show(minute, region).tiers.point.history.slice(-8)
    // 08:00 is the morning's beginning, which does not hold it.
    expect(tail(101)).toEqual([null, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 0])
    expect(tail(101, townCodes[0])).toEqual([null, 1, 1, 1, 1, 1, 0, 0])
    expect(tail(101, townCodes[1])).toEqual([null, 0, 0, 0, 0, 0, 0, 0])
    expect(show(101).tiers.point.history).toHaveLength(96)
  })
})
