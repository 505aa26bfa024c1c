// How far a place is from the nearest border: what a unit may move before anybody has to ask again where it is.
import Flatbush from 'flatbush'
import type { Shape } from './locate.ts'

/** How far it is looked, in degrees; some hundred metres. */
const REACH = 0.001

/**
 * Half the width, in degrees, of an upright box around the place that no border enters: every place in it is in the same
 * region. At most REACH; 0 on a border.
 */
export type Clearance = (lon: number, lat: number) => number

export function createClearance(shapes: readonly Shape[]): Clearance {
  const ends: number[] = []
  for (const ring of shapes.flatMap(({ polygons }) => polygons.flat())) {
    for (let at = 1; at < ring.length; at++) ends.push(ring[at - 1][0], ring[at - 1][1], ring[at][0], ring[at][1])
  }
  if (ends.length === 0) return () => REACH
  const edges = Float64Array.from(ends)
  const index = new Flatbush(edges.length / 4)
  for (let at = 0; at < edges.length; at += 4) {
    index.add(Math.min(edges[at], edges[at + 2]), Math.min(edges[at + 1], edges[at + 3]), Math.max(edges[at], edges[at + 2]), Math.max(edges[at + 1], edges[at + 3]))
  }
  index.finish()
  return (lon, lat) => {
    let nearest = 2 * REACH * REACH
    for (const edge of index.search(lon - REACH, lat - REACH, lon + REACH, lat + REACH)) nearest = Math.min(nearest, squareDistance(edges, 4 * edge, lon, lat))
    // The corner of the box is the farthest it reaches; a hair less for what rounding takes.
    return Math.sqrt(nearest / 2) * (1 - 1e-9)
  }
}

/** From a place to an edge, squared, in degrees as if they were alike both ways. */
function squareDistance(edges: Float64Array, at: number, lon: number, lat: number): number {
  const x = edges[at + 2] - edges[at]
  const y = edges[at + 3] - edges[at + 1]
  const length = x * x + y * y
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((lon - edges[at]) * x + (lat - edges[at + 1]) * y) / length))
  const dx = lon - edges[at] - along * x
  const dy = lat - edges[at + 1] - along * y
  return dx * dx + dy * dy
}
