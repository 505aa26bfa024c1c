// What a screen may ask besides frames, once and for itself: one question, one answer, about what it watches.
import { z } from 'zod'
import type { CoverageCost, Uncovered, Unmanned } from '../domain/coverage-cost.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import type { BeatRounds } from '../domain/rounds.ts'
import type { Relief } from '../domain/travel.ts'

const id = z.string().min(1).max(64)

/** cost: what the unit's leaving now, for so many minutes, uncovers. rounds: the last rounds of a beat. */
export const askSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('cost'), unit: id, minutes: z.number().int().min(1).max(1_440) }),
  z.strictObject({ what: z.literal('rounds'), beat: id }),
])
export type Ask = z.infer<typeof askSchema>

/** `unit` null: one that the screen does not see. That somebody can come is told; who is near, and how near, is not. */
export type ShownRelief = Pick<Relief, 'minutes'> & { readonly unit: string | null }
type Masked<Told extends { readonly relief: Relief | null }> = Omit<Told, 'relief'> & { readonly relief: ShownRelief | null }

/** Of beats in the watched region; how many beats outside of it the unit's leaving uncovers too. */
export interface ShownCost extends Omit<CoverageCost, 'voids' | 'unmanned'> {
  readonly voids: readonly Masked<Uncovered>[]
  readonly unmanned: readonly Masked<Unmanned>[]
  readonly elsewhere: number
}

export interface Answers { readonly cost: ShownCost; readonly rounds: BeatRounds }
export type AskAnswer<What extends Ask['what'] = Ask['what']> =
  | { readonly ok: true; readonly told: Answers[What] }
  | { readonly ok: false; readonly refused: RefusalCode; readonly detail: string }
