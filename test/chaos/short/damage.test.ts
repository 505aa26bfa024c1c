// Flipped bits and cut-off files, short form.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/folders.ts'
import { damageRuns } from '../damageRuns.ts'
import { judgeLedger, ledgerFiles, makeLedger } from '../ledgerDamage.ts'
import { randomOfTest } from '../seed.ts'
import { judgeTape, makeTape, tapeFiles } from '../tapeDamage.ts'

it('[L12] notices every flipped bit and every truncation of a ledger, and serves none of it', async () => {
  const { random, report } = randomOfTest()
  const base = temporaryFolder()
  const said = await makeLedger(join(base, 'made'), join(base, 'closed'), join(base, 'killed'))
  const judge = (folder: string) => judgeLedger(folder, said)
  const closed = await damageRuns(base, join(base, 'closed'), () => ledgerFiles, 10, random, judge)
  const killed = await damageRuns(base, join(base, 'killed'), () => ledgerFiles, 10, random, judge)
  report({ closed, killed })
  expect(closed).toMatchObject({ same: 0, wrong: [] })
  // Pages that the log writes over may be damaged without harm.
  expect(killed.wrong).toEqual([])
})

it('[T7] plays nothing but what was written from a damaged tape, and leaves nothing out without a word', async () => {
  const { random, report } = randomOfTest()
  const base = temporaryFolder()
  await makeTape(join(base, 'made'), join(base, 'store'))
  const found = await damageRuns(base, join(base, 'store'), tapeFiles, 10, random, judgeTape)
  report(found)
  expect(found.wrong).toEqual([])
})
