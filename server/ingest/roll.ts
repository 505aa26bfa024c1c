// The devices of a dialect behind a gateway by name, and which of them is named next: gateways list theirs in the same
// order time after time, and a name that is expected need be neither read nor looked up.
import type { Device } from '../../shared/domain/unit.ts'

const QUOTE = 34

interface Known { device: Device; /** Its place in the order, −1 = none yet. */ slot: number }

export class Roll {
  readonly #known = new Map<string, Known>()
  /** In the order in which they were first named; names as UTF-8, one after the other. */
  #order: Known[] = []
  #names = new Uint8Array(0)
  /** By slot: where its name begins; the last entry is where all end. */
  #from: number[] = [0]
  #next = 0

  get(name: string): Device | undefined { return this.#known.get(name)?.device }

  set(device: Device): void {
    this.#forget()
    this.#known.set(device.identity, { device, slot: -1 })
  }

  delete(name: string): void {
    this.#forget()
    this.#known.delete(name)
  }

  #forget(): void {
    if (this.#order.length === 0) return
    for (const known of this.#order) known.slot = -1
    this.#order = []
    this.#from = [0]
  }

  /** The device expected next, if a text goes on at `at` with its name and a quote. */
  expected(text: Uint8Array, at: number): Device | undefined {
    if (this.#next >= this.#order.length) this.#next = 0
    if (this.#order.length === 0) return undefined
    const from = this.#from[this.#next]
    const length = this.#from[this.#next + 1] - from
    if (at + length >= text.length || text[at + length] !== QUOTE) return undefined
    for (let byte = 0; byte < length; byte++) if (text[at + byte] !== this.#names[from + byte]) return undefined
    return this.#order[this.#next++].device
  }

  /** The device of a name that stands in a text as it is, without escapes; what follows it is expected next. */
  named(name: string): Device | undefined {
    const known = this.#known.get(name)
    if (!known) return undefined
    if (known.slot < 0) this.#append(name, known)
    this.#next = known.slot + 1
    return known.device
  }

  #append(name: string, known: Known): void {
    const bytes = Buffer.from(name)
    const from = this.#from[this.#order.length]
    if (from + bytes.length > this.#names.length) {
      const grown = new Uint8Array(Math.max(1024, 2 * this.#names.length))
      grown.set(this.#names)
      this.#names = grown
    }
    this.#names.set(bytes, from)
    known.slot = this.#order.push(known) - 1
    this.#from.push(from + bytes.length)
  }
}
