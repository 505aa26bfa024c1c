// Bytes written and read as varints and floats; reading past the end answers a flag, never an exception.

/** Grows as needed. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(size = 1_024) {
    this.#bytes = new Uint8Array(size)
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes)
    this.#bytes = grown
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  /** A whole number from 0 to 2^53 - 1, 7 bits a byte, lowest first. */
  varint(value: number): void {
    this.#room(8)
    let rest = value
    while (rest > 0x0fff_ffff) {
      this.#bytes[this.#length++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#length++] = rest
  }

  /** A whole number from -2^52 to 2^52 - 1, small ones short. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  /** Eight bytes a number, bit for bit. */
  floats(values: Float64Array): void {
    this.#room(values.length * 8)
    const view = new DataView(this.#bytes.buffer)
    for (const value of values) {
      view.setFloat64(this.#length, value, true)
      this.#length += 8
    }
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }
}

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
