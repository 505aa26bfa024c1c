// Forces against the same computed the long way, over days of anything; what is withheld against what it would give away.
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogueSchema } from '../../../shared/domain/catalogue.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { ForcesReading, TeamFigures } from '../../../shared/domain/reading.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import { ratingRuleSchema } from '../../../shared/domain/rating.ts'
import { instant } from '../../../shared/domain/time.ts'
import { createReadings, type ReadingsKeeper } from '../../../server/readings/all.ts'
import { FEW, withheld } from '../../../server/readings/few.ts'
import { emptyTaggedTimeline, forget, hold, insertTagged } from '../../../server/readings/timeline.ts'
import { see } from '../../../server/stream/see.ts'
import { at, binding, DISTRICT, duty, grids, smallDistrict, Story, team, visit, work } from '../world/given.ts'
import { forcesDayArb, rated, tellForces, type ForcesDay } from './forces-days.ts'
import { naiveGrids, naiveMembers, naiveTeams, rowsOf, toldOf, type NaiveTeams } from './forces-naive.ts'

const HOURS = 3_600_000
const DAYS = 24 * HOURS
const counts = { sources: [], unregistered: [] }
const regions = [...smallDistrict().regions.keys()]
const lies = (code: string, region: RegionCode): boolean => region === DISTRICT || code.startsWith(region)

function listening(story: Story): ReadingsKeeper {
  const readings = createReadings()
  story.listeners.push((happening, world) => readings.step(happening, world))
  return readings
}
const show = (readings: ReadingsKeeper, story: Story, now: number, region: RegionCode = DISTRICT): ForcesReading => readings.show(instant(now), story.world, counts, region).forces

function shown(day: ForcesDay, check: (story: Story, now: number, region: RegionCode, forces: ForcesReading) => void): void {
  const story = new Story()
  const readings = listening(story)
  const look = (now: number): void => { for (const region of regions) check(story, now, region, show(readings, story, now, region)) }
  const last = tellForces(day, story, (now, index) => { if (index % Math.ceil(day.ops.length / 3) === 0) look(now) })
  for (const later of [0, 1, HOURS, 20 * HOURS, 8 * DAYS, 31 * DAYS]) look(last + later)
}
const property = (check: Parameters<typeof shown>[1], numRuns = 60): void => fc.assert(fc.property(forcesDayArb, (day) => shown(day, check)), { numRuns })

/** Told as it is, or withheld with a reason: one to four, or a cell beside such. */
function fits(told: number | null, is: number, table: readonly number[]): void {
  const small = (count: number): boolean => count > 0 && count < FEW
  if (told === null) expect(table.some(small), `${is} withheld among ${table.join(' ')}`).toBe(true)
  else {
    expect(told).toBe(is)
    expect(small(told)).toBe(false)
  }
}

function teamsFit(told: TeamFigures, is: NaiveTeams, table: readonly NaiveTeams[]): void {
  expect([told.teams, told.out]).toEqual([is.teams, is.out])
  fits(told.roll, is.roll, table.map(({ roll }) => roll))
  fits(told.people, is.people, table.map(({ people }) => people))
  if (told.people === null) expect([told.hours, told.hours7d]).toEqual([null, null])
  else expect([told.hours, told.hours7d]).toEqual([is.hours, is.hours7d])
}

