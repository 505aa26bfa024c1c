// What a screen may ask besides frames, once and for itself: one question, one answer, about what it watches.
import { z } from 'zod'
import type { CoverageCost } from '../domain/coverage-cost.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import type { BeatRounds } from '../domain/rounds.ts'

const id = z.string().min(1).max(64)

/** cost: what the unit's leaving now, for so many minutes, uncovers. rounds: the last rounds of a beat. */
export const askSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('cost'), unit: id, minutes: z.number().int().min(1).max(1_440) }),
  z.strictObject({ what: z.literal('rounds'), beat: id }),
])
export type Ask = z.infer<typeof askSchema>

/** Of beats in the watched region; how many beats outside of it the unit's leaving uncovers too. */
export interface ShownCost extends CoverageCost { readonly elsewhere: number }

export interface Answers { readonly cost: ShownCost; readonly rounds: BeatRounds }
export type AskAnswer<What extends Ask['what'] = Ask['what']> =
  | { readonly ok: true; readonly told: Answers[What] }
  | { readonly ok: false; readonly refused: RefusalCode; readonly detail: string }
