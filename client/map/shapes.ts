// Regions as rings of Mercator numbers: where a point lies, what bounds a set, which borders are shared.
import type { MultiLineString, Position } from 'geojson'
import type { Region } from '../../shared/domain/region.ts'
import type { Spot } from './mercator.ts'
import { mercatorX, mercatorY, spotOf } from './mercator.ts'
import type { Box } from './place/boxes.ts'
import type { RegionFeatures } from './shown.ts'

/** One region: closed rings of x, y, x, y … in Mercator; holes and further parts are simply more rings. */
export interface Shape {
  readonly region: Region
  readonly centre: Spot
  readonly rings: readonly Float64Array[]
  /** The ring around its centre: the part that wears the name. */
  readonly main: Float64Array
  readonly bounds: Box
}

const ringsOf = (features: RegionFeatures['features'][number]): Position[][] =>
  features.geometry.type === 'Polygon' ? features.geometry.coordinates : features.geometry.coordinates.flat()

export function shapesOf(features: RegionFeatures): Shape[] {
  return features.features.map((feature) => {
    const rings = ringsOf(feature).map((ring) => Float64Array.from(ring.flatMap(([lon, lat]) => [mercatorX(lon), mercatorY(lat)])))
    const centre = spotOf(feature.properties.centre)
    return { region: feature.properties, centre, rings, main: rings.find((ring) => surrounds(ring, centre)) ?? rings[0], bounds: boundsOf(rings) }
  })
}

/** The smallest box around all points of the rings; throws nothing, but is empty when there are none. */
export function boundsOf(rings: readonly Float64Array[]): Box {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      west = Math.min(west, ring[i]); east = Math.max(east, ring[i])
      north = Math.min(north, ring[i + 1]); south = Math.max(south, ring[i + 1])
    }
  }
  return west > east ? { x: 0, y: 0, w: 0, h: 0 } : { x: west, y: north, w: east - west, h: south - north }
}

/** Even–odd over all rings, so holes are outside and every part of a multi-part region is inside. */
export function lies(shape: Shape, at: Spot): boolean {
  const { bounds } = shape
  if (at.x < bounds.x || at.y < bounds.y || at.x > bounds.x + bounds.w || at.y > bounds.y + bounds.h) return false
  return shape.rings.reduce((inside, ring) => inside !== surrounds(ring, at), false)
}

/** Whether the ring runs around the point. */
export function surrounds(ring: Float64Array, at: Spot): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [ay, by] = [ring[i + 1], ring[j + 1]]
    if (ay > at.y !== by > at.y && at.x < ((ring[j] - ring[i]) * (at.y - ay)) / (by - ay) + ring[i]) inside = !inside
  }
  return inside
}

export interface Borders {
  /** Segments that two regions share, as lines. */
  readonly inner: MultiLineString
  /** Segments that one region has alone: the edge of the whole. */
  readonly outer: MultiLineString
}

/** Tells the borders between regions from the edge around them. Regions that meet share their vertices. */
export function bordersOf(features: RegionFeatures): Borders {
  const rings = features.features.flatMap(ringsOf)
  const keys = segmentKeys(rings)
  const count = new Map<number, number>()
  for (const ring of keys) for (const key of ring) count.set(key, (count.get(key) ?? 0) + 1)
  const inner: Position[][] = []
  const outer: Position[][] = []
  const drawn = new Set<number>()
  rings.forEach((ring, index) => {
    const segments = keys[index]
    const alone = (at: number): boolean => count.get(segments[at]) === 1
    // Starts where the kind changes, so that no line is torn at the ring's first vertex.
    const start = Math.max(0, segments.findIndex((_, at) => alone(at) !== alone((at + segments.length - 1) % segments.length)))
    let line: Position[] | undefined
    let kind = false
    for (let step = 0; step < segments.length; step++) {
      const at = (start + step) % segments.length
      if (drawn.has(segments[at])) { line = undefined; continue }
      drawn.add(segments[at])
      if (!line || kind !== alone(at)) {
        kind = alone(at)
        line = [ring[at]]
        if (kind) outer.push(line)
        else inner.push(line)
      }
      line.push(ring[at + 1])
    }
  })
  return { inner: { type: 'MultiLineString', coordinates: inner }, outer: { type: 'MultiLineString', coordinates: outer } }
}

/** One number per segment and ring, equal for equal segments whichever way they run. */
function segmentKeys(rings: readonly Position[][]): number[][] {
  const vertices = new Map<string, number>()
  const ids = rings.map((ring) => ring.map(([lon, lat]) => {
    const name = `${lon},${lat}`
    const known = vertices.get(name) ?? vertices.size
    vertices.set(name, known)
    return known
  }))
  const size = vertices.size
  return ids.map((ring) => ring.slice(1).map((b, at) => { const a = ring[at]; return a < b ? a * size + b : b * size + a }))
}
