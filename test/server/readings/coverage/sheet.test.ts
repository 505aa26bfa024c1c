// The rows of the shift sheet, of beats judged by hand and of a small morning told to the engine.
import { describe, expect, it } from 'vitest'
import type { Beat } from '../../../../shared/domain/beat.ts'
import { fixFlag } from '../../../../shared/domain/fix.ts'
import { totalsOf, type SheetRow, type SheetShift } from '../../../../shared/domain/sheet.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import type { Tier } from '../../../../shared/domain/tier.ts'
import { NONE, NOTHING, type Told } from '../../../../server/readings/coverage/deliver.ts'
import type { Delivered, Judged } from '../../../../server/readings/coverage/judge.ts'
import { rowsOf, unstaffed, type SheetRecord } from '../../../../server/readings/coverage/sheet.ts'
import { catalogue, device, DISTRICT, townCodes, unit, type FixSaid } from '../../world/given.ts'
import { area, line, MORNING, place, point, SHIFTS } from './given.ts'
import { adopted, engine, play } from './tape.ts'

const minute = (n: number) => instant(MORNING + n * MINUTE)
const shift = { name: '甲班', from: minute(0), to: minute(480) }
const [town, other] = townCodes

/** Four windows of two hours, each with what came of it. */
const windows = (...told: readonly Partial<Told>[]): Told[] =>
  told.map((one, index) => ({ from: minute(120 * index), to: minute(120 * index + 120), opens: minute(120 * index), closes: minute(120 * index + 120), done: 0, most: -1, few: 0, ...one }))

/** Judged as it was in the shift, which is over. */
function before(beat: Beat, told: Partial<Delivered>): Judged {
  return { beat, now: null, before: { shift, windows: [], seen: null, rounds: NOTHING, length: NONE, stays: NOTHING, minutes: NONE, visits: NOTHING, manned: NONE, round: null, ...told } }
}

const record = (more: Partial<SheetRecord> = {}): SheetRecord => ({ since: minute(-60), duties: [], touches: new Map(), ...more })
const rows = (judged: readonly Judged[], known: SheetRecord, which: SheetShift = 'before', now = minute(500)): SheetRow[] => rowsOf(judged, town, known, which, now)
const onDuty = (tier: Tier | null, spans: readonly number[], region: typeof town | null = town): SheetRecord['duties'][number] => ({ tier, region, spans })
const four = { planned: 4, due: 4, done: 0, missed: 4, early: 0, late: 0 }

