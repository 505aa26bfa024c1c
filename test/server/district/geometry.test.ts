// Loops, dissolving, overlaps and labels: exact on whole millionths, whatever the loops do to one another.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgesOf, findContacts, meet } from '../../../shared/domain/geometry/contact.ts'
import { dissolve } from '../../../shared/domain/geometry/dissolve.ts'
import { placeLabel } from '../../../server/district/geometry/label.ts'
import { areaOf, holds, polygonHolds, signedArea, squareMetres, type Dot, type Loop, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { clip, overlapOf } from '../../../shared/domain/geometry/overlap.ts'

const rectangle = (x: number, y: number, width: number, height: number): Loop => [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
const flatArea = (polygons: readonly LoopPolygon[]): number => polygons.flat().reduce((sum, loop) => sum + signedArea(loop), 0)

/** Rectangles on a small lattice, so that edges and corners fall on one another all the time. */
const cell = fc.record({ x: fc.integer({ min: 0, max: 6 }), y: fc.integer({ min: 0, max: 6 }), w: fc.integer({ min: 1, max: 4 }), h: fc.integer({ min: 1, max: 4 }) })
const covered = (boxes: readonly { x: number; y: number; w: number; h: number }[], depth: number): number => {
  let count = 0
  for (let x = 0; x < 12; x++) for (let y = 0; y < 12; y++) if (boxes.filter((box) => x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h).length >= depth) count++
  return count
}

const expectSimple = (polygons: readonly LoopPolygon[]): void => {
  for (const polygon of polygons) {
    for (const [at, loop] of polygon.entries()) {
      expect(signedArea(loop) > 0).toBe(at === 0)
      expect(new Set(loop.map(String)).size).toBe(loop.length)
      expect(findContacts(edgesOf(loop))).toEqual([])
    }
  }
}

describe('dissolving', () => {
  it('[G13] dissolving loops covers what any of them covers, and depth 2 what two of them cover, in simple rings', () => {
    fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 7 }), (boxes) => {
      const loops = boxes.map(({ x, y, w, h }) => rectangle(x * 100, y * 100, w * 100, h * 100))
      for (const depth of [1, 2]) {
        const polygons = dissolve(loops, depth)
        expect(polygons).toBeDefined()
        expect(flatArea(polygons ?? [])).toBe(covered(boxes, depth) * 10_000)
        expectSimple(polygons ?? [])
      }
    }), { numRuns: 300 })
  })

  it('[G13] loops at any angle dissolve to the area of their union, within what rounding to a millionth can change', () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 2_000 }))
    fc.assert(fc.property(fc.array(fc.tuple(corner, corner, corner), { minLength: 2, maxLength: 5 }), (triangles) => {
      const loops = triangles.map((three): Loop => signedArea(three) < 0 ? three.toReversed() : three).filter((loop) => signedArea(loop) > 2_000)
      const polygons = dissolve(loops)
      expect(polygons).toBeDefined()
      expectSimple(polygons ?? [])
      const both = dissolve(loops, 2) ?? []
      if (loops.length === 2) {
        expect(Math.abs(flatArea(polygons ?? []) + flatArea(both) - signedArea(loops[0]) - signedArea(loops[1]))).toBeLessThan(20_000)
      }
      for (const loop of loops) expect(flatArea(polygons ?? [])).toBeGreaterThan(signedArea(loop) - 20_000)
    }), { numRuns: 200 })
  })

  it('[G13] parts that abut without common corners, or a hair apart, come out as one', () => {
    expect(dissolve([rectangle(0, 0, 100, 90), rectangle(100, 20, 50, 30)])).toHaveLength(1)
    expect(dissolve([rectangle(0, 0, 100, 90), rectangle(101, 20, 50, 30)])).toHaveLength(1)
    expect(dissolve([rectangle(0, 0, 100, 90), rectangle(110, 20, 50, 30)])).toHaveLength(2)
  })

  it('[G13] parts that touch in one corner stay two polygons, and a hole that touches the border stays a hole', () => {
    expect(dissolve([rectangle(0, 0, 100, 100), rectangle(100, 100, 100, 100)])).toHaveLength(2)
    const holed = dissolve([rectangle(0, 0, 300, 300), [[0, 0], [50, 100], [100, 50]]])
    expect(holed).toHaveLength(1)
    expect(holed?.[0]).toHaveLength(2)
  })
})

