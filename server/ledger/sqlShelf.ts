// The ledger's shelf in a SQLite file: statements prepared once, each named by what it answers.
import { commit, walFrames } from '../sql/database.ts'
import type { PagedDatabase } from '../sql/pages.ts'
import type { MarkFile } from '../sql/mark.ts'
import { origin, type Link } from './chain.ts'
import type { PersonalRow, Row } from './row.ts'
import type { Shelf, SnapshotRow } from './shelf.ts'

/** Frames (4 KiB each) in the write-ahead log above which it is emptied into the file. */
const WAL_FRAMES = 2_000

type Values = [number, string, string, string, string | null, number, number, number | null, string, string | null, string]

/** A damaged file may hold anything in any column; what is no hash fits none. */
const hex = (column: string): string => `CASE typeof(${column}) WHEN 'blob' THEN lower(hex(${column})) WHEN 'null' THEN NULL ELSE '' END`
const COLUMNS = `seq, kind, author, about, idempotency, committed, received, device_time, data, ${hex('personal')}, ${hex('hash')}`

/** Rows come as bare lists of values: a start reads very many. */
const toRow = ([seq, kind, by, about, key, committed, received, deviceTime, data, personal, hash]: Values): Row =>
  ({ seq, kind, by, about, key, committed, received, deviceTime, data, personal, hash })

/** The shelf over an open file; `name` is its origin, `release` lets go of what was taken to open it. */
export function sqlShelf(paged: PagedDatabase, mark: MarkFile, store: { origin: string; epoch: string }, release: () => void): Shelf {
  const { db } = paged
  const head = db.prepare<[], Link>(`SELECT seq, ${hex('hash')} AS hash FROM entries ORDER BY seq DESC LIMIT 1`)
  const rows = db.prepare<[number, number], Values>(`SELECT ${COLUMNS} FROM entries WHERE seq > ? ORDER BY seq LIMIT ?`).raw()
  const byKey = db.prepare<[string], Values>(`SELECT ${COLUMNS} FROM entries WHERE idempotency = ?`).raw()
  const about = db.prepare<[string, number, number], Values>(`SELECT ${COLUMNS} FROM entries WHERE about = ? AND seq > ? ORDER BY seq LIMIT ?`).raw()
  const version = db.prepare<[string], number>('SELECT max(seq) FROM entries WHERE about = ?').pluck()
  const personalVersion = db.prepare<[string], number>('SELECT max(seq) FROM entries WHERE about = ? AND personal IS NOT NULL').pluck()
  const put = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const personal = db.prepare<[string], PersonalRow>('SELECT * FROM personal WHERE about = ?')
  const personals = db.prepare<[string, number], PersonalRow>('SELECT * FROM personal WHERE about > ? ORDER BY about LIMIT ?')
  const putPersonal = db.prepare('INSERT OR REPLACE INTO personal VALUES (?, ?, ?, ?)')
  const dropPersonal = db.prepare<[string]>('DELETE FROM personal WHERE about = ?')
  const snapshot = db.prepare<[string], SnapshotRow>('SELECT seq, bytes, hash AS "check" FROM snapshots WHERE name = ?')
  const putSnapshot = db.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)')
  const first = origin(store.origin)

  return {
    epoch: store.epoch,
    origin: first,
    head: () => head.get() ?? first,
    commit: (work) => commit(db, work),
    rows: (from, limit) => rows.all(from, limit).map(toRow),
    byKey: (key) => {
      const row = byKey.get(key)
      return row && toRow(row)
    },
    about: (what, from, limit) => about.all(what, from, limit).map(toRow),
    version: (about, withPersonal = false) => (withPersonal ? personalVersion : version).get(about) ?? 0,
    put: (row) => {
      const { seq, kind, by, about, key, committed, received, deviceTime, data } = row
      const hashes = [row.personal === null ? null : Buffer.from(row.personal, 'hex'), Buffer.from(row.hash, 'hex')]
      put.run(seq, kind, by, about, key, committed, received, deviceTime, data, ...hashes)
    },
    personal: (about) => personal.get(about),
    personals: (after, limit) => personals.all(after, limit),
    putPersonal: ({ about, seq, salt, body }) => { putPersonal.run(about, seq, salt, body) },
    dropPersonal: (about) => dropPersonal.run(about).changes > 0,
    scrub: () => { paged.checkpoint() },
    snapshot: (name) => snapshot.get(name),
    putSnapshot: (name, row) => { putSnapshot.run(name, row.seq, row.bytes, row.check) },
    acknowledge: ({ seq, hash }) => { mark.write({ name: 'ledger', count: seq, check: hash }) },
    tidy: () => { if (walFrames(db) > WAL_FRAMES) paged.checkpoint() },
    checkFiles: (from) => {
      const { next, bad } = paged.check(from)
      return { next, bad: bad === null ? null : `page ${bad} of the ledger's file is damaged` }
    },
    close: () => {
      paged.close()
      mark.close()
      release()
    },
  }
}