describe('rows of judged beats', () => {
  it('[I1] a row has the counts of its tier, its amount, who was there last, and how it ended', () => {
    const judged = [
      before(point('p', 0, 0, { manned: 0.6 }), { visits: { planned: 8, due: 8, done: 8, missed: 0, early: 1, late: 2 }, manned: { part: 300 * MINUTE, whole: 480 * MINUTE }, seen: minute(470) }),
      before(line('l', [[0, 0], [1000, 0]]), { rounds: { ...four, done: 3, missed: 1 }, length: { part: 2_900, whole: 4_000 } }),
      before(area('a', 0, 0, 500), { stays: { ...four, done: 4, missed: 0 }, minutes: { part: 61.5, whole: 48 } }),
      before(point('visited', 0, 0, { manned: null }), { visits: { ...four, done: 4, missed: 0 } }),
    ]
    expect(rows([before(area('a', 0, 0, 500), {})], record())[0].state).toBe('none')
    const found = rows(judged, record())
    expect(found.map(({ id, state }) => [id, state])).toEqual([['a', 'whole'], ['l', 'short'], ['p', 'whole'], ['visited', 'whole']])
    expect(found[2]).toMatchObject({ planned: 8, due: 8, delivered: 8, missed: 0, early: 1, late: 2, amount: { part: 300, whole: 480 }, asked: 0.6, last: minute(470), shift })
    expect(found.map(({ amount }) => amount)).toEqual([{ part: 61.5, whole: 48 }, { part: 2_900, whole: 4_000 }, { part: 300, whole: 480 }, null])
    expect(totalsOf(found)).toEqual({ beats: 4, met: 3, planned: 20, due: 20, delivered: 19, missed: 1, early: 1, late: 2 })
  })

  it('[I2] the missed rounds are shared out to what the record knows of each, and what it does not know is not explained', () => {
    const beat = area('a', 0, 0, 500)
    const judged = [before(beat, { stays: four, windows: windows({}, { most: 7 * MINUTE }, {}, {}) })]
    const [row] = rows(judged, record({ since: minute(30), duties: [onDuty('area', [minute(361), Infinity])] }))
    expect(row.reasons).toEqual([
      { is: 'unrecorded', rounds: 1, since: minute(30) }, { is: 'short', rounds: 1, most: 7, asked: 12, unit: 'minutes' }, { is: 'nobody', rounds: 1 }, { is: 'unexplained', rounds: 1 },
    ])
    const walked = before(line('l', [[0, 0], [1000, 0]]), { rounds: { ...four, missed: 1, due: 1 }, windows: windows({ most: 412.7 }) })
    expect(rows([walked], record())[0].reasons).toEqual([{ is: 'short', rounds: 1, most: 412, asked: expect.closeTo(801, -1), unit: 'metres' }])
  })

  it('[I20] a round that fewer people did than are asked for is told by them', () => {
    const judged = [before({ ...area('a', 0, 0, 500), people: 3 }, { stays: { ...four, due: 2, missed: 2 }, windows: windows({ most: 20 * MINUTE, few: 2 }, { most: 15 * MINUTE, few: 1 }, { done: minute(250) }, { done: minute(400) }) })]
    expect(rows(judged, record())[0].reasons).toEqual([{ is: 'few', rounds: 2, most: 2, asked: 3 }])
  })

  it('[I3] nobody on duty is said only when no unit of the tier that may be the town\'s was on at any instant of the round', () => {
    const judged = [before(area('a', 0, 0, 500), { stays: { ...four, due: 1, missed: 1 }, windows: windows({}) })]
    const said = (...duties: SheetRecord['duties']) => rows(judged, record({ duties }))[0].reasons.map(({ is }) => is)
    expect(said()).toEqual(['nobody'])
    expect(said(onDuty('line', [minute(0), Infinity]), onDuty('area', [minute(0), Infinity], other))).toEqual(['nobody'])
    expect(said(onDuty('area', [minute(-60), minute(0), minute(120), Infinity]))).toEqual(['nobody'])
    for (const one of [onDuty('area', [minute(119), minute(120)]), onDuty('area', [minute(-60), minute(1)]), onDuty('area', [minute(0), Infinity], DISTRICT), onDuty(null, [minute(5), minute(6)], null)]) expect(said(one)).toEqual(['unexplained'])
    expect(unstaffed([onDuty('area', [minute(10), minute(30)]), onDuty('area', [minute(20), minute(40), minute(90), Infinity])], minute(0), minute(100))).toBe(60 * MINUTE)
  })

  it('[I4] early and late rounds are told with their instants, a post by the minutes that it lacks, of which some had nobody on duty', () => {
    const told = windows({ from: minute(10), done: minute(8) }, { done: minute(245) }, { done: minute(300) })
    const [row] = rows([before(point('p', 0, 0, { manned: 0.9 }), { visits: { ...four, done: 3, missed: 0, early: 1, late: 1 }, windows: told, manned: { part: 400 * MINUTE, whole: 480 * MINUTE } })],
      record({ duties: [onDuty('point', [minute(0), minute(440)])] }))
    expect(row.reasons).toEqual([
      { is: 'unmanned', minutes: 32, nobody: 40 }, { is: 'early', rounds: 1, at: [minute(8)] }, { is: 'late', rounds: 1, at: [minute(245)] },
    ])
    expect(row.state).toBe('short')
  })

  it('[I5] positions that came when a round had closed are told, of the rounds delivered in which they lie', () => {
    const judged = [before(area('a', 0, 0, 500), { stays: { ...four, done: 3, missed: 1 }, windows: windows({ done: minute(30) }, { done: minute(150) }, { done: minute(260) }, {}) })]
    const touch = (received: number, first: number, last: number) => ({ received: minute(received), first: minute(first), last: minute(last) })
    const said = (...own: ReturnType<typeof touch>[]) => rows(judged, record({ touches: new Map([['a', own]]) }))[0].reasons.filter(({ is }) => is === 'refilled')
    expect(said(touch(300, 130, 160), touch(110, 20, 40))).toEqual([{ is: 'refilled', rounds: 1, received: minute(300) }])
    expect(said(touch(300, 155, 200), touch(400, 500, 510))).toEqual([])
  })
})

/** A morning with one or two units of a tier, 10 s between fixes. */
function morning(tier: Tier, beats: readonly Beat[], on: readonly number[] = [-60]) {
  const made = engine()
  const { story } = made
  story.entry('catalogue-adopted', { hash: 'c', effective: instant(0), content: { ...catalogue, shifts: SHIFTS } }, MORNING - HOUR)
  play(made, [adopted('first', beats, MORNING - HOUR)])
  story.units(unit('u1', 1, { tier })).devices(device('d1', 1, 'u1', { interval: 10 }))
  for (const at of on) story.signedOn('u1', minute(at))
  const stand = (from: number, to: number, x: number, y: number, received?: number) => {
    const said: FixSaid[] = []
    const [lon, lat] = place(x, y)
    for (let time: number = minute(from); time <= minute(to); time += 10 * SECOND) said.push({ unit: 1, device: 1, time, lon, lat, received: received === undefined ? time : minute(received), flags: received === undefined ? 0 : fixFlag.refill | fixFlag.late })
    if (received === undefined) for (const one of said) story.fixes(one.time, [one])
    else story.fixes(minute(received), said)
  }
  const sheet = (at: number, which: SheetShift = 'now', region = DISTRICT) => made.coverage.sheet(made.state, minute(at), story.world, which, region)
  return { ...made, stand, sheet }
}

