// A cut as bytes: exact both ways, and nothing else is taken for one.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UNKNOWN } from '../../../shared/domain/fix.ts'
import { decodeCut, encodeCut } from '../../../server/tape/columns.ts'
import { anyCut, cutAt, NOON, plain } from './batches.ts'

it('[T1] gives every cut back bit for bit', () => {
  fc.assert(fc.property(anyCut, (cut) => {
    const decoded = decodeCut(encodeCut(cut))
    if (typeof decoded === 'string') throw new Error(decoded)
    expect(plain(decoded)).toEqual(plain(cut))
    // toEqual takes -0 for 0 in no case, but every NaN for the same: compare the bits as well.
    for (const name of ['time', 'deviceTime', 'received'] as const) {
      expect(new Uint8Array(decoded.batch[name].buffer)).toEqual(new Uint8Array(cut.batch[name].buffer))
    }
  }), { numRuns: 400 })
})

it('[T1] keeps an ordinary fix in less than 16 bytes', () => {
  const rows = Array.from({ length: 300 }, (_, index) => ({
    unit: 1 + index, device: 1 + ((index * 7) % 325), time: NOON - (index * 389) % 5_000, deviceTime: NOON - (index * 389) % 5_000,
    received: NOON - (index * 31) % 1_000, lon: 104_700_000 + (index * 7_919) % 200_000, lat: 29_300_000 + (index * 104_729) % 200_000,
    speed: (index * 13) % 140, heading: (index * 17) % 360, accuracy: index % 5 === 0 ? UNKNOWN : 50 + index % 100, flags: 0,
  }))
  expect(encodeCut(cutAt(NOON, rows)).length / rows.length).toBeLessThan(16)
})

it('[T2] refuses random bytes in words', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, asVersion) => {
    if (asVersion) bytes[0] = 1
    expect(typeof decodeCut(bytes)).toBe('string')
  }), { numRuns: 2_000 })
})

it('[T2] refuses every truncation and every flipped bit', () => {
  fc.assert(fc.property(anyCut, fc.nat(), fc.nat(7), (cut, place, bit) => {
    const bytes = encodeCut(cut)
    expect(typeof decodeCut(bytes.subarray(0, place % bytes.length))).toBe('string')
    const flipped = Uint8Array.from(bytes)
    flipped[place % bytes.length] ^= 1 << bit
    expect(typeof decodeCut(flipped)).toBe('string')
  }), { numRuns: 500 })
})

it('[T2] refuses bytes that were made to fit their checksum', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 0, maxLength: 200 }), fc.constantFrom(0, 1, 2), (body, method) => {
    const decoded = decodeCut(withChecksum(method, body))
    if (typeof decoded !== 'string') expect(decoded.batch.time.length).toBe(decoded.batch.length)
  }), { numRuns: 2_000 })
  const [truncated] = [Uint8Array.from([...new Uint8Array(8), 200, 1])]
  expect(decodeCut(withChecksum(0, truncated))).toBe('the length does not fit')
})

function withChecksum(method: number, body: Uint8Array): Uint8Array {
  const bytes = Buffer.from([1, method, 0, 0, 0, 0, ...body])
  bytes.writeUInt32LE(crc(bytes), 2)
  return bytes
}

/** CRC-32 spelled out, so that the format does not lean on the code under test. */
function crc(bytes: Uint8Array): number {
  let sum = -1
  for (const byte of [bytes[0], bytes[1], ...bytes.subarray(6)]) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb8_8320 & -(sum & 1))
  }
  return ~sum >>> 0
}
