// Breaches of the patrol plan: what coverage says that a person should see, before it becomes an alarm.
import { z } from 'zod'
import type { LngLat } from './geo.ts'
import { instantSchema } from './instant.ts'
import type { RegionCode } from './region.ts'
import type { Tier } from './tier.ts'
import type { Instant } from './time.ts'
import type { Severity } from './event.ts'

/**
 * Of a beat. void 缺口: nobody for longer than the beat's own interval. left 脱岗: a post to be manned is empty. missed 漏巡: a
 * round or visit whose window closed without it. untimely 误点: a round or visit before or after its window, within its allowance.
 */
export const beatBreaches = ['void', 'left', 'missed', 'untimely'] as const
/**
 * Of a unit whose team has beats that are due. outside 越界: beyond the beats of its team and its own region. idle 滞留: in one
 * place for longer than the plan lets a patrol stand, at no rest place and no post. overstay 超时停留: at a point for longer
 * than its plan allows.
 */
export const unitBreaches = ['outside', 'idle', 'overstay'] as const
export const breachKinds = [...beatBreaches, ...unitBreaches] as const
export type BreachKind = (typeof breachKinds)[number]

/** A round or visit by its number in the shift, from 1, and its window. */
export const turnSchema = z.object({ number: z.number().int().positive(), from: instantSchema, to: instantSchema })
export type Turn = z.infer<typeof turnSchema>

export interface Breach {
  readonly kind: BreachKind
  /** Of the beat, or of the unit. */
  readonly about: string
  readonly name: string
  readonly tier: Tier
  readonly region: RegionCode
  readonly level: Severity
  readonly since: Instant
  /** A place of the beat, or where the unit is, for whoever is to go there. */
  readonly place: LngLat
  /** Of missed and untimely: which, in order of time. */
  readonly turns?: readonly Turn[]
  /** Of overstay: the name of the point. */
  readonly beat?: string
  /** Enough to raise an alarm; what is not keeps one that stands. */
  readonly firm: boolean
}
