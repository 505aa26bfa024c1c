// A count over the last so many steps of time, moved by the clock that is handed in and by nothing else.
import type { Instant } from '../../shared/domain/time.ts'

/** Counts in `size` steps of `step` ms; what is older than the last `size` steps (the running one included) no longer counts. */
export class Rolling {
  readonly #step: number
  readonly #counts: Float64Array
  readonly #steps: Float64Array

  constructor(step: number, size: number) {
    this.#step = step
    this.#counts = new Float64Array(size)
    this.#steps = new Float64Array(size).fill(-1)
  }

  add(now: Instant, count: number): void {
    const step = Math.floor(now / this.#step)
    const at = step % this.#counts.length
    if (this.#steps[at] !== step) {
      this.#steps[at] = step
      this.#counts[at] = 0
    }
    this.#counts[at] += count
  }

  sum(now: Instant): number {
    const step = Math.floor(now / this.#step)
    let sum = 0
    for (let at = 0; at < this.#counts.length; at++) {
      if (this.#steps[at] <= step && this.#steps[at] > step - this.#counts.length) sum += this.#counts[at]
    }
    return sum
  }
}
