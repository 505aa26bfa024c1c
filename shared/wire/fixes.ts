// The binary fixes frame: places of a region's units as planes of small integers, against what was sent before.
//
// Layout, version 1. Numbers are LEB128 varints, z = zigzag; planes follow one another, one value a unit in each.
//   u8 version = 1 · u8 kind (0 delta, 1 key) · seq · base (seq it builds on, 0 for key) · at (server time, epoch ms)
//   count · gone · identity plane (gaps between ascending unit numbers) · lon z · lat z (millionths of a degree, minus
//   the value last sent for the unit, minus 0 in a key or for a new unit) · age z (at − fix time, ms) ·
//   speed + 1 (0.1 m/s, 0 = not said) · heading + 1 (degrees, 0 = not said) · flags · gone plane (gaps) · u32 CRC-32
import { emptyBatch, UNKNOWN, type FixBatch } from '../domain/fix.ts'
import { Places } from '../domain/places.ts'
import { ByteReader, ByteWriter, BytesBad, crc32 } from './bytes.ts'

const VERSION = 1
/** More units than any district has: a hostile count must not make us allocate. */
const MAX_UNITS = 1_000_000

export interface DecodedFixes {
  readonly at: number
  readonly seq: number
  /** A keyframe: units that are not in it are gone. */
  readonly key: boolean
  /** Columns device, deviceTime, received and accuracy do not cross and are 0. */
  readonly batch: FixBatch
  readonly gone: readonly number[]
}

/** What a region's screens have been sent; encodes the next frame against it. */
export class FixesEncoder {
  seq = 0
  readonly sent = new Places()

  /** A delta of the given units (ascending numbers) from `places`, and of those that left; remembers what it sent. */
  delta(at: number, units: readonly number[], places: Places, gone: readonly number[]): Uint8Array {
    const base = this.seq
    this.seq++
    const bytes = encode({ key: false, seq: this.seq, base, at, units, gone }, places, this.sent)
    for (const unit of units) this.sent.put(places.columns, unit)
    for (const unit of gone) this.sent.forget(unit)
    return bytes
  }

  /** Everything sent so far, whole: brings a screen that joins or lags to this encoder's seq. */
  key(at: number): Uint8Array {
    return encode({ key: true, seq: this.seq, base: 0, at, units: this.sent.known(), gone: [] }, this.sent, new Places())
  }
}

interface FrameHead { key: boolean; seq: number; base: number; at: number; units: readonly number[]; gone: readonly number[] }

function encode(head: FrameHead, places: Places, sent: Places): Uint8Array {
  const out = new ByteWriter()
  const { columns } = places
  out.u8(VERSION)
  out.u8(head.key ? 1 : 0)
  for (const value of [head.seq, head.base, head.at, head.units.length, head.gone.length]) out.varint(value)
  gaps(out, head.units)
  for (const unit of head.units) out.zigzag(columns.lon[unit] - (sent.has(unit) ? sent.columns.lon[unit] : 0))
  for (const unit of head.units) out.zigzag(columns.lat[unit] - (sent.has(unit) ? sent.columns.lat[unit] : 0))
  for (const unit of head.units) out.zigzag(Math.round(head.at - columns.time[unit]))
  for (const unit of head.units) out.varint((columns.speed[unit] + 1) & 0xffff)
  for (const unit of head.units) out.varint((columns.heading[unit] + 1) & 0xffff)
  for (const unit of head.units) out.varint(columns.flags[unit])
  gaps(out, head.gone)
  out.u32(crc32(out.bytes()))
  return out.bytes().slice()
}

function gaps(out: ByteWriter, ascending: readonly number[]): void {
  let last = 0
  for (const number of ascending) {
    out.varint(number - last)
    last = number
  }
}

function ungaps(from: ByteReader, count: number): number[] {
  const numbers: number[] = []
  let last = 0
  for (let row = 0; row < count; row++) {
    const gap = from.varint()
    if (row > 0 && gap === 0) throw new BytesBad('unit numbers must ascend')
    last += gap
    if (last > MAX_UNITS) throw new BytesBad('a unit number is too large')
    numbers.push(last)
  }
  return numbers
}

/**
 * Decodes a frame against what the reader has. 'bad': truncated, altered or of another version; 'repeated': already
 * applied; 'key': builds on a frame that the reader never got, a keyframe is needed. Changes nothing itself.
 */
export function decodeFixes(bytes: Uint8Array, have: { readonly places: Places; readonly fixesSeq: number }): DecodedFixes | 'bad' | 'repeated' | 'key' {
  try {
    return decode(bytes, have)
  } catch (error) {
    if (error instanceof BytesBad) return 'bad'
    throw error
  }
}

function decode(bytes: Uint8Array, have: { readonly places: Places; readonly fixesSeq: number }): DecodedFixes | 'repeated' | 'key' {
  if (bytes.length < 12) throw new BytesBad('too short')
  const body = bytes.subarray(0, bytes.length - 4)
  if (new ByteReader(bytes.subarray(body.length)).u32() !== crc32(body)) throw new BytesBad('altered')
  const from = new ByteReader(body)
  if (from.u8() !== VERSION) throw new BytesBad('another version')
  const key = from.u8() === 1
  const seq = from.varint()
  const base = from.varint()
  const at = from.varint()
  const count = from.varint()
  const goneCount = from.varint()
  if (count > MAX_UNITS || goneCount > MAX_UNITS || count + goneCount > from.left) throw new BytesBad('more units than bytes')
  if (!key && seq <= have.fixesSeq) return 'repeated'
  if (!key && base !== have.fixesSeq) return 'key'
  const batch = readPlanes(from, count, at, key ? new Places() : have.places)
  const gone = ungaps(from, goneCount)
  if (from.left !== 0) throw new BytesBad('bytes left over')
  return { at, seq, key, batch, gone }
}

function readPlanes(from: ByteReader, count: number, at: number, base: Places): FixBatch {
  const batch = emptyBatch(count)
  batch.unit.set(ungaps(from, count))
  const known = (row: number) => base.has(batch.unit[row])
  for (let row = 0; row < count; row++) batch.lon[row] = (known(row) ? base.columns.lon[batch.unit[row]] : 0) + from.zigzag()
  for (let row = 0; row < count; row++) batch.lat[row] = (known(row) ? base.columns.lat[batch.unit[row]] : 0) + from.zigzag()
  for (let row = 0; row < count; row++) batch.time[row] = at - from.zigzag()
  for (let row = 0; row < count; row++) batch.speed[row] = (from.varint() - 1) & UNKNOWN
  for (let row = 0; row < count; row++) batch.heading[row] = (from.varint() - 1) & UNKNOWN
  for (let row = 0; row < count; row++) batch.flags[row] = from.varint()
  return batch
}
