// Orders 指令: what a person asks for. Checked here, decided by server/dispatch, answered with entries or a refusal.
import { z } from 'zod'
import { unitIdSchema } from './unit.ts'

/** The id of whoever gives the order: set by the door that authenticated them, never taken from a body. */
const giverSchema = z.string().min(1).max(64)

/** A person has seen to the call for help; it stands until then. */
export const clearSosSchema = z.object({
  do: z.literal('clear-sos'),
  by: giverSchema,
  unit: unitIdSchema,
  reason: z.string().trim().min(1).max(200),
})

export const orderSchema = z.discriminatedUnion('do', [clearSosSchema])
export type Order = z.infer<typeof orderSchema>
