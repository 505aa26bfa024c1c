// What only a tape on disk can be asked: its files, other processes, damage.
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { DAY, instant, startOfDay } from '../../../shared/domain/time.ts'
import { openDatabase } from '../../../server/sql/database.ts'
import type { StoreFault } from '../../../server/sql/fault.ts'
import { openSqliteTape } from '../../../server/tape/sqlite.ts'
import type { Tape } from '../../../server/tape/tape.ts'
import { sizeOf } from '../../chaos/damage.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { cutAt, NOON, played } from './batches.ts'
import { tapeHere } from './here.ts'

const MIDNIGHT = startOfDay(NOON)
const ever = instant(MIDNIGHT + 99 * DAY)
const daysOf = (folder: string) => readdirSync(folder).filter((name) => /^tape-.*\.db$/.test(name)).sort()
const ats = async (tape: Tape, from = 0) => (await played(tape.play(instant(from), ever))).map(({ at }) => at)

it('[T5] keeps one file a day of the display zone, and leaves a finished day as one plain file', async () => {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (const at of [MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + DAY]) await tape.append(cutAt(at, [{ unit: 1, time: at }]))
  expect(daysOf(folder)).toEqual(['tape-2026-02-28.db', 'tape-2026-03-01.db', 'tape-2026-03-02.db'])
  await tape.close()
  expect(existsSync(join(folder, 'tape-2026-02-28.db-wal'))).toBe(false)
  const finished = openDatabase(join(folder, 'tape-2026-02-28.db'), { readonly: true })
  expect(finished.pragma('journal_mode', { simple: true })).toBe('delete')
  finished.close()
  const again = tapeHere(folder)
  expect(await ats(again)).toEqual([MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + DAY])
  await again.close()
})

it('[T6] finishes a day again whose finishing was cut short', async () => {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (const at of [NOON, NOON + 1, NOON + DAY]) await tape.append(cutAt(at, [{ unit: 1, time: at }]))
  await tape.close()
  // A rollback journal without records yet: magic, length of the file in pages, sizes of a sector and of a page.
  const path = join(folder, 'tape-2026-03-01.db')
  const journal = Buffer.alloc(512)
  journal.write('d9d505f920a163d7', 'hex')
  journal.writeUInt32BE(sizeOf(path) / 4_096, 16)
  journal.writeUInt32BE(512, 20)
  journal.writeUInt32BE(4_096, 24)
  writeFileSync(`${path}-journal`, journal)
  const again = tapeHere(folder)
  expect(await ats(again)).toEqual([NOON, NOON + 1, NOON + DAY])
  expect(existsSync(`${path}-journal`)).toBe(false)
  await again.close()
})

it('[T5] reads many days, more than it holds open', async () => {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (let day = 0; day < 15; day++) await tape.append(cutAt(NOON + day * DAY, [{ unit: 1, time: NOON + (day % 2) * DAY, lon: day }]))
  expect([...(await tape.track(1, instant(NOON - 1), NOON)).lon]).toEqual([0, 2, 4, 6, 8, 10, 12, 14])
  expect(await ats(tape)).toHaveLength(15)
  expect(await tape.drop(instant(NOON + 14 * DAY))).toBe(14)
  expect(daysOf(folder)).toEqual(['tape-2026-03-15.db'])
  await tape.close()
})

it('[T10] refuses a folder that another has open, in words', async () => {
  const folder = temporaryFolder()
  const first = await openSqliteTape({ folder, patience: 0 })
  onTestFinished(() => first.close())
  await first.append(cutAt(NOON, []))
  await expect(openSqliteTape({ folder, patience: 0 })).rejects.toMatchObject({ fault: 'locked', message: expect.stringContaining('another process') })
  await first.append(cutAt(NOON + 1, []))
  expect(await ats(first)).toEqual([NOON, NOON + 1])
})

/** A tape of two days, changed by `sql` in the first day's file. */
async function changedBy(sql: string, andThen: (path: string) => void = () => undefined): Promise<Tape> {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (let index = 0; index < 40; index++) await tape.append(cutAt(NOON + index, [{ unit: 1 + index % 2, time: NOON + index, lon: index }]))
  await tape.append(cutAt(NOON + DAY, [{ unit: 2, time: NOON + DAY }]))
  await tape.close()
  const db = openDatabase(join(folder, 'tape-2026-03-01.db'))
  db.exec(sql)
  db.pragma('journal_mode = DELETE')
  db.close()
  andThen(join(folder, 'tape-2026-03-01.db'))
  const changed = tapeHere(folder)
  onTestFinished(() => changed.close())
  return changed
}

