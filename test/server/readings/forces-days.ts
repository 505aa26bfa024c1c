// Days of teams, officers and grid members for fast-check: anything that may be told of them, in any order, late, taken back.
import fc from 'fast-check'
import type { EntryData, EntryKind } from '../../../shared/domain/entry.ts'
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import { callSign } from '../../../shared/domain/binding.ts'
import type { Recorded } from '../../../shared/domain/record.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { teamId } from '../../../shared/domain/team.ts'
import { instant } from '../../../shared/domain/time.ts'
import { at, binding, catalogue, duty, grids, smallDistrict, team, visit, work, type Story } from '../world/given.ts'

const MIN = 60_000
const HOURS = 60 * MIN
const DAYS = 24 * HOURS

export const rated: Catalogue = {
  ...catalogue,
  teams: ['armband', 'watch'].map((code) => ({ code, name: code, short: code })),
  rating: {
    days: 5, stars: [10, 30, 50, 70, 100],
    criteria: [{ code: 'basic', name: 'b', weight: 60, target: 7 }, { code: 'service', name: 's', weight: 30, target: 3 }, { code: 'rare', name: 'r', weight: 10, target: 1 }],
  },
}

/** Turns of months and of a year in the display zone, and any day. */
const starts = [at('2026-12-31T23:50:00+08:00'), at('2027-02-28T23:59:59.999+08:00'), at('2026-07-15T09:07:13+08:00')]
const pause = fc.constantFrom(0, 1, 999, MIN, HOURS, 7 * HOURS, 24 * HOURS, 24 * HOURS + 1, 3 * DAYS, 20 * DAYS)
const back = fc.oneof(fc.constantFrom(0, 1, -MIN, HOURS, DAYS, 5 * DAYS, 7 * DAYS, 30 * DAYS, 31 * DAYS), fc.integer({ min: 0, max: 3 * DAYS }), fc.integer({ min: 0, max: 120 * DAYS }))
const teams = fc.integer({ min: 1, max: 6 }).map((n) => `t${n}`)
const people = fc.integer({ min: 1, max: 9 }).map((n) => `p${n}`)
const places = [...smallDistrict().regions.keys()].filter((code) => code.length >= 12)
const grid = fc.constantFrom(...grids, ...grids, regionCode('51030400120177'))

const op = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('team' as const), id: teams, kind: fc.constantFrom('armband', 'watch', 'choir'), region: fc.constantFrom(...places, ...places, regionCode('51030499920101')), people: fc.integer({ min: 1, max: 14 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retire' as const), id: teams, back }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('on' as const), id: teams, back, people: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('off' as const), id: teams, back: fc.constantFrom(0, 0, MIN, -MIN, HOURS) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('was' as const), id: teams, back, long: fc.constantFrom(1, MIN, HOURS, 23 * HOURS, DAYS), people: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('bind' as const), person: people, role: fc.constantFrom('officer' as const, 'member' as const, 'member' as const), grid, back }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unbind' as const), person: people, grid }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('visit' as const), person: people, grid, back }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('work' as const), person: people, criterion: fc.constantFrom('basic', 'service', 'rare', 'old'), amount: fc.integer({ min: 1, max: 9 }), back: fc.oneof(back, fc.integer({ min: 0, max: 4 * DAYS })) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rule' as const), is: fc.boolean() }) },
)
export type Op = typeof op extends fc.Arbitrary<infer Value> ? Value : never

export const forcesDayArb = fc.record({ start: fc.constantFrom(...starts), ops: fc.array(fc.record({ pause, op }), { minLength: 5, maxLength: 70 }) })
export type ForcesDay = typeof forcesDayArb extends fc.Arbitrary<infer Value> ? Value : never

/** Tells the day; `after` is called with the time after each thing told. */
export function tellForces(day: ForcesDay, story: Story, after: (now: number, index: number) => void = () => undefined): number {
  let now: number = day.start
  const records: Recorded[] = []
  const gone = new Set<Recorded>()
  const say = <Kind extends EntryKind>(kind: Kind, data: EntryData<Kind>): void => { story.entry(kind, data, now) }
  say('catalogue-adopted', { hash: 'h', effective: instant(0), content: rated })
  for (const [index, { pause: waited, op: one }] of day.ops.entries()) {
    now += waited
    const id = `r${index}`
    switch (one.do) {
      case 'team': say('team-registered', { team: team(one.id, { kind: one.kind, region: one.region, people: one.people }) }); break
      case 'retire': say('team-retired', { team: teamId(one.id), at: instant(now - one.back) }); break
      case 'on':
      case 'was': {
        const from = instant(now - one.back)
        const said = duty(id, one.id, { from, people: one.people, to: one.do === 'was' ? instant(from + one.long) : null })
        records.push({ is: 'duty', duty: said })
        say('team-duty-recorded', { duty: said })
        break
      }
      case 'off': say('team-duty-ended', { team: teamId(one.id), at: instant(now - one.back) }); break
      case 'bind': say('person-bound', { binding: binding(one.person, { role: one.role, grid: one.grid, since: instant(now - one.back) }) }); break
      case 'unbind': say('person-unbound', { person: callSign(one.person), grid: one.grid, at: instant(now) }); break
      case 'visit': {
        const said = visit(id, one.person, { grid: one.grid, at: instant(now - one.back) })
        records.push({ is: 'visit', visit: said })
        say('visit-recorded', { visit: said })
        break
      }
      case 'work': {
        const said = work(id, one.person, { criterion: one.criterion, amount: one.amount, at: instant(now - one.back) })
        records.push({ is: 'work', work: said })
        say('work-recorded', { work: said })
        break
      }
      case 'withdraw': {
        const record = records[one.which % Math.max(1, records.length)]
        if (!record || gone.has(record)) break
        gone.add(record)
        say('record-withdrawn', { record, reason: 'mistaken' })
        break
      }
      case 'rule': say('catalogue-adopted', { hash: 'g', effective: instant(0), content: one.is ? rated : catalogue }); break
      default: one satisfies never
    }
    after(now, index)
  }
  return now
}
