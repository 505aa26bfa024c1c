// Frames 帧: what crosses to a screen besides binary fixes, and what a screen may say.
import { z } from 'zod'
import type { Alarm, Recalled } from '../domain/alarm.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Entry } from '../domain/entry.ts'
import type { GridEvent } from '../domain/event.ts'
import type { Readings } from '../domain/reading.ts'
import { regionCodeSchema, type RegionCode } from '../domain/region.ts'
import type { Shift, Sos } from '../domain/situation.ts'
import type { Instant } from '../domain/time.ts'
import type { Unit, UnitId } from '../domain/unit.ts'

/** Why a screen got a whole picture. */
export type PictureReason = 'first' | 'epoch' | 'gap' | 'overflow' | 'ahead'

/** Expected seconds between fixes of a unit's highest-ranked device, by unit number; what freshness needs. */
export type Intervals = Readonly<Record<number, number>>

/** Everything a screen of one region needs to start; a keyframe of fixes follows it. */
export interface PictureFrame {
  readonly kind: 'picture'
  readonly reason: PictureReason
  readonly epoch: string
  readonly seq: number
  readonly region: RegionCode
  /** Server time; `speed` is 1 but in a sped-up drill. */
  readonly at: Instant
  readonly speed: number
  readonly mark: 'demo' | 'exercise' | null
  /** Entered unpaired on loopback: read-only, and says so. */
  readonly unpaired: boolean
  readonly catalogue: Catalogue | null
  readonly units: readonly Unit[]
  readonly intervals: Intervals
  readonly shifts: readonly Shift[]
  readonly events: readonly GridEvent[]
  readonly sos: readonly Sos[]
  readonly alarms: readonly Alarm[]
  readonly recalled: readonly Recalled[]
  readonly readings: Partial<Readings>
}

/** A unit as it stands, for screens that did not have it. `interval` as of Intervals; 0 = it has no device. */
export interface ShownUnit { readonly unit: Unit; readonly shift: Shift | null; readonly interval: number }

/** An entry as a screen of a region sees it. */
export type ShownEntry =
  | Entry
  | { readonly kind: 'event-entered'; readonly seq: number; readonly event: GridEvent }
  | { readonly kind: 'event-left'; readonly seq: number; readonly event: string }
  | { readonly kind: 'unit-entered'; readonly seq: number } & ShownUnit
  | { readonly kind: 'unit-left'; readonly seq: number; readonly unit: UnitId }

/** Entries of (from, to] that this screen may see; the range covers what was filtered out. */
export interface EntriesFrame {
  readonly kind: 'entries'
  readonly from: number
  readonly to: number
  readonly entries: readonly ShownEntry[]
  /** Interval changes that came with device entries of the range. */
  readonly intervals: Intervals
}

/** Units of elsewhere that drove into the region or out of it; comes before the fixes that show it, and no entry tells of it. */
export interface GuestsFrame { readonly kind: 'guests'; readonly entered: readonly ShownUnit[]; readonly left: readonly UnitId[] }

/** What a screen of a part of the district that was away may go on holding; all else is gone or no business of it any more. */
export interface Kept {
  /** Numbers of the units. */
  readonly units: readonly number[]
  /** Ids of the units that call for help. */
  readonly calls: readonly string[]
  /** Ids of the alarms that stand, or were recalled. */
  readonly alarms: readonly string[]
  /** Those of the units that do not belong in the region, whole. */
  readonly guests: readonly ShownUnit[]
}

/** Sent after a rejoin that needed no picture: what the gap held ("已补 14 条 09:31–09:33"). */
export interface ResumedFrame {
  readonly kind: 'resumed'
  readonly from: number
  readonly to: number
  /** Entries of the range that this screen was shown. */
  readonly count: number
  readonly since: Instant | null
  readonly until: Instant | null
  /** null: the whole district's screen keeps what entries leave it. */
  readonly kept: Kept | null
}

export interface ReadingsFrame { readonly kind: 'readings'; readonly at: Instant; readonly values: Partial<Readings> }

/** Every 2 s: steps the clock's hand and the blink, so that a dead page looks dead. */
export interface BeatFrame { readonly kind: 'beat'; readonly at: Instant; readonly beat: number; readonly seq: number }

export type Frame = PictureFrame | EntriesFrame | GuestsFrame | ResumedFrame | ReadingsFrame | BeatFrame

/** What a screen says when it joins: where it looks and what it already has. */
export const joinSchema = z.object({
  region: regionCodeSchema,
  epoch: z.string().max(64).nullable().default(null),
  seq: z.number().int().min(0).nullable().default(null),
  screen: z.object({ name: z.string().max(64), width: z.number().int().min(0).max(65_536), height: z.number().int().min(0).max(65_536) }).optional(),
})
export type Join = z.input<typeof joinSchema>
export type JoinAnswer = { readonly ok: true; readonly epoch: string; readonly at: Instant } | { readonly ok: false; readonly refused: string; readonly detail: string }
