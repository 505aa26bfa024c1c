// Seeded chance: the same everywhere, and honest in its shares.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrivals, between, chance, drifting, hash, lognormal, normal, pick, share, weighted, whole } from '../../../server/drill/random.ts'

const many = (count: number, next: () => number): number[] => Array.from({ length: count }, next)
const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length

describe('chance', () => {
  it('[X1] the same seed and words give the same numbers, whatever was asked before', () => {
    fc.assert(fc.property(fc.integer(), fc.string(), fc.integer({ min: 0, max: 2 ** 45 }), (seed, word, number) => {
      const first = many(5, chance(seed, word, number))
      many(3, chance(seed, 'other'))
      expect(many(5, chance(seed, word, number))).toEqual(first)
      expect(first.every((x) => x >= 0 && x < 1)).toBe(true)
      expect(share(seed, word, number)).toBe(hash(seed, word, number) / 2 ** 32)
    }))
    // Written down once: a change of these numbers changes every drill day that was ever recorded.
    expect([hash(510_304, 'day', '20260301'), hash(0), hash(1, 'a', 2)]).toMatchInlineSnapshot(`
      [
        3097834338,
        3922276763,
        3419172880,
      ]
    `)
  })

  it('[X1] numbers of neighbouring seeds, words and instants are strangers', () => {
    const seen = new Set<number>()
    for (let i = 0; i < 2_000; i++) {
      seen.add(hash(i, 'a')).add(hash(7, `a${i}`)).add(hash(7, 'b', 1_795_494_870_000 + i * 1_000))
    }
    expect(seen.size).toBeGreaterThan(5_995)
    const halves = many(4_000, (() => { let i = 0; return () => share(3, 'x', i++) })())
    expect(Math.abs(mean(halves) - 0.5)).toBeLessThan(0.02)
  })

  it('[X2] shares, counts and spreads come out as they were asked for', () => {
    const next = chance(1, 'spread')
    const letters = many(20_000, () => weighted(next, { a: 1, b: 3, c: 0 }).charCodeAt(0) - 97)
    expect(letters.filter((x) => x === 1).length / 20_000).toBeCloseTo(0.75, 1)
    expect(letters).not.toContain(2)
    expect(mean(many(5_000, () => arrivals(next, 22.3)))).toBeCloseTo(22.3, 0)
    const bell = many(20_000, () => normal(next))
    expect(mean(bell)).toBeCloseTo(0, 1)
    expect(mean(bell.map((x) => x * x))).toBeCloseTo(1, 1)
    const delays = many(9_999, () => lognormal(next, 40, 0.8)).sort((a, b) => a - b)
    expect(delays[5_000]).toBeGreaterThan(37)
    expect(delays[5_000]).toBeLessThan(43)
    const numbers = many(2_000, () => whole(next, 2, 4))
    expect(new Set(numbers)).toEqual(new Set([2, 3, 4]))
    expect(many(500, () => between(next, 5, 6)).every((x) => x >= 5 && x < 6)).toBe(true)
    expect(['x', 'y']).toContain(pick(next, ['x', 'y']))
  })

  it('[X5] drifting noise has spread 1 and moves little from second to second', () => {
    const values = many(20_000, (() => { let i = 0; return () => drifting(9, i++ * 1_000, 45_000) })())
    expect(Math.sqrt(mean(values.map((x) => x * x)))).toBeGreaterThan(0.85)
    expect(Math.sqrt(mean(values.map((x) => x * x)))).toBeLessThan(1.15)
    const steps = values.slice(1).map((x, i) => Math.abs(x - values[i]))
    expect(Math.max(...steps)).toBeLessThan(0.4)
  })
})
