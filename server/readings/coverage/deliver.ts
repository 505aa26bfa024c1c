// What a plan asked for in a shift and what came of it: stays of area beats, visits and manning of points, rounds of lines.
import type { AreaBeat, Beat, LineBeat, PointBeat } from '../../../shared/domain/beat.ts'
import { windowsOf, type Occurrence, type Window } from '../../../shared/domain/coverage/calendar.ts'
import { addSpan, eachSpan, lengthOf } from '../../../shared/domain/coverage/spans.ts'
import type { Delivery, Fraction } from '../../../shared/domain/reading.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import { eachCrew, type Duties } from './duty.ts'
import { enough, mostOf, type Heads } from './heads.ts'
import { fewOn, lengthOn, roundsIn } from './rounds.ts'
import type { Round, Slot } from './state.ts'

/** A unit's from its first to its last fix; taken to go on until `reaches` when somebody is there again by then. */
export interface Stay { readonly unit: number; readonly first: number; readonly last: number; readonly reaches: number }
/** A check-in stands for a stay as long as the plan asks for. */
export interface Check { readonly unit: number; readonly at: number }
/** What was seen of a beat, and with how many people the units were on duty. */
export interface Seen { readonly stays: readonly Stay[]; readonly checks: readonly Check[]; readonly duties: Duties }

export const NOTHING: Delivery = { planned: 0, due: 0, done: 0, missed: 0, early: 0, late: 0 }
export const NONE: Fraction = { part: 0, whole: 0 }

/** A window over which the plan changes is nobody's. */
const isWithin = ({ from, until }: Slot, window: { readonly from: number; readonly to: number }): boolean => window.from >= from && window.to <= until

/**
 * A window and when what it asks for was done, 0 = not; `most`: the longest stay in it, ms, or the metres covered; −1 = nobody
 * was there. `few`: of one that is not done, the people that did all that it asks for but are too few; 0 = none did.
 */
export type Told = Window & { readonly done: number; readonly most: number; readonly few: number }

export function deliveryOf(windows: readonly Told[], now: number): Delivery {
  const done = windows.filter((window) => window.done > 0)
  const missed = windows.filter((window) => window.done === 0 && window.closes <= now).length
  return {
    planned: windows.length, due: done.length + missed, done: done.length, missed,
    early: done.filter((window) => window.done <= window.from).length, late: done.filter((window) => window.done > window.to).length,
  }
}

/** The shift in as many equal parts as stays are planned; a part is done when enough people at once had stayed so long of it, each device of its own. */
export function staysOf(slot: Slot, beat: AreaBeat, shift: Occurrence, seen: Seen, now: number): Told[] {
  const { plan } = beat
  const parts = windowsOf({ count: plan.stays, allowance: 0 }, shift).filter((part) => isWithin(slot, part))
  return parts.map((part) => ({ ...part, ...firstStay(beat, { ...seen, checks: [] }, part.from, Math.min(part.to, now)) }))
}

/**
 * Minutes in which enough people were there, of the dwell that each part which has closed asks for: no part gives more than its
 * own, so that a busy part hides no empty one.
 */
export function minutesOf(slot: Slot, beat: AreaBeat, shift: Occurrence, seen: Seen, now: number): Fraction {
  const { stays, dwell } = beat.plan
  const parts = windowsOf({ count: stays, allowance: 0 }, shift).filter((part) => isWithin(slot, part) && part.to <= now)
  const there: number[] = []
  if (parts.length > 0) for (const { first, last } of crewed(beat, seen)) if (last >= shift.from) addSpan(there, first, last)
  return { part: parts.reduce((sum, part) => sum + Math.min(dwell, within(there, part.from, part.to) / MINUTE), 0), whole: parts.length * dwell }
}

/** How much of [from, to] is in a union of intervals. */
function within(spans: readonly number[], from: number, to: number): number {
  let sum = 0
  eachSpan(spans, (begins, ends) => { sum += Math.max(0, Math.min(ends, to) - Math.max(begins, from)) })
  return sum
}

/** The instant at which enough people had stayed long enough of (after, to] or had checked in, and what falls short of it. */
function firstStay(beat: AreaBeat | PointBeat, { stays, checks, duties }: Seen, after: number, to: number): Pick<Told, 'done' | 'most' | 'few'> {
  const dwell = beat.plan.dwell * MINUTE
  const parts = stays.map(({ unit, first, last }) => ({ unit, from: Math.max(first, after), to: Math.min(last, to) }))
  const whole = [
    ...parts.flatMap((part) => (part.from + dwell <= part.to ? [{ ...part, from: part.from + dwell }] : [])),
    ...checks.flatMap(({ unit, at }) => (at > after && at <= to ? [{ unit, from: at, to: Math.min(at + dwell, to) }] : [])),
  ]
  const most = Math.max(-1, ...parts.map((part) => part.to - part.from))
  if (beat.people === 1) return { done: whole.length > 0 ? Math.min(...whole.map(({ from }) => from)) : 0, most, few: 0 }
  const heads = whole.flatMap((part) => headsOf(duties, part.unit, part.from, part.to))
  let done = 0
  enough(heads, beat.people, (from) => { if (done === 0) done = from })
  return { done, most, few: done > 0 ? 0 : mostOf(heads) }
}

