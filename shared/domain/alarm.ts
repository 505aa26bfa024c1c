// Alarms 告警: what a person must see. Raised and withdrawn as entries by dispatch/alarms alone.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { breachKinds } from './breach.ts'
import { severitySchema } from './event.ts'
import { regionCodeSchema } from './region.ts'
import { instantSchema } from './instant.ts'

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
  /** A beat's name, as it was then. */
  name: z.string().max(64).optional(),
  /** Of a void: who could be there first and in how many minutes, as it was when the alarm was raised; null = nobody. */
  relief: z.object({ unit: z.string(), minutes: z.number() }).nullable().optional(),
})
export type Alarm = z.infer<typeof alarmSchema>
