// Reading one day's cuts: what is damaged is made again from the fixes, what is lost is told, nothing is left out unsaid.
import type { Instant } from '../../shared/domain/time.ts'
import type { Database } from '../sql/database.ts'
import { StoreFault, storeFault } from '../sql/fault.ts'
import { Blocks, BLOCK } from './blocks.ts'
import { decodeCut } from './columns.ts'
import { endOfDay } from './day.ts'
import { noCuts, sealer, totalSeal, withCut, type CutRow, type DayTotal } from './seal.ts'
import { spanOf } from './span.ts'
import type { Cut } from './tape.ts'

/** Rows that one search looks at. */
const ROWS = 16 * BLOCK

export interface DayRows {
  readonly total: DayTotal
  /** The rows after `seq`, at most `limit`. Ends before a lost one; throws StoreFault 'corrupt' when that is the first. */
  rows(seq: number, limit: number): readonly CutRow[]
  /** Rows after `seq` that may have fixes with from < time ≤ to, out of some thousand; `seq` is the last one looked at. */
  search(seq: number, from: Instant, to: Instant): { readonly rows: readonly CutRow[]; readonly seq: number }
  /** Seq of the last cut with at ≤ from, 0 when there is none. */
  seqAt(from: Instant): number
  /** The fixes of a row, or the fault, with the row's `at`. */
  cut(row: CutRow): Cut | StoreFault
  /** Rows were committed after the last one. */
  grow(rows: readonly CutRow[]): void
}

/** A finished day says itself what it came to; one that is not is counted, each cut checked. */
export function dayRows(db: Database, day: string, finished: boolean): DayRows {
  const blocks = new Blocks()
  const sealOf = sealer()
  const select = db.prepare<[number, number], CutRow>('SELECT * FROM cuts WHERE seq > ? ORDER BY seq LIMIT ?')
  const fixes = db.prepare<[number], Buffer>('SELECT bytes FROM fixes WHERE seq = ?').pluck()
  const damaged = (why: string, at: number): StoreFault => new StoreFault('corrupt', `the tape of ${day} is damaged: ${why}`, at)
  let total = noCuts

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

  const rowsAfter = (seq: number, limit: number): readonly CutRow[] => {
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
  }

  /** What the cuts that are there come to, each checked. */
  const count = (): DayTotal => {
    const cuts = db.prepare<[], number>('SELECT max(seq) FROM (SELECT seq FROM cuts UNION ALL SELECT seq FROM fixes)').pluck().get() ?? 0
    total = { ...noCuts, cuts }
    let counted = noCuts
    for (let seq = 0; seq < cuts;) {
      const rows = ifWhole(() => rowsAfter(seq, ROWS)) ?? []
      for (const row of rows) blocks.take(row)
      counted = rows.reduce(withCut, counted)
      seq += Math.max(1, rows.length)
    }
    return { ...counted, cuts }
  }
  total = (finished ? finishedTotal(db) : undefined) ?? count()

  return {
    get total() { return total },
    rows: rowsAfter,

    search(seq, from, to) {
      const rows: CutRow[] = []
      let at = seq
      for (let looked = 0; looked < ROWS && (at = blocks.passOver(at, from, to)) < total.cuts;) {
        const block = rowsAfter(at, BLOCK - at % BLOCK)
        for (const row of block) {
          blocks.take(row)
          if (row.first <= to && row.last > from) rows.push(row)
        }
        at += block.length
        looked += block.length
      }
      return { rows, seq: at }
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

    grow(rows) {
      total = rows.reduce(withCut, total)
      for (const row of rows) blocks.take(row)
    },
  }
}

/** What the day came to when it was finished; undefined when that row is damaged. */
function finishedTotal(db: Database): DayTotal | undefined {
  const total = ifWhole(() => db.prepare<[], DayTotal & { seal: number }>('SELECT cuts, at, first, last, seal FROM finish').get())
  return total && totalSeal(total) === total.seal ? total : undefined
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
