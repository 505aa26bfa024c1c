// Records: what was noted of teams, officers and members, and can be taken back but not erased.
import { z } from 'zod'
import { visitSchema } from './binding.ts'
import { workSchema } from './rating.ts'
import { teamDutySchema } from './team.ts'

/** As it was recorded, whole, so that taking it back needs no search. */
export const recordSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('duty'), duty: teamDutySchema }),
  z.object({ is: z.literal('visit'), visit: visitSchema }),
  z.object({ is: z.literal('work'), work: workSchema }),
])
export type Recorded = z.infer<typeof recordSchema>

/** Why a record is taken back; closed, because free words may name people. */
export const withdrawReasons = ['mistaken', 'duplicate', 'disputed'] as const
export const withdrawReasonSchema = z.enum(withdrawReasons)
export type WithdrawReason = z.infer<typeof withdrawReasonSchema>
