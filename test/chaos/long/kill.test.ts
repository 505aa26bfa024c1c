// kill -9 of processes that write the stores, long form (R4): a ledger of a million entries, a hundred kills.
import { expect, it } from 'vitest'
import { instant } from '../../../shared/domain/time.ts'
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { entryOf, moved } from '../../server/ledger/drafts.ts'
import { killLedgerWriter } from '../ledgerKills.ts'
import { randomOfTest } from '../seed.ts'
import { killTapeWriter } from '../tapeKills.ts'

it('[L4] keeps 10,000 acknowledged entries through 100 kills', async () => {
  const { random, report } = randomOfTest()
  const found = await killLedgerWriter(temporaryFolder(), 100, random)
  report(found)
  expect(found).toMatchObject({ kills: 100, lost: [], twice: [], gaps: [] })
  expect(found.acknowledged).toBeGreaterThanOrEqual(10_000)
})

it('[L20] opens a million entries within 5 s after kill -9, and spends less than 50 µs of processor on taking each', async () => {
  const { random, report } = randomOfTest()
  const folder = temporaryFolder()
  const ledger = await openSqliteLedger({ folder, now: () => instant(Date.now()) })
  const started = performance.now()
  const spent = process.cpuUsage()
  for (let batch = 0; batch < 10_000; batch += 10) {
    const calls = Array.from({ length: 10 }, (_, call) => Array.from({ length: 100 }, (_, index) => {
      const n = (batch + call) * 100 + index
      return moved(`m${n % 250_000}`, `move ${n}`, { key: `m${n}` })
    }))
    for (const [first] of await Promise.all(calls.map((call) => ledger.append(call)))) entryOf(first)
  }
  const rate = 1_000_000 / (performance.now() - started) * 1_000
  const { user, system } = process.cpuUsage(spent)
  const microseconds = (user + system) / 1_000_000
  await ledger.close()
  const found = await killLedgerWriter(folder, 10, random)
  report({ entriesASecond: Math.round(rate), microseconds, ...found })
  expect(found).toMatchObject({ lost: [], twice: [], gaps: [] })
  expect(found.slowestOpen).toBeLessThanOrEqual(5_000)
  // By the clock it depends on what else the machine does; the rate is in the report.
  expect(microseconds).toBeLessThan(50)
})

it('[T6] keeps every acknowledged cut through 50 kills', async () => {
  const { random, report } = randomOfTest()
  const found = await killTapeWriter(temporaryFolder(), 50, random)
  report(found)
  expect(found.faults).toEqual([])
})
