// Coverage cost 覆盖代价: what a unit's leaving uncovers, told before it is sent.
import type { Beat } from './beat.ts'
import type { LngLat } from './geo.ts'
import type { Tier } from './tier.ts'
import type { Instant } from './time.ts'
import type { Relief } from './travel.ts'
import type { UnitId } from './unit.ts'

/** A unit is to leave now: until when it is away, and where it goes if that is known. */
export interface Leaving { readonly until: Instant; readonly place: LngLat | null }

export type Named = Pick<Beat, 'id' | 'name' | 'region' | 'priority'>

/** A beat that the unit alone keeps, and that is a void in (from, to] when it leaves and nobody else moves. */
export interface Uncovered extends Named {
  /** there: nobody of its tier but the unit is in it. last: nobody is, and the unit was the last that was. */
  readonly kept: 'there' | 'last'
  readonly from: Instant
  /** `until`, or the end of the beat's shifts or plan, or when the unit gets to a place in the beat, whichever is first. */
  readonly to: Instant
  /** Whole minutes from `from` to `to`. */
  readonly minutes: number
  /** (4 − priority) × people × minutes, as coverage tells worth. */
  readonly worth: number
  /** Who of those that uncover nothing themselves in that time is there first, setting out now; null when there is nobody. */
  readonly relief: Relief | null
  /** Whole minutes of void that are left when the relief sets out now. */
  readonly relieved: number
}

/** A round, visit or stay of a beat that the unit alone keeps, or with others who are too few without it, whose window closes undone while it is away. */
export interface Missing extends Named {
  readonly kept: Uncovered['kept']
  readonly what: 'round' | 'visit' | 'stay'
  /** Its window, and when it closes: `to` and the plan's allowance. */
  readonly from: Instant
  readonly to: Instant
  readonly closes: Instant
}

/** A post to be manned by so many people as are asked for: how many remain, 0 = it is empty. */
export interface Unmanned extends Named { readonly remain: number; readonly asked: number; readonly relief: Relief | null }

/**
 * A unit's fixes count for its own tier alone, so that the other two tiers lose nothing by its leaving.
 * A unit that is not on duty keeps nothing.
 */
export interface CoverageCost {
  readonly unit: UnitId
  readonly tier: Tier
  readonly at: Instant
  readonly until: Instant
  /** When it would be at the place it is sent to, by the plain estimate; null without one, or when it cannot get there. */
  readonly arrival: Instant | null
  readonly onDuty: boolean
  /** The beats of its tier that it is in by its newest fix. */
  readonly within: readonly Named[]
  /** By the instant at which they fall void. */
  readonly voids: readonly Uncovered[]
  /** Posts that are empty at once, or manned by too few. */
  readonly unmanned: readonly Unmanned[]
  /** By the instant at which they close; of a beat that it is sent to those that close before it is there. */
  readonly misses: readonly Missing[]
  /** Sums over the voids. */
  readonly minutes: number
  readonly worth: number
}
