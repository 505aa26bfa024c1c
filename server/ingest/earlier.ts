// Whether a call was taken before: asks the ledger by the key, with drafts that it can repeat but never append.
import type { Draft } from '../../shared/domain/entry.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import type { Appended } from '../ledger/ledger.ts'
import type { Happen } from '../world/happen.ts'

/** No entry ever has this seq, so a draft that expects it is refused unless its key and data are those of an entry. */
const NEVER = -1

/**
 * The entry that one of the drafts made earlier under its key; KEY_REUSED when the key made something else;
 * undefined when it made nothing.
 */
export async function takenBefore(happen: Pick<Happen, 'record'>, drafts: readonly Draft[]): Promise<Appended | undefined> {
  const answers = await happen.record(drafts.map((draft) => ({ ...draft, expects: NEVER })))
  return answers.find((answer) => !isRefusal(answer) || answer.refused === 'STORAGE_FAILED')
    ?? answers.find((answer) => isRefusal(answer) && answer.refused === 'KEY_REUSED')
}
