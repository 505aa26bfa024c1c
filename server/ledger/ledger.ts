// The ledger 条目簿: numbered, hash-chained, durable entries; every implementation passes test/contracts/ledger.
import type { Draft, Entry, Personal } from '../../shared/domain/entry.ts'
import type { Refusal } from '../../shared/domain/refusal.ts'

/** What became of one draft: a new entry, the entry that its key made before, or a refusal (EVENT_CONFLICT, KEY_REUSED, STORAGE_FAILED). */
export type Appended = { readonly entry: Entry; readonly repeated: boolean } | Refusal

export interface Verdict {
  readonly ok: boolean
  /** Entries checked, and the first seq that does not fit with why. */
  readonly checked: number
  readonly fault: { readonly seq: number; readonly why: string } | null
}

export interface Ledger {
  /** New when the store is created or restored, kept on restart. */
  readonly epoch: string
  /** Seq of the last committed entry, 0 when empty. Seq starts at 1 and has no gaps. */
  readonly head: number
  /**
   * Appends in order; resolves when all are on disk (or refused). Concurrent calls share one group commit.
   * The same key again answers with the first entry (repeated: true) when kind, about and data are the same, else KEY_REUSED.
   * `expects` is compared under the lock. One refused draft does not stop its neighbours.
   * After a disk error nothing of the call is committed and every draft answers STORAGE_FAILED.
   */
  append(drafts: readonly Draft[]): Promise<readonly Appended[]>
  /** Entries with seq > from, ascending, at most `limit`. */
  read(from: number, limit: number): Promise<readonly Entry[]>
  /** Every entry about a thing, ascending: an index finds them. */
  about(about: string): Promise<readonly Entry[]>
  /** Seq of the last entry about a thing, 0 for none. */
  version(about: string): Promise<number>
  /** Personal data kept beside the entries about a thing. */
  personal(about: string): Promise<Personal | undefined>
  /** Removes personal data for good; the entries stay and their hashes still fit. Answers whether there was any. */
  erase(about: string): Promise<boolean>
  /**
   * A snapshot is a cache: bytes of a folder's state at `seq`, replaced by the next of the same name. A whole buffer is
   * handed over and is the ledger's from then on; a part of one is copied.
   */
  saveSnapshot(name: string, seq: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  loadSnapshot(name: string): Promise<{ readonly seq: number; readonly bytes: Uint8Array } | undefined>
  /** Walks the hash chain from the first entry. */
  verify(): Promise<Verdict>
  close(): Promise<void>
}
