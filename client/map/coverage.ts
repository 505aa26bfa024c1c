// The shapes of a set of beats, made once per set: features for the map, and the spot of each beat that a mark can stand on.
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point } from 'geojson'
import type { ShownBeat } from '../../shared/domain/beat.ts'
import { mercatorX, mercatorY, spotOf, type Spot } from './mercator.ts'
import type { Box } from './place/boxes.ts'
import { boundsOf, surrounds } from './shapes.ts'

interface Named { readonly beat: string }
export interface BeatShapes {
  /** Feature ids are the beats' places in the set. */
  readonly area: FeatureCollection<MultiPolygon, Named>
  readonly line: FeatureCollection<LineString, Named>
  readonly point: FeatureCollection<Point, Named>
  readonly numbers: ReadonlyMap<string, number>
  readonly spots: ReadonlyMap<string, Spot>
}

export function shapesOfBeats(set: readonly ShownBeat[]): BeatShapes {
  const area: Feature<MultiPolygon, Named>[] = []
  const line: Feature<LineString, Named>[] = []
  const point: Feature<Point, Named>[] = []
  set.forEach((beat, id) => {
    const properties = { beat: beat.id }
    if (beat.tier === 'area') area.push({ type: 'Feature', id, properties, geometry: { type: 'MultiPolygon', coordinates: beat.polygons } })
    else if (beat.tier === 'line') line.push({ type: 'Feature', id, properties, geometry: { type: 'LineString', coordinates: beat.line } })
    else point.push({ type: 'Feature', id, properties, geometry: { type: 'Point', coordinates: beat.place } })
  })
  return {
    area: { type: 'FeatureCollection', features: area }, line: { type: 'FeatureCollection', features: line }, point: { type: 'FeatureCollection', features: point },
    numbers: new Map(set.map(({ id }, number) => [id, number])), spots: new Map(set.map((beat) => [beat.id, spotOfBeat(beat)])),
  }
}

/** Where a mark of the beat stands: deep inside an area, halfway along a line, on a point. */
export function spotOfBeat(beat: ShownBeat): Spot {
  if (beat.tier === 'point') return spotOf(beat.place)
  if (beat.tier === 'line') return halfway(beat.line.map(spotOf))
  const rings = beat.polygons.map((polygon) => polygon.map((ring) => Float64Array.from(ring.flatMap(([lon, lat]) => [mercatorX(lon), mercatorY(lat)]))))
  const size = ({ w, h }: Box): number => w * h
  const largest = rings.reduce((a, b) => (size(boundsOf(b.slice(0, 1))) > size(boundsOf(a.slice(0, 1))) ? b : a))
  return deepest(largest)
}

function halfway(spots: readonly Spot[]): Spot {
  const lengths = spots.slice(1).map((to, index) => Math.hypot(to.x - spots[index].x, to.y - spots[index].y))
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2
  for (const [index, length] of lengths.entries()) {
    const [from, to] = [spots[index], spots[index + 1]]
    if (left <= length && length > 0) return { x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length }
    left -= length
  }
  return spots[0]
}

/** Steps of the grid on which the deepest place is looked for. */
const GRID = 20

/** Of a grid's places inside the polygon (its first ring is the outer one) the one farthest from every edge. */
function deepest(rings: readonly Float64Array[]): Spot {
  const { x, y, w, h } = boundsOf(rings.slice(0, 1))
  let best = { x: rings[0][0], y: rings[0][1] }
  let most = -1
  for (let column = 1; column < GRID; column++) {
    for (let row = 1; row < GRID; row++) {
      const at = { x: x + (w * column) / GRID, y: y + (h * row) / GRID }
      if (!rings.reduce((inside, ring) => inside !== surrounds(ring, at), false)) continue
      const away = Math.min(...rings.map((ring) => distance(ring, at)))
      if (away > most) { most = away; best = at }
    }
  }
  return best
}

/** Squared distance from a place to the nearest edge of a ring. */
function distance(ring: Float64Array, at: Spot): number {
  let least = Infinity
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, dx, dy] = [ring[i], ring[i + 1], ring[i + 2] - ring[i], ring[i + 3] - ring[i + 1]]
    const length = dx * dx + dy * dy
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - ax) * dx + (at.y - ay) * dy) / length))
    least = Math.min(least, (ax + along * dx - at.x) ** 2 + (ay + along * dy - at.y) ** 2)
  }
  return least
}