/** The people of a unit in [from, to]. */
function headsOf(duties: Duties, unit: number, from: number, to: number): Heads[] {
  const heads: Heads[] = []
  eachCrew(duties, unit, from, to, (people, begins, ends) => { heads.push({ unit, people, from: begins, to: ends }) })
  return heads
}

/** Each window's first visit after the visit before it. */
export function visitsOf(slot: Slot, beat: PointBeat, shift: Occurrence, seen: Seen, now: number): Told[] {
  const { plan } = beat
  const windows = windowsOf({ count: plan.visits, windows: plan.windows, allowance: plan.allowance }, shift).filter(({ from }) => from >= slot.from)
  let after = 0
  const told = windows.map((window) => {
    const visit = firstStay(beat, seen, Math.max(window.opens, after), Math.min(window.closes, now))
    after = Math.max(after, visit.done)
    return { ...window, ...visit }
  })
  return told.filter((window) => isWithin(slot, window))
}

/** The stays of as many people at once as the beat asks for. */
function crewed({ people }: Beat, { stays, duties }: Seen): readonly Pick<Stay, 'first' | 'last' | 'reaches'>[] {
  if (people === 1) return stays
  const heads = stays.flatMap(({ unit, first, last, reaches }) => headsOf(duties, unit, first, last).map((one) => ({ ...one, silence: reaches - last })))
  const found: Pick<Stay, 'first' | 'last' | 'reaches'>[] = []
  enough(heads, people, (first, last) => {
    found.push({ first, last, reaches: last + Math.max(...heads.filter(({ to }) => to === last).map(({ silence }) => silence)) })
  })
  return found
}

/** How long enough people were there since the shift or the plan began: devices that take turns within a stay's silence are no break. */
export function mannedOf(slot: Slot, beat: PointBeat, shift: Occurrence, seen: Seen, now: number): Fraction {
  const [from, to] = [Math.max(shift.from, slot.from), Math.min(shift.to, slot.until, now)]
  let part = 0
  let [first, last, reaches] = [0, -Infinity, -Infinity]
  const count = (): void => { part += Math.max(0, Math.min(reaches >= now ? Math.max(last, now) : last, to) - Math.max(first, from)) }
  for (const stay of [...crewed(beat, seen)].sort((a, b) => a.first - b.first)) {
    if (stay.first > reaches) {
      count()
      first = stay.first
      last = stay.last
      reaches = stay.reaches
    } else {
      last = Math.max(last, stay.last)
      reaches = Math.max(reaches, stay.reaches)
    }
  }
  count()
  return { part, whole: Math.max(0, to - from) }
}

export interface RoundsTold { readonly windows: readonly Told[]; readonly length: Fraction; /** Of the newest round that has begun. */ readonly share: number | null }

const roundsWithin = (slot: Slot, beat: LineBeat, shift: Occurrence): Round[] => roundsIn(slot, beat, shift).filter((round) => isWithin(slot, round))
function toldOf(round: Round, { goal }: Slot, { people }: LineBeat): Told {
  const { from, to, opens, closes, done } = round
  const most = lengthOn(round)
  return { from, to, opens, closes, done, most: most > 0 ? most : -1, few: done > 0 ? 0 : fewOn(round, goal, people) }
}

/** The windows of the line's rounds. */
export const roundWindows = (slot: Slot, beat: LineBeat, shift: Occurrence): Told[] => roundsWithin(slot, beat, shift).map((round) => toldOf(round, slot, beat))

export function roundsOf(slot: Slot, beat: LineBeat, shift: Occurrence, length: number, now: number): RoundsTold {
  const rounds = roundsWithin(slot, beat, shift)
  const begun = rounds.filter(({ from, spans }) => from < now || spans.length > 0)
  const covered = begun.map(({ spans }) => lengthOf(spans))
  return {
    windows: rounds.map((round) => toldOf(round, slot, beat)),
    length: { part: covered.reduce((sum, one) => sum + one, 0), whole: begun.length * length },
    share: begun.length > 0 && length > 0 ? covered[covered.length - 1] / length : null,
  }
}
