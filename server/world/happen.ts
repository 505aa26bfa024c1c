// The one road by which anything becomes so: to disk first, then into the world, then to whoever listens, in order.
import type { Draft, Entry } from '../../shared/domain/entry.ts'
import type { FixBatch, FixBuffer } from '../../shared/domain/fix.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Appended } from '../ledger/ledger.ts'

/** Something that has happened and is in the world already. */
export type Happening =
  | { readonly is: 'entry'; readonly entry: Entry }
  | { readonly is: 'fixes'; readonly at: Instant; readonly batch: FixBatch }

export interface Happen {
  /** Resolves when the entries are on disk and in the world; refusals come back in their place. */
  record(drafts: readonly Draft[]): Promise<readonly Appended[]>
  /**
   * `fill` pushes admitted rows to the next cut at once; resolves when that cut is on disk and in the world,
   * rejects with StorageFailed when the disk did not take it.
   */
  tape(fill: (buffer: FixBuffer) => void): Promise<void>
  /** Listeners hear every happening once, in order, after the world has it. */
  on(listener: (happening: Happening) => void): void
}
