// What wrote rows of version 1, kept so that tests can make any of them: tapes that hold such rows must stay readable.
import { crc32, deflateRawSync } from 'node:zlib'
import type { Cut } from '../../../server/tape/tape.ts'

const HEADER = 6
/** Whole numbers up to here differ by what a signed varint holds. */
const MAX_WHOLE = 2 ** 51
const PLAIN_FLOATS = 0
const DIFFERENCES = 1

export function writeRow1(cut: Cut): Uint8Array {
  const { at, batch } = cut
  const writer = new ByteWriter(32 + batch.length * 24)
  writer.floats(Float64Array.of(at))
  writer.varint(batch.length)
  writeDifferences(writer, batch.unit)
  writeDifferences(writer, batch.device)
  writeTimes(writer, batch.time, () => at)
  writeTimes(writer, batch.deviceTime, (row) => batch.time[row])
  writeTimes(writer, batch.received, () => at)
  writeDifferences(writer, batch.lon)
  writeDifferences(writer, batch.lat)
  for (const column of [batch.speed, batch.heading, batch.accuracy]) for (const value of column) writer.varint((value + 1) & 0xffff)
  for (const value of batch.flags) writer.varint(value)
  const plain = writer.done()
  const deflated = deflateRawSync(plain, { level: 6 })
  const [method, body] = deflated.length < plain.length ? [1, deflated] : [0, plain]
  const bytes = Buffer.alloc(HEADER + body.length)
  bytes[0] = 1
  bytes[1] = method
  bytes.set(body, HEADER)
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, 2))), 2)
  return bytes
}

type Whole = Uint32Array | Int32Array

function writeDifferences(writer: ByteWriter, column: Whole): void {
  let before = 0
  for (const value of column) {
    writer.signed(value - before)
    before = value
  }
}

const isWhole = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= MAX_WHOLE && !Object.is(value, -0)

/** Milliseconds are whole and near what they are told from; anything else is kept bit for bit. */
function writeTimes(writer: ByteWriter, column: Float64Array, from: (row: number) => number): void {
  const whole = column.every((value, row) => isWhole(value) && isWhole(from(row)))
  writer.byte(whole ? DIFFERENCES : PLAIN_FLOATS)
  if (whole) column.forEach((value, row) => { writer.signed(value - from(row)) })
  else writer.floats(column)
}

/** Grows as needed. */
class ByteWriter {
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
