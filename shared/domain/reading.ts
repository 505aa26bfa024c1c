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

/** idle: no shift of it is on; due: its own target not met so far; met: met so far; void: nobody for longer than its own interval. */
export const beatStates = ['idle', 'due', 'met', 'void'] as const
export type BeatState = (typeof beatStates)[number]

/** What was planned for a time, and what came of it; `early` and `late` are among those done. */
export interface Delivery {
  readonly planned: number
  /** Done, or closed without: due = done + missed. */
  readonly due: number
  readonly done: number
  readonly missed: number
  readonly early: number
  readonly late: number
}

export interface Fraction { readonly part: number; readonly whole: number }

/** What the beats of one tier delivered in their shift; figures of other tiers are 0 of 0. */
export interface ShiftDelivery {
  /** Beats due in the shift. */
  readonly beats: number
  /** Line: rounds. Metres covered in rounds that have begun, of the lines' lengths in them. */
  readonly rounds: Delivery
  readonly length: Fraction
  /** Area: parts of the shift, each with its stay. Minutes of presence in the parts that have closed, of each no more than its dwell, of dwell × those parts. */
  readonly stays: Delivery
  readonly minutes: Fraction
  /** Point: visits; milliseconds manned, of those so far, of posts that have to be manned. */
  readonly visits: Delivery
  readonly manned: Fraction
}

/**
 * The three figures of a tier, each delivered and due up to asOf, of the beats whose shift is on.
 * area: stays · weighted cells seen within each beat's interval · minutes of presence in the parts closed, of each no more than its dwell, against dwell × those parts.
 * line: rounds · metres covered of the lines in rounds that have begun · rounds that were in their window, of those done.
 * point: visits · visits that were in their window, of those done · posts with as many people as planned at asOf, of those to be manned.
 */
export interface TierCoverage {
  /** The headline: beats that met their own target so far, of the beats due now. */
  readonly met: number
  readonly due: number
  readonly voids: number
  readonly rounds: readonly [delivered: number, planned: number]
  readonly reach: readonly [delivered: number, planned: number]
  readonly time: readonly [delivered: number, planned: number]
  /** 96 shares met ÷ due at quarter-hour boundaries as they were known then, oldest first, the last at asOf; null where nothing was due or nobody listened. */
  readonly history: readonly (number | null)[]
  /** The running shift in full. */
  readonly shift: ShiftDelivery
}

/** Every beat of the region shown, in the order of the set, as columns of one length; names, places and plans are in the set. */
export interface BeatColumns {
  readonly id: readonly string[]
  /** Index in `beatStates`. */
  readonly state: readonly number[]
  /** Whole seconds since 1970 of the last visit, in whatever shift; 0 = none in the last 24 hours. */
  readonly last: readonly number[]
  /** Whole seconds since 1970 since when it is due without a break; 0 when it is not. A void begins at max(last, since) + interval. */
  readonly since: readonly number[]
  /** Units of its tier, on duty and fresh, that are in it now. */
  readonly present: readonly number[]
  /** The people with whom those signed on. */
  readonly people: readonly number[]
  /** Of this shift: rounds, stays or visits due by asOf, delivered of them, and in the whole plan. */
  readonly due: readonly number[]
  readonly delivered: readonly number[]
  readonly planned: readonly number[]
  /** Per cent, rounded down: area, weighted cells seen within its interval; line, length covered in the newest round; point, manned share of the shift so far; -1 where the plan asks none. */
  readonly share: readonly number[]
  /** What its gap is worth: (4 − priority) × people × minutes beyond its interval, whole; 0 = no gap. */
  readonly worth: readonly number[]
}

/** Coverage of the three tiers by the plan in force. Planned beside delivered; no claim of effect. */
export interface CoverageReading extends Provenance {
  /** Hash of the set of beats in force; null when there is none. */
  readonly set: string | null
  /** The newest shift that is on for a beat of the region. */
  readonly shift: { readonly name: string; readonly from: Instant; readonly to: Instant } | null
  readonly tiers: Readonly<Record<Tier, TierCoverage>>
  readonly beats: BeatColumns
  /** The newest shift that is over, as far as beats were due in it; null when there was none in the last two days. */
  readonly before: { readonly name: string; readonly from: Instant; readonly to: Instant; readonly tiers: Readonly<Record<Tier, ShiftDelivery>> } | null
  /** Of history, ms. */
  readonly step: number
  /** When coverage began to be recorded. */
  readonly since: Instant | null
}

/** Heads and person-hours of teams; null where fewer than five people would be told of, or could be had by subtraction. */
export interface TeamFigures {
  readonly teams: number
  /** Heads on the rolls. */
  readonly roll: number | null
  /** Teams on duty at asOf, their heads out, and the person-hours of those duties so far. */
  readonly out: number
  readonly people: number | null
  readonly hours: number | null
  /** Person-hours of the last 7 days, of duties over and under way; withheld where `people` is. */
  readonly hours7d: number | null
}

/**
 * Teams of mass prevention, counted where they belong now or, gone, last belonged. Numerator: teams on duty; denominator:
 * teams. The window is that of hours7d; hours to a tenth.
 */
export interface TeamsReading extends Provenance, TeamFigures {
  /** Kind code → figures; kinds of the catalogue without teams are present with 0. */
  readonly byKind: Readonly<Record<string, TeamFigures>>
  /** The regions right below the one shown in code order, then that itself for teams of no finer region. */
  readonly rows: readonly (TeamFigures & { readonly region: string; readonly teamsByKind: Readonly<Record<string, number>> })[]
  /** Teams whose duty has lasted over 24 h: they forgot to sign off, and are neither out nor counted on. */
  readonly forgotten: number
}

export interface GridFigures {
  readonly grids: number
  /** Grids with an officer bound at asOf. */
  readonly bound: number
  /** Visits from the first of the month, 00:00 UTC+8, that instant included, to asOf. */
  readonly visits: number
  /** Grids that no officer visited in the 30 days to asOf; null while the record is younger. */
  readonly unvisited: number | null
}

/** Officers in grids. Numerator: grids with an officer bound; denominator: grids. The window is that of visits. */
export interface GridsReading extends Provenance, GridFigures {
  /** Officers bound to a grid of the region, each once; null for one to four. */
  readonly officers: number | null
  readonly rows: readonly (GridFigures & { readonly region: string })[]
  /** When the first binding began. */
  readonly since: Instant | null
}

/**
 * Grid members bound to a grid of the region, rated by the rule in force over its window. Numerator: members with any work
 * in it; denominator: members. Everything null for one to four members.
 */
export interface MembersReading extends Provenance {
  readonly members: number | null
  /** Members with no, one … five stars; null: one to four, or withheld beside such; all null without a rule. */
  readonly stars: readonly (number | null)[] | null
  /** What the stars follow from, in the rule's order: pieces of work, and the mean part of the criterion's points that they earn (0 to 1, null of nobody). */
  readonly work: readonly { readonly criterion: string; readonly amount: number; readonly earned: number | null }[] | null
}

export interface ForcesReading {
  readonly teams: TeamsReading
  readonly grids: GridsReading
  readonly members: MembersReading
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
  readonly coverage: CoverageReading
  readonly forces: ForcesReading
  readonly ingest: IngestReading
}
export type ReadingName = keyof Readings
