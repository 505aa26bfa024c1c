// The mirror 镜像 as data: a screen's copy of what frames said. fold is its only writer.
import type { Freshness } from '../domain/freshness.ts'
import { freshness } from '../domain/freshness.ts'
import { Places } from '../domain/places.ts'
import type { Readings } from '../domain/reading.ts'
import type { RegionCode } from '../domain/region.ts'
import { emptySituation, type Situation } from '../domain/situation.ts'
import { instant, type Instant } from '../domain/time.ts'
import type { Unit } from '../domain/unit.ts'
import { FixesDecoder } from './fixes.ts'
import type { ResumedFrame } from './frame.ts'

export interface Mirror extends Situation {
  epoch: string | null
  seq: number
  region: RegionCode | null
  /** Server time of the last frame that carried one. */
  at: Instant | null
  speed: number
  unpaired: boolean
  beat: number
  readings: Partial<Readings>
  /** By unit number. */
  intervals: Map<number, number>
  unitsByNumber: Map<number, Unit>
  readonly places: Places
  /** Numbers of units that are gone for good: a fixes frame that was under way meanwhile still tells of them. */
  readonly retired: Set<number>
  /** This end of the fixes frames, where they are decoded in place. */
  readonly fixes: FixesDecoder
  /** Seq of the last fixes frame applied; also tells drawers that places changed. */
  fixesSeq: number
  resumed: ResumedFrame | null
}

export const emptyMirror = (): Mirror => ({
  ...emptySituation(),
  epoch: null, seq: 0, region: null, at: null, speed: 1, unpaired: false, beat: 0, readings: {},
  intervals: new Map(), unitsByNumber: new Map(), places: new Places(), retired: new Set(), fixes: new FixesDecoder(), fixesSeq: 0, resumed: null,
})

/** How fresh the unit's place is at server time `now`. */
export function unitFreshness(mirror: Mirror, number: number, now: Instant): Freshness {
  const last = mirror.places.has(number) ? instant(mirror.places.columns.time[number]) : null
  return freshness(last, mirror.intervals.get(number) ?? 30, now)
}
