// Alarms 告警: what a person must see. Raised and withdrawn as entries by dispatch/alarms alone.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { breachKinds, turnSchema } from './breach.ts'
import { severitySchema } from './event.ts'
import { regionCodeSchema } from './region.ts'
import { instantSchema } from './instant.ts'
import { tierSchema } from './tier.ts'
import type { Instant } from './time.ts'

export type AlarmId = Brand<string, 'AlarmId'>
export const alarmId = (id: string): AlarmId => id as AlarmId
export const alarmIdSchema = z.string().min(1).max(128).transform(alarmId)

/** Open level 1–2 events, calls for help, sources that fell silent, and breaches of the patrol plan. */
export const alarmKinds = ['event', 'sos', 'source', ...breachKinds] as const
export type AlarmKind = (typeof alarmKinds)[number]

export const alarmSchema = z.object({
  /** kind:about, so that one cause has one alarm at a time. */
  id: alarmIdSchema,
  kind: z.enum(alarmKinds),
  level: severitySchema,
  /** Event id, unit id, source id or beat id. */
  about: z.string(),
  region: regionCodeSchema,
  since: instantSchema,
  /** A beat's name or a unit's call sign, as it was then. */
  name: z.string().max(64).optional(),
  /** Of a breach of the plan: the beat's tier, or the unit's; alarms from before it was kept have none. */
  tier: tierSchema.optional(),
  /** Of missed and untimely: which rounds or visits, in order of time; 99 at most. */
  turns: z.array(turnSchema).max(99).optional(),
  /** Of overstay: the point's name. */
  beat: z.string().max(64).optional(),
  /**
   * Of a void: who could be there first and in how many minutes, as it was when the alarm was raised; null = nobody. `home`:
   * where that unit belonged; screens elsewhere get `unit: null` and no home (stream/see).
   */
  relief: z.object({ unit: z.string().nullable(), minutes: z.number(), home: regionCodeSchema.optional() }).nullable().optional(),
})
export type Alarm = z.infer<typeof alarmSchema>

/**
 * Why an alarm of the patrol plan was withdrawn. ended: somebody came, came back or went on. refilled 补传: late fixes show that
 * it was never true. corrected: the same of duty or check-ins that were told late. over: its shift is. plan: the plan is another
 * one. off: the unit went off duty or calls for help. lost: the unit is heard no more.
 */
export const alarmEndings = ['ended', 'refilled', 'corrected', 'over', 'plan', 'off', 'lost'] as const
export const alarmEndingSchema = z.enum(alarmEndings)
export type AlarmEnding = z.infer<typeof alarmEndingSchema>

/** An alarm that was never true, as what came late shows: kept until its cause raises it again, so that people see what became of it. */
export interface Recalled { readonly alarm: Alarm; readonly why: 'refilled' | 'corrected'; readonly at: Instant }
