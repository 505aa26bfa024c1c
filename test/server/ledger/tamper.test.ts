// Somebody changed the database by hand: every change is found where it was made.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../server/sql/database.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { moved } from './drafts.ts'
import { ledgerHere } from './here.ts'

/** A ledger of 1,500 entries, closed, changed by `sql`. */
async function changedBy(sql: string): Promise<string> {
  const folder = temporaryFolder()
  const ledger = ledgerHere(folder)
  await ledger.append(Array.from({ length: 1_500 }, (_, index) =>
    moved(`e${index % 100}`, '受理', { key: `k${index}`, personal: index < 100 ? { name: `张${index}` } : undefined })))
  await ledger.close()
  const db = openDatabase(join(folder, 'ledger.db'))
  db.unsafeMode()
  db.exec(sql)
  db.close()
  return folder
}

const changes: readonly (readonly [string, string, number, RegExp])[] = [
  ['data', `UPDATE entries SET data = replace(data, '受理', '结案') WHERE seq = 7`, 7, /hash chain/],
  ['who', `UPDATE entries SET author = 'somebody' WHERE seq = 8`, 8, /hash chain/],
  ['when', 'UPDATE entries SET received = received + 1 WHERE seq = 9', 9, /hash chain/],
  ['hash of personal data', `UPDATE entries SET personal = zeroblob(32) WHERE seq = 12`, 12, /hash chain/],
  ['an entry taken out', 'DELETE FROM entries WHERE seq = 300', 300, /missing, the next one there is 301/],
  ['two entries exchanged', 'UPDATE entries SET seq = -1 WHERE seq = 20; UPDATE entries SET seq = 20 WHERE seq = 21; UPDATE entries SET seq = 21 WHERE seq = -1', 20, /hash chain/],
  ['personal data', `UPDATE personal SET body = '{"name":"李四"}' WHERE about = 'e30'`, 31, /personal data/],
  ['personal data of another', `UPDATE personal SET seq = 33 WHERE about = 'e31'`, 33, /personal data/],
]

it.each(changes)('[L10] finds a change of %s and names the first entry that does not fit', async (_, sql, seq, why) => {
  const ledger = ledgerHere(await changedBy(sql))
  const verdict = await ledger.verify()
  expect(verdict).toMatchObject({ ok: false, fault: { seq, why: expect.stringMatching(why) } })
  await ledger.close()
})

it('[L10] finds an entry that the indexes have lost', async () => {
  const ledger = ledgerHere(await changedBy(`
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'idempotency IS NOT NULL', 'idempotency IS NOT NULL AND seq <> 44') WHERE name = 'entries_idempotency';
    PRAGMA writable_schema = RESET;
    REINDEX entries_idempotency;
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, ' AND seq <> 44', '') WHERE name = 'entries_idempotency';
    PRAGMA writable_schema = RESET;`))
  expect(await ledger.verify()).toMatchObject({ ok: false, checked: 43, fault: { seq: 44, why: 'it is not found by its key' } })
  await ledger.close()
})

it('[L12] never hands out what does not fit, and the rest as before', async () => {
  const ledger = ledgerHere(await changedBy(`
    UPDATE entries SET data = replace(data, '受理', '结案') WHERE seq = 7;
    UPDATE personal SET body = '{"name":"李四"}' WHERE about = 'e30'`))
  await expect(ledger.read(0, 10)).rejects.toMatchObject({ fault: 'corrupt', where: 7 })
  expect(await ledger.read(0, 6)).toHaveLength(6)
  await expect(ledger.about('e6')).rejects.toMatchObject({ fault: 'corrupt', where: 7 })
  expect(await ledger.about('e5')).toHaveLength(15)
  expect(await ledger.read(7, 1_000)).toHaveLength(1_000)
  expect((await ledger.append([moved('e6', '受理', { key: 'k6' })]))[0]).toMatchObject({ refused: 'STORAGE_FAILED', detail: expect.stringContaining('entry 7') })
  await expect(ledger.personal('e30')).rejects.toMatchObject({ fault: 'corrupt', where: 31 })
  expect(await ledger.personal('e29')).toEqual({ name: '张29' })
  expect((await ledger.append([moved('e30', 'y', { personal: { phone: '1' } })]))[0]).toMatchObject({ refused: 'STORAGE_FAILED' })
  expect((await ledger.append([moved('new')]))[0]).toMatchObject({ repeated: false, entry: { seq: 1_501 } })
  await ledger.close()
})

it.each([
  ['the last entries', `UPDATE entries SET data = replace(data, '受理', '结案') WHERE seq = 1400`, /damaged at entry 1400/],
  ['the epoch', `UPDATE store SET epoch = 'another'`, /origin and epoch/],
  ['a table', 'ALTER TABLE entries ADD COLUMN more TEXT', /the tables of the store are not/],
  ['the end', 'DELETE FROM entries WHERE seq > 1490', /ends at entry 1490, but entries up to 1500 were acknowledged/],
  ['an applied migration', `UPDATE migrations SET hash = 'x'`, /migration 1 of the store/],
])('[L12] does not open when %s was changed', async (_, sql, words) => {
  const folder = await changedBy(sql)
  expect(() => ledgerHere(folder)).toThrow(words)
  expect(() => ledgerHere(folder)).toThrow(words)
})
