// Splitting and snapping: parts that make up the whole, and the corner that a pointer means.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathsOf, snapTo } from '../../../../client/scenes/editor/snap.ts'
import { splitArea, splitLine } from '../../../../client/scenes/editor/split.ts'
import { loopsOf } from '../../../../shared/domain/beats/overlaps.ts'
import { metresBetween, type LngLat } from '../../../../shared/domain/geo.ts'
import { edgesOf, findContacts } from '../../../../shared/domain/geometry/contact.ts'
import { areaOf } from '../../../../shared/domain/geometry/loop.ts'
import { loadBeats } from '../../../../server/district/beats/load.ts'

const [X, Y] = [104.7, 29.3]
const at = (x: number, y: number): [number, number] => [Number((X + x / 1_000).toFixed(6)), Number((Y + y / 1_000).toFixed(6))]
const ring = (...corners: [number, number][]): [number, number][] => [...corners, corners[0]].map(([x, y]) => at(x, y))
const square = [[ring([0, 0], [10, 0], [10, 10], [0, 10])]]
const size = (polygons: readonly (readonly (readonly LngLat[])[])[]): number => areaOf(loopsOf(polygons))
const isSound = (polygons: readonly (readonly (readonly LngLat[])[])[]): boolean => findContacts(loopsOf(polygons).flat().flatMap(edgesOf), 1).length === 0
const drawn = (await loadBeats('public/district/510304'))!.beats

describe('splitting an area', () => {
  it('[U19] makes parts that share their border and add up to the whole, largest first', () => {
    const parts = splitArea(square, [at(-1, 3), at(11, 3)])
    if (typeof parts === 'string') throw new Error(parts)
    expect(parts).toHaveLength(2)
    expect(parts.map(size).map((one) => Math.round(one / size(square) * 10))).toEqual([7, 3])
    expect(size(parts[0]) + size(parts[1])).toBeCloseTo(size(square), 0)
    const corners = parts.map((part) => new Set(part[0][0].map(String)))
    expect([...corners[0]].filter((corner) => corners[1].has(corner)).sort()).toEqual([at(0, 3), at(10, 3)].map(String))
  })

  it('[U19] a line that was begun and ended on the border cuts too, with corners on its way', () => {
    const parts = splitArea(square, [at(0, 5), at(4, 7), at(6, 2), at(10, 5)])
    if (typeof parts === 'string') throw new Error(parts)
    expect(parts).toHaveLength(2)
    for (const part of parts) expect(part[0][0].map(String)).toEqual(expect.arrayContaining([at(4, 7), at(6, 2)].map(String)))
    expect(parts.every(isSound)).toBe(true)
  })

  it('[U19] a bay makes three parts, holes stay where they lie, and further polygons stay with the largest part', () => {
    const bay = [[ring([0, 0], [10, 0], [10, 10], [6, 10], [6, 3], [4, 3], [4, 10], [0, 10])]]
    const three = splitArea(bay, [at(-1, 6), at(11, 6)])
    expect(typeof three === 'string' ? three : three.length).toBe(3)
    const holed = [[square[0][0], ring([1, 1], [1, 2], [2, 2], [2, 1])], [ring([20, 0], [21, 0], [21, 1], [20, 1])]]
    const parts = splitArea(holed, [at(-1, 5), at(11, 5.5)])
    if (typeof parts === 'string') throw new Error(parts)
    expect(parts.map((part) => part.map((polygon) => polygon.length)).flat().sort()).toEqual([1, 1, 2])
    expect(parts[0]).toHaveLength(2)
    expect(parts.reduce((sum, part) => sum + size(part), 0)).toBeCloseTo(size(holed), 0)
  })

  it('[U20] says why there is nothing to split: beside it, into it and out again, through a hole, or across itself', () => {
    expect(splitArea(square, [at(-1, 12), at(11, 12)])).toBe('misses')
    expect(splitArea(square, [at(5, 5), at(6, 6)])).toBe('misses')
    expect(splitArea([[square[0][0], ring([4, 4], [4, 6], [6, 6], [6, 4])]], [at(-1, 5), at(11, 5)])).toBe('hole')
    expect(splitArea(square, [at(-1, 3), at(8, 3), at(8, 6), at(6, 6), at(6, 1)])).toBe('tangled')
  })

  it('[U19] every drawn area split anywhere stays sound, and nothing of it is lost', () => {
    const areas = drawn.flatMap((beat) => (beat.tier === 'area' && beat.polygons.flat().length === 1 ? [beat] : []))
    let cuts = 0
    fc.assert(fc.property(fc.nat(areas.length - 1), fc.double({ min: 0.2, max: 0.8, noNaN: true }), fc.double({ min: 0, max: Math.PI, noNaN: true }), (which, along, angle) => {
      const { polygons } = areas[which]
      const places = polygons[0][0]
      const [lons, lats] = [places.map(([lon]) => lon), places.map(([, lat]) => lat)]
      const middle = (values: number[]): number => Math.min(...values) + along * (Math.max(...values) - Math.min(...values))
      const [x, y] = [middle(lons), middle(lats)]
      const parts = splitArea(polygons, [[x - Math.cos(angle), y - Math.sin(angle)], [x + Math.cos(angle), y + Math.sin(angle)]])
      if (parts === 'misses') return
      if (typeof parts === 'string') throw new Error(parts)
      expect(parts.length).toBeGreaterThan(1)
      // Corners are rounded to 0.1 m, so that a border of some kilometres may gain or lose some m².
      expect(Math.abs(parts.reduce((sum, part) => sum + size(part), 0) - size(polygons))).toBeLessThan(500)
      for (const part of parts) expect(isSound(part)).toBe(true)
      cuts++
    }), { numRuns: 150, seed: 7 })
    expect(cuts).toBeGreaterThan(100)
  })
})

