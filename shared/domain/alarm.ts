// Alarms 告警: what a person must see. Raised and withdrawn as entries by dispatch/alarms alone.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { severitySchema } from './event.ts'
import { regionCodeSchema } from './region.ts'
import { instantSchema } from './instant.ts'

export type AlarmId = Brand<string, 'AlarmId'>
export const alarmId = (id: string): AlarmId => id as AlarmId
export const alarmIdSchema = z.string().min(1).max(128).transform(alarmId)

/** Open level 1–2 events, calls for help, and sources that fell silent. */
export const alarmKinds = ['event', 'sos', 'source'] as const
export type AlarmKind = (typeof alarmKinds)[number]

export const alarmSchema = z.object({
  /** kind:about, so that one cause has one alarm at a time. */
  id: alarmIdSchema,
  kind: z.enum(alarmKinds),
  level: severitySchema,
  /** Event id, unit id or source id. */
  about: z.string(),
  region: regionCodeSchema,
  since: instantSchema,
})
export type Alarm = z.infer<typeof alarmSchema>
