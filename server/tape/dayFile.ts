// One day of the tape in one file: written while it is the newest, then finished and only read.
import { closeSync, openSync, readSync } from 'node:fs'
import type { Instant } from '../../shared/domain/time.ts'
import { commit, emptyWal, isWhole, keepWal, openDatabase, walFrames, type Database } from '../sql/database.ts'
import { StoreFault, storeFault } from '../sql/fault.ts'
import { migrate } from '../sql/migrate.ts'
import { decodeCut, encodeCut } from './columns.ts'
import { endOfDay } from './day.ts'
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
  /**
   * The rows after `seq`, at most `limit`, none left out. One that is damaged is made again from its fixes. Ends before one
   * whose fixes are lost too; throws StoreFault 'corrupt' when that is the first.
   */
  rows(seq: number, limit: number): readonly CutRow[]
  /** Seq of the last cut with at ≤ from, 0 when there is none. */
  seqAt(from: Instant): number
  /** The fixes of a row, or the fault, with the row's `at`. */
  cut(row: CutRow): Cut | StoreFault
  tidy(): void
  /** The day is over: one plain file remains, nothing is written to it again. */
  finish(): void
  close(): void
}

/** Opens or makes a day's file for writing, or one that is finished for reading. Throws StoreFault. */
export function openDay(path: string, day: string): DayFile {
  const finished = isFinished(path)
  const db = openDatabase(path, { readonly: finished })
  try {
    if (!finished) {
      migrate(db, tapeMigrations)
      emptyWal(db)
    }
    if (!isWhole(db)) throw new StoreFault('corrupt', 'it is shorter or longer than the day in it')
    return dayFile(db, day, totalOf(db), finished)
  } catch (error) {
    keepWal(path)
    db.close()
    const fault = storeFault(error)
    throw fault ? new StoreFault(fault.fault, `the tape of ${day} (${path}): ${fault.message}`, fault.where ?? endOfDay(day)) : error
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

/** What the day came to when it was finished; counted when it is not, or when that row is damaged. */
function totalOf(db: Database): DayTotal {
  const total = db.prepare<[], DayTotal & { seal: number }>('SELECT cuts, at, first, last, seal FROM finish').get()
  if (total && totalSeal(total) === total.seal) return total
  const ends = 'coalesce(max(at), -9e999) AS at, coalesce(min(first), 9e999) AS first, coalesce(max(last), -9e999) AS last'
  return db.prepare<[], DayTotal>(`SELECT coalesce(max(seq), 0) AS cuts, ${ends} FROM cuts`).get() ?? noCuts
}

function dayFile(db: Database, day: string, counted: DayTotal, finished: boolean): DayFile {
  let total = counted
  const select = db.prepare<[number, number], CutRow>('SELECT * FROM cuts WHERE seq > ? ORDER BY seq LIMIT ?')
  const fixes = db.prepare<[number], Buffer>('SELECT bytes FROM fixes WHERE seq = ?').pluck()
  const damaged = (why: string, at: number): StoreFault => new StoreFault('corrupt', `the tape of ${day} is damaged: ${why}`, at)

  const decoded = (seq: number): Cut | string => {
    const bytes = ifWhole(() => fixes.get(seq))
    return bytes ? decodeCut(bytes) : 'they are missing'
  }

  const remade = (seq: number): CutRow | undefined => {
    const cut = decoded(seq)
    if (typeof cut === 'string') return undefined
    const row = { seq, at: cut.at, ...spanOf(cut.batch, cut.at) }
    return { ...row, seal: sealOf(row) }
  }

  const rowAt = (seq: number, row = ifWhole(() => select.get(seq - 1, 1))): CutRow | undefined =>
    row?.seq === seq && row.seal === sealOf(row) ? row : remade(seq)

  /** The instant of the first whole cut after a lost one: from there on playing goes on. */
  const whereAfter = (seq: number): number => {
    for (let next = seq + 1; next <= total.cuts; next++) {
      const row = rowAt(next)
      if (row) return row.at
    }
    return endOfDay(day)
  }

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
      const found = ifWhole(() => select.all(seq, wanted)) ?? []
      const rows: CutRow[] = []
      for (let next = seq + 1, index = 0; next <= seq + wanted; next++) {
        const row = rowAt(next, found[index]?.seq === next ? found[index++] : undefined)
        if (row) rows.push(row)
        else if (rows.length > 0) break
        else throw damaged(`cut ${next} is lost`, whereAfter(next))
      }
      return rows
    },

    seqAt(from) {
      let low = 0
      let high = total.cuts
      while (low < high) {
        const middle = (low + high + 1) >> 1
        let probe = middle
        let row = rowAt(probe)
        // A lost cut belongs to the ones after it, so that playing these tells of it.
        while (!row && probe < high) row = rowAt(++probe)
        if (row && row.at <= from) low = probe
        else high = middle - 1
      }
      return low
    },

    cut(row) {
      const cut = decoded(row.seq)
      if (typeof cut === 'string') return damaged(`the fixes of cut ${row.seq} cannot be read: ${cut}`, row.at)
      return cut.at === row.at ? cut : damaged(`the fixes of cut ${row.seq} belong to another`, row.at)
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

/** What was read, undefined when the pages it lies on are damaged. */
function ifWhole<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (storeFault(error)?.fault !== 'corrupt') throw error
    return undefined
  }
}
