// The rows of the shift sheet: every beat in one shift, with what the record knows of what is missing. Never a guess.
import type { Beat } from '../../../shared/domain/beat.ts'
import { measure } from '../../../shared/domain/coverage/polyline.ts'
import type { Delivery, Fraction } from '../../../shared/domain/reading.ts'
import { contains, type RegionCode } from '../../../shared/domain/region.ts'
import type { SheetReason, SheetRow, SheetShift, SheetState } from '../../../shared/domain/sheet.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { Told } from './deliver.ts'
import type { Delivered, Judged } from './judge.ts'
import type { Touch } from './touches.ts'

/** What else is known of the time: who was on duty, and what came late. */
export interface SheetRecord {
  readonly since: Instant | null
  /** Home of each unit, null = not known any more; spans are [from, until, …]. */
  readonly duties: readonly { readonly tier: Tier | null; readonly region: RegionCode | null; readonly spans: readonly number[] }[]
  /** Beat id → refills in it. */
  readonly touches: ReadonlyMap<string, readonly Touch[]>
}

interface Row { readonly beat: Beat; readonly town: RegionCode; readonly told: Delivered; readonly state: SheetState; readonly void: Instant | null }

/** The rows of one town, whose beats are handed in, by tier. */
export function rowsOf(judged: readonly Judged[], town: RegionCode, record: SheetRecord, which: SheetShift, now: Instant): SheetRow[] {
  const rows = judged.flatMap((one) => {
    const told = toldOf(one, which)
    return told ? [rowOf({ beat: one.beat, town, ...told }, record, now)] : []
  })
  return tiers.flatMap((tier) => rows.filter((row) => row.tier === tier))
}

/** A shift's share of a judged beat; null when it has none. */
export function deliveredOf(one: Judged, which: SheetShift): Delivered | null {
  return which === 'now' ? one.now?.due ?? null : one.before
}

function toldOf(one: Judged, which: SheetShift): Pick<Row, 'told' | 'state' | 'void'> | null {
  if (which === 'before') return one.before && { told: one.before, state: endOf(one.beat, one.before), void: null }
  const due = one.now?.due
  if (!due) return null
  const state = due.isVoid ? 'void' : due.met ? 'met' : 'due'
  return { told: due, state, void: due.isVoid ? instant(Math.max(one.now.last ?? 0, due.since)) : null }
}

/** How a beat ended its shift. */
function endOf(beat: Beat, told: Delivered): SheetState {
  const { planned, missed } = deliveryIn(beat, told)
  if (planned === 0 && told.manned.whole === 0) return 'none'
  return missed === 0 && lacking(beat, told) === 0 ? 'whole' : 'short'
}

function deliveryIn({ tier }: Beat, { rounds, stays, visits }: Delivered): Delivery {
  switch (tier) {
    case 'area': return stays
    case 'line': return rounds
    case 'point': return visits
    default: return tier satisfies never
  }
}

/** Milliseconds that a post lacks of its share. */
const lacking = (beat: Beat, { manned }: Delivered): number =>
  beat.tier === 'point' && beat.plan.manned !== null ? Math.max(0, beat.plan.manned * manned.whole - manned.part) : 0

function rowOf(one: Row, record: SheetRecord, now: Instant): SheetRow {
  const { beat, told, state } = one
  const { done, ...delivery } = deliveryIn(beat, told)
  return {
    id: beat.id, name: beat.name, tier: beat.tier, shift: { name: told.shift.name, from: told.shift.from, to: told.shift.to },
    planned: delivery.planned, due: delivery.due, delivered: done, missed: delivery.missed, early: delivery.early, late: delivery.late,
    amount: amountOf(beat, told), asked: beat.tier === 'point' ? beat.plan.manned : null,
    last: told.seen, state, reasons: reasonsOf(one, record, now),
  }
}

function amountOf(beat: Beat, { minutes, length, manned }: Delivered): Fraction | null {
  switch (beat.tier) {
    case 'area': return minutes
    case 'line': return length
    case 'point': return beat.plan.manned === null ? null : { part: manned.part / MINUTE, whole: manned.whole / MINUTE }
    default: return beat satisfies never
  }
}

