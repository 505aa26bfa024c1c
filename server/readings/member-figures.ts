// Stars of grid members, and the recorded work that they follow from.
import { earned, LONGEST_RATING, MOST_WORK, pointsOf, STARS, starsOf, type RatingRule, type Work } from '../../shared/domain/rating.ts'
import type { MembersReading } from '../../shared/domain/reading.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import { DAY, instant, startOfDay, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { isWhole } from './codes.ts'
import { unlessFew, withheld } from './few.ts'
import { countUpTo, emptyTaggedTimeline, forget, insertTagged, removeTagged, type TaggedTimeline } from './timeline.ts'

export interface WorkState {
  /** Instants of all work, tagged with member, criterion and amount: one line, so that a snapshot holds it at once. */
  readonly line: TaggedTimeline
  /** Member and criterion → their numbers in the tags. */
  readonly members: Map<string, number>
  readonly criteria: Map<string, number>
}

export const emptyWork = (): WorkState => ({ line: emptyTaggedTimeline(), members: new Map(), criteria: new Map() })

/** Work longer ago is in no window that a rule may have. */
const KEPT = (LONGEST_RATING + 2) * DAY

const FORMULA = 'stars(m) = count(s: points(m) ≥ s); points(m) = Σ_c weight(c) × min(1, amount(m, c) ÷ target(c)); amount(m, c) = Σ w.amount of w.member = m, w.criterion = c, '
  + 'from ≤ w.at ≤ asOf; earned(c) = mean over m of min(1, amount ÷ target); rule in force; work taken back is none; m bound to a grid in the region shown; nothing of 1 to 4 members'

const AMOUNTS = MOST_WORK + 1
/** Criteria that there can ever have been; of later ones no work is counted. With them tags reach to 67,000 members. */
const CRITERIA = 64
const OF_MEMBER = CRITERIA * AMOUNTS
const MEMBERS = Math.floor(2 ** 32 / OF_MEMBER)

const numberOf = (numbers: Map<string, number>, name: string): number => {
  const known = numbers.get(name)
  if (known !== undefined) return known
  numbers.set(name, numbers.size)
  return numbers.size - 1
}

/** undefined beyond what tags can hold. */
function tagOf({ members, criteria }: WorkState, { member, criterion, amount }: Work): number | undefined {
  const [of, what] = [numberOf(members, member), numberOf(criteria, criterion)]
  return of < MEMBERS && what < CRITERIA ? of * OF_MEMBER + what * AMOUNTS + amount : undefined
}

export function stepWork(state: WorkState, work: Work, committed: Instant): void {
  const tag = tagOf(state, work)
  if (tag === undefined) return
  insertTagged(state.line, work.at, tag)
  // Seldom enough that it costs nothing, and no more is kept than twice what must be.
  if (countUpTo(state.line, committed - KEPT) * 2 > state.line.length) forget(state.line, committed - KEPT)
}

export function unworked(state: WorkState, work: Work): void {
  const tag = tagOf(state, work)
  if (tag !== undefined) removeTagged(state.line, work.at, tag)
}

export function showMembers(state: WorkState, now: Instant, world: World, shown: RegionCode): MembersReading {
  const rule = world.catalogue?.rating
  const members = membersIn(world, now, shown)
  const from = rule ? instant(startOfDay(now) - (rule.days - 1) * DAY) : now
  const frame = { formula: FORMULA, from, to: now, asOf: now }
  const count = unlessFew(members.length)
  if (count === null) return { ...frame, numerator: null, denominator: null, members: null, stars: null, work: null }
  if (!rule) return { ...frame, numerator: null, denominator: count, members: count, stars: null, work: null }
  return { ...frame, ...rated(state, rule, members, from, now), denominator: count, members: count }
}

function membersIn(world: World, now: Instant, shown: RegionCode): string[] {
  const whole = isWhole(shown, world)
  const members: string[] = []
  for (const [person, bindings] of world.bindings) {
    for (const { role, grid, since } of bindings) {
      if (role !== 'member' || since > now || !(whole || contains(shown, grid))) continue
      members.push(person)
      break
    }
  }
  return members
}

function rated(state: WorkState, rule: RatingRule, members: readonly string[], from: Instant, now: Instant): Pick<MembersReading, 'numerator' | 'stars' | 'work'> {
  const all = amountsOf(state, rule, members, from, now)
  const width = rule.criteria.length
  const stars = STARS.map(() => 0)
  const work = rule.criteria.map(({ code }) => ({ criterion: code, amount: 0, earned: 0 }))
  let busy = 0
  for (let member = 0; member < members.length; member++) {
    const amounts = all.subarray(member * width, (member + 1) * width)
    stars[starsOf(rule, pointsOf(rule, amounts))]++
    if (amounts.some((amount) => amount > 0)) busy++
    for (let index = 0; index < width; index++) {
      work[index].amount += amounts[index]
      work[index].earned += earned(rule.criteria[index].target, amounts[index])
    }
  }
  const hidden = withheld(stars).cells
  return {
    numerator: withheld([busy, members.length - busy]).cells[0] ? null : busy,
    stars: stars.map((count, index) => (hidden[index] ? null : count)),
    work: work.map((one) => ({ ...one, earned: members.length > 0 ? Math.round(one.earned / members.length * 1e6) / 1e6 : null })),
  }
}

/** Pieces of work within [from, now], member by member, in the order of the rule's criteria. */
function amountsOf({ line, members, criteria }: WorkState, rule: RatingRule, shown: readonly string[], from: Instant, now: Instant): Float64Array {
  const amounts = new Float64Array(shown.length * rule.criteria.length)
  const columns = new Int32Array(CRITERIA).fill(-1)
  for (const [index, { code }] of rule.criteria.entries()) columns[criteria.get(code) ?? CRITERIA] = index
  const rows = new Int32Array(members.size).fill(-1)
  for (const [index, member] of shown.entries()) rows[members.get(member) ?? members.size] = index * rule.criteria.length
  const end = countUpTo(line, now)
  for (let at = countUpTo(line, from - 1); at < end; at++) {
    const tag = line.tags[at]
    const row = rows[Math.floor(tag / OF_MEMBER)]
    if (row < 0) continue
    const column = columns[Math.floor(tag % OF_MEMBER / AMOUNTS)]
    if (column >= 0) amounts[row + column] += tag % AMOUNTS
  }
  return amounts
}
