// A line beat measured in metres along it, and what of it lies within a distance of a track.
import type { LngLat } from '../geo.ts'
import { planeAt, type Plane } from './plane.ts'

/** Straight pieces of a line; columns by piece. */
export interface Polyline {
  readonly plane: Plane
  readonly length: number
  /** Metres along the line where the piece begins, and its length. */
  readonly along: Float64Array
  readonly metres: Float64Array
  /** Where it begins on the plane, and its direction of length 1. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly dx: Float64Array
  readonly dy: Float64Array
}

/** Pieces without length are left out. The plane touches in the middle of the line's box. */
export function measure(line: readonly LngLat[]): Polyline {
  const [lons, lats] = [line.map(([lon]) => lon), line.map(([, lat]) => lat)]
  const plane = planeAt([(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2])
  const places = line.map(([lon, lat]) => [(lon * 1e6 - plane.lon) * plane.east, (lat * 1e6 - plane.lat) * plane.north] as const)
  const pieces = places.slice(1).flatMap((to, index) => {
    const from = places[index]
    const metres = Math.hypot(to[0] - from[0], to[1] - from[1])
    return metres > 0 ? [{ from, metres, direction: [(to[0] - from[0]) / metres, (to[1] - from[1]) / metres] as const }] : []
  })
  let length = 0
  const along = Float64Array.from(pieces, ({ metres }) => (length += metres) - metres)
  return {
    plane, length, along,
    metres: Float64Array.from(pieces, ({ metres }) => metres),
    x: Float64Array.from(pieces, ({ from }) => from[0]), y: Float64Array.from(pieces, ({ from }) => from[1]),
    dx: Float64Array.from(pieces, ({ direction }) => direction[0]), dy: Float64Array.from(pieces, ({ direction }) => direction[1]),
  }
}

/** A step of a track on the line's plane, metres; both ends alike for a single fix. */
export interface Step { ax: number; ay: number; bx: number; by: number }

/**
 * What of a piece lies within `buffer` of the step: what a rectangle about it and a circle about each end cut out of the
 * piece, which is one interval. Writes metres along the line to `out` and answers whether there is any.
 */
export function within(line: Polyline, piece: number, step: Step, buffer: number, out: Float64Array): boolean {
  const { x, y, dx, dy, metres, along } = line
  const [ux, uy, length] = [dx[piece], dy[piece], metres[piece]]
  out[0] = Infinity
  out[1] = -Infinity
  widenByCircle(step.ax - x[piece], step.ay - y[piece], ux, uy, buffer, out)
  const [sx, sy] = [step.bx - step.ax, step.by - step.ay]
  const far = Math.hypot(sx, sy)
  if (far > 0) {
    widenByCircle(step.bx - x[piece], step.by - y[piece], ux, uy, buffer, out)
    widenByRectangle(x[piece] - step.ax, y[piece] - step.ay, ux, uy, sx / far, sy / far, far, buffer, out)
  }
  const from = Math.max(0, out[0])
  const to = Math.min(length, out[1])
  if (from > to) return false
  out[0] = along[piece] + from
  out[1] = along[piece] + to
  return true
}

/** (px, py): the circle's middle from the piece's beginning. */
function widenByCircle(px: number, py: number, ux: number, uy: number, radius: number, out: Float64Array): void {
  const middle = px * ux + py * uy
  const off = radius * radius - (px * px + py * py - middle * middle)
  if (off < 0) return
  const half = Math.sqrt(off)
  if (middle - half < out[0]) out[0] = middle - half
  if (middle + half > out[1]) out[1] = middle + half
}

/** (px, py): the piece's beginning from the step's; (vx, vy): the step's direction. */
function widenByRectangle(px: number, py: number, ux: number, uy: number, vx: number, vy: number, far: number, buffer: number, out: Float64Array): void {
  // Along the step: 0 ≤ p·v + s (u·v) ≤ far; across it: |p×v + s (u×v)| ≤ buffer.
  const [low, high] = clip(px * vx + py * vy, ux * vx + uy * vy, 0, far, -Infinity, Infinity)
  const [from, to] = clip(px * vy - py * vx, ux * vy - uy * vx, -buffer, buffer, low, high)
  if (from > to) return
  if (from < out[0]) out[0] = from
  if (to > out[1]) out[1] = to
}

/** The s of [low, high] with min ≤ at + s slope ≤ max. */
function clip(at: number, slope: number, min: number, max: number, low: number, high: number): [number, number] {
  if (Math.abs(slope) < 1e-12) return at >= min && at <= max ? [low, high] : [1, 0]
  const [one, other] = [(min - at) / slope, (max - at) / slope]
  return [Math.max(low, Math.min(one, other)), Math.min(high, Math.max(one, other))]
}
