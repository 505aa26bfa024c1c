// What readings 读数 show of the region that a screen watches, each with formula, window, as-of and its fraction.
import type { Severity, Stage } from './event.ts'
import type { Freshness } from './freshness.ts'
import type { RefusalCode } from './refusal.ts'
import type { Tier } from './tier.ts'
import type { Instant } from './time.ts'

/** How a figure came about, shown on demand beside every number. */
export interface Provenance {
  /** The formula in symbols, for example "count(e: from < e.occurred ≤ asOf)". */
  readonly formula: string
  /** The window it speaks of; from = to for a state. Half open: (from, to]; ytd alone holds its first instant too. */
  readonly from: Instant
  readonly to: Instant
  readonly asOf: Instant
  readonly numerator: number | null
  readonly denominator: number | null
}

export const windowNames = ['5m', '1h', '24h', '7d', 'ytd'] as const
export type WindowName = (typeof windowNames)[number]

/** Arrivals in one window, by where they happened in time (occurred), whenever they came. */
export interface ArrivalWindow extends Provenance {
  readonly total: number
  /** Category code → count; categories without arrivals are present with 0. Parts add up to total. */
  readonly byCategory: Readonly<Record<string, number>>
  readonly byLevel: Readonly<Record<Severity, number>>
  /** The window of equal length before it; for ytd the same dates of the year before; null when the ledger, whatever region its events are of, does not reach back. */
  readonly before: number | null
}

/** Counts per step; the last step ends at asOf, so steps move with time. */
export interface ArrivalSeries {
  readonly step: number
  readonly from: Instant
  readonly to: Instant
  /** Category code → counts, oldest first, all of one length. */
  readonly byCategory: Readonly<Record<string, readonly number[]>>
}

export interface ArrivalsReading {
  readonly windows: Readonly<Record<WindowName, ArrivalWindow>>
  /** 24 h in 15-minute steps, 1 h in 1-minute steps, 7 d in 3-hour steps. */
  readonly series: Readonly<Record<'1h' | '24h' | '7d', ArrivalSeries>>
  /** Arrivals of the last 24 h as marks on a time line, newest last, at most 400. */
  readonly marks: readonly { readonly at: Instant; readonly level: Severity }[]
}

/** Age classes of open events: up to and including `upTo` ms since occurred; null = older than all others. */
export const ageClasses = [15 * 60_000, 3_600_000, 4 * 3_600_000, 24 * 3_600_000, 7 * 86_400_000, null] as const

export interface OpenReading extends Provenance {
  readonly total: number
  readonly byStage: Readonly<Partial<Record<Stage, { readonly count: number; readonly oldest: Instant }>>>
  readonly byLevel: Readonly<Record<Severity, number>>
  /** One row per age class, counts by level 1–4. */
  readonly ages: readonly { readonly upTo: number | null; readonly byLevel: readonly [number, number, number, number] }[]
  readonly medianAge: number | null
  readonly oldest: Instant | null
}

export interface RegionsReading extends Provenance {
  /**
   * Every region right below the one shown (the towns of a district, the villages of a town, the grids of a village), in
   * code order, then the region shown itself for events whose place is known no finer.
   */
  readonly rows: readonly {
    readonly region: string
    readonly last24h: number
    readonly before24h: number
    readonly open: readonly [number, number, number, number]
  }[]
}

export interface TierPresence {
  readonly registered: number
  readonly onDuty: number
  /** Of those on duty, by freshness of their newest fix; lost includes never heard of. */
  readonly byFreshness: Readonly<Record<Freshness, number>>
}
/** Of the units that belong to the region shown and of those whose newest place is in it: one on the way through counts in both. */
export interface PresenceReading extends Provenance {
  readonly tiers: Readonly<Record<Tier, TierPresence>>
  /**
   * 96 shares (live + aging ÷ on duty), oldest first: at the 95 quarter-hour boundaries before asOf, and at asOf itself;
   * null where unknown or nobody on duty.
   */
  readonly history: Readonly<Record<Tier, readonly (number | null)[]>>
  readonly step: number
  /** When presence began to be recorded; the history before it is empty (自 HH:MM 起). */
  readonly since: Instant | null
}

