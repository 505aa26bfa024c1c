// How often somebody may do something: so many times in so many seconds per key.
import { RateLimiterMemory } from 'rate-limiter-flexible'

export class Rates {
  readonly #limiter: RateLimiterMemory

  constructor({ points, seconds }: { readonly points: number; readonly seconds: number }) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds })
  }

  /** Takes one; false when there was none left. */
  async take(key: string): Promise<boolean> {
    try {
      await this.#limiter.consume(key)
      return true
    } catch (spent) {
      if (spent instanceof Error) throw spent
      return false
    }
  }

  /** Whether there is none left, without taking one. */
  async spent(key: string): Promise<boolean> {
    const state = await this.#limiter.get(key)
    return state !== null && (state.remainingPoints ?? 1) <= 0
  }
}
