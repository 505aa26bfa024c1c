// The tape in a folder on disk, its work in a thread of its own.
import type { Instant } from '../../shared/domain/time.ts'
import { startThread } from '../sql/thread.ts'
import type { TapeDesk } from './desk.ts'
import { tapeFront } from './front.ts'
import type { Tape } from './tape.ts'

export interface TapePlace {
  /** Made when missing; holds one file a day and tape.mark. */
  readonly folder: string
  /** Milliseconds to wait for another process to let go of the folder; 2,000 when not said. */
  readonly patience?: number
}

/**
 * Opens or creates the tape. Rejects with StoreFault: 'locked' when another process has it, 'corrupt' when it does not
 * reach as far as was acknowledged, 'full', 'readonly', 'io'. A damaged cut makes play and track reject with 'corrupt':
 * it and those that build on it, up to the next key row, a minute at most, cannot be read. `where` is the moment from
 * which play goes on.
 */
export async function openSqliteTape({ folder, patience }: TapePlace): Promise<Tape> {
  const thread = await startThread<TapeDesk, Instant | null>(new URL('./worker.ts', import.meta.url), { folder, patience })
  return tapeFront(thread, thread.ready)
}
