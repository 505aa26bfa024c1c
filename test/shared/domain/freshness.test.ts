// Freshness at its limits: the table of the design, to the millisecond.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshness, freshnessLimits, freshnessStates, isFresh } from '../../../shared/domain/freshness.ts'
import { instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'

const seen = instant(1_700_000_000_000)
const after = (ms: number, interval: number) => freshness(seen, interval, instant(seen + ms))

describe('freshness', () => {
  it('[D5] live to 2 intervals, aging to 5, stale to 15 min or 7 intervals, lost beyond: every limit included', () => {
    for (const [interval, live, aging, stale] of [
      [10, 20 * SECOND, 50 * SECOND, 15 * MINUTE], [30, MINUTE, 150 * SECOND, 15 * MINUTE],
      [120, 4 * MINUTE, 10 * MINUTE, 15 * MINUTE], [180, 6 * MINUTE, 15 * MINUTE, 21 * MINUTE], [600, 20 * MINUTE, 50 * MINUTE, 70 * MINUTE],
    ]) {
      expect(freshnessLimits(interval)).toEqual({ live, aging, stale })
      expect([0, live, live + 1, aging, aging + 1, stale, stale + 1].map((age) => after(age, interval)))
        .toEqual(['live', 'live', 'aging', 'aging', 'stale', 'stale', 'lost'])
    }
  })

  it('[D6] never heard of is lost, a fix slightly ahead of us is live, and only live and aging count as being there', () => {
    expect(freshness(null, 10, seen)).toBe('lost')
    expect(after(-3_000, 10)).toBe('live')
    expect(freshnessStates.filter(isFresh)).toEqual(['live', 'aging'])
  })

  it('[D7] a fix only ever grows older', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 86_400 }), fc.nat(10_000_000), fc.nat(10_000_000), (interval, a, b) => {
      const [younger, older] = [Math.min(a, b), Math.max(a, b)].map((age) => freshnessStates.indexOf(after(age, interval)))
      expect(younger).toBeLessThanOrEqual(older)
    }))
  })
})
