// The tape 录像带: the durable record of fixes, one row per cut, one file per day; every implementation passes test/contracts/tape.
import type { FixBatch } from '../../shared/domain/fix.ts'
import type { Instant } from '../../shared/domain/time.ts'

/** All fixes admitted between two cuts, in the order of admission, nothing left out. */
export interface Cut { readonly at: Instant; readonly batch: FixBatch }

export interface Tape {
  /** Resolves when the cut is on disk; cuts come in ascending `at`. Rejects when the disk did not take it. */
  append(cut: Cut): Promise<void>
  /** Cuts with from < at ≤ to, ascending, read lazily. */
  play(from: Instant, to: Instant): AsyncIterable<Cut>
  /** All fixes of one unit with from < time ≤ to (the fix's own time), sorted by time; late ones in their place. */
  track(unit: number, from: Instant, to: Instant): Promise<FixBatch>
  /** The instant of the newest cut, null when empty. */
  last(): Promise<Instant | null>
  /** Drops whole days (display zone) before the day that holds `before`; answers how many. */
  drop(before: Instant): Promise<number>
  close(): Promise<void>
}
