// One day of the tape in one file: written while it is the newest, then finished and only read.
import { closeSync, openSync, readSync } from 'node:fs'
import { instant } from '../../shared/domain/time.ts'
import { commit, emptyWal, isWhole, keepWal, openDatabase, walFrames, type Database } from '../sql/database.ts'
import { StoreFault } from '../sql/fault.ts'
import { migrate } from '../sql/migrate.ts'
import { decodeCut, encodeCut } from './columns.ts'
import { noCuts, sealOf, totalSeal, withCut, type CutRow, type DayTotal } from './seal.ts'
import { spanOf } from './span.ts'
import { tapeMigrations } from './tables.ts'
import type { Cut } from './tape.ts'

/** Frames (4 KiB each) in the write-ahead log above which it is emptied into the file. */
const WAL_FRAMES = 2_000

export interface DayFile {
  readonly total: DayTotal
  readonly finished: boolean
  /** Commits the cuts, in order, in one transaction; answers the last one's seal. Throws StoreFault, and then none is kept. */
  append(cuts: readonly Cut[]): number
  /** The rows after `seq`, at most `limit`, each checked and none missing. Throws StoreFault 'corrupt'. */
  rows(seq: number, limit: number): readonly CutRow[]
  /** The fixes of a row. Throws StoreFault 'corrupt' with the row's `at`. */
  cut(row: CutRow): Cut
  tidy(): void
  /** The day is over: one plain file remains, nothing is written to it again. */
  finish(): void
  close(): void
}

/** Opens or makes a day's file for writing, or one that is finished for reading. Throws StoreFault. */
export function openDay(path: string): DayFile {
  const finished = isFinished(path)
  const db = openDatabase(path, { readonly: finished })
  try {
    if (!finished) {
      migrate(db, tapeMigrations)
      emptyWal(db)
    }
    if (!isWhole(db)) throw new StoreFault('corrupt', 'it is shorter or longer than the day in it')
    return dayFile(db, path, finished ? finishedTotal(db) : countedTotal(db), finished)
  } catch (error) {
    keepWal(path)
    db.close()
    throw error instanceof StoreFault ? new StoreFault(error.fault, `${path}: ${error.message}`, error.where) : error
  }
}

/** Byte 18 of SQLite's header is 1 for a file without a write-ahead log: finishing leaves it so. */
function isFinished(path: string): boolean {
  const fd = openSync(path, 'a+')
  const byte = Buffer.alloc(1)
  readSync(fd, byte, 0, 1, 18)
  closeSync(fd)
  return byte[0] === 1
}

function finishedTotal(db: Database): DayTotal {
  const [total] = db.prepare<[], DayTotal & { seal: number }>('SELECT cuts, at, first, last, seal FROM finish').all()
  if (!total || totalSeal(total) !== total.seal) throw new StoreFault('corrupt', 'what the day came to is damaged')
  return total
}

function countedTotal(db: Database): DayTotal {
  const sql = 'SELECT coalesce(max(seq), 0) AS cuts, coalesce(max(at), -9e999) AS at, coalesce(min(first), 9e999) AS first, coalesce(max(last), -9e999) AS last FROM cuts'
  return db.prepare<[], DayTotal>(sql).get() ?? noCuts
}

function dayFile(db: Database, path: string, counted: DayTotal, finished: boolean): DayFile {
  let total = counted
  const select = db.prepare<[number, number], CutRow>('SELECT * FROM cuts WHERE seq > ? ORDER BY seq LIMIT ?')
  const fixes = db.prepare<[number], Buffer>('SELECT bytes FROM fixes WHERE seq = ?').pluck()
  const damaged = (why: string, at: number | null): StoreFault => new StoreFault('corrupt', `${path} is damaged: ${why}`, at)
  return {
    get total() { return total },
    finished,

    append(cuts) {
      const putCut = db.prepare('INSERT INTO cuts VALUES (?, ?, ?, ?, ?, ?)')
      const putFixes = db.prepare('INSERT INTO fixes VALUES (?, ?)')
      let grown = total
      let seal = 0
      commit(db, () => {
        for (const cut of cuts) {
          const row = { seq: grown.cuts + 1, at: cut.at, ...spanOf(cut.batch, cut.at) }
          seal = sealOf(row)
          putCut.run(row.seq, row.at, row.first, row.last, row.units, seal)
          putFixes.run(row.seq, encodeCut(cut))
          grown = withCut(grown, { ...row, seal })
        }
      })
      total = grown
      return seal
    },

    rows(seq, limit) {
      const wanted = Math.max(0, Math.min(limit, total.cuts - seq))
      const rows = select.all(seq, wanted)
      rows.forEach((row, index) => {
        if (row.seq !== seq + index + 1) throw damaged(`cut ${seq + index + 1} is missing`, rows[index - 1]?.at ?? null)
        if (row.seal !== sealOf(row)) throw damaged(`cut ${row.seq} does not fit its checksum`, row.at)
      })
      if (rows.length < wanted) throw damaged(`cut ${seq + rows.length + 1} is missing`, rows.at(-1)?.at ?? null)
      return rows
    },

    cut(row) {
      const bytes = fixes.get(row.seq)
      const cut = bytes ? decodeCut(bytes) : 'they are missing'
      if (typeof cut === 'string') throw damaged(`the fixes of cut ${row.seq} cannot be read: ${cut}`, row.at)
      if (cut.at !== row.at) throw damaged(`the fixes of cut ${row.seq} belong to another`, row.at)
      return { at: instant(row.at), batch: cut.batch }
    },

    tidy: () => { if (walFrames(db) > WAL_FRAMES) emptyWal(db) },

    finish() {
      commit(db, () => {
        db.exec('DELETE FROM finish')
        db.prepare('INSERT INTO finish VALUES (?, ?, ?, ?, ?)').run(total.cuts, total.at, total.first, total.last, totalSeal(total))
      })
      emptyWal(db)
      db.pragma('journal_mode = DELETE')
      db.close()
    },

    close: () => { db.close() },
  }
}
