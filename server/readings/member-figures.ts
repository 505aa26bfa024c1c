// Stars of grid members, and the recorded work that they follow from.
import type { Binding } from '../../shared/domain/binding.ts'
import { earned, LONGEST_RATING, MOST_WORK, pointsOf, STARS, starsOf, type RatingRule, type Work } from '../../shared/domain/rating.ts'
import type { MembersReading } from '../../shared/domain/reading.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import { DAY, instant, startOfDay, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { isWhole } from './codes.ts'
import { unlessFew, withheld } from './few.ts'
import { countUpTo, emptyTaggedTimeline, forget, insertTagged, removeTagged, type TaggedTimeline } from './timeline.ts'

export interface WorkState {
  /** Member → instants of work, tagged with criterion and amount. */
  readonly byMember: Map<string, TaggedTimeline>
  /** Criterion → its number in the tags. */
  readonly criteria: Map<string, number>
}

export const emptyWork = (): WorkState => ({ byMember: new Map(), criteria: new Map() })

/** Work longer ago is in no window that a rule may have. */
const KEPT = (LONGEST_RATING + 2) * DAY

const FORMULA = 'stars(m) = count(s: points(m) ≥ s); points(m) = Σ_c weight(c) × min(1, amount(m, c) ÷ target(c)); amount(m, c) = Σ w.amount of w.member = m, w.criterion = c, '
  + 'from ≤ w.at ≤ asOf; earned(c) = mean over m of min(1, amount ÷ target); rule in force; work taken back is none; m bound to a grid in the region shown; nothing of 1 to 4 members'

const WIDTH = MOST_WORK + 1
function tagOf({ criteria }: WorkState, { criterion, amount }: Work): number {
  let number = criteria.get(criterion)
  if (number === undefined) criteria.set(criterion, number = criteria.size)
  return number * WIDTH + amount
}

export function stepWork(state: WorkState, work: Work, committed: Instant): void {
  let line = state.byMember.get(work.member)
  if (!line) state.byMember.set(work.member, line = emptyTaggedTimeline())
  insertTagged(line, work.at, tagOf(state, work))
  // Seldom enough that it costs nothing, and no line keeps more than twice what it must.
  if (countUpTo(line, committed - KEPT) * 2 > line.length) forget(line, committed - KEPT)
}

export function unworked(state: WorkState, work: Work): void {
  const line = state.byMember.get(work.member)
  if (line) removeTagged(line, work.at, tagOf(state, work))
}

export function showMembers(state: WorkState, now: Instant, world: World, shown: RegionCode): MembersReading {
  const rule = world.catalogue?.rating
  const whole = isWhole(shown, world)
  const here = ({ role, grid, since }: Binding): boolean => role === 'member' && since <= now && (whole || contains(shown, grid))
  const members = [...world.bindings].filter(([, bindings]) => bindings.some(here)).map(([person]) => person)
  const from = rule ? instant(startOfDay(now) - (rule.days - 1) * DAY) : now
  const frame = { formula: FORMULA, from, to: now, asOf: now }
  const count = unlessFew(members.length)
  if (count === null) return { ...frame, numerator: null, denominator: null, members: null, stars: null, work: null }
  if (!rule) return { ...frame, numerator: null, denominator: count, members: count, stars: null, work: null }
  return { ...frame, ...rated(state, rule, members, from, now), denominator: count, members: count }
}

function rated(state: WorkState, rule: RatingRule, members: readonly string[], from: Instant, now: Instant): Pick<MembersReading, 'numerator' | 'stars' | 'work'> {
  const columns = new Map(rule.criteria.map(({ code }, index) => [state.criteria.get(code), index]))
  const stars = STARS.map(() => 0)
  const work = rule.criteria.map(({ code }) => ({ criterion: code, amount: 0, earned: 0 }))
  let busy = 0
  for (const member of members) {
    const amounts = amountsOf(state.byMember.get(member), columns, rule.criteria.length, from, now)
    stars[starsOf(rule, pointsOf(rule, amounts))]++
    if (amounts.some((amount) => amount > 0)) busy++
    for (const [index, { target }] of rule.criteria.entries()) {
      work[index].amount += amounts[index]
      work[index].earned += earned(target, amounts[index])
    }
  }
  const hidden = withheld(stars).cells
  return {
    numerator: withheld([busy, members.length - busy]).cells[0] ? null : busy,
    stars: stars.map((count, index) => (hidden[index] ? null : count)),
    work: work.map((one) => ({ ...one, earned: members.length > 0 ? Math.round(one.earned / members.length * 1e6) / 1e6 : null })),
  }
}

/** A member's pieces of work within [from, now], in the order of the rule's criteria. */
function amountsOf(line: TaggedTimeline | undefined, columns: ReadonlyMap<number | undefined, number>, width: number, from: Instant, now: Instant): Float64Array {
  const amounts = new Float64Array(width)
  if (!line) return amounts
  const end = countUpTo(line, now)
  for (let index = countUpTo(line, from - 1); index < end; index++) {
    const column = columns.get(Math.floor(line.tags[index] / WIDTH))
    if (column !== undefined) amounts[column] += line.tags[index] % WIDTH
  }
  return amounts
}
