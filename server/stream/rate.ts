// How often something may happen in a second of the steady clock.
import { SECOND } from '../../shared/domain/time.ts'

export class Rate {
  readonly #most: number
  #window = 0
  #count = 0

  constructor(most: number) { this.#most = most }

  /** Whether one more is within bounds at `monotonic` ms. */
  allows(monotonic: number): boolean {
    const window = Math.floor(monotonic / SECOND)
    if (window !== this.#window) {
      this.#window = window
      this.#count = 0
    }
    return ++this.#count <= this.#most
  }
}