describe('the sheet of a morning', () => {
  it('[I6] lists towns with the beats of the shift in tier order, and none of another region', () => {
    const { sheet, stand } = morning('area', [point('p', 0, 0), area('a', 0, 0, 800), area('b', 0, 900, 800, { region: other })])
    stand(1, 20, 100, 100)
    const whole = sheet(30)
    expect(whole).toMatchObject({ which: 'now', asOf: minute(30), shifts: [shift], mark: null, region: { code: DISTRICT }, since: MORNING - HOUR })
    expect(whole.towns.map(({ code, rows: own }) => [code, own.map(({ id }) => id)])).toEqual([[town, ['a', 'p']], [other, ['b']]])
    expect(sheet(30, 'now', other).towns.map(({ code }) => code)).toEqual([other])
    expect(whole.towns[0].rows[0]).toMatchObject({ planned: 4, due: 1, delivered: 1, missed: 0, state: 'due', last: minute(20) })
    expect(sheet(30, 'before')).toMatchObject({ shifts: [], towns: [] })
    expect(sheet(-30)).toMatchObject({ shifts: [], towns: [] })
  })

  it('[I6] the counts of the sheet are those of the coverage reading, for the shift that is on and for the one before', () => {
    const beats = [area('a', 0, 0, 800), area('b', 0, 900, 800, { region: other }), point('p', 0, 0), line('l', [[0, 0], [600, 0]])]
    const { sheet, stand, coverage, state, story } = morning('area', beats)
    stand(1, 20, 100, 100)
    stand(130, 160, 100, 1000)
    for (const at of [200, 490]) {
      const shown = coverage.show(state, minute(at), story.world, DISTRICT)
      const which = at === 200 ? 'now' : 'before'
      const of = (tier: Tier) => totalsOf(sheet(at, which).towns.flatMap(({ rows: own }) => own).filter((row) => row.tier === tier))
      const told = (tier: Tier) => (at === 200 ? shown.tiers[tier].shift : shown.before!.tiers[tier])
      for (const [tier, key] of [['area', 'stays'], ['line', 'rounds'], ['point', 'visits']] as const) {
        const { done, ...rest } = told(tier)[key]
        expect(of(tier)).toMatchObject({ ...rest, delivered: done, beats: told(tier).beats })
      }
    }
  })

  it('[I7] a late sign-on, a stay too short and a void are told as they were', () => {
    const { sheet, stand } = morning('area', [area('a', 0, 0, 800, { interval: 60 })], [130])
    stand(245, 250, 100, 100)
    const [row] = sheet(370).towns[0].rows
    expect(row).toMatchObject({ due: 3, missed: 3, state: 'void', last: minute(250) })
    expect(row.reasons).toEqual([
      { is: 'short', rounds: 1, most: 5, asked: 12, unit: 'minutes' }, { is: 'nobody', rounds: 1 }, { is: 'unexplained', rounds: 1 }, { is: 'void', since: minute(250) },
    ])
    const over = sheet(490, 'before').towns[0].rows[0]
    expect(over).toMatchObject({ due: 4, missed: 4, state: 'short', last: minute(250) })
    expect(over.reasons.map(({ is }) => is)).toEqual(['short', 'nobody', 'unexplained'])
  })

  it('[I8] a refill delivers the round that it shows, and the sheet says when it came', () => {
    const made = morning('area', [area('a', 0, 0, 800, { interval: 300 })])
    made.stand(130, 131, 3_000, 3_000)
    expect(made.sheet(135).towns[0].rows[0].reasons).toEqual([{ is: 'unexplained', rounds: 1 }])
    made.stand(20, 40, 100, 100, 140)
    made.stand(141, 142, 3_000, 3_000)
    const [row] = made.sheet(143).towns[0].rows
    expect(row).toMatchObject({ delivered: 1, missed: 0 })
    expect(row.reasons).toEqual([{ is: 'refilled', rounds: 1, received: minute(140) }])
    expect(made.state.refills.received).toHaveLength(1)
    made.stand(60 * 56, 60 * 56 + 1, 3_000, 3_000)
    expect(made.state.refills.received).toEqual([])
  })
})
