// Places on the ground: declared reference systems, whole millionths, distances.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crsList, fromMicro, isLngLat, metresBetween, toMicro, toWgs84 } from '../../../shared/domain/geo.ts'

/** Places in and around the district. */
const lon = fc.double({ min: 104.7, max: 105.1, noNaN: true })
const lat = fc.double({ min: 29.3, max: 29.5, noNaN: true })

describe('geo', () => {
  it('[D24] wgs84 and cgcs2000 are taken as they are; gcj02 and bd09 lie some hundred metres off and are brought back', () => {
    fc.assert(fc.property(lon, lat, (x, y) => {
      for (const crs of ['wgs84', 'cgcs2000'] as const) expect(toWgs84(crs, x, y)).toEqual([x, y])
      for (const crs of ['gcj02', 'bd09'] as const) {
        const [a, b] = toWgs84(crs, x, y)
        expect(metresBetween(x, y, a, b)).toBeGreaterThan(100)
        expect(metresBetween(x, y, a, b)).toBeLessThan(2_000)
      }
    }))
    expect(crsList).toHaveLength(4)
  })

  it('[D25] a millionth of a degree is what a place is kept to', () => {
    fc.assert(fc.property(lon, lat, (x, y) => {
      expect(metresBetween(x, y, fromMicro(toMicro(x)), fromMicro(toMicro(y)))).toBeLessThan(0.1)
      expect(toMicro(fromMicro(toMicro(x)))).toBe(toMicro(x))
    }))
  })

  it('[D26] distances are those of the globe, the same both ways, and nothing else than degrees is a place', () => {
    expect(metresBetween(104, 29, 104, 30)).toBeCloseTo(111_195, -1)
    expect(metresBetween(104, 29.4, 105, 29.4)).toBeCloseTo(111_195 * Math.cos(29.4 * Math.PI / 180), -2)
    expect(metresBetween(104, 29, 104, 29)).toBe(0)
    fc.assert(fc.property(lon, lat, lon, lat, (a, b, c, d) => { expect(metresBetween(a, b, c, d)).toBeCloseTo(metresBetween(c, d, a, b), 6) }))
    expect([[0, 0], [-180, -90], [180, 90]].every(([x, y]) => isLngLat(x, y))).toBe(true)
    expect([[181, 0], [0, -91], [NaN, 0], [0, Infinity]].some(([x, y]) => isLngLat(x, y))).toBe(false)
  })
})
