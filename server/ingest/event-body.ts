// What outside systems say about events and shifts: the bodies of POST /api/events, …/batch, …/stage and /api/shifts.
import { z } from 'zod'
import { severitySchema, stageSchema } from '../../shared/domain/event.ts'
import { crsSchema } from '../../shared/domain/geo.ts'
import { regionCodeSchema } from '../../shared/domain/region.ts'
import { isoSchema } from '../../shared/domain/instant.ts'
import { unitIdSchema } from '../../shared/domain/unit.ts'

/** What makes a call safe to repeat: the same key of the same source gets the same answer. */
export const keySchema = z.string().regex(/^[\x21-\x7e]{1,96}$/, 'an idempotency key has 1 to 96 printable characters without spaces')

/** Kept apart from the ledger, erasable, never shown on a wall. */
export const reporterSchema = z.strictObject({
  name: z.string().max(64).optional(), phone: z.string().max(32).optional(),
  idNumber: z.string().max(32).optional(), address: z.string().max(200).optional(),
})

export const eventBodySchema = z.strictObject({
  category: z.string().min(1).max(64),
  kind: z.string().min(1).max(64).nullish(),
  level: severitySchema,
  /** The finest region known; found from lon and lat when left out. */
  region: regionCodeSchema.nullish(),
  lon: z.number().min(-180).max(180).nullish(),
  lat: z.number().min(-90).max(90).nullish(),
  crs: crsSchema.default('wgs84'),
  occurred: isoSchema,
  /** The source's own number of it. */
  ref: z.string().max(96).nullish(),
  reporter: reporterSchema.nullish(),
  text: z.string().max(4_000).nullish(),
}).superRefine(({ region, lon, lat }, ctx) => {
  if ((lon ?? null) === null !== ((lat ?? null) === null)) ctx.addIssue({ code: 'custom', message: 'lon and lat come together' })
  else if (lon === 0 && lat === 0) ctx.addIssue({ code: 'custom', message: 'lon and lat 0, 0 are no place' })
  else if (!region && (lon ?? null) === null) ctx.addIssue({ code: 'custom', message: 'an event needs a region, or lon and lat' })
})
export type EventBody = z.infer<typeof eventBodySchema>

const moveShape = z.strictObject({
  to: stageSchema,
  at: isoSchema,
  /** The outside system's word for it, and who has it now: kept apart from the ledger like what is known of the reporter. */
  action: z.string().max(64).nullish(),
  owner: z.string().max(64).nullish(),
})
export const stageBodySchema = moveShape.extend({
  /** Seq of the last entry about the event that the caller knows; EVENT_CONFLICT when somebody was faster. */
  expects: z.number().int().min(1).optional(),
})
export type StageBody = z.infer<typeof stageBodySchema>

export const importItemSchema = z.strictObject({ key: keySchema, event: eventBodySchema, stages: z.array(moveShape).max(50).default([]) })
export type ImportItem = z.infer<typeof importItemSchema>
/** As documented; items are checked one by one, so that a bad one is refused alone. */
export const importBodySchema = z.strictObject({ items: z.array(importItemSchema).max(500) })

export const shiftItemSchema = z.strictObject({
  key: keySchema,
  unit: unitIdSchema,
  do: z.enum(['on', 'off']),
  /** Heads on this shift. */
  people: z.number().int().min(1).max(99).default(1),
  at: isoSchema,
})
export type ShiftItem = z.infer<typeof shiftItemSchema>
export const shiftsBodySchema = z.strictObject({ items: z.array(shiftItemSchema).max(500) })

export const looseItemsSchema = z.strictObject({ items: z.array(z.unknown()).max(500) })
