// What the drill's teams, officers and members do on a day: evening rounds, visits now and then, a week's work noted at once.
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { DAY, HOUR, instant, MINUTE, SECOND, startOfDay, type Instant } from '../../shared/domain/time.ts'
import type { DrillBinding, DrillTeam, Establishment } from './establishment.ts'
import { between, chance, share, whole } from './random.ts'

/** `late`: noted as a whole when it is over. */
export interface Round { readonly team: string; readonly people: number; readonly from: Instant; readonly to: Instant; readonly late: boolean }
/** `twice`: noted a second time by mistake, which is taken back. */
export interface Call { readonly key: string; readonly officer: string; readonly grid: string; readonly at: Instant; readonly twice: boolean }
export interface Task { readonly key: string; readonly member: string; readonly criterion: string; readonly amount: number; readonly at: Instant }
export interface Deeds { readonly rounds: readonly Round[]; readonly calls: readonly Call[]; readonly tasks: readonly Task[] }

/** Assumptions, stated: evenings on which a team goes out, and those noted only afterwards; grids that are bound but never visited; fortnights with a visit; visits noted twice. */
const OUT_SHARE = 0.7
const LATE_SHARE = 0.15
const NEVER_VISITED = 0.04
const VISIT_SHARE = 0.9
const TWICE_SHARE = 0.02

const FORTNIGHT = 15
const WEEK = 7

/** The day that holds the instant, in whole days of the display zone. */
const dayNumber = (day: Instant): number => Math.round((startOfDay(day) + 8 * HOUR) / DAY)

/** Of the day that begins at `day`, in no order. */
export function deedsOf(seed: number, { teams, bindings }: Establishment, rating: Catalogue['rating'], day: Instant): Deeds {
  return {
    rounds: teams.flatMap((team) => roundOf(seed, team, day)),
    calls: bindings.flatMap((binding) => (binding.role === 'officer' ? callOf(seed, binding, day) : [])),
    tasks: rating ? bindings.flatMap((binding) => (binding.role === 'member' ? tasksOf(seed, binding, rating, day) : [])) : [],
  }
}

function roundOf(seed: number, { id, people }: DrillTeam, day: Instant): Round[] {
  const next = chance(seed, 'round', id, day)
  if (next() >= OUT_SHARE) return []
  const from = instant(day + 19 * HOUR + whole(next, 0, 90) * MINUTE + whole(next, 0, 59) * SECOND)
  return [{ team: id, people: whole(next, 3, people), from, to: instant(from + whole(next, 60, 150) * MINUTE), late: next() < LATE_SHARE }]
}

function callOf(seed: number, { person, grid }: DrillBinding, day: Instant): Call[] {
  if (share(seed, 'never visited', grid) < NEVER_VISITED) return []
  const number = dayNumber(day)
  const next = chance(seed, 'visit', grid, Math.floor(number / FORTNIGHT))
  if (next() >= VISIT_SHARE || whole(next, 0, FORTNIGHT - 1) !== number % FORTNIGHT) return []
  const at = instant(day + 9 * HOUR + whole(next, 0, 8 * 3_600 - 1) * SECOND)
  return [{ key: `${grid}:${number}`, officer: person, grid, at, twice: next() < TWICE_SHARE }]
}

/** Each member has a day of the week on which the week's work is noted; some do more than others. */
function tasksOf(seed: number, { person }: DrillBinding, { days, criteria }: NonNullable<Catalogue['rating']>, day: Instant): Task[] {
  const number = dayNumber(day)
  if (Math.floor(share(seed, 'weekday', person) * WEEK) !== number % WEEK) return []
  const zeal = 0.4 + share(seed, 'zeal', person)
  return criteria.flatMap(({ code, target }): Task[] => {
    const next = chance(seed, 'work', person, code, number)
    const amount = Math.min(999, Math.floor(target * WEEK / days * zeal * between(next, 0.5, 1.4) + next()))
    const at = instant(day + 17 * HOUR + whole(next, 0, 7_199) * SECOND)
    return amount > 0 ? [{ key: `${person}:${code}:${number}`, member: person, criterion: code, amount, at }] : []
  })
}
