// Fix times of a day by blocks of cuts, kept in memory once looked at: a track passes over blocks that are not of its time.
import type { CutRow } from './seal.ts'

/** Cuts of a block. */
export const BLOCK = 256

export class Blocks {
  readonly #first: number[] = []
  readonly #last: number[] = []
  #known = 0

  /** Takes rows in the order of seq; one that does not follow the last one taken is not taken. */
  take({ seq, first, last }: CutRow): void {
    if (seq !== this.#known + 1) return
    const block = Math.floor(this.#known++ / BLOCK)
    this.#first[block] = Math.min(this.#first[block] ?? Infinity, first)
    this.#last[block] = Math.max(this.#last[block] ?? -Infinity, last)
  }

  /** The seq up to which no cut after `seq` has fixes with from < time ≤ to; `seq` itself when that cannot be said. */
  passOver(seq: number, from: number, to: number): number {
    let passed = seq
    while (passed < this.#known) {
      const block = Math.floor(passed / BLOCK)
      if (this.#first[block] <= to && this.#last[block] > from) break
      passed = Math.min((block + 1) * BLOCK, this.#known)
    }
    return passed
  }
}
