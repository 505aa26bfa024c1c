// Bindings: which officer 政法干警 or grid member 网格员 answers for which grid, by call sign; and the officers' visits.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { instantSchema } from './instant.ts'
import { recordIdSchema } from './record-id.ts'
import { levelOf, regionCodeSchema } from './region.ts'

/** A call sign or staff number, which only its own organisation can trace to somebody. */
export type CallSign = Brand<string, 'CallSign'>
export const callSign = (sign: string): CallSign => sign as CallSign
/** No names are possible, and what looks like a mobile or an identity number is turned away. */
export const callSignSchema = z.string()
  .regex(/^[A-Za-z0-9._-]{1,32}$/, 'a call sign has 1 to 32 letters of A to Z, digits, _ . -')
  .regex(/^(?!1[3-9]\d{9}$|\d{17}[\dXx]$)/, 'a call sign is no telephone or identity number')
  .transform(callSign)

export const gridCodeSchema = regionCodeSchema.refine((code) => levelOf(code) === 'grid', 'a grid has a code of 14 or 15 digits')

export const bindingRoles = ['officer', 'member'] as const
export const bindingSchema = z.object({
  person: callSignSchema,
  role: z.enum(bindingRoles),
  grid: gridCodeSchema,
  since: instantSchema,
})
export type Binding = z.infer<typeof bindingSchema>

/** An officer went to a grid that he or she is bound to. */
export const visitSchema = z.object({ id: recordIdSchema, officer: callSignSchema, grid: gridCodeSchema, at: instantSchema })
export type Visit = z.infer<typeof visitSchema>
