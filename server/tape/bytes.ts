// Varints and floats read from the bytes of old rows; reading past the end answers a flag, never an exception.

export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0
  /** Set when something was read that is not there; what was read then means nothing. */
  failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number { return this.#bytes.length - this.#at }

  byte(): number {
    if (this.left < 1) {
      this.failed = true
      return 0
    }
    return this.#bytes[this.#at++]
  }

  varint(): number {
    let value = 0
    let unit = 1
    for (let count = 0; count < 8; count++) {
      const byte = this.byte()
      value += (byte & 127) * unit
      if (byte < 128) return value
      unit *= 128
    }
    this.failed = true
    return 0
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  floats(target: Float64Array): void {
    if (this.left < target.length * 8) {
      this.failed = true
      return
    }
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset)
    for (let index = 0; index < target.length; index++, this.#at += 8) target[index] = view.getFloat64(this.#at, true)
  }
}
