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
  /** About its pieces, without the buffer. */
  readonly west: number; readonly south: number; readonly east: number; readonly north: number
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
    const ends = (axis: 0 | 1): number[] => pieces.flatMap((piece) => [piece[axis], piece[axis + 2]])
    const [xs, ys] = [ends(0), ends(1)]
    const [least, most] = [(list: readonly number[]) => list.reduce((a, b) => Math.min(a, b)), (list: readonly number[]) => list.reduce((a, b) => Math.max(a, b))]
    return { ax: column(0), ay: column(1), bx: column(2), by: column(3), closed, buffer, west: least(xs), south: least(ys), east: most(xs), north: most(ys) }
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

/** The answer of `beyond`: metres by which a place lies beyond the bounds, negative within them, and by which of their parts. */
export interface Beyond { off: number; part: number }

/** So far within one part it does not matter how far within the others. */
const DEEP = 100

/**
 * How far a place, in millionths of a degree, lies beyond the bounds. The part that held the last place is asked first, and
 * of the others those whose box is near enough to say more. Within the bounds it may be farther within than is said.
 */
export function beyond({ plane, parts }: Bounds, lon: number, lat: number, into: Beyond): void {
  const [x, y] = [(lon - plane.lon) * plane.east, (lat - plane.lat) * plane.north]
  const first = into.part < parts.length ? into.part : 0
  into.off = beyondPart(parts[first], x, y)
  into.part = first
  for (let part = 0; part < parts.length && into.off > -DEEP; part++) {
    if (part === first || outOfBox(parts[part], x, y) >= into.off) continue
    const off = beyondPart(parts[part], x, y)
    if (off >= into.off) continue
    into.off = off
    into.part = part
  }
}

/** No less far than this from all of the part; negative within its box, by more than it can be within the part. */
function outOfBox({ west, south, east, north, closed, buffer }: Part, x: number, y: number): number {
  const [dx, dy] = [Math.max(west - x, x - east), Math.max(south - y, y - north)]
  if (dx <= 0 && dy <= 0) return closed ? Math.max(dx, dy) : -buffer
  return Math.hypot(Math.max(0, dx), Math.max(0, dy)) - buffer
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