it.each([
  ['bytes', 'UPDATE fixes SET bytes = zeroblob(40) WHERE seq = 8'],
  ['absence', 'DELETE FROM fixes WHERE seq = 8'],
  ['fixes of another cut', 'UPDATE fixes SET bytes = (SELECT bytes FROM fixes WHERE seq = 9) WHERE seq = 8'],
])('[T7] refuses a cut with wrong %s, by its instant, after what comes before it, and plays on behind it', async (_, sql) => {
  const tape = await changedBy(sql)
  const where = NOON + 7
  const seen: number[] = []
  await expect(async () => {
    for await (const { at } of tape.play(instant(0), ever)) seen.push(at)
  }).rejects.toMatchObject({ fault: 'corrupt', where })
  expect(seen).toHaveLength(7)
  expect(await ats(tape, where)).toHaveLength(33)
  await expect(tape.track(2, instant(where - 1), instant(where))).rejects.toMatchObject({ fault: 'corrupt', where })
  expect((await tape.track(1, instant(0), ever)).length).toBe(20)
})

it.each([
  ['its times', 'UPDATE cuts SET first = 0, last = 0 WHERE seq = 20'],
  ['its instant', 'UPDATE cuts SET at = 0 WHERE seq = 20'],
  ['its units', `UPDATE cuts SET units = X'' WHERE seq = 20`],
  ['all that is known beside its fixes', 'DELETE FROM cuts WHERE seq = 20'],
  ['what the day came to', 'UPDATE finish SET cuts = 3'],
])('[T7] makes %s again from the fixes when damaged', async (_, sql) => {
  const tape = await changedBy(sql)
  expect(await ats(tape, NOON + 10)).toEqual([...Array.from({ length: 29 }, (_, index) => NOON + 11 + index), NOON + DAY])
  expect([...(await tape.track(2, instant(NOON + 18), instant(NOON + 19))).lon]).toEqual([19])
})

it('[T7] tells of a cut that is lost altogether, and of a day', async () => {
  const tape = await changedBy('DELETE FROM cuts WHERE seq IN (20, 40); DELETE FROM fixes WHERE seq IN (20, 40)')
  await expect(ats(tape)).rejects.toMatchObject({ fault: 'corrupt', where: NOON + 20, message: expect.stringContaining('cut 20 is lost') })
  await expect(ats(tape, NOON + 18)).rejects.toMatchObject({ where: NOON + 20 })
  await expect(ats(tape, NOON + 20)).rejects.toMatchObject({ fault: 'corrupt', message: expect.stringContaining('cut 40 is lost') })
  const cutOff = await changedBy('VACUUM', (path) => { truncateSync(path, 9_000) })
  const refused = await ats(cutOff).catch((error: unknown) => error)
  expect(refused).toMatchObject({ fault: 'corrupt', message: expect.stringContaining('the tape of 2026-03-01') })
  expect(await ats(cutOff, Number((refused as StoreFault).where))).toEqual([NOON + DAY])
})

it('[T8] does not open when acknowledged cuts are gone, and says how to go on', async () => {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (let index = 0; index < 3; index++) await tape.append(cutAt(NOON + index, []))
  await tape.close()
  const db = openDatabase(join(folder, 'tape-2026-03-01.db'))
  db.exec('DELETE FROM cuts WHERE seq = 3; DELETE FROM fixes WHERE seq = 3')
  db.close()
  expect(() => tapeHere(folder)).toThrow(/ends at cut 2 of 2026-03-01, but 3 cuts were acknowledged.*delete tape\.mark/)
  rmSync(join(folder, 'tape-2026-03-01.db'))
  expect(() => tapeHere(folder)).toThrow(/ends at cut 0/)
  rmSync(join(folder, 'tape.mark'))
  const anew = tapeHere(folder)
  expect(await anew.last()).toBeNull()
  await anew.close()
})
