// What callers of events and shifts are answered: read off the entry, so that a repeated call gets the same answer.
import type { Entry } from '../../shared/domain/entry.ts'
import type { Stage } from '../../shared/domain/event.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Appended } from '../ledger/ledger.ts'
import { keySchema } from './event-body.ts'
import { inWords } from './in-words.ts'

export interface StageAnswer { readonly id: string; readonly seq: number; readonly stage: Stage; readonly repeated: boolean }
export interface EventAnswer extends StageAnswer { readonly region: string }
export interface ShiftAnswer { readonly unit: string; readonly seq: number; readonly on: boolean; readonly repeated: boolean }

export const otherThing = (entry: Entry): Refusal => refuse('KEY_REUSED', `the key made entry ${entry.seq}, which is something else`)

export function reported(became: Appended): EventAnswer | Refusal {
  if (isRefusal(became)) return became
  const { entry, repeated } = became
  if (entry.kind !== 'event-reported') return otherThing(entry)
  return { id: entry.data.event.id, seq: entry.seq, stage: 'reported', region: entry.data.event.region, repeated }
}

export function moved(became: Appended): StageAnswer | Refusal {
  if (isRefusal(became)) return became
  const { entry, repeated } = became
  return entry.kind === 'event-moved' ? { id: entry.data.event, seq: entry.seq, stage: entry.data.to, repeated } : otherThing(entry)
}

export function shifted(became: Appended): ShiftAnswer | Refusal {
  if (isRefusal(became)) return became
  const { entry, repeated } = became
  if (entry.kind !== 'shift-started' && entry.kind !== 'shift-ended') return otherThing(entry)
  return { unit: entry.data.unit, seq: entry.seq, on: entry.kind === 'shift-started', repeated }
}

/** What is wrong with an idempotency key. */
export function keyFault(key: string): Refusal | undefined {
  const read = keySchema.safeParse(key)
  return read.success ? undefined : refuse('BODY_MALFORMED', `Idempotency-Key: ${inWords(read.error)}`)
}
