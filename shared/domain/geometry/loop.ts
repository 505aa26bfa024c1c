// Loops: rings as whole millionths of a degree, so that every turn and touch is decided exactly.
import type { LngLat } from '../geo.ts'
import { fromMicro } from '../geo.ts'

/** [longitude, latitude] in whole millionths of a degree. */
export type Dot = readonly [number, number]
/** A ring without its closing repetition; anticlockwise loops hold what is inside, clockwise loops are holes. */
export type Loop = readonly Dot[]
/** Outer loop first, then its holes. */
export type LoopPolygon = readonly Loop[]
/** [west, south, east, north] in millionths. */
export type LoopBox = readonly [number, number, number, number]

/** Twice the signed area of the triangle: positive when c lies left of a → b. Exact within a few degrees. */
export const turn = (a: Dot, b: Dot, c: Dot): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** Signed area in square millionths of a degree, positive when anticlockwise. */
export function signedArea(loop: Loop): number {
  if (loop.length < 3) return 0
  const [first] = loop
  let twice = 0
  for (let at = 1; at < loop.length - 1; at++) twice += turn(first, loop[at], loop[at + 1])
  return twice / 2
}

const EARTH_RADIUS_M = 6_371_008.8
const RADIANS = Math.PI / 180

/** Signed area in m² on the mean sphere, positive when anticlockwise. */
export function squareMetres(loop: Loop): number {
  let sum = 0
  for (let at = 0; at < loop.length; at++) {
    const [lonA, latA] = loop[at]
    const [lonB, latB] = loop[(at + 1) % loop.length]
    sum -= fromMicro(lonB - lonA) * RADIANS * (Math.sin(fromMicro(latA) * RADIANS) + Math.sin(fromMicro(latB) * RADIANS))
  }
  return sum / 2 * EARTH_RADIUS_M ** 2
}

/** m² of polygons: outer loops less their holes. */
export const areaOf = (polygons: readonly LoopPolygon[]): number =>
  polygons.reduce((sum, polygon) => sum + polygon.reduce((part, loop, at) => part + (at === 0 ? 1 : -1) * Math.abs(squareMetres(loop)), 0), 0)

export function boxOf(loops: readonly Loop[]): LoopBox {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const loop of loops) {
    for (const [x, y] of loop) {
      if (x < west) west = x
      if (x > east) east = x
      if (y < south) south = y
      if (y > north) north = y
    }
  }
  return [west, south, east, north]
}

/** Whether the place (fractions allowed) lies inside the loop; on the border either answer may come. */
export function holds(loop: Loop, x: number, y: number): boolean {
  let inside = false
  for (let at = 0, before = loop.length - 1; at < loop.length; before = at++) {
    const [ax, ay] = loop[before]
    const [bx, by] = loop[at]
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside
  }
  return inside
}

export const polygonHolds = (polygon: LoopPolygon, x: number, y: number): boolean =>
  polygon.every((loop, at) => holds(loop, x, y) === (at === 0))

/** Closed rings in degrees, as RegionShape and GeoJSON carry them. */
export const toDegrees = (polygon: LoopPolygon): LngLat[][] =>
  polygon.map((loop) => [...loop, loop[0]].map(([x, y]): LngLat => [fromMicro(x), fromMicro(y)]))
