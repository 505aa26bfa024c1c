// The ledger in a folder on disk, its work in a thread of its own.
import type { Instant } from '../../shared/domain/time.ts'
import { startThread } from '../sql/thread.ts'
import type { LedgerDesk, LedgerReady } from './desk.ts'
import { ledgerFront } from './front.ts'
import type { Ledger } from './ledger.ts'

export interface LedgerPlace {
  /** Made when missing; holds ledger.db and its companions. */
  readonly folder: string
  /** Stamps what is committed. */
  readonly now: () => Instant
  /** Milliseconds to wait for another process to let go of the folder; 2,000 when not said. */
  readonly patience?: number
}

/**
 * Opens or creates the ledger. Rejects with StoreFault: 'locked' when another process has it, 'corrupt' when it is not
 * whole (the message says what and what to do), 'full', 'readonly', 'io'. Damage deep inside is found when it is read
 * (reading rejects with 'corrupt') and by verify(), which the server should run now and then.
 */
export async function openSqliteLedger({ folder, now, patience }: LedgerPlace): Promise<Ledger> {
  const thread = await startThread<LedgerDesk, LedgerReady>(new URL('./worker.ts', import.meta.url), { folder, patience })
  return ledgerFront(thread, thread.ready, now)
}