describe('forces', () => {
  it('[C7] teams, their heads and person-hours on duty, by kind and by region, are what the whole list of entries says', () => {
    property((story, now, region, { teams }) => {
      const told = toldOf(story.told)
      const of = (more: (team: { kind: string; region: string }) => boolean = () => true): NaiveTeams => naiveTeams(told, now, (one) => lies(one.region, region) && more(one))
      const kinds = Object.keys(teams.byKind)
      expect(kinds.slice(0, told.catalogue?.teams?.length ?? 0)).toEqual((told.catalogue?.teams ?? []).map(({ code }) => code))
      const byKind = kinds.map((kind) => of((one) => one.kind === kind))
      const rows = rowsOf(region)
      const byRow = rows.map(({ holds }) => of((one) => holds(one.region)))
      kinds.forEach((kind, index) => { teamsFit(teams.byKind[kind], byKind[index], byKind) })
      expect(teams.rows.map((row) => row.region)).toEqual(rows.map(({ code }) => code))
      teams.rows.forEach((row, index) => {
        teamsFit(row, byRow[index], byRow)
        expect(Object.values(row.teamsByKind).reduce((a, b) => a + b, 0)).toBe(row.teams)
      })
      teamsFit(teams, of(), [...byKind, ...byRow])
      expect(byKind.reduce((sum, one) => sum + one.teams, 0)).toBe(teams.teams)
      expect(teams).toMatchObject({ numerator: teams.out, denominator: teams.teams, from: now - 7 * DAYS, to: now, asOf: now, forgotten: of().forgotten })
    })
  })

  it('[C8] grids with an officer, visits of the month and grids unvisited for 30 days are what the whole list says, in every region', () => {
    property((story, now, region, { grids: shownGrids }) => {
      const told = toldOf(story.told)
      const is = naiveGrids(told, now, (grid) => lies(grid, region))
      const { officers, ...rest } = is
      expect(shownGrids).toMatchObject({ ...rest, numerator: is.bound, denominator: is.grids, to: now, asOf: now })
      fits(shownGrids.officers, officers, [officers])
      expect(shownGrids.rows).toEqual(rowsOf(region).map(({ code, holds }) => {
        const { grids: all, bound, visits, unvisited } = naiveGrids(told, now, holds)
        return { region: code, grids: all, bound, visits, unvisited }
      }))
    })
  })

  it('[C9] stars and the work that they follow from are what the rule in force says of the whole list, and nothing of fewer than five members', () => {
    property((story, now, region, { members }) => {
      const is = naiveMembers(toldOf(story.told), now, (grid) => lies(grid, region))
      expect(members).toMatchObject({ from: is.from, to: now, asOf: now })
      if (is.members > 0 && is.members < FEW) {
        expect(members).toMatchObject({ members: null, stars: null, work: null, numerator: null, denominator: null })
        return
      }
      expect(members).toMatchObject({ members: is.members, denominator: is.members })
      if (!is.stars || !is.work) {
        expect(members).toMatchObject({ stars: null, work: null, numerator: null })
        return
      }
      is.stars.forEach((count, index) => { fits(members.stars![index], count, is.stars!) })
      fits(members.numerator, is.busy, [is.busy, is.members - is.busy])
      expect(members.work!.map(({ criterion, amount }) => [criterion, amount])).toEqual(is.work.map(({ criterion, amount }) => [criterion, amount]))
      members.work!.forEach(({ earned }, index) => {
        const mean = is.work![index].earned
        if (mean === null) expect(earned).toBeNull()
        else expect(earned).toBeCloseTo(mean, 5)
      })
    }, 80)
  })

  it('[C10] what is recorded and taken back counts as never recorded, and visits and work count the same in whatever order they come', () => {
    const noon = at('2026-07-15T12:00:00+08:00')
    const some = fc.array(fc.record({ person: fc.integer({ min: 1, max: 8 }), grid: fc.constantFrom(...grids), back: fc.integer({ min: 0, max: 40 * DAYS }), wrong: fc.boolean(), amount: fc.integer({ min: 1, max: 3 }) }), { maxLength: 30 })
    const permuted = some.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all.map((_, index) => index), { minLength: all.length })))
    fc.assert(fc.property(permuted, ([all, order]) => {
      const tell = (indices: readonly number[], wrongToo: boolean): ForcesReading => {
        const story = new Story()
        const readings = listening(story)
        story.entry('catalogue-adopted', { hash: 'h', effective: instant(0), content: rated }, noon)
        for (let n = 1; n <= 8; n++) for (const role of ['officer', 'member'] as const) story.entry('person-bound', { binding: binding(`${role}${n}`, { role, grid: grids[n % 3], since: instant(noon - 60 * DAYS) }) }, noon)
        story.entry('team-registered', { team: team('t1', { people: 20 }) }, noon)
        for (const index of indices) {
          const { person, grid, back, wrong, amount } = all[index]
          if (wrong && !wrongToo) continue
          const [seen, did] = [visit(`v${index}`, `officer${person}`, { grid, at: instant(noon - back) }), work(`w${index}`, `member${person}`, { at: instant(noon - back), amount })]
          const was = duty(`d${index}`, 't1', { from: instant(noon - back), to: instant(noon - back + HOURS), people: amount + 4 })
          story.entry('visit-recorded', { visit: seen }, noon)
          story.entry('work-recorded', { work: did }, noon)
          story.entry('team-duty-recorded', { duty: was }, noon)
          if (!wrong) continue
          story.entry('record-withdrawn', { record: { is: 'visit', visit: seen }, reason: 'mistaken' }, noon)
          story.entry('record-withdrawn', { record: { is: 'work', work: did }, reason: 'duplicate' }, noon)
          story.entry('record-withdrawn', { record: { is: 'duty', duty: was }, reason: 'disputed' }, noon)
        }
        return show(readings, story, noon)
      }
      const plain = tell(all.map((_, index) => index), false)
      expect(tell(order, true)).toEqual(plain)
      expect(tell(order, false)).toEqual(plain)
    }), { numRuns: 60 })
  })

  it('[C11] of what adds up to a total no count of one to four people is told, nor one that subtraction would give', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 }), fc.nat(80)), { maxLength: 16 }), (table) => {
      const { cells, total } = withheld(table)
      const hidden = table.filter((_, index) => cells[index])
      const shownCells = table.filter((_, index) => !cells[index])
      expect(shownCells.filter((count) => count > 0 && count < FEW)).toEqual([])
      if (hidden.length === 0) expect([total, table.some((count) => count > 0 && count < FEW)]).toEqual([false, false])
      else if (!total) {
        expect(hidden.length).toBeGreaterThanOrEqual(2)
        expect(hidden.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(FEW)
      }
      if (total) expect(shownCells.every((count) => count === 0)).toBe(true)
    }))
    expect(withheld([3, 20, 7])).toEqual({ cells: [true, false, true], total: false })
    expect(withheld([3, 0])).toEqual({ cells: [true, false], total: true })
    expect(withheld([0, 5])).toEqual({ cells: [false, false], total: false })
  })

  it('[C8] a visit in the first instant of a month is that month\'s, and 30 days later its grid is unvisited', () => {
    const story = new Story()
    const readings = listening(story)
    const first = at('2026-05-01T00:00:00+08:00')
    story.entry('person-bound', { binding: binding('P1', { since: instant(first - 60 * DAYS) }) })
    for (const [id, when] of [['v1', first - 1], ['v2', first]] as const) story.entry('visit-recorded', { visit: visit(id, 'P1', { at: instant(when) }) }, first)
    const of = (now: number) => { const { visits, unvisited } = show(readings, story, now, grids[0]).grids; return [visits, unvisited] }
    expect([of(first - 1), of(first), of(first + 30 * DAYS - 1), of(first + 30 * DAYS), of(first + 31 * DAYS)]).toEqual([[1, 0], [1, 0], [1, 0], [1, 1], [0, 1]])
  })

  it('[C9] work in the first instant of the window counts, more of it than the target earns no more', () => {
    const story = new Story()
    const readings = listening(story)
    const now = at('2026-07-15T12:00:00+08:00')
    const first = at('2026-07-11T00:00:00+08:00')
    story.entry('catalogue-adopted', { hash: 'h', effective: instant(0), content: rated })
    for (let n = 1; n <= 6; n++) {
      story.entry('person-bound', { binding: binding(`m${n}`, { role: 'member', grid: grids[0] }) })
      story.entry('work-recorded', { work: work(`a${n}`, `m${n}`, { at: instant(first), amount: 700 }) }, now)
      story.entry('work-recorded', { work: work(`b${n}`, `m${n}`, { at: instant(first - 1), criterion: 'service' }) }, now)
    }
    expect(show(readings, story, now, grids[0]).members).toMatchObject({
      members: 6, numerator: 6, denominator: 6, from: first, stars: [0, 0, 0, 6, 0, 0],
      work: [{ amount: 4_200, earned: 1 }, { amount: 0, earned: 0 }, { amount: 0, earned: 0 }],
    })
  })

  it('[C12] who has not come off duty after 24 hours counts no longer and is told apart', () => {
    const story = new Story()
    const readings = listening(story)
    story.entry('team-registered', { team: team('t1') })
    story.entry('team-duty-recorded', { duty: duty('d1', 't1', { people: 6 }) })
    const of = (now: number) => { const { out, people, hours, hours7d, forgotten } = show(readings, story, now).teams; return [out, people, hours, hours7d, forgotten] }
    expect(of(DAYS)).toEqual([1, 6, 144, 144, 0])
    expect(of(DAYS + 1)).toEqual([0, 0, 0, 144, 1])
    expect(of(8 * DAYS)).toEqual([0, 0, 0, 0, 1])
    story.entry('team-duty-ended', { team: team('t1').id, at: instant(2 * DAYS) }, 2 * DAYS)
    expect(of(2 * DAYS)).toEqual([0, 0, 0, 144, 0])
  })

  it('[C13] states kept in a snapshot in the middle of a day go on as those that were not', () => {
    fc.assert(fc.property(forcesDayArb, fc.nat(70), (day, cut) => {
      const story = new Story()
      const whole = listening(story)
      let kept = createReadings()
      story.listeners.push((happening, world) => kept.step(happening, world))
      const last = tellForces(day, story, (_now, index) => {
        if (index !== cut % day.ops.length) return
        const bytes = serialize(kept.freeze())
        kept = createReadings()
        expect(kept.thaw(deserialize(bytes))).toBe(true)
      })
      for (const region of regions) expect(show(kept, story, last, region)).toEqual(show(whole, story, last, region))
    }), { numRuns: 30 })
  })

  it('[C14] work that no rule can reach back to is forgotten, and what a snapshot holds of it stays', () => {
    fc.assert(fc.property(fc.array(fc.nat(50), { maxLength: 40 }), fc.nat(50), (times, upTo) => {
      const line = emptyTaggedTimeline()
      for (const [tag, time] of times.entries()) insertTagged(line, instant(time), tag)
      const held = hold(line)
      const before = [...held.times]
      forget(line, upTo)
      expect([...line.times.subarray(0, line.length)]).toEqual(before.filter((time) => time > upTo))
      expect([...line.tags.subarray(0, line.length)].every((tag, index) => times[tag] === line.times[index])).toBe(true)
      expect([...held.times]).toEqual(before)
    }))
    const story = new Story()
    const readings = listening(story)
    for (let n = 0; n < 1_000; n++) story.entry('work-recorded', { work: work(`w${n}`, 'G1', { at: instant(n * DAYS) }) }, n * DAYS)
    expect((readings.freeze().slice(1) as Float64Array[])[0].length).toBeLessThan(250)
  })

  it('[C15] nothing of teams, officers and members reaches a screen but what the readings count', () => {
    const story = new Story()
    tellForces(fc.sample(forcesDayArb, { seed: 7, numRuns: 40 }).reduce((a, b) => ({ ...a, ops: [...a.ops, ...b.ops] })), story)
    const readings = listening(story)
    const entries = story.told.flatMap((one): Entry[] => (one.is === 'entry' && one.entry.kind !== 'catalogue-adopted' ? [one.entry] : []))
    expect(new Set(entries.map(({ kind }) => kind)).size).toBe(9)
    for (const entry of entries) for (const region of regions) expect(see(entry, story.world, region)).toBeUndefined()
    for (const one of story.told) readings.step(one, story.world)
    const now = entries[entries.length - 1].committed
    for (const region of regions) expect(JSON.stringify(show(readings, story, now, region))).not.toMatch(/"[pt]\d"/)
  })

  it('[C3] a catalogue from before there were teams and stars is one still, and a rule must make sense', () => {
    const { teams: _teams, rating, ...old } = rated
    const whole = { ...old, levels: [1, 2, 3, 4].map((level) => ({ level, name: 'n', colour: 'c' })) }
    expect(catalogueSchema.safeParse(whole).success).toBe(true)
    const wrong = [{ stars: [1, 2, 3, 5, 4] }, { stars: [1, 2, 3] }, { days: 93 }, { criteria: rating!.criteria.slice(1) }, { criteria: [...rating!.criteria.slice(1), { ...rating!.criteria[0], code: 'rare' }] }]
    expect([{}, ...wrong].map((more) => ratingRuleSchema.safeParse({ ...rating, ...more }).success)).toEqual([true, ...wrong.map(() => false)])
  })
})
