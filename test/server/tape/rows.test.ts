// Cuts as rows: exact both ways from every key row on, and nothing else is taken for one.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fixFlag, UNKNOWN } from '../../../shared/domain/fix.ts'
import { MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { isKey, RowReader, RowWriter } from '../../../server/tape/rows.ts'
import type { Cut } from '../../../server/tape/tape.ts'
import { anyCut, cutAt, likelyCuts, NOON, plain } from './batches.ts'
import { writeRow1 } from './rows1.ts'

const anyCuts: fc.Arbitrary<Cut[]> = fc.oneof(likelyCuts, fc.array(anyCut, { maxLength: 6 }), fc.tuple(likelyCuts, fc.array(anyCut, { maxLength: 3 }), likelyCuts).map((parts) => parts.flat()))
const written = (cuts: readonly Cut[]): Uint8Array[] => {
  const writer = new RowWriter()
  return cuts.map((cut) => writer.write(cut))
}

function same(read: Cut | string, cut: Cut): void {
  if (typeof read === 'string') throw new Error(read)
  expect(plain(read)).toEqual(plain(cut))
  // toEqual takes -0 for 0 in no case, but every NaN for the same: compare the bits as well.
  for (const name of ['time', 'deviceTime', 'received'] as const) {
    expect(new Uint8Array(read.batch[name].buffer)).toEqual(new Uint8Array(cut.batch[name].buffer))
  }
}

it('[T1] gives every sequence of cuts back bit for bit', () => {
  fc.assert(fc.property(anyCuts, (cuts) => {
    const reader = new RowReader()
    written(cuts).forEach((row, index) => { same(reader.read(row), cuts[index]) })
  }), { numRuns: 400 })
})

it('[T1] reads from any key row on, and a row that builds on another after no other row', () => {
  fc.assert(fc.property(anyCuts, fc.nat(), (cuts, place) => {
    if (cuts.length === 0) return
    const rows = written(cuts)
    const from = place % rows.length
    const reader = new RowReader()
    if (!isKey(rows[from])) {
      expect(reader.read(rows[from])).toBe('it builds on a row that is missing')
      return
    }
    for (let index = from; index < rows.length; index++) same(reader.read(rows[index]), cuts[index])
    // A row left out, or one that comes twice.
    const builds = rows.findIndex((row, index) => index > 0 && !isKey(row) && !isKey(rows[index - 1]))
    if (builds < 0) return
    const gap = new RowReader()
    for (let index = 0; index < builds - 1; index++) same(gap.read(rows[index]), cuts[index])
    expect(typeof gap.read(rows[builds])).toBe('string')
    same(gap.read(rows[builds - 1]), cuts[builds - 1])
    expect(isKey(rows[builds - 1]) ? '' : typeof gap.read(rows[builds - 1])).toBe('string')
    same(gap.read(rows[builds]), cuts[builds])
  }), { numRuns: 300 })
})

it('[T14] stands alone at least once a minute, at first, and after rows that were lost', () => {
  const writer = new RowWriter()
  const keyOf = (at: number): boolean => isKey(writer.write(cutAt(at, [{ unit: 1, device: 1, time: at }])))
  expect(Array.from({ length: 130 }, (_, second) => second).filter((second) => keyOf(NOON + second * SECOND))).toEqual([0, 60, 120])
  writer.lose()
  expect([keyOf(NOON + 3 * MINUTE), keyOf(NOON + 3 * MINUTE), keyOf(NOON + 4 * MINUTE - 1), keyOf(NOON + 4 * MINUTE)]).toEqual([true, false, false, true])
})

it('[T1] keeps an ordinary fix in less than 2.7 bytes', () => {
  // A hundred walkers that report once a second, with a metre of noise.
  let noise = 1
  const off = (range: number): number => (noise = noise * 48_271 % 0x7fff_ffff) % (2 * range + 1) - range
  const cuts = Array.from({ length: 120 }, (_, second) => cutAt(NOON + second * SECOND, Array.from({ length: 100 }, (_, walker) => ({
    unit: 1 + walker, device: 7 + walker, time: NOON + second * SECOND - 80, deviceTime: NOON + second * SECOND - 80, received: NOON + second * SECOND - 20,
    lon: 104_700_000 + walker * 900 + second * (walker % 20) + off(12), lat: 29_300_000 - walker * 700 + second * 9 + off(12),
    speed: 12 + walker % 5 + off(1), heading: (walker * 7 + off(4) + 360) % 360, accuracy: walker % 5 === 0 ? UNKNOWN : 50, flags: 0,
  }))))
  expect(written(cuts).reduce((sum, row) => sum + row.length, 0) / 12_000).toBeLessThan(2.7)
})

it('[T1] lets late fixes and jumps move no device away from where it is expected', () => {
  const row = (second: number, more: object) => ({ unit: 1, device: 1, time: NOON + second * SECOND, deviceTime: NOON + second * SECOND, received: NOON + second * SECOND, lon: 104_700_000 + second * 20, lat: 29_300_000, ...more })
  const lengthOf = (jumps: boolean): number => {
    const cuts = Array.from({ length: 50 }, (_, second) => cutAt(NOON + second * SECOND, [row(second, {})]))
    if (jumps) cuts.splice(40, 0, cutAt(NOON + 40 * SECOND - 1, [row(3, { flags: fixFlag.late }), row(39, { lat: 31_000_000, flags: fixFlag.jump })]))
    return written(cuts).filter((_, index) => !jumps || index !== 40).reduce((sum, bytes) => sum + bytes.length, 0)
  }
  expect(lengthOf(true) - lengthOf(false)).toBeLessThan(20)
})

it('[T2] refuses random bytes in words', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(null, 1, 2), (bytes, version) => {
    if (version !== null) bytes[0] = version
    expect(typeof new RowReader().read(bytes)).toBe('string')
  }), { numRuns: 2_000 })
})

