// The range coder: what was written comes back, to the last bit.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BytesBad } from '../../../shared/wire/bytes.ts'
import { newModels, number, NUMBER_MODELS, RangeDecoder, RangeEncoder, remainder, REMAINDER_MODELS, unzigzag, zigzag, type Coder } from '../../../shared/wire/range.ts'

const MODELS = 2 * NUMBER_MODELS + REMAINDER_MODELS
type Said = { readonly number: number } | { readonly remainder: number } | { readonly bits: number } | { readonly bit: number }

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.oneof(fc.nat(20), fc.maxSafeNat()).map((value) => ({ number: value })),
  fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff })).map((value) => ({ remainder: value })),
  fc.nat(65_535).map((value) => ({ bits: value })),
  // Long runs of what is expected and sudden surprises: where carries run far.
  fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1).map((value) => ({ bit: value })),
)

function code(coder: Coder, one: Said): number {
  if ('number' in one) return number(coder, 0, one.number)
  if ('remainder' in one) return remainder(coder, 2 * NUMBER_MODELS, NUMBER_MODELS, one.remainder)
  if ('bits' in one) return coder.bits(16, one.bits)
  return coder.bit(1, one.bit)
}
const valueOf = (one: Said): number => Object.values(one)[0] as number

function written(all: readonly Said[]): Uint8Array {
  const coder = new RangeEncoder(newModels(MODELS), Uint8Array.of(7, 255, 255), 4)
  for (const one of all) code(coder, one)
  return coder.finish(0)
}

describe('the range coder', () => {
  it('[F15] every sequence of decisions, bits and numbers comes back, from exactly the bytes written, after an untouched head', () => {
    fc.assert(fc.property(fc.array(said, { maxLength: 400 }), (all) => {
      const bytes = written(all)
      expect([...bytes.subarray(0, 3)]).toEqual([7, 255, 255])
      const reader = new RangeDecoder(newModels(MODELS), bytes, 3)
      expect(all.map((one) => code(reader, one))).toEqual(all.map(valueOf))
      expect(reader.whole).toBe(true)
    }), { numRuns: 400 })
  })

  it('[F15] bytes that end too early are told, never made up', () => {
    const all = Array.from({ length: 200 }, (_, n) => ({ bits: (n * 40_503) % 65_536 }))
    const bytes = written(all)
    for (const cut of [4, 40, bytes.length - 8]) {
      const reader = new RangeDecoder(newModels(MODELS), bytes.subarray(0, cut), 3)
      expect(() => all.map((one) => code(reader, one))).toThrow(BytesBad)
    }
  })

  it('[F15] numbers fold to and from naturals', () => {
    fc.assert(fc.property(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), (value) => { expect(unzigzag(zigzag(value))).toBe(value) }))
    expect([0, -1, 1, -2].map(zigzag)).toEqual([0, 1, 2, 3])
  })
})
