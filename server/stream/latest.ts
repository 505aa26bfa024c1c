// The readings of one watched region as its screens have them: what has changed since, and the whole for those who start.
import type { Readings } from '../../shared/domain/reading.ts'
import type { Encoded } from './outbox.ts'

export class Latest {
  readonly #show: (before?: Readings) => Readings
  #values: Readings
  #texts: Readonly<Record<string, string>>
  #whole: Encoded | null = null

  /** `show` answers the region's readings at the time of asking; it is told what it answered last. */
  constructor(show: (before?: Readings) => Readings) {
    this.#show = show
    this.#values = show()
    this.#texts = textsOf(this.#values)
  }

  get values(): Readings { return this.#values }

  /** Shows them anew; answers those that are not what they were, null when all are. */
  refresh(): Partial<Readings> | null {
    const [values, texts] = [this.#show(this.#values), this.#texts]
    this.#values = values
    this.#texts = textsOf(values)
    this.#whole = null
    const changed = Object.entries(values).filter(([name]) => this.#texts[name] !== texts[name])
    return changed.length > 0 ? Object.fromEntries(changed) : null
  }

  /** All of them as one message, encoded at most once a beat. */
  whole(encode: (values: Readings) => Encoded): Encoded { return this.#whole ??= encode(this.#values) }
}

const textsOf = (values: Readings): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]))
