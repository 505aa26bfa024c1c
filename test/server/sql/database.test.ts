// The door to SQLite: what it promises of the disk, asserted by reading back; migrations; the lock.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commit, emptyWal, isWhole, openDatabase, walFrames } from '../../../server/sql/database.ts'
import { storeFault, StoreFault } from '../../../server/sql/fault.ts'
import { lockFolder } from '../../../server/sql/lock.ts'
import { migrate } from '../../../server/sql/migrate.ts'
import { temporaryFolder } from '../../contracts/folders.ts'

it('[L18] opens with a write-ahead log that is synced at every commit, for one process alone', () => {
  const path = join(temporaryFolder(), 'a.db')
  const db = openDatabase(path)
  const held = (name: string) => db.pragma(name, { simple: true })
  expect([held('journal_mode'), held('synchronous'), held('locking_mode'), held('secure_delete')]).toEqual(['wal', 2, 'exclusive', 1])
  expect(() => openDatabase(path, { patience: 0 })).toThrow(/another process has the file open/)
  db.exec('CREATE TABLE t (n)')
  expect(walFrames(db)).toBeGreaterThan(0)
  emptyWal(db)
  expect([walFrames(db), isWhole(db)]).toEqual([0, true])
  expect(() => commit(db, () => {
    db.exec('INSERT INTO t VALUES (1)')
    throw new Error('no')
  })).toThrow('no')
  expect(db.prepare('SELECT count(*) FROM t').pluck().get()).toBe(0)
  db.close()
})

it('[L18] does not open what cannot hold a write-ahead log', () => {
  expect(() => openDatabase(':memory:')).toThrow(/journal_mode is memory and not WAL/)
  expect(() => openDatabase(join(temporaryFolder(), 'no', 'a.db'))).toThrow()
})

it('[L19] applies migrations once, in order, and refuses a store that others made', () => {
  const db = openDatabase(join(temporaryFolder(), 'a.db'))
  const one = { name: 'one', sql: 'CREATE TABLE a (n)' }
  const two = { name: 'two', sql: 'CREATE TABLE b (n); INSERT INTO b VALUES (2)' }
  migrate(db, [one])
  migrate(db, [one, two])
  migrate(db, [one, two])
  expect(db.prepare('SELECT n FROM b').pluck().all()).toEqual([2])
  expect(() => { migrate(db, [one]) }).toThrow(/made by a newer program \(two\)/)
  expect(() => { migrate(db, [one, { name: 'two', sql: 'CREATE TABLE b (m)' }]) }).toThrow(/migration 2 of the store is two/)
  expect(() => { migrate(db, [one, two, { name: 'three', sql: 'CREATE TABLE c (n); CREATE TABLE a (n)' }]) }).toThrow(/already exists/)
  expect(db.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'c'`).pluck().get()).toBe(0)
  db.exec('CREATE INDEX more ON a (n)')
  expect(() => { migrate(db, [one, two]) }).toThrow(/tables of the store are not/)
  db.close()
})

it('[L15] gives a folder to one at a time', () => {
  const folder = join(temporaryFolder(), 'made', 'when', 'missing')
  const first = lockFolder(folder, 'ledger', 0)
  expect(() => lockFolder(folder, 'ledger', 0)).toThrow(/another process has the ledger in .* open/)
  const other = lockFolder(folder, 'tape', 0)
  first.release()
  lockFolder(folder, 'ledger', 0).release()
  other.release()
})

it('[L14] names the faults of a disk, and takes no bug for one', () => {
  const coded = (code: string) => Object.assign(new Error('words'), { code })
  const kinds = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_READONLY_DIRECTORY', 'SQLITE_CORRUPT_INDEX', 'SQLITE_NOTADB', 'SQLITE_BUSY', 'ENOSPC', 'EIO', 'EROFS']
  expect(kinds.map((code) => storeFault(coded(code))?.fault)).toEqual(['full', 'io', 'readonly', 'corrupt', 'corrupt', 'locked', 'full', 'io', 'readonly'])
  expect(['SQLITE_ERROR', 'SQLITE_MISUSE', 'ERR_ASSERTION'].map((code) => storeFault(coded(code)))).toEqual([undefined, undefined, undefined])
  expect(storeFault(new TypeError('bug'))).toBeUndefined()
  const fault = new StoreFault('gone', 'closed', 3)
  expect(storeFault(fault)).toBe(fault)
})
