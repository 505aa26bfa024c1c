// What a plan asked for in a shift and what came of it: stays of area beats, visits and manning of points, rounds of lines.
import type { AreaBeat, LineBeat, PointBeat } from '../../../shared/domain/beat.ts'
import { windowsOf, type Occurrence, type Window } from '../../../shared/domain/coverage/calendar.ts'
import { lengthOf } from '../../../shared/domain/coverage/spans.ts'
import type { Delivery, Fraction } from '../../../shared/domain/reading.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import { roundsIn } from './rounds.ts'
import type { Round, Slot } from './state.ts'

/** From first to last fix; taken to go on until `reaches` when somebody is there again by then. */
export interface Stay { readonly first: number; readonly last: number; readonly reaches: number }

export const NOTHING: Delivery = { planned: 0, due: 0, done: 0, missed: 0, early: 0, late: 0 }
export const NONE: Fraction = { part: 0, whole: 0 }

/** A window over which the plan changes is nobody's. */
const isWithin = ({ from, until }: Slot, window: { readonly from: number; readonly to: number }): boolean => window.from >= from && window.to <= until

/** A window and when what it asks for was done, 0 = not; `most`: the longest stay in it, ms, or the metres covered; −1 = nobody was there. */
export type Told = Window & { readonly done: number; readonly most: number }

export function deliveryOf(windows: readonly Told[], now: number): Delivery {
  const done = windows.filter((window) => window.done > 0)
  const missed = windows.filter((window) => window.done === 0 && window.closes <= now).length
  return {
    planned: windows.length, due: done.length + missed, done: done.length, missed,
    early: done.filter((window) => window.done <= window.from).length, late: done.filter((window) => window.done > window.to).length,
  }
}

/** The shift in as many equal parts as stays are planned; a part is done when one device stayed so long of it. */
export function staysOf(slot: Slot, { plan }: AreaBeat, shift: Occurrence, stays: readonly Stay[], now: number): Told[] {
  const parts = windowsOf({ count: plan.stays, allowance: 0 }, shift).filter((part) => isWithin(slot, part))
  return parts.map((part) => ({ ...part, ...firstStay(stays, part.from, Math.min(part.to, now), plan.dwell * MINUTE) }))
}

/** Minutes of presence in the shift, of all devices together, of those that the parts which have closed ask for. */
export function minutesOf(slot: Slot, { plan }: AreaBeat, shift: Occurrence, stays: readonly Stay[], now: number): Fraction {
  const [from, to] = [Math.max(shift.from, slot.from), Math.min(shift.to, slot.until, now)]
  const parts = windowsOf({ count: plan.stays, allowance: 0 }, shift).filter((part) => isWithin(slot, part) && part.to <= now)
  return { part: stays.reduce((sum, { first, last }) => sum + Math.max(0, Math.min(last, to) - Math.max(first, from)), 0) / MINUTE, whole: parts.length * plan.dwell }
}

/** The instant at which a stay in (after, to] had lasted long enough, 0 = none did, and how long the longest lasted. */
function firstStay(stays: readonly Stay[], after: number, to: number, dwell: number): { readonly done: number; readonly most: number } {
  let [found, most] = [Infinity, -1]
  for (const { first, last } of stays) {
    const [begins, ends] = [Math.max(first, after), Math.min(last, to)]
    most = Math.max(most, ends - begins)
    if (begins + dwell <= ends) found = Math.min(found, begins + dwell)
  }
  return { done: found < Infinity ? found : 0, most }
}

/** Each window's first stay or check-in after the visit before it. */
export function visitsOf(slot: Slot, { plan }: PointBeat, shift: Occurrence, stays: readonly Stay[], checks: readonly number[], now: number): Told[] {
  const windows = windowsOf({ count: plan.visits, windows: plan.windows, allowance: plan.allowance }, shift).filter(({ from }) => from >= slot.from)
  let after = 0
  const told = windows.map((window) => {
    const [begins, ends] = [Math.max(window.opens, after), Math.min(window.closes, now)]
    const stay = firstStay(stays, begins, ends, plan.dwell * MINUTE)
    const seen = [stay.done, ...checks.filter((at) => at > begins && at <= ends)].filter((at) => at > 0)
    const done = seen.length > 0 ? Math.min(...seen) : 0
    after = Math.max(after, done)
    return { ...window, done, most: stay.most }
  })
  return told.filter((window) => isWithin(slot, window))
}

/** How long somebody was there since the shift or the plan began: devices that take turns within a stay's silence are no break. */
export function mannedOf(slot: Slot, shift: Occurrence, stays: readonly Stay[], now: number): Fraction {
  const [from, to] = [Math.max(shift.from, slot.from), Math.min(shift.to, slot.until, now)]
  let part = 0
  let [first, last, reaches] = [0, -Infinity, -Infinity]
  const count = (): void => { part += Math.max(0, Math.min(reaches >= now ? Math.max(last, now) : last, to) - Math.max(first, from)) }
  for (const stay of [...stays].sort((a, b) => a.first - b.first)) {
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
const toldOf = ({ from, to, opens, closes, done, spans }: Round): Told => ({ from, to, opens, closes, done, most: spans.length > 0 ? lengthOf(spans) : -1 })

/** The windows of the line's rounds. */
export const roundWindows = (slot: Slot, beat: LineBeat, shift: Occurrence): Told[] => roundsWithin(slot, beat, shift).map(toldOf)

export function roundsOf(slot: Slot, beat: LineBeat, shift: Occurrence, length: number, now: number): RoundsTold {
  const rounds = roundsWithin(slot, beat, shift)
  const begun = rounds.filter(({ from, spans }) => from < now || spans.length > 0)
  const covered = begun.map(({ spans }) => lengthOf(spans))
  return {
    windows: rounds.map(toldOf),
    length: { part: covered.reduce((sum, one) => sum + one, 0), whole: begun.length * length },
    share: begun.length > 0 && length > 0 ? covered[covered.length - 1] / length : null,
  }
}
