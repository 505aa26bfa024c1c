// Entries 条目: numbered, durable facts in the past tense. Kinds and fields are for ever: an old ledger always folds.
import { z } from 'zod'
import { alarmEndingSchema, alarmIdSchema, alarmSchema } from './alarm.ts'
import { beatIdSchema, beatSetSchema } from './beat.ts'
import { bindingSchema, callSignSchema, gridCodeSchema, visitSchema } from './binding.ts'
import { catalogueSchema } from './catalogue.ts'
import { eventIdSchema, eventReportSchema, stageSchema } from './event.ts'
import { regionCodeSchema } from './region.ts'
import { instantSchema } from './instant.ts'
import { workSchema } from './rating.ts'
import { recordSchema, withdrawReasonSchema } from './record.ts'
import { teamDutySchema, teamIdSchema, teamSchema } from './team.ts'
import { deviceIdSchema, deviceSchema, gatewaySchema, unitIdSchema, unitSchema } from './unit.ts'

/** What each kind of entry says. */
export const entryData = {
  /** The store took drill input and wears 演示数据 (demo) or 演练 (exercise, with its name) for ever. */
  'store-marked': z.object({ mark: z.enum(['demo', 'exercise']), name: z.string().nullable() }),
  'catalogue-adopted': z.object({ hash: z.string(), effective: instantSchema, content: catalogueSchema }),
  /** `effective` is the content's. */
  'beats-adopted': z.object({ hash: z.string(), effective: instantSchema, content: beatSetSchema }),
  /** Somebody of the unit was at a point beat and proved it there: by a tag, a code on the wall or a patrol point's reader. */
  'beat-checked': z.object({ beat: beatIdSchema, unit: unitIdSchema, at: instantSchema, way: z.enum(['nfc', 'qr', 'patrol-code']) }),
  'unit-registered': z.object({ unit: unitSchema }),
  'unit-retired': z.object({ unit: unitIdSchema }),
  'device-registered': z.object({ device: deviceSchema }),
  'device-retired': z.object({ device: deviceIdSchema }),
  'gateway-registered': z.object({ gateway: gatewaySchema }),
  'shift-started': z.object({ unit: unitIdSchema, people: z.number().int().min(1).max(99), at: instantSchema }),
  'shift-ended': z.object({ unit: unitIdSchema, at: instantSchema }),
  /** Registered anew it is what it says now. */
  'team-registered': z.object({ team: teamSchema }),
  /** A duty that is under way ends with it. */
  'team-retired': z.object({ team: teamIdSchema, at: instantSchema }),
  /** It went out, or it was out and this is noted afterwards. */
  'team-duty-recorded': z.object({ duty: teamDutySchema }),
  'team-duty-ended': z.object({ team: teamIdSchema, at: instantSchema }),
  'person-bound': z.object({ binding: bindingSchema }),
  'person-unbound': z.object({ person: callSignSchema, grid: gridCodeSchema, at: instantSchema }),
  'visit-recorded': z.object({ visit: visitSchema }),
  'work-recorded': z.object({ work: workSchema }),
  /** It counts as if it had never been recorded; both stay in the ledger. */
  'record-withdrawn': z.object({ record: recordSchema, reason: withdrawReasonSchema }),
  'event-reported': z.object({ event: eventReportSchema }),
  'event-moved': z.object({
    event: eventIdSchema, from: stageSchema, to: stageSchema, at: instantSchema,
    /** Free text, in old ledgers alone: such words go to `personal` since, and null stands here. */
    action: z.string().max(64).nullable(), owner: z.string().max(64).nullable(), source: z.string().max(64),
  }),
  /** The place was corrected: screens of the old region see it leave, those of the new one see it whole. */
  'event-relocated': z.object({ event: eventIdSchema, from: regionCodeSchema, region: regionCodeSchema, lon: z.number().nullable(), lat: z.number().nullable() }),
  'sos-raised': z.object({
    unit: unitIdSchema, device: deviceIdSchema, region: regionCodeSchema, at: instantSchema,
    lon: z.number().nullable(), lat: z.number().nullable(),
  }),
  /** Why is free text and goes to `personal`. */
  'sos-cleared': z.object({ unit: unitIdSchema }),
  'alarm-raised': z.object({ alarm: alarmSchema }),
  /** `why` of breaches of the patrol plan alone. */
  'alarm-withdrawn': z.object({ alarm: alarmIdSchema, why: alarmEndingSchema.optional() }),
} as const

export type EntryKind = keyof typeof entryData
export type EntryData<Kind extends EntryKind = EntryKind> = z.infer<(typeof entryData)[Kind]>

interface EntryFrame {
  readonly seq: number
  /** Who: a device, source, API key, screen or the server itself; an id, never a person's name. */
  readonly by: string
  /** What it is about: an event, unit, device … id; entries about one thing share it. */
  readonly about: string
  /** Idempotency key, unique in the ledger; null for entries that need none. */
  readonly key: string | null
  readonly committed: number
  readonly received: number
  readonly deviceTime: number | null
}

/** One entry; `kind` decides the type of `data`. */
export type Entry = { [Kind in EntryKind]: EntryFrame & { readonly kind: Kind; readonly data: EntryData<Kind> } }[EntryKind]
export type EntryOf<Kind extends EntryKind> = Extract<Entry, { kind: Kind }>

/** Personal data that goes to its own table in the same transaction; erasable, never in the ledger, never on a wall. */
export type Personal = Readonly<Record<string, string>>

/** An entry before the ledger numbers it. */
export type Draft = {
  [Kind in EntryKind]: {
    readonly kind: Kind
    readonly data: EntryData<Kind>
    readonly by: string
    readonly about: string
    readonly received: number
    readonly key?: string
    readonly deviceTime?: number
    /** Refuse with EVENT_CONFLICT unless the last entry about `about` has this seq (0: none yet). */
    readonly expects?: number
    /** Kept beside the entry under `about`; merged over what stands there. */
    readonly personal?: Personal
  }
}[EntryKind]