/** Of the same units as presence. */
export interface FixesReading extends Provenance {
  /** Fixes admitted in the last minute ÷ 60. They are counted down to villages: how many came of a grid is not known. */
  readonly perSecond: number | null
  readonly lastHour: number | null
  /** Age in ms of on-duty units' newest fixes at asOf, and the delay received − fix time over the last minute. */
  readonly age: { readonly p50: number | null; readonly p95: number | null }
  readonly delay: { readonly p50: number | null; readonly p95: number | null }
}

/** idle: not due in this shift; due: due and not void, its own target not met so far; met: met so far; void: nobody for longer than its own interval. */
export const beatStates = ['idle', 'due', 'met', 'void'] as const
export type BeatState = (typeof beatStates)[number]

/**
 * The three figures of a tier, each delivered and planned, of beats due in the running shift up to asOf.
 * area: stays of enough minutes · weighted cells seen within each beat's interval · minutes of presence against dwell × stays.
 * line: rounds done of windows that have closed · metres covered of rounds whose windows have closed · rounds done in time.
 * point: visits met of windows that have closed · visits of enough minutes · posts manned at asOf of those to be manned.
 */
export interface TierCoverage {
  readonly met: number
  readonly due: number
  readonly voids: number
  readonly rounds: readonly [delivered: number, planned: number]
  readonly reach: readonly [delivered: number, planned: number]
  readonly time: readonly [delivered: number, planned: number]
  /** 96 shares met ÷ due at quarter-hour boundaries, oldest first, the last at asOf; null where nothing was due or nobody listened. */
  readonly history: readonly (number | null)[]
}

/** Every beat of the region shown, in the order of the set, as columns of one length; names, places and plans are in the set. */
export interface BeatColumns {
  readonly id: readonly string[]
  /** Index in `beatStates`. */
  readonly state: readonly number[]
  /** Whole seconds since 1970 of the last visit; 0 = none known. Of a beat where somebody is now, when that one came. */
  readonly last: readonly number[]
  /** Units of its tier that are in it now. */
  readonly present: readonly number[]
  /** Of this shift: rounds, stays or visits due by asOf, delivered of them, and in the whole plan. */
  readonly due: readonly number[]
  readonly delivered: readonly number[]
  readonly planned: readonly number[]
  /** Per cent: area, weighted cells seen within its interval; line, length covered in the round under way; point, manned share of the shift so far; -1 where the plan asks none. */
  readonly share: readonly number[]
  /** What its gap is worth: priority weight × people × minutes beyond its interval, whole; 0 = no gap. */
  readonly worth: readonly number[]
}

/** Coverage of the three tiers by the plan in force. Planned beside delivered; no claim of effect. */
export interface CoverageReading extends Provenance {
  /** Hash of the set of beats in force; null when there is none. */
  readonly set: string | null
  readonly shift: { readonly name: string; readonly from: Instant; readonly to: Instant } | null
  readonly tiers: Readonly<Record<Tier, TierCoverage>>
  readonly beats: BeatColumns
  readonly step: number
  readonly since: Instant | null
}

/** One source in the link-state bar: a dialect, a gateway or an outside event system. */
export interface SourceHealth {
  readonly id: string
  readonly kind: 'dialect' | 'gateway' | 'events'
  readonly name: string
  readonly last: Instant | null
  /** Seconds between messages that are usual for it; null when it has no rhythm to judge by. */
  readonly interval: number | null
  readonly freshness: Freshness
  readonly connections: number
  readonly admittedLastMinute: number
  readonly refusedLastHour: number
}
/** The server's own, the same whatever region is shown. */
export interface IngestReading extends Provenance {
  readonly sources: readonly SourceHealth[]
  readonly refusals: Readonly<Partial<Record<RefusalCode, number>>>
  readonly unregistered: number
}

/** Every reading of one region by name; a screen gets these whole, never in parts. */
export interface Readings {
  readonly arrivals: ArrivalsReading
  readonly open: OpenReading
  readonly regions: RegionsReading
  readonly presence: PresenceReading
  readonly fixes: FixesReading
  readonly ingest: IngestReading
  /** Not shown before the server counts it. */
  readonly coverage?: CoverageReading
}
export type ReadingName = keyof Readings
