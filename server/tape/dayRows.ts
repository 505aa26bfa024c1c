// Reading one day's cuts: what is damaged is made again from the fixes, what is lost is told, nothing is left out unsaid.
import type { Instant } from '../../shared/domain/time.ts'
import type { Database } from '../sql/database.ts'
import { StoreFault, storeFault } from '../sql/fault.ts'
import { Blocks, BLOCK } from './blocks.ts'
import { cutReader } from './cutReader.ts'
import { endOfDay } from './day.ts'
import { isKey, RowReader } from './rows.ts'
import { noCuts, sealer, totalSeal, withCut, type CutRow, type DayTotal } from './seal.ts'
import { spanOf } from './span.ts'
import type { Cut } from './tape.ts'

/** Rows that one search looks at. */
const ROWS = 16 * BLOCK
/** A moment before another, in milliseconds: instants are told apart to a microsecond. */
const MOMENT = 2 ** -10

export interface DayRows {
  readonly total: DayTotal
  /** The rows after `seq`, at most `limit`. Ends before a lost one; throws StoreFault 'corrupt' when that is the first. */
  rows(seq: number, limit: number): readonly CutRow[]
  /** Rows after `seq` that may have fixes with from < time ≤ to, out of some thousand; `seq` is the last one looked at. */
  search(seq: number, from: Instant, to: Instant): { readonly rows: readonly CutRow[]; readonly seq: number }
  /** Seq of the last cut with at ≤ from, 0 when there is none. */
  seqAt(from: Instant): number
  /** The row to decode next on the way to `seq`, of those after `read`: the last key row, else the first. */
  stepTo(seq: number, read: number): number
  /** The fixes of a row, or the fault, with where playing goes on. Quick for the row after one that was asked for. */
  cut(row: Pick<CutRow, 'seq'> & { readonly at?: number }): Cut | StoreFault
  /** Rows were committed after the last one. */
  grow(rows: readonly CutRow[]): void
}

/** A finished day says itself what it came to; one that is not is counted, each cut checked. */
export function dayRows(db: Database, day: string, finished: boolean): DayRows {
  const blocks = new Blocks()
  const sealOf = sealer()
  const select = db.prepare<[number, number], CutRow>('SELECT * FROM cuts WHERE seq > ? ORDER BY seq LIMIT ?')
  const fixes = db.prepare<[number], unknown>('SELECT bytes FROM fixes WHERE seq = ?').pluck()
  const heads = db.prepare<[number, number], { seq: number; head: unknown }>('SELECT seq, substr(bytes, 1, 2) head FROM fixes WHERE seq <= ? AND seq > ? ORDER BY seq DESC')
  const damaged = (why: string, at: number): StoreFault => new StoreFault('corrupt', `the tape of ${day} is damaged: ${why}`, at)
  let total = noCuts

  // A damaged row may hold values of other kinds than its table allows.
  const bytesOf = (seq: number): Uint8Array | undefined => {
    const bytes = ifWhole(() => fixes.get(seq))
    return isBytes(bytes) ? bytes : undefined
  }

  /** Rows that are damaged or lost are not looked behind: what comes after them builds on them. */
  const stepTo = (seq: number, read: number): number => ifWhole(() => {
    let next = seq
    for (const row of heads.iterate(seq, read)) {
      if (row.seq !== next) return next
      if (!isBytes(row.head) || isKey(row.head)) return row.seq
      next--
    }
    // Where one is missing that is where reading stops, too.
    return Math.max(next, read + 1)
  }) ?? seq
  const decoded = cutReader(bytesOf, (seq) => stepTo(seq, 0))

  const remade = (seq: number): CutRow | undefined => {
    const cut = decoded(seq)
    if ('why' in cut) return undefined
    const row = { seq, at: cut.at, ...spanOf(cut.batch, cut.at) }
    return { ...row, seal: sealOf(row) }
  }

  const rowAt = (seq: number, row = ifWhole(() => select.get(seq - 1, 1))): CutRow | undefined =>
    row?.seq === seq && isBytes(row.units) && row.seal === sealOf(row) ? row : remade(seq)

  /**
   * What can be read again after a row that cannot begins with a key row: playing goes on a moment before that. At its
   * instant, without it, where the row before it is of the same instant or of one that nobody knows.
   */
  const whereAfter = (seq: number): number => {
    for (let next = seq + 1; next <= total.cuts; next++) {
      const bytes = bytesOf(next)
      if (!bytes || !isKey(bytes) || typeof new RowReader().read(bytes) === 'string') continue
      const row = rowAt(next)
      if (!row) continue
      const before = rowAt(next - 1)
      return before && before.at <= row.at - MOMENT ? row.at - MOMENT : row.at
    }
    return endOfDay(day)
  }

  /** Ends before a lost one. */
  const wholeAfter = (seq: number, limit: number): readonly CutRow[] => {
    const wanted = Math.max(0, Math.min(limit, total.cuts - seq))
    const found = ifWhole(() => select.all(seq, wanted)) ?? []
    const rows: CutRow[] = []
    for (let next = seq + 1, index = 0; next <= seq + wanted; next++) {
      const row = rowAt(next, found[index]?.seq === next ? found[index++] : undefined)
      if (!row) break
      rows.push(row)
    }
    return rows
  }

  const rowsAfter = (seq: number, limit: number): readonly CutRow[] => {
    const rows = wholeAfter(seq, limit)
    if (rows.length === 0 && limit > 0 && seq < total.cuts) throw damaged(`cut ${seq + 1} is lost`, whereAfter(seq + 1))
    return rows
  }

  /** What the cuts that are there come to, each checked. */
  const count = (): DayTotal => {
    const cuts = lastSeq(db)
    total = { ...noCuts, cuts }
    let counted = noCuts
    for (let seq = 0; seq < cuts;) {
      const rows = wholeAfter(seq, ROWS)
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

    stepTo,

    cut({ seq, at }) {
      const cut = decoded(seq)
      if ('why' in cut) return damaged(`the fixes of cut ${cut.seq} cannot be read: ${cut.why}`, whereAfter(cut.seq))
      return at === undefined || cut.at === at ? cut : damaged(`the fixes of cut ${seq} belong to another`, whereAfter(seq))
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

/**
 * The seq of the last row. A damaged number may stand in a row and be no seq of any: what stands in one table alone, behind
 * all that stands in both, counts only as far as there are so many rows.
 */
function lastSeq(db: Database): number {
  const last = (table: string): number => db.prepare<[], number>(`SELECT seq FROM ${table} ORDER BY seq DESC LIMIT 1`).pluck().get() ?? 0
  const [ofCuts, ofFixes] = [last('cuts'), last('fixes')]
  if (ofCuts === ofFixes) return ofCuts
  const both = db.prepare<[], number | null>('SELECT max(seq) FROM cuts JOIN fixes USING (seq)').pluck().get() ?? 0
  const rest = db.prepare<[number, number], number>('SELECT seq FROM cuts WHERE seq > ? UNION SELECT seq FROM fixes WHERE seq > ? ORDER BY seq').pluck().all(both, both)
  return rest.findLast((seq) => seq <= both + rest.length) ?? both
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

/** What was read, undefined when the pages it lies on are damaged. */
function ifWhole<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (storeFault(error)?.fault !== 'corrupt') throw error
    return undefined
  }
}
