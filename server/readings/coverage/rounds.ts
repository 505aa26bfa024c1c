// Required rounds of line beats: what was covered in each window, and when it was enough.
import type { LineBeat } from '../../../shared/domain/beat.ts'
import { occurrences, windowsOf, type Occurrence } from '../../../shared/domain/coverage/calendar.ts'
import { addSpan, eachSpan, lengthOf } from '../../../shared/domain/coverage/spans.ts'
import { DAY } from '../../../shared/domain/time.ts'
import { enough, type Heads } from './heads.ts'
import type { CoverageState, Round, Slot } from './state.ts'

/** Metres that a length may be short of because numbers are rounded. */
const SLACK = 1e-6

/** Days planned at a time. */
const AHEAD = DAY

/** Makes the rounds of all shifts that begin before an instant. */
export function planRounds({ plans }: Pick<CoverageState, 'plans'>, slot: Slot, beat: LineBeat, before: number): void {
  if (before <= slot.planned && slot.planned > slot.from) return
  // The shift that is running when the plan begins counts too, with those windows that begin later.
  const [from, until] = [slot.planned > slot.from ? slot.planned : slot.from - DAY, Math.max(before, slot.from) + AHEAD]
  for (const shift of occurrences(plans, from, until)) {
    if (shift.from >= from && shift.from < until && beat.shifts.includes(shift.name)) slot.rounds.push(...roundsOf(beat, shift).filter((round) => round.from >= slot.from))
  }
  slot.planned = until
}

/** The rounds of one shift, also when nothing was covered yet. */
export function roundsIn({ rounds, planned, from }: Slot, beat: LineBeat, shift: Occurrence): Round[] {
  return planned > from && shift.from < planned
    ? rounds.filter((round) => round.shift === shift.from && round.until === shift.to)
    : roundsOf(beat, shift).filter((round) => round.from >= from)
}

/** Drops the rounds of shifts that begin at or after an instant, because shifts are other ones from then on. */
export function dropRounds(slot: Slot, from: number): void {
  slot.rounds = slot.rounds.filter(({ shift }) => shift < from)
  slot.planned = Math.max(slot.from, Math.min(slot.planned, from))
}

const roundsOf = ({ plan }: LineBeat, shift: Occurrence): Round[] =>
  windowsOf({ count: plan.rounds, windows: plan.windows, allowance: plan.allowance }, shift)
    .map((window) => ({ shift: shift.from, until: shift.to, ...window, spans: [], walks: [], done: 0, newest: 0 }))

/** Beginnings of the shifts whose rounds an instant may count for. */
export const shiftsOf = ({ rounds }: Slot, time: number): number[] => [...new Set(rounds.filter(({ opens, closes }) => opens < time && time <= closes).map(({ shift }) => shift))]

const NONE: readonly number[] = []

/** A part of a line that so many people of a unit covered by an instant. */
export interface Part { readonly time: number; readonly from: number; readonly to: number; readonly unit: number; readonly people: number }

/** Takes a part of the line as covered; answers the beginnings of shifts whose rounds must be made out anew. */
export function cover(state: CoverageState, slot: Slot, beat: LineBeat, part: Part): readonly number[] {
  const { time } = part
  planRounds(state, slot, beat, time + 1)
  let anew: number[] | undefined
  const { rounds } = slot
  for (let index = rounds.length - 1; index >= 0 && rounds[index].until >= time; index--) {
    if (rounds[index].opens < time && time <= rounds[index].closes && coverRound(slot, index, beat.people, part)) (anew ??= []).push(rounds[index].shift)
  }
  return anew ?? NONE
}

/** Whether the shift's rounds must be made out anew: parts came out of order where the order decides. */
function coverRound({ rounds, goal }: Slot, index: number, people: number, part: Part): boolean {
  const round = rounds[index]
  const { time } = part
  if (time <= beginsAfter(rounds, index)) return false
  if (round.done > 0 && time < round.done) return true
  addPart(round, people, part)
  const inOrder = time >= round.newest
  round.newest = Math.max(round.newest, time)
  if (round.done > 0 || lengthOf(round.spans) < goal - SLACK) return false
  if (!inOrder) return true
  round.done = time
  return rounds.some((later, place) => place > index && isSameShift(later, round) && later.newest > 0)
}

