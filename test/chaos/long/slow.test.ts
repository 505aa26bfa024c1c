// One frozen, ten slow and 200 healthy screens (R13); ANLAN_SECONDS=300 makes it ten minutes.
import { afterAll, expect, it } from 'vitest'
import { endAll } from '../../processes.ts'
import { runSlow } from '../hostile/slow.ts'

afterAll(endAll)

it('[H7] one frozen and ten slow screens cost 200 healthy ones a tenth of their delay at most, and the server 20 MB', async () => {
  const found = await runSlow(200, Number(process.env.ANLAN_SECONDS ?? 60))
  process.stdout.write(`${JSON.stringify(found)}\n`)
  expect(found).toMatchObject({ frozenCut: true, slowCut: 0, wrong: 0, lost: 0, faults: [] })
  expect(found.beside.p99).toBeLessThanOrEqual(found.alone.p99 * 1.1)
  expect(found.after.heap - found.before.heap).toBeLessThanOrEqual(20)
})
