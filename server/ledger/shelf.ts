// The shelf: what the ledger's rules need of a store, called synchronously by one thread at a time.
import type { Link } from './chain.ts'
import type { PersonalRow, Row } from './row.ts'

export interface SnapshotRow { readonly seq: number; readonly bytes: Uint8Array; /** sha-256 of the bytes, hex. */ readonly check: string }

export interface Shelf {
  readonly epoch: string
  /** Seq 0 of the hash chain. */
  readonly origin: Link
  /** The last committed row, the origin when empty. */
  head(): Link
  /** Runs `work` as one transaction. Throws StoreFault, and then none of it is so. */
  commit<Result>(work: () => Result): Result
  /** Rows with seq > from, ascending, at most `limit`. */
  rows(from: number, limit: number): readonly Row[]
  byKey(key: string): Row | undefined
  /** Rows about a thing with seq > from, ascending, at most `limit`. */
  about(about: string, from: number, limit: number): readonly Row[]
  /** Seq of the last row about a thing, 0 for none; with `personal`, of the last one that brought personal data. */
  version(about: string, personal?: boolean): number
  put(row: Row): void
  personal(about: string): PersonalRow | undefined
  /** Personal rows after `about` in the order of `about`, at most `limit`. */
  personals(after: string, limit: number): readonly PersonalRow[]
  putPersonal(row: PersonalRow): void
  dropPersonal(about: string): boolean
  /** Makes sure that dropped rows are nowhere in the files any more. */
  scrub(): void
  snapshot(name: string): SnapshotRow | undefined
  putSnapshot(name: string, row: SnapshotRow): void
  /** The last row is about to be acknowledged. */
  acknowledge(head: Link): void
  /** Housekeeping when it is worth it; nobody waits for it. */
  tidy(): void
  /** Checks a slice of the files below the rows, from `first` on; `next` null at the end, `bad` in words. */
  checkFiles(first: number): { readonly next: number | null; readonly bad: string | null }
  close(): void
}
