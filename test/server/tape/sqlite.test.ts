// What only a tape on disk can be asked: its files, other processes, damage.
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { DAY, instant, MINUTE, SECOND, startOfDay } from '../../../shared/domain/time.ts'
import { openDatabase } from '../../../server/sql/database.ts'
import type { StoreFault } from '../../../server/sql/fault.ts'
import { openSqliteTape } from '../../../server/tape/sqlite.ts'
import type { Tape } from '../../../server/tape/tape.ts'
import { sizeOf } from '../../chaos/damage.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { cutAt, NOON, plain, played } from './batches.ts'
import { tapeHere } from './here.ts'
import { writeRow1 } from './rows1.ts'

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

/** Ten cuts, and the next ten a minute later: rows 1, 11, 21 and 31 stand alone. */
const atOf = (seq: number): number => NOON + Math.floor((seq - 1) / 10) * MINUTE + (seq - 1) % 10
const atsOf = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => atOf(from + index))
/** A moment before a cut: playing from there begins with it. */
const before = (seq: number): number => atOf(seq) - 2 ** -10

/** A table that takes values of any kind, as a damaged file does. */
const loose = (table: string): string => `CREATE TABLE other AS SELECT * FROM ${table}; DROP TABLE ${table}; ALTER TABLE other RENAME TO ${table};`

/** A tape of two days, changed by `sql` in the first day's file. */
async function changedBy(sql: string, andThen: (path: string) => void = () => undefined): Promise<Tape> {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (let seq = 1; seq <= 40; seq++) await tape.append(cutAt(atOf(seq), [{ unit: 2 - seq % 2, device: 5, time: atOf(seq), lon: seq }, { unit: 3, device: 6, time: atOf(seq) }]))
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
  ['bytes', 'UPDATE fixes SET bytes = zeroblob(40) WHERE seq = 8', 8, 11],
  ['absence', 'DELETE FROM fixes WHERE seq = 8', 8, 11],
  ['absence, just before a key row', 'DELETE FROM fixes WHERE seq = 10', 10, 11],
  ['fixes of another cut', 'UPDATE fixes SET bytes = (SELECT bytes FROM fixes WHERE seq = 9) WHERE seq = 8', 8, 11],
  ['kind of bytes', `${loose('fixes')} UPDATE fixes SET bytes = 7 WHERE seq = 8`, 8, 11],
  ['nothing for bytes', `${loose('fixes')} UPDATE fixes SET bytes = NULL WHERE seq = 8`, 8, 11],
  ['bytes of a key row', 'UPDATE fixes SET bytes = zeroblob(40) WHERE seq = 11', 11, 21],
  ['fixes of another key row', 'UPDATE fixes SET bytes = (SELECT bytes FROM fixes WHERE seq = 31) WHERE seq = 11', 11, 21],
  ['bytes, and the next key row too', 'UPDATE fixes SET bytes = zeroblob(40) WHERE seq IN (9, 11)', 9, 21],
])('[T7] refuses a cut with wrong %s after what comes before it, and plays on from the next key row', async (_, sql, bad, key) => {
  const tape = await changedBy(sql)
  const where = before(key)
  const seen: number[] = []
  await expect(async () => {
    for await (const { at } of tape.play(instant(0), ever)) seen.push(at)
  }).rejects.toMatchObject({ fault: 'corrupt', where })
  expect(seen).toEqual(atsOf(1, bad - 1))
  expect(await ats(tape, where)).toEqual([...atsOf(key, 40), NOON + DAY])
  // What builds on the damage is told as well, from wherever one asks; what does not is there.
  await expect(ats(tape, atOf(bad) - 0.5)).rejects.toMatchObject({ fault: 'corrupt', where })
  for (const seq of [bad, bad + 1].filter((one) => one < key)) await expect(tape.track(2 - seq % 2, instant(atOf(seq) - 1), instant(atOf(seq)))).rejects.toMatchObject({ fault: 'corrupt', where })
  // Unit 3 is in every cut.
  await expect(tape.track(3, instant(0), ever)).rejects.toMatchObject({ fault: 'corrupt', where })
  expect([...(await tape.track(1, instant(where), instant(atOf(40)))).lon]).toEqual(Array.from({ length: (41 - key) / 2 }, (_, index) => key + 2 * index))
})

it.each([
  ['its times', 'UPDATE cuts SET first = 0, last = 0 WHERE seq = 20'],
  ['its instant', 'UPDATE cuts SET at = 0 WHERE seq = 20'],
  ['its units', `UPDATE cuts SET units = X'' WHERE seq = 20`],
  ['its units, which are a number,', `${loose('cuts')} UPDATE cuts SET units = 7 WHERE seq = 20`],
  ['all that is known beside its fixes', 'DELETE FROM cuts WHERE seq = 20'],
  ['what the day came to', 'UPDATE finish SET cuts = 3'],
])('[T7] makes %s again from the fixes when damaged', async (_, sql) => {
  const tape = await changedBy(sql)
  expect(await ats(tape, atOf(11))).toEqual([...atsOf(12, 40), NOON + DAY])
  expect([...(await tape.track(2, instant(atOf(19)), instant(atOf(20)))).lon]).toEqual([20])
})

