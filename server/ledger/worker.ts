// The ledger's thread.
import { serve } from '../sql/serve.ts'
import { ledgerDesk, type LedgerReady } from './desk.ts'
import { openShelf } from './openShelf.ts'

serve((given: { folder: string; patience?: number }) => {
  const shelf = openShelf(given)
  const ready: LedgerReady = { epoch: shelf.epoch, origin: shelf.origin, head: shelf.head() }
  return { desk: ledgerDesk(shelf), ready }
})