describe('splitting a line', () => {
  const line = [at(0, 0), at(10, 0), at(10, 10)]

  it('[U21] parts it at the nearest place, which both parts share', () => {
    const parts = splitLine(line, at(4, 0.2))!
    expect(parts.map((part) => part.length)).toEqual([2, 3])
    expect(parts[0][1]).toEqual(parts[1][0])
    expect(metresBetween(...parts[0][1], ...at(4, 0))).toBeLessThan(0.2)
    expect(splitLine(line, at(10, 0))!.map((part) => part.length)).toEqual([2, 2])
  })

  it('[U21] not at an end', () => {
    expect(splitLine(line, at(-3, 0))).toBeNull()
    expect(splitLine(line, at(10, 12))).toBeNull()
  })
})

describe('snapping', () => {
  const snap = snapTo([square[0][0], [at(20, 20)]])

  it('[U22] takes the nearest corner within reach, else the nearest place of an edge, else nothing', () => {
    expect(snap(at(0.1, 0.1), 30)).toEqual({ place: at(0, 0), to: 'corner' })
    expect(snap(at(20.05, 20), 30)).toEqual({ place: at(20, 20), to: 'corner' })
    const edge = snap(at(5, 0.1), 30)!
    expect(edge.to).toBe('edge')
    expect(metresBetween(...edge.place, ...at(5, 0))).toBeLessThan(0.2)
    expect(snap(at(5, 5), 30)).toBeNull()
    expect(snapTo([])(at(0, 0), 30)).toBeNull()
  })

  it('[U22] finds what looking at every corner finds', () => {
    const paths = drawn.flatMap(pathsOf)
    const all = snapTo(paths)
    const corners = paths.flat()
    fc.assert(fc.property(fc.nat(corners.length - 1), fc.double({ min: -3e-4, max: 3e-4, noNaN: true }), fc.double({ min: -3e-4, max: 3e-4, noNaN: true }), (which, dx, dy) => {
      const place: [number, number] = [corners[which][0] + dx, corners[which][1] + dy]
      const nearest = Math.min(...corners.map(([lon, lat]) => metresBetween(lon, lat, ...place)))
      const found = all(place, 20)
      if (nearest < 19.9) expect(metresBetween(...found!.place, ...place)).toBeCloseTo(nearest, 0)
      else if (nearest > 20.1) expect(found?.to ?? 'edge').toBe('edge')
    }), { numRuns: 100, seed: 7 })
  })
})