it('[T2] refuses every truncation and every flipped bit, and reads on behind them as if they had not come', () => {
  fc.assert(fc.property(anyCuts, fc.nat(), fc.nat(), fc.nat(7), (cuts, which, place, bit) => {
    if (cuts.length === 0) return
    const rows = written(cuts)
    const at = which % rows.length
    const reader = new RowReader()
    for (let index = 0; index < at; index++) same(reader.read(rows[index]), cuts[index])
    const bytes = rows[at]
    expect(typeof reader.read(bytes.subarray(0, place % bytes.length))).toBe('string')
    const flipped = Uint8Array.from(bytes)
    flipped[place % bytes.length] ^= 1 << bit
    expect(typeof reader.read(flipped)).toBe('string')
    for (let index = at; index < rows.length; index++) same(reader.read(rows[index]), cuts[index])
  }), { numRuns: 500 })
})

it('[T2] refuses bytes that were made to fit their checksum, or takes them for what they are', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 0, maxLength: 200 }), fc.constantFrom(1, 2), fc.constantFrom(0, 1, 2, 3, 5, 7), (body, version, kind) => {
    const reader = new RowReader()
    const read = reader.read(withChecksum(version, kind, body))
    if (typeof read !== 'string') expect(read.batch.time.length).toBe(read.batch.length)
    const cut = cutAt(NOON, [{ unit: 3, device: 4, time: NOON - 5 }])
    same(reader.read(new RowWriter().write(cut)), cut)
  }), { numRuns: 4_000 })
  expect(new RowReader().read(withChecksum(1, 0, Uint8Array.from([...new Uint8Array(8), 200, 1])))).toBe('the length does not fit')
})

it('[T2] reads nothing but a key row after bytes that were made to fit behind a row', () => {
  const writer = new RowWriter()
  const cuts = Array.from({ length: 3 }, (_, index) => cutAt(NOON + index, [{ unit: 1, device: 1, time: NOON + index }]))
  const [first, second] = cuts.map((cut) => writer.write(cut))
  const reader = new RowReader()
  same(reader.read(first), cuts[0])
  const before = new DataView(first.buffer, first.byteOffset).getUint32(2, true)
  expect(typeof reader.read(withChecksum(2, 0, new Uint8Array(40).fill(255), before))).toBe('string')
  expect(reader.read(second)).toBe('it builds on a row that is missing')
  same(reader.read(first), cuts[0])
  same(reader.read(second), cuts[1])
})

it('[T15] reads rows of version 1, and newer ones behind them', () => {
  fc.assert(fc.property(anyCuts, anyCuts, (old, cuts) => {
    const reader = new RowReader()
    for (const cut of old) {
      const row = writeRow1(cut)
      expect(isKey(row)).toBe(true)
      same(reader.read(row), cut)
    }
    written(cuts).forEach((row, index) => { same(reader.read(row), cuts[index]) })
  }), { numRuns: 200 })
})

it.each([
  [6, 0, 'AQGt9YMdY2BIuFlxqtKJjQkMhBjBgOE4Yz/zdZb5bM/ZGRnAgJGBkZmVnfPAwzfJYIUHrvyQhqjlEVfStWBksI2unM5oDAYMDAJALQA='],
  [3, 0.5, 'AQF2nEW9Y2BIuFlxqtKJmYmJSYiRkYGBA8JnOBEJoTuCITQDVCHDAahEA0SCkYGR+cDDN8lMTAeu/JBmZGTkEWdksDU2NmZgEAAA'],
  [0, 0, 'AQCDHe9TAABg2XjKeUIAAQEB'],
])('[T15] reads a row of version 1 with %i fixes as it lay on a disk', (fixes, odd, row) => {
  same(new RowReader().read(Buffer.from(row, 'base64')), cutAt(NOON, Array.from({ length: fixes }, (_, index) => ({
    unit: 1 + index, device: 9 - index, time: NOON - 100 * index + odd, deviceTime: NOON - 100 * index, received: NOON - index,
    lon: 104_700_000 + index, lat: 29_300_000 - index, speed: index * 11, heading: index === 1 ? UNKNOWN : index * 30, accuracy: 50, flags: index === 2 ? 16 : 0,
  }))))
})

function withChecksum(version: number, kind: number, body: Uint8Array, before = 0): Uint8Array {
  const bytes = Buffer.from([version, kind, 0, 0, 0, 0, ...body])
  bytes.writeUInt32LE(crc(bytes, before), 2)
  return bytes
}

/** CRC-32 spelled out, so that the format does not lean on the code under test. */
function crc(bytes: Uint8Array, before: number): number {
  let sum = ~before
  for (const byte of [bytes[0], bytes[1], ...bytes.subarray(6)]) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb8_8320 & -(sum & 1))
  }
  return ~sum >>> 0
}
