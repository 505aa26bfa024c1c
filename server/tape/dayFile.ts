// One day of the tape in one file: written while it is the newest, then finished and only read.
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { commit, emptyWal, isWhole, keepWal, openDatabase, walFrames, type Database } from '../sql/database.ts'
import { StoreFault, storeFault } from '../sql/fault.ts'
import { migrate } from '../sql/migrate.ts'
import { endOfDay } from './day.ts'
import { dayRows, type DayRows } from './dayRows.ts'
import { RowWriter } from './rows.ts'
import { sealer, totalSeal, type CutRow } from './seal.ts'
import { spanOf } from './span.ts'
import { tapeMigrations } from './tables.ts'
import type { Cut } from './tape.ts'

/** Frames (4 KiB each) in the write-ahead log above which it is emptied into the file; looked at every so many commits. */
const WAL_FRAMES = 2_000
const LOOK_EVERY = 16

export interface DayFile {
  readonly cuts: DayRows
  readonly finished: boolean
  /** Commits the cuts, in order, in one transaction; answers the last one's seal. Throws StoreFault, and then none is kept. */
  append(cuts: readonly Cut[]): number
  tidy(): void
  /** The day is over: one plain file remains, nothing is written to it again. */
  finish(): void
  close(): void
}

/** Opens or makes a day's file for writing, or one that is finished for reading. Throws StoreFault. */
export function openDay(path: string, day: string): DayFile {
  let db: Database | undefined
  try {
    const finished = isFinished(path)
    db = openDatabase(path, { readonly: finished })
    if (!finished) {
      migrate(db, tapeMigrations)
      emptyWal(db)
    }
    if (!isWhole(db)) throw new StoreFault('corrupt', 'it is shorter or longer than the day in it')
    return dayFile(db, day, finished)
  } catch (error) {
    keepWal(path)
    db?.close()
    const fault = storeFault(error)
    throw fault ? new StoreFault(fault.fault, `the tape of ${day} (${path}): ${fault.message}`, fault.where ?? endOfDay(day)) : error
  }
}

/**
 * Byte 18 of SQLite's header is 1 for a file without a write-ahead log: finishing leaves it so. A journal beside it says
 * that finishing was cut short: SQLite rolls it back when the file is opened for writing, and it is finished again.
 */
function isFinished(path: string): boolean {
  if (existsSync(`${path}-journal`)) return false
  const fd = openSync(path, 'a+')
  const byte = Buffer.alloc(1)
  readSync(fd, byte, 0, 1, 18)
  closeSync(fd)
  return byte[0] === 1
}

function dayFile(db: Database, day: string, finished: boolean): DayFile {
  const cuts = dayRows(db, day, finished)
  const sealOf = sealer()
  const writer = new RowWriter()
  const put = finished ? null : { cut: db.prepare('INSERT INTO cuts VALUES (?, ?, ?, ?, ?, ?)'), fixes: db.prepare('INSERT INTO fixes VALUES (?, ?)') }
  let commits = 0
  return {
    cuts,
    finished,

    append(added) {
      if (!put) throw new StoreFault('readonly', `the tape of ${day} is finished`)
      const kept: CutRow[] = []
      try {
        commit(db, () => {
          for (const cut of added) {
            const row = { seq: cuts.total.cuts + kept.length + 1, at: cut.at, ...spanOf(cut.batch, cut.at) }
            const seal = sealOf(row)
            put.cut.run(row.seq, row.at, row.first, row.last, row.units, seal)
            put.fixes.run(row.seq, writer.write(cut))
            kept.push({ ...row, seal })
          }
        })
      } catch (error) {
        writer.lose()
        throw error
      }
      cuts.grow(kept)
      return kept.at(-1)?.seal ?? 0
    },

    tidy: () => { if (++commits % LOOK_EVERY === 0 && walFrames(db) > WAL_FRAMES) emptyWal(db) },

    finish() {
      const { total } = cuts
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