describe('overlap, contact, area, label', () => {
  it('[G14] the overlap of two regions is what both cover, and none where they only share a border', () => {
    fc.assert(fc.property(cell, cell, (one, two) => {
      const [a, b] = [one, two].map(({ x, y, w, h }) => rectangle(104_000_000 + x * 1000, 29_000_000 + y * 1000, w * 1000, h * 1000))
      const square = squareMetres(rectangle(104_000_000, 29_000_000, 1000, 1000))
      expect(overlapOf([[a]], [[b]]) / square).toBeCloseTo(covered([one, two], 2), 1)
    }), { numRuns: 200 })
  })

  it('[G14] clipping keeps the area within the box', () => {
    const diamond: Loop = [[0, -100], [100, 0], [0, 100], [-100, 0]]
    expect(signedArea(clip(diamond, [0, -200, 200, 200]))).toBe(10_000)
    expect(signedArea(clip(diamond, [-200, -200, 200, 200]))).toBe(20_000)
    expect(clip(diamond, [200, 200, 300, 300])).toEqual([])
  })

  it('[G14] edges meet when they cross, touch or lie on one another, not when they share an end', () => {
    expect(meet([[0, 0], [10, 10]], [[0, 10], [10, 0]])).toBe(true)
    expect(meet([[0, 0], [10, 0]], [[5, 0], [5, 9]])).toBe(true)
    expect(meet([[0, 0], [10, 0]], [[4, 0], [20, 0]])).toBe(true)
    expect(meet([[0, 0], [10, 0]], [[10, 0], [0, 0]])).toBe(true)
    expect(meet([[0, 0], [10, 0]], [[10, 0], [20, 5]])).toBe(false)
    expect(meet([[0, 0], [10, 0]], [[11, 0], [20, 0]])).toBe(false)
  })

  it('[G14] areas are those of the sphere: one degree square at 29.4 north is 10 772 km² within a thousandth', () => {
    expect(squareMetres(rectangle(104_000_000, 28_900_000, 1_000_000, 1_000_000)) / 10_772e6).toBeCloseTo(1, 3)
    expect(areaOf([[rectangle(0, 0, 2000, 2000), rectangle(500, 500, 1000, 1000).toReversed()]]) / squareMetres(rectangle(0, 0, 1000, 1000))).toBeCloseTo(3, 3)
  })

  it('[G11] a label stands inside any polygon, also a ring around a hole or a crescent', () => {
    const ringShaped: LoopPolygon = [rectangle(0, 0, 1000, 1000), rectangle(100, 100, 800, 800).toReversed()]
    const spokes = fc.array(fc.integer({ min: 20, max: 2_000 }), { minLength: 5, maxLength: 24 })
    fc.assert(fc.property(spokes, (lengths) => {
      const star = lengths.map((length, at): Dot => [
        Math.round(Math.cos(at / lengths.length * 2 * Math.PI) * length), Math.round(Math.sin(at / lengths.length * 2 * Math.PI) * length),
      ])
      const label = placeLabel([[star]])
      expect(label).toBeDefined()
      expect(holds(star, label?.[0] ?? NaN, label?.[1] ?? NaN)).toBe(true)
    }), { numRuns: 100 })
    const label = placeLabel([ringShaped])
    expect(polygonHolds(ringShaped, label?.[0] ?? NaN, label?.[1] ?? NaN)).toBe(true)
    expect(placeLabel([[[[0, 0], [5, 0], [5, 1]]]])).toBeUndefined()
  })
})