function reasonsOf(one: Row, record: SheetRecord, now: Instant): SheetReason[] {
  const { beat, town, told } = one
  const ends = Math.min(now, told.shift.to)
  const duties = record.duties.filter(({ tier, region }) => (tier ?? beat.tier) === beat.tier && (region === null || contains(region, town) || contains(town, region)))
  const missed = told.windows.filter(({ done, closes }) => done === 0 && closes <= ends)
  const at = (test: (window: Told) => boolean): Instant[] => told.windows.filter((window) => window.done > 0 && test(window)).map(({ done }) => instant(done))
  const [early, late] = [at(({ done, from }) => done <= from), at(({ done, to }) => done > to)]
  const lacks = lacking(beat, told)
  return [
    ...why(missed, beat, duties, record.since),
    ...(lacks > 0 ? [{ is: 'unmanned' as const, minutes: Math.ceil(lacks / MINUTE), nobody: Math.floor(unstaffed(duties, told.shift.from, ends) / MINUTE) }] : []),
    ...(early.length > 0 ? [{ is: 'early' as const, rounds: early.length, at: early }] : []),
    ...(late.length > 0 ? [{ is: 'late' as const, rounds: late.length, at: late }] : []),
    ...refilled(told.windows, record.touches.get(beat.id) ?? []),
    ...(one.void === null ? [] : [{ is: 'void' as const, since: one.void }]),
  ]
}

/** Shares missed rounds out to what is known of each. */
function why(missed: readonly Told[], beat: Beat, duties: SheetRecord['duties'], since: Instant | null): SheetReason[] {
  const unrecorded = missed.filter(({ opens }) => since === null || opens < since)
  const recorded = missed.filter((window) => !unrecorded.includes(window))
  const few = recorded.filter((window) => window.few > 0)
  const short = recorded.filter((window) => window.few === 0 && window.most >= 0)
  const rest = recorded.filter((window) => window.few === 0 && window.most < 0)
  const nobody = rest.filter(({ opens, closes }) => unstaffed(duties, opens, closes) === closes - opens)
  const unexplained = rest.length - nobody.length
  const most = Math.max(...short.map((window) => window.most))
  return [
    ...(unrecorded.length > 0 && since !== null ? [{ is: 'unrecorded' as const, rounds: unrecorded.length, since }] : []),
    ...(short.length > 0 ? [{ is: 'short' as const, rounds: short.length, ...askedOf(beat, most) }] : []),
    ...(few.length > 0 ? [{ is: 'few' as const, rounds: few.length, most: Math.max(...few.map((window) => window.few)), asked: beat.people }] : []),
    ...(nobody.length > 0 ? [{ is: 'nobody' as const, rounds: nobody.length }] : []),
    ...(unexplained > 0 ? [{ is: 'unexplained' as const, rounds: unexplained }] : []),
  ]
}

/** What one round asks for, beside the most that was done. */
export const askedOf = (beat: Beat, most: number): { readonly most: number; readonly asked: number; readonly unit: 'minutes' | 'metres' } =>
  (beat.tier === 'line'
    ? { most: Math.floor(most), asked: Math.ceil(beat.plan.length * measure(beat.line).length), unit: 'metres' }
    : { most: Math.floor(most / MINUTE), asked: beat.plan.dwell, unit: 'minutes' })

/** Milliseconds of (from, to] in which nobody of those was on duty. */
export function unstaffed(duties: SheetRecord['duties'], from: number, to: number): number {
  const spans = duties.flatMap(({ spans: own }) => own.flatMap((begins, index) => (index % 2 === 0 ? [[begins, own[index + 1]] as const] : [])))
  let [free, at] = [0, from]
  for (const [begins, ends] of spans.sort(([a], [b]) => a - b)) {
    if (ends <= at || begins >= to) continue
    free += Math.max(0, begins - at)
    at = Math.max(at, ends)
  }
  return free + Math.max(0, to - at)
}

/** Rounds delivered of which fixes in the beat came when the round had closed. */
function refilled(windows: readonly Told[], touches: readonly Touch[]): SheetReason[] {
  const of = (window: Told): readonly Touch[] => touches.filter(({ received, first, last }) => received > window.closes && first <= window.done && last > window.opens)
  const found = windows.filter((window) => window.done > 0 && of(window).length > 0)
  return found.length === 0 ? [] : [{ is: 'refilled', rounds: found.length, received: instant(Math.max(...found.flatMap(of).map(({ received }) => received))) }]
}
