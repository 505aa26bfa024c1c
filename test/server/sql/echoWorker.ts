// A store's thread for tests: answers, fails and dies as it is asked.
import { StoreFault } from '../../../server/sql/fault.ts'
import { serve, type Answer } from '../../../server/sql/serve.ts'

serve((given: string) => {
  if (given === 'locked') throw new StoreFault('locked', 'somebody has it')
  if (given === 'bug') throw new TypeError('a bug at opening')
  return {
    ready: `ready with ${given}`,
    desk: {
      echo: (bytes: Uint8Array<ArrayBuffer>): Answer<Uint8Array<ArrayBuffer>> => ({ value: bytes, transfer: [bytes.buffer] }),
      fail: (where: number): Answer<never> => { throw new StoreFault('full', 'no room', where) },
      bug: (_: null): Answer<never> => { throw new RangeError('a bug') },
      die: (_: null): Answer<null> => ({ value: null, after: () => { throw new Error('out of memory') } }),
    },
  }
})
