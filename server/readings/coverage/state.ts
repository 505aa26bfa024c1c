// What the coverage engine remembers: plain data, all of it derived from fixes of the last day, entries and plans.
import type { Tier } from '../../../shared/domain/tier.ts'
import { DAY, HOUR, type Instant } from '../../../shared/domain/time.ts'
import type { ShiftPlan } from '../../../shared/domain/coverage/calendar.ts'
import { noRefills, type Refills } from './refills.ts'
import type { Track } from './track.ts'

/** A fix that comes later than this after its time changes no coverage any more; tracks are kept as long. */
export const REPAIRED = DAY
/** What came out of the tracks is kept longer, so that a shift of a day and the one before it can be told. */
export const KEPT = 52 * HOUR

/** Presences that are over, columns: first and last instant of a device that did not leave between, and its track. */
export interface Presences { readonly first: number[]; readonly last: number[]; readonly track: number[] }

/** Metres along a line that a unit covered with so many people. */
export interface Walk { readonly unit: number; readonly people: number; readonly spans: number[] }

/** One required round of a line beat. */
export interface Round {
  /** Beginning and end of its shift. */
  readonly shift: number
  readonly until: number
  readonly from: number
  readonly to: number
  /** (opens, closes] is what counts. */
  readonly opens: number
  readonly closes: number
  /** Metres along the line that as many people covered as the beat asks for, as a union of intervals. */
  readonly spans: number[]
  /** What units that have fewer people covered, each alone. */
  readonly walks: Walk[]
  /** Instant at which the length was reached; 0 = not. */
  done: number
  /** Time of the newest part. */
  newest: number
}

/** A beat with one plan, for as long as it stands unchanged in one set after another. */
export interface Slot {
  readonly number: number
  readonly id: string
  readonly tier: Tier
  readonly from: number
  /** When a set begins that has it changed or not at all. */
  until: number
  /** Area: last instant of each cell, 0 = never, and whose it was: track + 1. */
  readonly seen: Float64Array
  readonly seenBy: Uint32Array
  /** Area and point. */
  readonly presences: Presences
  /** Line: metres that make a round, the rounds of all shifts that begin before `planned`, and the last instant with its track + 1. */
  readonly goal: number
  rounds: Round[]
  planned: number
  last: number
  lastBy: number
  /** Point: check-ins, columns. */
  readonly checked: { at: number[]; unit: number[] }
}

/** Quarter-hour → region → [met, due] of each tier; '' is the district. */
export type History = Map<number, Map<string, number[]>>

export interface CoverageState {
  /** Happenings taken in. */
  turn: number
  /** The instant of the newest. */
  at: number
  /** When coverage began to be recorded, and what was recorded of each quarter-hour. */
  since: Instant | null
  readonly history: History
  /** Up to when quarter-hours were recorded or passed unheard. */
  heard: number
  /** The hour up to which what is old was dropped. */
  swept: number
  /** Parallel to the world's sets: the slots of each set's beats, in their order. */
  sets: { readonly from: number; readonly hash: string; readonly slots: readonly number[] }[]
  readonly slots: Map<number, Slot>
  nextSlot: number
  /** The catalogue's shifts as they were adopted. */
  plans: { readonly from: number; readonly shifts: ShiftPlan }[]
  readonly tracks: Track[]
  /** unit → its tracks; a device that changes hands begins another. */
  readonly tracksOf: Map<number, number[]>
  readonly numbers: Map<string, number>
  /** Unit → [from, until, from, until …]: on duty from ≤ t < until. */
  readonly duty: Map<number, number[]>
  /** Unit → people of each of those spans. */
  readonly crews: Map<number, number[]>
  /** What came long after its time, in order of coming. */
  readonly refills: Refills
}

export const emptyState = (): CoverageState => ({
  turn: 0, at: 0, since: null, history: new Map(), heard: 0, swept: 0, sets: [], slots: new Map(), nextSlot: 1, plans: [], tracks: [], tracksOf: new Map(), numbers: new Map(), duty: new Map(), crews: new Map(), refills: noRefills(),
})
