// A cut as bytes: each column a plane of small differences, deflated, with a checksum; exact for every value.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { emptyBatch, type FixBatch } from '../../shared/domain/fix.ts'
import { instant } from '../../shared/domain/time.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import type { Cut } from './tape.ts'

/**
 * Byte 0: version. Byte 1: 0 plain, 1 deflated. Bytes 2–5: crc-32 of all other bytes, little-endian. Then the planes:
 * `at` (float), how many fixes, unit and device (difference to the row before), time (to `at`), device time (to time),
 * received (to `at`), lon and lat (to the row before), speed, heading, accuracy (plus 1, so that UNKNOWN is 0), flags.
 */
const VERSION = 1
const HEADER = 6
/** Fixes of one cut; more would be a fault of whoever cut it. */
export const MAX_FIXES = 1 << 20
const MAX_BYTES = MAX_FIXES * 100
/** Whole numbers up to here differ by what a signed varint holds. */
const MAX_WHOLE = 2 ** 51
const PLAIN_FLOATS = 0
const DIFFERENCES = 1

export function encodeCut(cut: Cut): Uint8Array {
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
  bytes[0] = VERSION
  bytes[1] = method
  bytes.set(body, HEADER)
  bytes.writeUInt32LE(checksum(bytes), 2)
  return bytes
}

const checksum = (bytes: Uint8Array): number => crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, 2)))

/** The cut that `encodeCut` was given, or in words why the bytes are none; never throws. */
export function decodeCut(bytes: Uint8Array): Cut | string {
  if (bytes.length < HEADER) return 'too short'
  if (bytes[0] !== VERSION) return `version ${bytes[0]} is not known`
  if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(2, true) !== checksum(bytes)) return 'the checksum does not fit'
  const body = bytes[1] === 0 ? bytes.subarray(HEADER) : inflate(bytes.subarray(HEADER))
  if (!body) return 'the compression is damaged'
  const reader = new ByteReader(body)
  const at = new Float64Array(1)
  reader.floats(at)
  const length = reader.varint()
  if (reader.failed || length > MAX_FIXES || length > reader.left) return 'the length does not fit'
  const batch = readPlanes(reader, length, at[0])
  return reader.failed || reader.left > 0 ? 'the planes do not fit the length' : { at: instant(at[0]), batch }
}

function readPlanes(reader: ByteReader, length: number, at: number): FixBatch {
  const batch = emptyBatch(length)
  readDifferences(reader, batch.unit)
  readDifferences(reader, batch.device)
  readTimes(reader, batch.time, () => at)
  readTimes(reader, batch.deviceTime, (row) => batch.time[row])
  readTimes(reader, batch.received, () => at)
  readDifferences(reader, batch.lon)
  readDifferences(reader, batch.lat)
  for (const column of [batch.speed, batch.heading, batch.accuracy]) {
    for (let row = 0; row < length; row++) column[row] = reader.varint() - 1
  }
  for (let row = 0; row < length; row++) batch.flags[row] = reader.varint()
  return batch
}

function inflate(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_BYTES })
  } catch {
    return undefined
  }
}

type Whole = Uint32Array | Int32Array

function writeDifferences(writer: ByteWriter, column: Whole): void {
  let before = 0
  for (const value of column) {
    writer.signed(value - before)
    before = value
  }
}

function readDifferences(reader: ByteReader, column: Whole): void {
  let before = 0
  for (let row = 0; row < column.length; row++) column[row] = before += reader.signed()
}

const isWhole = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= MAX_WHOLE && !Object.is(value, -0)

/** Milliseconds are whole and near what they are told from; anything else is kept bit for bit. */
function writeTimes(writer: ByteWriter, column: Float64Array, from: (row: number) => number): void {
  const whole = column.every((value, row) => isWhole(value) && isWhole(from(row)))
  writer.byte(whole ? DIFFERENCES : PLAIN_FLOATS)
  if (whole) column.forEach((value, row) => { writer.signed(value - from(row)) })
  else writer.floats(column)
}

function readTimes(reader: ByteReader, column: Float64Array, from: (row: number) => number): void {
  const mode = reader.byte()
  if (mode === PLAIN_FLOATS) reader.floats(column)
  else if (mode === DIFFERENCES) for (let row = 0; row < column.length; row++) column[row] = from(row) + reader.signed()
  else reader.failed = true
}
