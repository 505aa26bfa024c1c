// An adaptive binary range coder: every decision costs about what it surprises. Same arithmetic at both ends, whole numbers only.
//
// Layout of its bytes: a big-endian number inside the last interval, shortened to the bytes that tell it apart; a reader
// goes on as if noughts followed. After G. N. N. Martin, "Range encoding" (1979), with the bit-wise adaptive models that
// are usual since; probabilities are of a 0, in 4096ths, and move by a 32nd of what they were wrong by.
import { BytesBad } from './bytes.ts'

const EVEN = 2_048
const SHIFT = 5

/**
 * One walk describes encoding and decoding: `bit` and `bits` take the value and give it back when writing, and give what
 * was written when reading (the value handed in is then not looked at).
 */
export interface Coder {
  /** One decision under the model at `model`. */
  bit(model: number, value: number): number
  /** `count` ≤ 16 bits that nothing is known about. */
  bits(count: number, value: number): number
}

/** Fresh models: nothing is expected yet. */
export const newModels = (count: number): Uint16Array => new Uint16Array(count).fill(EVEN)

// Low, range and code are unsigned 32-bit numbers held in signed ones, which engines keep out of the heap.

export class RangeEncoder implements Coder {
  readonly #models: Uint16Array
  #out: Uint8Array
  #length = 0
  #low = 0
  #range = -1

  /** Writes after `head`, whose bytes are copied as they are. */
  constructor(models: Uint16Array, head: Uint8Array, room = 4_096) {
    this.#models = models
    this.#out = new Uint8Array(head.length + room)
    this.#out.set(head)
    this.#length = head.length
  }

