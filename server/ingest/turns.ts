// One after another per thing: work on the same event waits for its turn, work on others does not.

/** A queue per key, gone when it is empty. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Things that have work waiting or running. */
  get size(): number { return this.#last.size }

  /** Runs `work` after everything handed in before for the same key; a failure is the caller's and stops nobody else. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(work, work)
    const settled = mine.catch(() => undefined).then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key)
    })
    this.#last.set(key, settled)
    return mine
  }

  /** The same for several keys at once; taken in one order everywhere, so that two such calls never wait for each other. */
  takeAll<T>(keys: Iterable<string>, work: () => Promise<T>): Promise<T> {
    return [...new Set(keys)].sort().reduceRight((next, key) => () => this.take(key, next), work)()
  }
}
