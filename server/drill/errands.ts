// Calls to the API in order per subject, repeated until answered; idempotent keys make a repeat harmless.
import { instant, type Instant } from '../../shared/domain/time.ts'

export interface Errand {
  /** Errands of one subject run one after another; strangers run beside each other. */
  readonly subject: string
  /** The instant that it plays; what is open counts as not yet played. */
  readonly at: Instant
  /** Throws when nobody answered: it is run again. */
  run(): Promise<void>
}

const FIRST_WAIT = 300
const LONGEST_WAIT = 5_000
const BESIDE = 8

export class Errands {
  readonly #wait: (ms: number) => Promise<void>
  readonly #failed: (why: string) => void
  readonly #chains = new Map<string, Errand[]>()
  readonly #ready: string[] = []
  readonly #open = new Set<Errand>()
  readonly #settled: (() => void)[] = []
  #running = 0
  #closed = false

  constructor(wait: (ms: number) => Promise<void>, failed: (why: string) => void) {
    this.#wait = wait
    this.#failed = failed
  }

  get waiting(): number { return this.#open.size }

  add(errand: Errand): void {
    if (this.#closed) return
    this.#open.add(errand)
    const chain = this.#chains.get(errand.subject)
    if (chain) chain.push(errand)
    else {
      this.#chains.set(errand.subject, [errand])
      this.#ready.push(errand.subject)
      this.#next()
    }
  }

  /** Everything that plays before the answer has been answered; `now` when nothing is open. */
  playedTo(now: Instant): Instant {
    let earliest: number = now
    for (const { at } of this.#open) earliest = Math.min(earliest, at - 1)
    return instant(earliest)
  }

  /** Resolves when nothing is open. */
  settle(): Promise<void> {
    return this.#open.size === 0 ? Promise.resolve() : new Promise((resolve) => { this.#settled.push(resolve) })
  }

  /** Gives up on what is left; answers how many errands that were. */
  close(): number {
    this.#closed = true
    return this.#open.size
  }

  #next(): void {
    while (this.#running < BESIDE && this.#ready.length > 0) {
      this.#running++
      void this.#work(this.#ready.shift()!).finally(() => {
        this.#running--
        this.#next()
      })
    }
  }

  /** Runs one errand of the subject; the subject queues again behind the others for its next. */
  async #work(subject: string): Promise<void> {
    const chain = this.#chains.get(subject)!
    let wait = FIRST_WAIT
    while (!this.#closed) {
      try {
        await chain[0].run()
        break
      } catch (error) {
        this.#failed(error instanceof Error ? error.message : 'unknown')
        await this.#wait(wait)
        wait = Math.min(LONGEST_WAIT, wait * 1.7)
      }
    }
    if (this.#closed) return
    this.#open.delete(chain.shift()!)
    if (chain.length > 0) this.#ready.push(subject)
    else this.#chains.delete(subject)
    if (this.#open.size === 0) for (const go of this.#settled.splice(0)) go()
  }
}