/** Gives a round what another making of it covered besides; it is done where either was, or both together are. */
export function unite(round: Round, other: Pick<Round, 'done' | 'newest' | 'walks'> & { readonly spans: readonly number[] }, { people, goal }: { readonly people: number; readonly goal: number }): void {
  eachSpan(other.spans, (from, to) => { addSpan(round.spans, from, to) })
  for (const walk of other.walks) eachSpan(walk.spans, (from, to) => { addPart(round, people, { ...walk, from, to }) })
  round.newest = Math.max(round.newest, other.newest)
  const done = [other.done, round.done].filter((one) => one > 0)
  round.done = done.length > 0 ? Math.min(...done) : lengthOf(round.spans) >= goal - SLACK ? round.newest : 0
}

/** People of different units add up where they covered the same metres in the round's time. */
function addPart({ spans, walks }: Round, asked: number, { unit, people, from, to }: Omit<Part, 'time'>): void {
  if (people >= asked) return addSpan(spans, from, to)
  let walk = walks.find((one) => one.unit === unit && one.people === people)
  if (!walk) walks.push(walk = { unit, people, spans: [] })
  addSpan(walk.spans, from, to)
  if (walks.length > 1) enough(walked(walks), asked, (begins, ends) => { if (begins < ends) addSpan(spans, begins, ends) })
}

function walked(walks: Round['walks']): Heads[] {
  const heads: Heads[] = []
  for (const { unit, people, spans } of walks) eachSpan(spans, (from, to) => { heads.push({ unit, people, from, to }) })
  return heads
}

/** Metres that at least so many people covered. */
function lengthBy({ spans, walks }: Round, people: number): number {
  const all = [...spans]
  enough(walked(walks), people, (from, to) => { addSpan(all, from, to) })
  return lengthOf(all)
}

/** Metres that anybody covered. */
export const lengthOn = (round: Round): number => (round.walks.length === 0 ? lengthOf(round.spans) : lengthBy(round, 1))

/** The most people, fewer than are asked for, that covered as much as makes a round; 0 = none did. */
export function fewOn(round: Round, goal: number, asked: number): number {
  if (round.walks.length === 0) return 0
  for (let people = asked - 1; people > 0; people--) if (lengthBy(round, people) >= goal - SLACK) return people
  return 0
}

const isSameShift = (a: Round, b: Round): boolean => a.shift === b.shift && a.until === b.until

/** What made the rounds before does not count for this one. */
function beginsAfter(rounds: readonly Round[], index: number): number {
  let after = rounds[index].opens
  for (let before = index - 1; before >= 0 && isSameShift(rounds[before], rounds[index]); before--) after = Math.max(after, rounds[before].done)
  return after
}

/**
 * Makes out the rounds of one shift from all parts of its time, ascending; those that open before `known` stay as they are.
 * `made` has each before the next, which begins after it.
 */
export function coverAnew({ rounds, goal }: Slot, { people }: LineBeat, shift: number, known: number, parts: readonly Part[], made?: (round: Round) => void): void {
  rounds.forEach((round, index) => {
    if (round.shift !== shift || round.opens < known) return
    round.spans.length = 0
    round.walks.length = 0
    round.done = 0
    round.newest = 0
    const after = beginsAfter(rounds, index)
    for (const [at, part] of parts.entries()) {
      const { time } = part
      if (time <= after || time > round.closes) continue
      addPart(round, people, part)
      round.newest = time
      if (round.done === 0 && parts.at(at + 1)?.time !== time && lengthOf(round.spans) >= goal - SLACK) round.done = time
    }
    made?.(round)
  })
}
