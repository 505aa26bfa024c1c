// Breaches of the patrol plan: what coverage says that a person should see, before it becomes an alarm.
import type { LngLat } from './geo.ts'
import type { RegionCode } from './region.ts'
import type { Tier } from './tier.ts'
import type { Instant } from './time.ts'
import type { Severity } from './event.ts'

/**
 * void 缺口: nobody for longer than the beat's own interval. left 脱岗: a post to be manned is empty. missed 漏巡: a round or
 * visit whose window closed without it. untimely 误点: a round or visit before or after its window, within its allowance.
 */
export const breachKinds = ['void', 'left', 'missed', 'untimely'] as const
export type BreachKind = (typeof breachKinds)[number]

export interface Breach {
  readonly kind: BreachKind
  /** Of the beat. */
  readonly about: string
  readonly name: string
  readonly tier: Tier
  readonly region: RegionCode
  readonly level: Severity
  readonly since: Instant
  /** A place of the beat, for whoever is to go there. */
  readonly place: LngLat
  /** Enough to raise an alarm; what is not keeps one that stands. */
  readonly firm: boolean
}