it('[T7] tells of a cut that is lost altogether, and of a day', async () => {
  const tape = await changedBy('DELETE FROM cuts WHERE seq IN (19, 40); DELETE FROM fixes WHERE seq IN (19, 40)')
  await expect(ats(tape)).rejects.toMatchObject({ fault: 'corrupt', where: before(21), message: expect.stringContaining('cut 19 is lost') })
  await expect(ats(tape, atOf(18))).rejects.toMatchObject({ where: before(21) })
  await expect(ats(tape, before(21))).rejects.toMatchObject({ fault: 'corrupt', message: expect.stringContaining('cut 40 is lost') })
  // Nobody knows whether it was of the key row's instant or before it: that row is told as lost, too.
  const ambiguous = await changedBy('DELETE FROM cuts WHERE seq = 20; DELETE FROM fixes WHERE seq = 20')
  await expect(ats(ambiguous)).rejects.toMatchObject({ where: atOf(21) })
  expect(await ats(ambiguous, atOf(21))).toEqual([...atsOf(22, 40), NOON + DAY])
  const cutOff = await changedBy('VACUUM', (path) => { truncateSync(path, 5_000) })
  const refused = await ats(cutOff).catch((error: unknown) => error)
  expect(refused).toMatchObject({ fault: 'corrupt', message: expect.stringContaining('the tape of 2026-03-01') })
  expect(await ats(cutOff, Number((refused as StoreFault).where))).toEqual([NOON + DAY])
})

it.each([
  ['the last row of the fixes', 'UPDATE fixes SET seq = 4532096890 WHERE seq = 5', [1, 2, 3, 4], 5],
  ['a row of the cuts', 'UPDATE cuts SET seq = 4532096890 WHERE seq = 3', [1, 2, 3, 4, 5], 0],
  ['two rows of the fixes', 'UPDATE fixes SET seq = seq + 4532096890 WHERE seq > 3', [1, 2, 3], 4],
])('[T7] opens a day at once where a damaged number makes %s one of billions', async (_, sql, whole, lost) => {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  for (let seq = 1; seq <= 5; seq++) await tape.append(cutAt(atOf(seq), [{ unit: 1, time: atOf(seq) }]))
  await tape.close()
  const db = openDatabase(join(folder, 'tape-2026-03-01.db'))
  db.exec(sql)
  db.close()
  const again = tapeHere(folder)
  onTestFinished(() => again.close())
  expect(await again.last()).toBe(atOf(5))
  const seen: number[] = []
  const playing = (async () => { for await (const { at } of again.play(instant(0), ever)) seen.push(at) })()
  if (lost === 0) await playing
  else await expect(playing).rejects.toMatchObject({ fault: 'corrupt', message: expect.stringContaining(`cut ${lost}`) })
  expect(seen).toEqual(whole.map(atOf))
})

it('[T15] plays a day that an older program began with rows of version 1, and goes on with it', async () => {
  const folder = temporaryFolder()
  const cuts = Array.from({ length: 60 }, (_, index) => cutAt(atOf(index + 1), [{ unit: 1, device: 5, time: atOf(index + 1) - 7, lon: index }, { unit: 2, device: 6, time: NOON - index }]))
  const tape = tapeHere(folder)
  for (const cut of cuts.slice(0, 25)) await tape.append(cut)
  await tape.close()
  const db = openDatabase(join(folder, 'tape-2026-03-01.db'))
  const put = db.prepare('UPDATE fixes SET bytes = ? WHERE seq = ?')
  cuts.slice(0, 25).forEach((cut, index) => put.run(writeRow1(cut), index + 1))
  db.close()
  const newer = tapeHere(folder)
  onTestFinished(() => newer.close())
  for (const cut of cuts.slice(25)) await newer.append(cut)
  expect((await played(newer.play(instant(0), ever))).map(plain)).toEqual(cuts.map(plain))
  expect((await played(newer.play(instant(atOf(23)), instant(atOf(28))))).map(plain)).toEqual(cuts.slice(23, 28).map(plain))
  expect([...(await newer.track(1, instant(0), ever)).lon]).toEqual(cuts.map((_, index) => index))
})

it('[T16] plays and tracks from anywhere, many at once, as if each were alone', async () => {
  const folder = temporaryFolder()
  const tape = tapeHere(folder)
  onTestFinished(() => tape.close())
  // Ten cuts a second: a stretch has more of them than one ask looks at.
  const atOf = (index: number): number => NOON + index * SECOND / 10
  const cuts = Array.from({ length: 1_400 }, (_, index) => cutAt(atOf(index), Array.from({ length: 4 }, (_, row) => ({
    unit: 1 + (index * 4 + row) % 17, device: 1 + (index * 4 + row) % 17, time: atOf(index) - row, lon: index * 10 + row, lat: -row,
  }))))
  await Promise.all(cuts.map((cut) => tape.append(cut)))
  const plays = [0, 1, 599, 600, 601, 650, 660, 670].map(async (from) => {
    expect((await played(tape.play(instant(atOf(from)), instant(atOf(from + 90))))).map(plain)).toEqual(cuts.slice(from + 1, from + 91).map(plain))
  })
  const tracks = [3, 9, 10, 17].map(async (unit) => {
    const lons = cuts.slice(500, 1_300).flatMap(({ batch }) => [...batch.unit].flatMap((one, row) => (one === unit ? [batch.lon[row]] : [])))
    expect([...(await tape.track(unit, instant(atOf(500) - 50), instant(atOf(1_299)))).lon]).toEqual(lons)
  })
  await Promise.all([...plays, ...tracks])
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
