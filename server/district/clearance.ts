// How far a place is from the nearest border: what a unit may move before anybody has to ask again where it is.
import { MICRO, toMicro } from '../../shared/domain/geo.ts'
import { Boxes } from '../../shared/domain/squares.ts'
import type { Shape } from '../../shared/domain/geometry/locate.ts'

/** How far it is looked, in degrees; some hundred metres. */
const REACH = 0.001

/**
 * Half the width, in degrees, of an upright box around the place that no border enters: every place in it is in the same
 * region. At most REACH; 0 on a border. Negative when a border may lie on the straight way from another place, which is
 * then in another region, perhaps.
 */
export type Clearance = (lon: number, lat: number, fromLon: number, fromLat: number) => number

export function createClearance(shapes: readonly Shape[]): Clearance {
  const ends: number[] = []
  const seen = new Set<string>()
  for (const ring of shapes.flatMap(({ polygons }) => polygons.flat())) {
    for (let at = 1; at < ring.length; at++) {
      const [[x, y], [toX, toY]] = [ring[at - 1], ring[at]]
      // Neighbours and coarser regions have the same edges.
      const name = x < toX || (x === toX && y < toY) ? `${x} ${y} ${toX} ${toY}` : `${toX} ${toY} ${x} ${y}`
      if (seen.has(name)) continue
      seen.add(name)
      ends.push(x, y, toX, toY)
    }
  }
  if (ends.length === 0) return () => -REACH
  const edges = Float64Array.from(ends)
  const boxes = new Boxes()
  for (let at = 0; at < edges.length; at += 4) {
    const [west, east] = [Math.min(edges[at], edges[at + 2]) - REACH, Math.max(edges[at], edges[at + 2]) + REACH]
    const [south, north] = [Math.min(edges[at + 1], edges[at + 3]) - REACH, Math.max(edges[at + 1], edges[at + 3]) + REACH]
    boxes.enter(at, Math.floor(west * MICRO), Math.floor(south * MICRO), Math.ceil(east * MICRO), Math.ceil(north * MICRO))
  }
  const squares = boxes.pack()
  const near: number[] = []
  return (lon, lat, fromLon, fromLat) => {
    // Edges that lie in no part of the box are not seen: only a way within it is told.
    let crossed = !(Math.abs(fromLon - lon) <= REACH && Math.abs(fromLat - lat) <= REACH)
    let nearest = 2 * REACH * REACH
    // All edges that come within REACH of the place, and some that do not.
    squares.at(toMicro(lon), toMicro(lat), near)
    for (const edge of near) {
      nearest = Math.min(nearest, squareDistance(edges, edge, lon, lat))
      crossed ||= mayCross(edges, edge, lon, lat, fromLon, fromLat)
    }
    // The corner of the box is the farthest it reaches; a hair less for what rounding takes.
    const clear = Math.sqrt(nearest / 2) * (1 - 1e-9)
    return crossed ? -clear : clear
  }
}

/** Square degrees below which rounding hides on which side a place lies. */
const HAIR = 1e-15

/** Whether an edge and the way between two places have a point in common, or nearly. */
function mayCross(edges: Float64Array, at: number, lon: number, lat: number, fromLon: number, fromLat: number): boolean {
  const [ax, ay, bx, by] = [edges[at] - lon, edges[at + 1] - lat, edges[at + 2] - lon, edges[at + 3] - lat]
  const [x, y] = [fromLon - lon, fromLat - lat]
  const [start, end] = [x * ay - y * ax, x * by - y * bx]
  if ((start > HAIR && end > HAIR) || (start < -HAIR && end < -HAIR)) return false
  const [dx, dy] = [bx - ax, by - ay]
  const [here, there] = [dy * ax - dx * ay, dy * (ax - x) - dx * (ay - y)]
  return !((here > HAIR && there > HAIR) || (here < -HAIR && there < -HAIR))
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
