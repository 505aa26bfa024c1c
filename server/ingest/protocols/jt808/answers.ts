// Answers of one connection, in the order of the messages they answer, each held until what it promises is on disk.

interface Slot {
  readonly replies: Buffer[]
  readonly messages: number
  ready: boolean
}

export class Answers {
  readonly #write: (bytes: Buffer) => void
  readonly #slots: Slot[] = []
  #stopped = false
  /** Messages whose answer has not gone out. */
  pending = 0

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write
  }

  /** Answers that promise nothing; they still wait for those before them. */
  put(replies: Buffer[], messages: number): void {
    this.#add({ replies, messages, ready: true })
    this.#flush()
  }

  /** Answers that go out when `until` resolves (with one more answer, or none), and never when it rejects. */
  hold(replies: Buffer[], messages: number, until: Promise<Buffer | null>, failed: (error: unknown) => void): void {
    const slot = { replies, messages, ready: false }
    this.#add(slot)
    until.then((reply) => {
      if (reply) slot.replies.push(reply)
      slot.ready = true
      this.#flush()
    }).catch(failed)
  }

  /** Nothing goes out any more. */
  stop(): void {
    this.#stopped = true
    this.#slots.length = 0
    this.pending = 0
  }

  #add(slot: Slot): void {
    if (this.#stopped) return
    this.#slots.push(slot)
    this.pending += slot.messages
  }

  /** Everything that is ready at the head goes out in one write. */
  #flush(): void {
    let ready = 0
    while (ready < this.#slots.length && this.#slots[ready].ready) ready++
    if (ready === 0 || this.#stopped) return
    const slots = this.#slots.splice(0, ready)
    for (const slot of slots) this.pending -= slot.messages
    const replies = slots.length === 1 ? slots[0].replies : slots.flatMap((slot) => slot.replies)
    this.#write(replies.length === 1 ? replies[0] : Buffer.concat(replies))
  }
}
