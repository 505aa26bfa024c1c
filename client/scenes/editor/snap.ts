// Snapping 吸附: the corner or edge of neighbours and borders that a pointer means. An index over all edges, asked for every move.
import Flatbush from 'flatbush'
import type { Beat } from '../../../shared/domain/beat.ts'
import { fromMicro, toMicro, type LngLat } from '../../../shared/domain/geo.ts'

export interface Snapped { readonly place: [number, number]; readonly to: 'corner' | 'edge' }

/** Nearest corner within `reach` metres, else the nearest place of an edge within it; null when nothing is that near. */
export type Snap = (place: LngLat, reach: number) => Snapped | null

interface Near { readonly distance: number; readonly place: [number, number] }

/** Metres of a millionth of a degree of latitude. */
const METRES = 0.111195

/** What a beat's shape can be snapped to: its rings, its line, its place. */
export function pathsOf(beat: Beat): readonly (readonly LngLat[])[] {
  if (beat.tier === 'area') return beat.polygons.flat()
  return beat.tier === 'line' ? [beat.line] : [[beat.place]]
}

/** Paths of a single place are corners alone. */
export function snapTo(paths: Iterable<readonly LngLat[]>): Snap {
  const edges: [number, number, number, number][] = []
  for (const path of paths) {
    if (path.length === 1) edges.push([...path[0], ...path[0]])
    for (let at = 1; at < path.length; at++) edges.push([...path[at - 1], ...path[at]])
  }
  if (edges.length === 0) return () => null
  const index = new Flatbush(edges.length)
  for (const [ax, ay, bx, by] of edges) index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
  index.finish()
  return ([lon, lat], reach) => {
    const east = Math.cos((lat * Math.PI) / 180)
    const north = fromMicro(reach / METRES)
    let corner: Near | null = null
    let edge: Near | null = null
    for (const at of index.search(lon - north / east, lat - north, lon + north / east, lat + north)) {
      const [ax, ay, bx, by] = edges[at]
      for (const [x, y] of [[ax, ay], [bx, by]] as const) {
        const distance = metres((x - lon) * east, y - lat)
        if (distance < (corner?.distance ?? reach)) corner = { distance, place: [x, y] }
      }
      const [dx, dy] = [(bx - ax) * east, by - ay]
      const long = dx ** 2 + dy ** 2
      if (long === 0) continue
      const t = Math.max(0, Math.min(1, (((lon - ax) * east) * dx + (lat - ay) * dy) / long))
      const foot: [number, number] = [ax + t * (bx - ax), ay + t * (by - ay)]
      const distance = metres((foot[0] - lon) * east, foot[1] - lat)
      if (distance < (edge?.distance ?? reach)) edge = { distance, place: [fromMicro(toMicro(foot[0])), fromMicro(toMicro(foot[1]))] }
    }
    if (corner) return { place: corner.place, to: 'corner' }
    return edge && { place: edge.place, to: 'edge' }
  }
}

const metres = (x: number, y: number): number => Math.hypot(x, y) * 1e6 * METRES
