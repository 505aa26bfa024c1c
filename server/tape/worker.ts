// The tape's thread.
import { serve } from '../sql/serve.ts'
import { lastOf, tapeDesk } from './desk.ts'
import { openTapeShelf } from './shelf.ts'

serve((given: { folder: string; patience?: number }) => {
  const shelf = openTapeShelf(given)
  return { desk: tapeDesk(shelf), ready: lastOf(shelf) }
})
