// Calls of many items: each is checked, takes its turn and is answered alone.
import type { z } from 'zod'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { looseItemsSchema } from './event-body.ts'
import { inWords } from './in-words.ts'
import type { Turns } from './turns.ts'

export interface Items<Answer> { readonly items: readonly (Answer | Refusal)[] }

export interface ItemsParts<Item, Answer> {
  readonly schema: z.ZodType<Item>
  readonly turns: Turns
  /** Items of the same thing act in the order given. */
  of(item: Item): string
  take(item: Item): Promise<Answer | Refusal>
}

/** `said` is what the caller sent: {items: […]}, at most 500. */
export async function takeItems<Item, Answer>(said: unknown, { schema, turns, of, take }: ItemsParts<Item, Answer>): Promise<Items<Answer> | Refusal> {
  const body = looseItemsSchema.safeParse(said)
  if (!body.success) return refuse('BODY_MALFORMED', inWords(body.error))
  return {
    items: await Promise.all(body.data.items.map((item) => {
      const read = schema.safeParse(item)
      if (!read.success) return refuse('BODY_MALFORMED', inWords(read.error))
      return turns.take(of(read.data), () => take(read.data))
    })),
  }
}
