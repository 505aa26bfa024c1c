// What one device or gateway still has to send: kept in order until the server answers, however often that takes.
import type { Answer, Parcel, Sender } from './senders/sender.ts'

export interface OutboxParts {
  readonly sender: Sender
  /** Waits real milliseconds. */
  readonly wait: (ms: number) => Promise<void>
  /** A number in [0, 1) that spreads retries, so that a thousand devices do not come back at once. */
  readonly chance: () => number
  /** Told once per parcel, before it is first sent. */
  readonly sending: (parcel: Parcel) => void
  /** Told once per parcel: the server's answer, or null when the outbox was full and the parcel was given up. */
  readonly settled: (parcel: Parcel, answer: Answer | null) => void
  /** Told once per answered message, with its first parcel. */
  readonly answered?: (first: Parcel, answer: Answer) => void
  /** Told whenever a send found nobody, with why. */
  readonly failed?: (why: string) => void
  /** The most parcels kept; the oldest beyond it are given up, as a phone's memory does. */
  readonly keeps?: number
}

const FIRST_WAIT = 400
const LONGEST_WAIT = 8_000

/** At-least-once: a parcel leaves the outbox with its answer and not before, so it may arrive twice but never gets lost. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #queue: Parcel[] = []
  readonly #begun = new WeakSet<Parcel>()
  #underway = 0
  #pumping: Promise<void> | null = null
  #resting = false
  #closed = false
  #wake: (() => void) | null = null

  constructor(parts: OutboxParts) { this.#parts = parts }

  /** Parcels without an answer. */
  get waiting(): number { return this.#queue.length }

  push(...parcels: readonly Parcel[]): void {
    if (this.#closed) return
    this.#resting = false
    this.#queue.push(...parcels)
    const keeps = this.#parts.keeps ?? 5_000
    while (this.#queue.length > keeps + this.#underway) {
      // The head may be on the wire: the oldest that is not is given up.
      for (const parcel of this.#queue.splice(this.#underway, 1)) this.#parts.settled(parcel, null)
    }
    this.#pumping ??= this.#pump()
  }

  /** Hangs up as soon as everything has been answered. */
  rest(): void {
    this.#resting = true
    if (this.#pumping === null) this.#parts.sender.rest()
  }

  /** Resolves when everything has been answered, or the outbox was closed. */
  async settle(): Promise<void> { while (this.#pumping) await this.#pumping }

  /** Gives up on what is left and hangs up; answers how many parcels that were. */
  close(): number {
    this.#closed = true
    this.#wake?.()
    this.#parts.sender.rest()
    return this.#queue.length
  }

  async #pump(): Promise<void> {
    let wait = FIRST_WAIT
    while (this.#queue.length > 0 && !this.#closed) {
      const parcels = this.#next()
      this.#underway = parcels.length
      try {
        const answer = await this.#parts.sender.send(parcels)
        this.#queue.splice(0, parcels.length)
        this.#parts.answered?.(parcels[0], answer)
        for (const parcel of parcels) this.#parts.settled(parcel, answer)
        wait = FIRST_WAIT
      } catch (error) {
        this.#parts.failed?.(error instanceof Error ? error.message : 'unknown')
        await Promise.race([this.#parts.wait(wait * (0.8 + 0.4 * this.#parts.chance())), new Promise<void>((wake) => { this.#wake = wake })])
        wait = Math.min(LONGEST_WAIT, wait * 1.7)
      }
      this.#underway = 0
    }
    this.#pumping = null
    if (this.#resting) this.#parts.sender.rest()
  }

  #next(): Parcel[] {
    const { sender, sending } = this.#parts
    const parcels = [this.#queue[0]]
    while (parcels.length < Math.min(sender.most, this.#queue.length)) {
      const next = this.#queue[parcels.length]
      if (!sender.joins(parcels[0].fix, next.fix)) break
      parcels.push(next)
    }
    for (const parcel of parcels) if (!this.#begun.has(parcel)) { this.#begun.add(parcel); sending(parcel) }
    return parcels
  }
}
