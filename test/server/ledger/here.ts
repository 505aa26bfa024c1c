// A ledger on disk that works in the test's own thread: opens in milliseconds, for tests that open many.
import { ledgerDesk } from '../../../server/ledger/desk.ts'
import { inPlace, ledgerFront } from '../../../server/ledger/front.ts'
import type { Ledger } from '../../../server/ledger/ledger.ts'
import { openShelf } from '../../../server/ledger/openShelf.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { clock } from './drafts.ts'

export function ledgerHere(folder: string, now: () => Instant = clock()): Ledger {
  const shelf = openShelf({ folder, patience: 0 })
  return ledgerFront(inPlace(ledgerDesk(shelf)), { epoch: shelf.epoch, origin: shelf.origin, head: shelf.head() }, now)
}
