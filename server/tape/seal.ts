// Checksums of the rows beside the fixes: what is skipped because of a row has been checked as well as what is read.
import { crc32 } from 'node:zlib'

/** One cut without its fixes, as the day's file keeps it. `seq` counts from 1 in each file. */
export interface CutRow {
  readonly seq: number
  readonly at: number
  readonly first: number
  readonly last: number
  readonly units: Uint8Array
  readonly seal: number
}

/** What a whole day comes to: how many cuts, the last one's `at`, earliest and latest fix time. */
export interface DayTotal { readonly cuts: number; readonly at: number; readonly first: number; readonly last: number }

/** A row's checksum over everything but itself. Each day's file has its own sealer: it writes the numbers in one place. */
export function sealer(): (row: Omit<CutRow, 'seal'>) => number {
  const numbers = new Float64Array(4)
  const bytes = new Uint8Array(numbers.buffer)
  return ({ seq, at, first, last, units }) => {
    numbers[0] = seq
    numbers[1] = at
    numbers[2] = first
    numbers[3] = last
    return crc32(units, crc32(bytes))
  }
}

export const totalSeal = ({ cuts, at, first, last }: DayTotal): number =>
  crc32(new Uint8Array(Float64Array.of(cuts, at, first, last).buffer))

export const noCuts: DayTotal = { cuts: 0, at: -Infinity, first: Infinity, last: -Infinity }

export const withCut = (total: DayTotal, row: CutRow): DayTotal => ({
  cuts: row.seq, at: row.at, first: Math.min(total.first, row.first), last: Math.max(total.last, row.last),
})
