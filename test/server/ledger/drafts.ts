// Drafts and a clock for tests of ledgers.
import type { Draft, Entry } from '../../../shared/domain/entry.ts'
import { eventId } from '../../../shared/domain/event.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { Appended } from '../../../server/ledger/ledger.ts'

export const NOON = instant(Date.UTC(2026, 2, 1, 4))

/** A clock that goes on by a second each time it is asked. */
export function clock(from: Instant = NOON): () => Instant {
  let at: number = from
  return () => instant(at += 1_000)
}

type Extras = Partial<Pick<Draft, 'by' | 'key' | 'expects' | 'personal' | 'received' | 'deviceTime'>>

/** An event that moved on; `what` makes its data differ. */
export const moved = (event: string, what = '受理', extras: Extras = {}): Draft => ({
  kind: 'event-moved', by: 'key-12345', about: event, received: NOON,
  data: { event: eventId(event), from: 'reported', to: 'accepted', at: NOON, action: what, owner: null, source: '12345' },
  ...extras,
})

/** The entry of an answer that must not be a refusal. */
export function entryOf(answer: Appended): Entry {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.detail}`)
  return answer.entry
}

export const refusedOf = (answer: Appended): string | null => isRefusal(answer) ? answer.refused : null
