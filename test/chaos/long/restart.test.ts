// A whole server on half a million events (R4): how long until it serves again.
import { afterEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/folders.ts'
import { endAll } from '../../processes.ts'
import { restartRuns } from '../restart.ts'
import { randomOfTest } from '../seed.ts'

afterEach(endAll)

it('[L91] a server serves again within 5 s of a ledger of a million entries, and answers for events closed long ago', async () => {
  const { report } = randomOfTest()
  const found = await restartRuns(temporaryFolder(), 500_000)
  report(found)
  expect(found.wrong).toEqual([])
  expect(found.ledger.entries).toBeGreaterThanOrEqual(1_000_000)
  // By the clock it depends on what else the machine does: that is in the report. Without a snapshot two threads share the work.
  for (const { processor } of [found.kept, found.killed]) expect(processor).toBeLessThan(5_000)
  expect(found.bare.processor).toBeLessThan(20_000)
  expect(found.memory).toBeLessThan(512 * 2 ** 20)
})
