// Rows of version 1, read for as long as there are any: each column a plane of small differences, deflated, with a checksum.
import { crc32, inflateRawSync } from 'node:zlib'
import { emptyBatch, type FixBatch } from '../../shared/domain/fix.ts'
import { instant } from '../../shared/domain/time.ts'
import { ByteReader } from './bytes.ts'
import { MAX_FIXES } from './pack.ts'
import type { Cut } from './tape.ts'

/**
 * Byte 0: version. Byte 1: 0 plain, 1 deflated. Bytes 2–5: crc-32 of all other bytes, little-endian. Then the planes:
 * `at` (float), how many fixes, unit and device (difference to the row before), time (to `at`), device time (to time),
 * received (to `at`), lon and lat (to the row before), speed, heading, accuracy (plus 1, so that UNKNOWN is 0), flags.
 */
const VERSION = 1
const HEADER = 6
const MAX_BYTES = MAX_FIXES * 100
const PLAIN_FLOATS = 0
const DIFFERENCES = 1

const checksum = (bytes: Uint8Array): number => crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, 2)))

/** The cut that was written, or in words why the bytes are none; never throws. */
export function decodeRow1(bytes: Uint8Array): Cut | string {
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

function readDifferences(reader: ByteReader, column: Whole): void {
  let before = 0
  for (let row = 0; row < column.length; row++) column[row] = before += reader.signed()
}

function readTimes(reader: ByteReader, column: Float64Array, from: (row: number) => number): void {
  const mode = reader.byte()
  if (mode === PLAIN_FLOATS) reader.floats(column)
  else if (mode === DIFFERENCES) for (let row = 0; row < column.length; row++) column[row] = from(row) + reader.signed()
  else reader.failed = true
}
