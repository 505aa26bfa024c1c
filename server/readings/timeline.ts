// Instants kept in order, as plain data: windows over them are two binary searches, late ones are put where they happened.
import type { Instant } from '../../shared/domain/time.ts'

/** The first `length` of `times` ascend; the rest is room to grow. The first `held` are a snapshot's too and are never moved. */
export interface Timeline { times: Float64Array; length: number; held: number }

export const emptyTimeline = (): Timeline => ({ times: new Float64Array(16), length: 0, held: 0 })

/** The instants as they stand, without copying them: whoever moves one of them later makes a copy first. */
export function hold(line: Timeline): Float64Array {
  line.held = line.length
  return line.times.subarray(0, line.length)
}

/** Makes the instants from `index` on free to be moved. */
function loosen(line: Timeline, index: number): void {
  if (index >= line.held) return
  line.times = line.times.slice()
  line.held = 0
}

/** How many instants are ≤ `at`. */
export function countUpTo(line: Timeline, at: number): number {
  let low = 0
  let high = line.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (line.times[middle] <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** How many instants lie in (from, to]. */
export const countIn = (line: Timeline, from: number, to: number): number => Math.max(0, countUpTo(line, to) - countUpTo(line, from))

/** Puts an instant in its place; one that comes in order costs nothing but the room it takes. */
export function insert(line: Timeline, at: Instant): void {
  if (line.length === line.times.length) {
    const grown = new Float64Array(line.times.length * 2)
    grown.set(line.times)
    line.times = grown
    line.held = 0
  }
  const index = line.length === 0 || line.times[line.length - 1] <= at ? line.length : countUpTo(line, at)
  loosen(line, index)
  line.times.copyWithin(index + 1, index, line.length)
  line.times[index] = at
  line.length++
}

/** Takes one such instant out; answers whether there was one. */
export function remove(line: Timeline, at: Instant): boolean {
  const index = countUpTo(line, at) - 1
  if (index < 0 || line.times[index] !== at) return false
  loosen(line, index)
  line.times.copyWithin(index, index + 1, line.length)
  line.length--
  return true
}

/** Counts in `count` steps of `step` ms, the last of which ends at `to`; oldest first, each half open (from, to]. */
export function countSteps(line: Timeline, step: number, count: number, to: number): number[] {
  let before = countUpTo(line, to - step * count)
  const counts: number[] = []
  for (let index = count - 1; index >= 0; index--) {
    const upTo = countUpTo(line, to - step * index)
    counts.push(upTo - before)
    before = upTo
  }
  return counts
}