  bit(model: number, value: number): number {
    const chance = this.#models[model]
    const bound = Math.imul(this.#range >>> 12, chance)
    if (value === 0) {
      this.#range = bound
      this.#models[model] = chance + ((4_096 - chance) >> SHIFT)
    } else {
      this.#add(bound)
      this.#range = (this.#range - bound) | 0
      this.#models[model] = chance - (chance >> SHIFT)
    }
    if (this.#range >>> 24 === 0) this.#shift()
    return value
  }

  bits(count: number, value: number): number {
    this.#range = this.#range >>> count
    this.#add(Math.imul(this.#range, value))
    if (this.#range >>> 24 === 0) this.#shift()
    return value
  }

  /** A carry out of `low` goes into the bytes before. */
  #add(more: number): void {
    const low = (this.#low + more) | 0
    if (low >>> 0 < more >>> 0) {
      let at = this.#length - 1
      while (this.#out[at] === 255) this.#out[at--] = 0
      this.#out[at]++
    }
    this.#low = low
  }

  #shift(): void {
    do {
      this.#emit()
      this.#range <<= 8
    } while (this.#range >>> 24 === 0)
  }

  #emit(): void {
    if (this.#length === this.#out.length) {
      const grown = new Uint8Array(this.#out.length * 2)
      grown.set(this.#out)
      this.#out = grown
    }
    this.#out[this.#length++] = this.#low >>> 24
    this.#low <<= 8
  }

  /** Overwrites a byte of the head. */
  patch(at: number, byte: number): void { this.#out[at] = byte }

  /** Everything written, with `spare` unwritten bytes after it. */
  finish(spare: number): Uint8Array {
    // Some number of the interval has no more than its first byte: the interval is never narrower than that byte's worth.
    this.#add(0xffffff)
    this.#emit()
    const all = new Uint8Array(this.#length + spare)
    all.set(this.#out.subarray(0, this.#length))
    return all
  }
}

export class RangeDecoder implements Coder {
  readonly #models: Uint16Array
  readonly #bytes: Uint8Array
  #at: number
  #code = 0
  #range = -1

  /** Reads `bytes` from `at` to their end. */
  constructor(models: Uint16Array, bytes: Uint8Array, at: number) {
    this.#models = models
    this.#bytes = bytes
    this.#at = at
    for (let byte = 0; byte < 4; byte++) this.#code = (this.#code << 8) | this.#next()
  }

  /** Three bytes beyond the end are noughts that the writer left out; more were never written. */
  #next(): number {
    const at = this.#at++
    if (at < this.#bytes.length) return this.#bytes[at]
    if (at >= this.#bytes.length + 3) throw new BytesBad('the bytes end too early')
    return 0
  }

  bit(model: number, _value: number): number {
    const chance = this.#models[model]
    const bound = Math.imul(this.#range >>> 12, chance)
    let value = 0
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound
      this.#models[model] = chance + ((4_096 - chance) >> SHIFT)
    } else {
      value = 1
      this.#code = (this.#code - bound) | 0
      this.#range = (this.#range - bound) | 0
      this.#models[model] = chance - (chance >> SHIFT)
    }
    if (this.#range >>> 24 === 0) this.#shift()
    return value
  }

  bits(count: number, _value: number): number {
    this.#range = this.#range >>> count
    const value = Math.floor((this.#code >>> 0) / this.#range)
    if (value >= 1 << count) throw new BytesBad('no writer writes this')
    this.#code = (this.#code - Math.imul(value, this.#range)) | 0
    if (this.#range >>> 24 === 0) this.#shift()
    return value
  }

  #shift(): void {
    do {
      this.#code = (this.#code << 8) | this.#next()
      this.#range <<= 8
    } while (this.#range >>> 24 === 0)
  }

  /** Whether exactly the bytes that were written have been read. */
  get whole(): boolean { return this.#at === this.#bytes.length + 3 }
}

/** Models that `number` uses from its base on. */
export const NUMBER_MODELS = 64 + 64 * 4

/**
 * A whole number from 0 to 2^53 − 1: its length in bits by a tree of six decisions, the two bits after the leading one
 * by what usually follows, the rest as they are.
 */
export function number(coder: Coder, base: number, value: number): number {
  let size = bitLength(value)
  let node = 1
  for (let level = 5; level >= 0; level--) node = node * 2 + coder.bit(base + node, (size >> level) & 1)
  size = node - 64
  if (size < 2) return size
  if (size > 53) throw new BytesBad('a number is too long')
  return mantissa(coder, base + 64 + 4 * size, size, value)
}

/** Models that `remainder` uses from its base on. */
export const REMAINDER_MODELS = 16 + 16 * 4
/** Sizes in bits that `remainder` has a short way for. */
const SHORT = 15

/**
 * A whole number of either sign, absolute value under 2^31, mostly small: its length in bits by a tree of four decisions
 * (the longest stands for `number` under the models at `long`), two bits by what usually follows, the rest and the sign as they are.
 */
export function remainder(coder: Coder, base: number, long: number, value: number): number {
  const absolute = value < 0 ? -value : value
  let size = 32 - Math.clz32(absolute)
  if (size > SHORT) size = SHORT
  let node = 2 + coder.bit(base + 1, size >> 3)
  node = node * 2 + coder.bit(base + node, (size >> 2) & 1)
  node = node * 2 + coder.bit(base + node, (size >> 1) & 1)
  node = node * 2 + coder.bit(base + node, size & 1)
  size = node - 16
  if (size === 0) return 0
  if (size === SHORT) {
    const large = number(coder, long, absolute)
    if (large > 0x7fff_ffff) throw new BytesBad('a remainder is too large')
    return coder.bits(1, value < 0 ? 1 : 0) === 1 ? -large : large
  }
  let read = 1
  let left = size - 1
  if (left > 0) {
    const model = base + 16 + 4 * size
    const first = coder.bit(model + 1, (absolute >> --left) & 1)
    read = 2 + first
    if (left > 0) read = read * 2 + coder.bit(model + 2 + first, (absolute >> --left) & 1)
  }
  const tail = coder.bits(left + 1, ((absolute & ((1 << left) - 1)) << 1) | (value < 0 ? 1 : 0))
  read = (read << left) | (tail >> 1)
  return (tail & 1) === 1 ? -read : read
}

/** The bits below the leading one of a number of `size` bits. */
function mantissa(coder: Coder, base: number, size: number, value: number): number {
  let read = 1
  let left = size - 1
  let node = 1
  for (let told = 0; told < 2 && left > 0; told++) {
    const bit = coder.bit(base + node, digit(value, --left))
    node = node * 2 + bit
    read = read * 2 + bit
  }
  while (left > 0) {
    const count = Math.min(left, 16)
    left -= count
    read = read * 2 ** count + coder.bits(count, left < 15 && size < 31 ? (value >>> left) & (2 ** count - 1) : Math.floor(value / 2 ** left) % 2 ** count)
  }
  return read
}

const digit = (value: number, at: number): number => (at < 30 && value < 2 ** 31 ? (value >>> at) & 1 : Math.floor(value / 2 ** at) % 2)

function bitLength(value: number): number {
  return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32))
}

/** 0, −1, 1, −2 … as 0, 1, 2, 3 …, and back. */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)
