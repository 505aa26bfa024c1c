// A tape on disk that works in the test's own thread: opens in milliseconds, for tests that open many.
import { StoreFault } from '../../../server/sql/fault.ts'
import { lastOf, tapeDesk } from '../../../server/tape/desk.ts'
import { tapeFront } from '../../../server/tape/front.ts'
import { openTapeShelf } from '../../../server/tape/shelf.ts'
import type { Tape } from '../../../server/tape/tape.ts'

export function tapeHere(folder: string): Tape {
  const shelf = openTapeShelf({ folder, patience: 0 })
  const desk = tapeDesk(shelf)
  let open = true
  return tapeFront({
    ask: async (name, ask) => {
      await Promise.resolve()
      if (!open) throw new StoreFault('gone', 'the store is closed')
      const answer = desk[name](ask as never)
      if ('after' in answer) answer.after?.()
      return answer.value as never
    },
    end: async () => { open = false },
  }, lastOf(shelf))
}
