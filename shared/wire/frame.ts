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
import type { Unit } from '../domain/unit.ts'

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

/** An entry as a screen of a region sees it. */
export type ShownEntry =
  | Entry
  | { readonly kind: 'event-entered'; readonly seq: number; readonly event: GridEvent }
  | { readonly kind: 'event-left'; readonly seq: number; readonly event: string }

/** Entries of (from, to] that this screen may see; the range covers what was filtered out. */
export interface EntriesFrame {
  readonly kind: 'entries'
  readonly from: number
  readonly to: number
  readonly entries: readonly ShownEntry[]
  /** Interval changes that came with device entries of the range. */
  readonly intervals: Intervals
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
}

export interface ReadingsFrame { readonly kind: 'readings'; readonly at: Instant; readonly values: Partial<Readings> }

/** Every 2 s: steps the clock's hand and the blink, so that a dead page looks dead. */
export interface BeatFrame { readonly kind: 'beat'; readonly at: Instant; readonly beat: number; readonly seq: number }

export type Frame = PictureFrame | EntriesFrame | ResumedFrame | ReadingsFrame | BeatFrame

/** What a screen says when it joins: where it looks and what it already has. */
export const joinSchema = z.object({
  region: regionCodeSchema,
  epoch: z.string().max(64).nullable().default(null),
  seq: z.number().int().min(0).nullable().default(null),
  screen: z.object({ name: z.string().max(64), width: z.number().int().min(0).max(65_536), height: z.number().int().min(0).max(65_536) }).optional(),
})
export type Join = z.input<typeof joinSchema>
export type JoinAnswer = { readonly ok: true; readonly epoch: string; readonly at: Instant } | { readonly ok: false; readonly refused: string; readonly detail: string }
