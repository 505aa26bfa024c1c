// Settling drafts under the lock: keys, expectations, numbers and hashes; the same rule for every store.
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { linkHash, personalFits, personalHash, walk, type Link } from './chain.ts'
import { canonical } from './canonical.ts'
import { frameText, type DraftRow, type Row } from './row.ts'
import type { Shelf } from './shelf.ts'

/** What became of one draft: its new seq, the row that its key made before, or a refusal. */
export type Settled = { readonly seq: number } | { readonly row: Row } | Refusal

/** Settles drafts in order inside one transaction. `salt` answers a text nobody can guess (122 random bits or more). */
export function settle(shelf: Shelf, head: Link, drafts: readonly DraftRow[], committed: number, salt: () => string): { settled: Settled[]; head: Link } {
  let last = head
  const settled = drafts.map((draft): Settled => {
    const answered = draft.key === null ? undefined : repeat(shelf, draft, draft.key)
    if (answered) return answered
    const conflict = draft.expects === null ? undefined : disappoint(shelf, draft.about, draft.expects)
    if (conflict) return conflict
    const put = putRow(shelf, last, draft, committed, salt)
    if ('refused' in put) return put
    last = put
    return { seq: last.seq }
  })
  return { settled, head: last }
}

/** The answer to a key seen before; undefined for a new one. */
function repeat(shelf: Shelf, draft: DraftRow, key: string): Settled | undefined {
  const row = shelf.byKey(key)
  if (!row) return undefined
  const before = row.seq === 1 ? shelf.origin : shelf.rows(row.seq - 2, 1)[0]
  const { fault } = walk({ seq: row.seq - 1, hash: before?.hash ?? '' }, [row])
  if (fault) return refuse('STORAGE_FAILED', `the ledger is damaged at entry ${fault.seq}: ${fault.why}`)
  const same = row.kind === draft.kind && row.about === draft.about && row.data === draft.data
  return same ? { row } : refuse('KEY_REUSED', `the key stands for entry ${row.seq}, ${row.kind} about ${row.about}`)
}

function disappoint(shelf: Shelf, about: string, expects: number): Refusal | undefined {
  const version = shelf.version(about)
  return version === expects ? undefined : refuse('EVENT_CONFLICT', `expected version ${expects}, it is ${version}`)
}

function putRow(shelf: Shelf, before: Link, draft: DraftRow, committed: number, salt: () => string): Link | Refusal {
  const { kind, by, about, key, received, deviceTime, data } = draft
  const seq = before.seq + 1
  let personal: string | null = null
  if (draft.personal) {
    const stands = shelf.personal(about)
    if (stands && !personalFits(stands, shelf.rows(stands.seq - 1, 1)[0])) {
      return refuse('STORAGE_FAILED', `the personal data beside entry ${stands.seq} do not fit its hash`)
    }
    const grain = salt()
    const body = canonical({ ...JSON.parse(stands?.body ?? '{}') as object, ...draft.personal })
    personal = personalHash(grain, body)
    shelf.putPersonal({ about, seq, salt: grain, body })
  }
  const row = { seq, kind, by, about, key, committed, received, deviceTime, data, personal }
  const hash = linkHash(before.hash, frameText(row), data)
  shelf.put({ ...row, hash })
  return { seq, hash }
}
