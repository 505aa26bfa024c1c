// kill -9 of processes that write the stores, short form.
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/folders.ts'
import { killLedgerWriter } from '../ledgerKills.ts'
import { randomOfTest } from '../seed.ts'
import { killTapeWriter } from '../tapeKills.ts'

it('[L4] keeps every acknowledged entry, once, without gaps, through kill -9', async () => {
  const { random, report } = randomOfTest()
  const found = await killLedgerWriter(temporaryFolder(), 8, random)
  report(found)
  expect(found).toMatchObject({ lost: [], twice: [], gaps: [] })
  expect(found.acknowledged).toBeGreaterThan(20)
})

it('[T6] keeps every acknowledged cut, once and whole, through kill -9', async () => {
  const { random, report } = randomOfTest()
  const found = await killTapeWriter(temporaryFolder(), 4, random)
  report(found)
  expect(found.faults).toEqual([])
  expect(found.acknowledged).toBeGreaterThan(0)
})
