// Where a unit is at home by its plan: the beats of its team and its own region, and how far beyond them a place lies.
import type { Beat } from '../../../shared/domain/beat.ts'
import type { LngLat } from '../../../shared/domain/geo.ts'
import { planeAt, type Plane } from '../../../shared/domain/coverage/plane.ts'

/** Straight pieces of rings, of a line or of a single point, on one plane; columns of metres. */
interface Part {
  readonly ax: Float64Array; readonly ay: Float64Array; readonly bx: Float64Array; readonly by: Float64Array
  /** Rings hold what is inside them; a line or point holds what is within `buffer`. */
  readonly closed: boolean
  readonly buffer: number
}

export interface Bounds { readonly plane: Plane; readonly parts: readonly Part[] }

type Polygons = readonly (readonly (readonly (readonly number[])[])[])[]

/** Undefined when there is no beat: where the plan says nothing, nobody is out of bounds. */
export function boundsOf(beats: readonly Beat[], region: Polygons): Bounds | undefined {
  if (beats.length === 0) return undefined
  const plane = planeAt(firstOf(beats[0]))
  const spot = ([lon, lat]: readonly number[]): readonly [number, number] => [(lon * 1e6 - plane.lon) * plane.east, (lat * 1e6 - plane.lat) * plane.north]
  const partOf = (lines: readonly (readonly (readonly number[])[])[], closed: boolean, buffer: number): Part => {
    const pieces = lines.flatMap((line) => line.slice(1).map((to, at) => [...spot(line[at]), ...spot(to)]))
    const column = (at: number): Float64Array => Float64Array.from(pieces, (piece) => piece[at])
    return { ax: column(0), ay: column(1), bx: column(2), by: column(3), closed, buffer }
  }
  const parts = beats.map((beat) => {
    switch (beat.tier) {
      case 'area': return partOf(beat.polygons.flat(), true, 0)
      case 'line': return partOf([beat.line], false, beat.plan.buffer)
      case 'point': return partOf([[beat.place, beat.place]], false, beat.plan.radius)
      default: return beat satisfies never
    }
  })
  return { plane, parts: region.length > 0 ? [...parts, partOf(region.flat(), true, 0)] : parts }
}

function firstOf(beat: Beat): LngLat {
  switch (beat.tier) {
    case 'area': { const [lon, lat] = beat.polygons[0][0][0]; return [lon, lat] }
    case 'line': return beat.line[0]
    case 'point': return beat.place
    default: return beat satisfies never
  }
}

/** Metres by which a place, in millionths of a degree, lies beyond the bounds; negative: by which it lies within them. */
export function beyond({ plane, parts }: Bounds, lon: number, lat: number): number {
  const [x, y] = [(lon - plane.lon) * plane.east, (lat - plane.lat) * plane.north]
  let least = Infinity
  for (const part of parts) least = Math.min(least, beyondPart(part, x, y))
  return least
}

function beyondPart({ ax, ay, bx, by, closed, buffer }: Part, x: number, y: number): number {
  let [square, inside] = [Infinity, false]
  for (let piece = 0; piece < ax.length; piece++) {
    const [dx, dy] = [bx[piece] - ax[piece], by[piece] - ay[piece]]
    const [px, py] = [x - ax[piece], y - ay[piece]]
    const length = dx * dx + dy * dy
    const share = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length))
    square = Math.min(square, (px - share * dx) ** 2 + (py - share * dy) ** 2)
    if ((ay[piece] > y) !== (by[piece] > y) && x < ax[piece] + dx * (y - ay[piece]) / dy) inside = !inside
  }
  const far = Math.sqrt(square) - buffer
  return closed && inside ? -far : far
}
