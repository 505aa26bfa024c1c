// What only a ledger on disk can be asked: epochs, what is left in the files, other processes, its thread.
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Ledger } from '../../../server/ledger/ledger.ts'
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts'
import { find, flip } from '../../chaos/damage.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { clock, entryOf, moved, refusedOf } from './drafts.ts'

async function opened(folder: string): Promise<Ledger> {
  const ledger = await openSqliteLedger({ folder, now: clock(), patience: 0 })
  onTestFinished(() => ledger.close().catch(() => undefined))
  return ledger
}

it('[L11] keeps its epoch and entries over a restart; another ledger has another epoch', async () => {
  const folder = temporaryFolder()
  const first = await opened(folder)
  const answers = await first.append([moved('e1', 'x', { key: 'k1', personal: { name: '张三' } }), moved('e2')])
  await first.saveSnapshot('world', 2, Uint8Array.of(7))
  await first.close()
  const second = await opened(folder)
  expect(second.epoch).toBe(first.epoch)
  expect(second.head).toBe(2)
  expect(await second.read(0, 10)).toEqual(answers.map(entryOf))
  expect(await second.append([moved('e1', 'x', { key: 'k1' })])).toEqual([{ entry: entryOf(answers[0]), repeated: true }])
  expect(await second.loadSnapshot('world')).toEqual({ seq: 2, bytes: Uint8Array.of(7) })
  expect(await second.personal('e1')).toEqual({ name: '张三' })
  expect((await opened(temporaryFolder())).epoch).not.toBe(first.epoch)
})

it('[L11] gets a new epoch when its database comes without its mark, as from a backup', async () => {
  const folder = temporaryFolder()
  const first = await opened(folder)
  await first.append([moved('e1'), moved('e2')])
  await first.close()
  const elsewhere = temporaryFolder()
  for (const name of ['ledger.db', 'ledger.db-sums']) copyFileSync(join(folder, name), join(elsewhere, name))
  const restored = await opened(elsewhere)
  expect(restored.epoch).not.toBe(first.epoch)
  expect(await restored.verify()).toEqual({ ok: true, checked: 2, fault: null })
  await restored.append([moved('e3')])
  await restored.close()
  const again = await opened(elsewhere)
  expect(again.epoch).toBe(restored.epoch)
  expect(again.head).toBe(3)
})

it('[L8] leaves no byte of erased personal data in any file', async () => {
  const folder = temporaryFolder()
  const ledger = await opened(folder)
  // Lengths that differ make SQLite move rows between pages again and again.
  const people = Array.from({ length: 150 }, (_, index) => `e${index}`)
  const write = (round: number) => ledger.append(people.map((about, index) =>
    moved(about, 'x', { personal: { [`field${(index + round) % 3}`]: `secret-${about}-${'字'.repeat((index * 37 + round * 101) % 300)}` } })))
  for (let round = 0; round < 3; round++) await write(round)
  const files = ['ledger.db', 'ledger.db-wal', 'ledger.db-sums', 'ledger.mark'].map((name) => join(folder, name))
  expect(files.some((path) => find(path, 'secret-e7-') >= 0)).toBe(true)
  for (const about of people) if (about !== 'e7') await ledger.erase(about)
  for (const about of people) if (about !== 'e7') expect(files.map((path) => find(path, `secret-${about}-`)), about).toEqual([-1, -1, -1, -1])
  await ledger.erase('e7')
  expect(files.map((path) => find(path, 'secret-'))).toEqual([-1, -1, -1, -1])
  expect(await ledger.verify()).toEqual({ ok: true, checked: 450, fault: null })
})

it('[L15] refuses a folder that another has open, in words, and opens it when that one is gone', async () => {
  const folder = temporaryFolder()
  const first = await opened(folder)
  await expect(opened(folder)).rejects.toMatchObject({ fault: 'locked', message: expect.stringContaining('another process') })
  expect(refusedOf((await first.append([moved('e1')]))[0])).toBeNull()
  await first.close()
  expect((await opened(folder)).head).toBe(1)
})

it('[L17] lets calls of one moment share one commit', async () => {
  const ledger = await opened(temporaryFolder())
  const calls = await Promise.all(Array.from({ length: 500 }, (_, index) => ledger.append([moved(`e${index}`)])))
  // Every commit stamps its entries with one reading of the clock.
  const commits = new Set(calls.map(([answer]) => entryOf(answer).committed))
  expect(commits.size).toBeLessThanOrEqual(3)
  expect(calls.map(([answer]) => entryOf(answer).seq)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
})

it('[L17] serves reads and long walks while appends go on', async () => {
  const ledger = await opened(temporaryFolder())
  await ledger.append(Array.from({ length: 6_000 }, (_, index) => moved(`e${index}`, 'x', { key: `k${index}` })))
  const done: string[] = []
  const walk = ledger.verify().then((verdict) => {
    done.push('verify')
    return verdict
  })
  const long = ledger.read(0, Infinity).then((entries) => {
    done.push('read')
    return entries
  })
  for (let index = 0; index < 3; index++) {
    await ledger.append([moved('during')])
    done.push('append')
  }
  expect((await walk).ok).toBe(true)
  expect((await long).length).toBeGreaterThanOrEqual(6_000)
  expect(done.slice(0, 2)).toEqual(['append', 'append'])
})

it('[L9] has no snapshot rather than a damaged one', async () => {
  const folder = temporaryFolder()
  const ledger = await opened(folder)
  await ledger.append([moved('e1')])
  await ledger.saveSnapshot('world', 1, new TextEncoder().encode('a picture of the world, '.repeat(500)))
  await ledger.close()
  flip(join(folder, 'ledger.db'), find(join(folder, 'ledger.db'), 'picture'), 1)
  const again = await opened(folder)
  expect(await again.loadSnapshot('world')).toBeUndefined()
  expect(await again.verify()).toMatchObject({ ok: false, checked: 1, fault: { seq: 0, why: expect.stringMatching(/^page \d+ of the ledger's file is damaged$/) } })
  expect(await again.read(0, 9)).toHaveLength(1)
})

it('[L13] refuses to open when acknowledged entries are gone, and says how to go on', async () => {
  const folder = temporaryFolder()
  const ledger = await opened(folder)
  await ledger.append([moved('e1')])
  await ledger.close()
  rmSync(join(folder, 'ledger.db'))
  const refused = { fault: 'corrupt', where: 1, message: expect.stringMatching(/ends at entry 0, but entries up to 1 were acknowledged.*delete ledger\.mark/) }
  await expect(opened(folder)).rejects.toMatchObject(refused)
  await expect(opened(folder)).rejects.toMatchObject(refused)
  rmSync(join(folder, 'ledger.mark'))
  const anew = await opened(folder)
  expect(anew.head).toBe(0)
  expect(anew.epoch).not.toBe(ledger.epoch)
})
