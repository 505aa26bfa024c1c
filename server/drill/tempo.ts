// The server's clock as the drill follows it: asked now and then, run on in between, never set back.
import { instant, type Instant } from '../../shared/domain/time.ts'

export class Tempo {
  readonly #steady: () => number
  #at = 0
  #since = 0
  #shown = 0
  speed = 1

  /** `steady` is a clock in ms that nobody sets, such as performance.now. */
  constructor(steady: () => number) { this.#steady = steady }

  get known(): boolean { return this.#at > 0 }

  /** The server said `at` in answer to a question asked at steady time `asked`: it held about halfway. */
  follow(at: number, speed: number, asked: number): void {
    const heard = this.#steady()
    this.#since = (asked + heard) / 2
    this.#at = at
    this.speed = speed
  }

  /** Whole ms. When the server's clock went back, time stands still until it has caught up: no instant is played twice. */
  now(): Instant {
    this.#shown = Math.max(this.#shown, Math.floor(this.#at + (this.#steady() - this.#since) * this.speed))
    return instant(this.#shown)
  }

  /** Real milliseconds until `at`; 0 when it has passed. */
  until(at: number): number { return Math.max(0, (at - this.now()) / this.speed) }
}
