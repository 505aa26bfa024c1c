// The shift sheet 班次单: what every beat was asked for in a shift, what came of it, and what the record knows of the rest.
import type { Fraction } from './reading.ts'
import type { Tier } from './tier.ts'
import type { Instant } from './time.ts'

/** now: the shift that is on. before: the newest one that is over. */
export const sheetShifts = ['now', 'before'] as const
export type SheetShift = (typeof sheetShifts)[number]

/**
 * met, due, void: as a beat stands in the shift that is on (met so far, not met so far, nobody for longer than its interval).
 * whole, short: of a shift that is over, with or without everything that was planned; none: its plan held for no whole round of it.
 */
export const sheetStates = ['met', 'due', 'void', 'whole', 'short', 'none'] as const
export type SheetState = (typeof sheetStates)[number]

/**
 * What the record knows of a row. The first five share the missed rounds among themselves: each is in the first that holds.
 * unrecorded: the round opened before the record began. short: somebody was there, but not for the dwell (minutes) or the
 * length (metres) asked. few: it was done by fewer people than the plan asks for; `most` of those rounds. nobody: no unit of the tier that belongs to the town was on duty from its opening to its close.
 * unexplained: the record does not say.
 * Of rounds delivered: early, late: outside their window, within the allowance, and when. refilled: positions in the beat
 * that came after the round had closed.
 * void: nobody there since. unmanned: minutes that a post lacks of its share, and minutes in which no such unit was on duty.
 */
export type SheetReason =
  | { readonly is: 'unrecorded'; readonly rounds: number; readonly since: Instant }
  | { readonly is: 'short'; readonly rounds: number; readonly most: number; readonly asked: number; readonly unit: 'minutes' | 'metres' }
  | { readonly is: 'few'; readonly rounds: number; readonly most: number; readonly asked: number }
  | { readonly is: 'nobody'; readonly rounds: number }
  | { readonly is: 'unexplained'; readonly rounds: number }
  | { readonly is: 'early' | 'late'; readonly rounds: number; readonly at: readonly Instant[] }
  | { readonly is: 'refilled'; readonly rounds: number; readonly received: Instant }
  | { readonly is: 'void'; readonly since: Instant }
  | { readonly is: 'unmanned'; readonly minutes: number; readonly nobody: number }

export interface SheetCounts {
  readonly planned: number
  /** Delivered, or closed without. */
  readonly due: number
  readonly delivered: number
  readonly missed: number
  /** Of those delivered. */
  readonly early: number
  readonly late: number
}

/** One beat in one shift. Rounds are stays of area beats, rounds of line beats and visits of point beats. */
export interface SheetRow extends SheetCounts {
  readonly id: string
  readonly name: string
  readonly tier: Tier
  readonly shift: { readonly name: string; readonly from: Instant; readonly to: Instant }
  /** area: minutes of presence of those due, of each part no more than its dwell; line: metres covered, of the lines of rounds begun; point: minutes manned, of those so far; null for one that is only visited. */
  readonly amount: Fraction | null
  /** Share of `amount` that is asked of a post. */
  readonly asked: number | null
  /** When somebody was there last in the shift. */
  readonly last: Instant | null
  readonly state: SheetState
  readonly reasons: readonly SheetReason[]
}

export interface SheetTown { readonly code: string; readonly name: string; readonly rows: readonly SheetRow[] }

export interface ShiftSheet {
  readonly which: SheetShift
  readonly asOf: Instant
  /** The region asked for. */
  readonly region: { readonly code: string; readonly name: string }
  readonly district: string
  readonly mark: 'demo' | 'exercise' | null
  /** The shifts of the rows; empty when none is on, or none is over of the last two days. */
  readonly shifts: readonly SheetRow['shift'][]
  /** When coverage began to be recorded. */
  readonly since: Instant | null
  /** Towns with beats in those shifts, by code; rows by tier and in the order of the set. */
  readonly towns: readonly SheetTown[]
}

export interface SheetTotals extends SheetCounts { readonly beats: number; /** Beats met or whole. */ readonly met: number }

export const totalsOf = (rows: readonly SheetRow[]): SheetTotals => {
  const sum = (key: keyof SheetCounts): number => rows.reduce((total, row) => total + row[key], 0)
  return {
    beats: rows.length, met: rows.filter(({ state }) => state === 'met' || state === 'whole').length,
    planned: sum('planned'), due: sum('due'), delivered: sum('delivered'), missed: sum('missed'), early: sum('early'), late: sum('late'),
  }
}
