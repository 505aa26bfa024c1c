// Flipped bits and cut-off files, long form (R5).
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../contracts/folders.ts'
import { damageRuns } from '../damageRuns.ts'
import { judgeLedger, ledgerFiles, makeLedger } from '../ledgerDamage.ts'
import { randomOfTest } from '../seed.ts'
import { judgeTape, makeTape, tapeFiles } from '../tapeDamage.ts'

it('[L12] notices 200 of 200 damages to a closed ledger, and serves none of 200 to a killed one', async () => {
  const { random, report } = randomOfTest()
  const base = temporaryFolder()
  const said = await makeLedger(join(base, 'made'), join(base, 'closed'), join(base, 'killed'))
  const judge = (folder: string) => judgeLedger(folder, said)
  const closed = await damageRuns(base, join(base, 'closed'), () => ledgerFiles, 200, random, judge)
  const killed = await damageRuns(base, join(base, 'killed'), () => ledgerFiles, 200, random, judge)
  report({ closed, killed })
  expect(closed).toMatchObject({ same: 0, wrong: [] })
  expect(killed.wrong).toEqual([])
})

it('[T7] plays nothing but what was written from 200 damaged tapes', async () => {
  const { random, report } = randomOfTest()
  const base = temporaryFolder()
  await makeTape(join(base, 'made'), join(base, 'store'))
  const found = await damageRuns(base, join(base, 'store'), tapeFiles, 200, random, judgeTape)
  report(found)
  expect(found.wrong).toEqual([])
})
