// A set of beats made ready for fixes: what a place or a step concerns, at a cost that does not grow with the beats.
import type { Beat } from '../beat.ts'
import { cellFinder, type Hits } from './cell-finder.ts'
import { cellsOf, type Cells } from './cells.ts'
import type { Lattice } from './lattice.ts'
import { planeAt, reach, type Plane } from './plane.ts'
import { measure, within, type Polyline } from './polyline.ts'
import { Boxes } from '../squares.ts'

/** What a beat is on the ground, worked out once. */
export type Shape =
  | { readonly tier: 'area'; readonly cells: Cells }
  | { readonly tier: 'line'; readonly line: Polyline; readonly buffer: number }
  | { readonly tier: 'point'; readonly plane: Plane; readonly radius: number }

/** `ids`: the cells of an area, where they are known. */
export function shapeOf(beat: Beat, ids?: readonly string[]): Shape {
  switch (beat.tier) {
    case 'area': return { tier: 'area', cells: cellsOf(beat, ids) }
    case 'line': return { tier: 'line', line: measure(beat.line), buffer: beat.plan.buffer }
    case 'point': return { tier: 'point', plane: planeAt(beat.place), radius: beat.plan.radius }
    default: return beat satisfies never
  }
}

/** All places in millionths of a degree; beats by the numbers that `ground` was given them under. */
export interface Ground {
  /** The area beats and cells of a place. */
  cells(lon: number, lat: number): Hits
  /** Calls back with metres along each line beat of which a step, or one fix, covers a part; a part may come in pieces. */
  along(lonA: number, latA: number, lonB: number, latB: number, covered: (beat: number, from: number, to: number) => void): void
  /** Calls back with the point beats that hold a place in their radius. */
  points(lon: number, lat: number, inside: (beat: number) => void): void
}

/** `laid`: the lattice of the areas' cells in their order, where it is known; any other is made. */
export function ground(shapes: ReadonlyMap<number, Shape>, laid?: Lattice): Ground {
  const cells = new Map<number, Cells>()
  for (const [number, shape] of shapes) if (shape.tier === 'area') cells.set(number, shape.cells)
  return { cells: cellFinder(cells, laid).at, along: alongLines(shapes), points: inRadius(shapes) }
}

function alongLines(shapes: ReadonlyMap<number, Shape>): Ground['along'] {
  const pieces: { readonly beat: number; readonly line: Polyline; readonly piece: number; readonly buffer: number }[] = []
  const boxes = new Boxes()
  for (const [beat, shape] of shapes) {
    if (shape.tier !== 'line') continue
    const { line, buffer } = shape
    const { plane } = line
    const more = reach(buffer, plane)
    for (let piece = 0; piece < line.metres.length; piece++) {
      const [lonA, latA] = [plane.lon + line.x[piece] / plane.east, plane.lat + line.y[piece] / plane.north]
      const [lonB, latB] = [lonA + line.dx[piece] * line.metres[piece] / plane.east, latA + line.dy[piece] * line.metres[piece] / plane.north]
      boxes.enter(pieces.push({ beat, line, piece, buffer }) - 1,
        Math.min(lonA, lonB) - more.lon, Math.min(latA, latB) - more.lat, Math.max(lonA, lonB) + more.lon, Math.max(latA, latB) + more.lat)
    }
  }
  const squares = boxes.pack()
  const near: number[] = []
  const out = new Float64Array(2)
  const step = { ax: 0, ay: 0, bx: 0, by: 0 }
  return (lonA, latA, lonB, latB, covered) => {
    squares.among(lonA, latA, lonB, latB, near)
    for (const number of near) {
      const { beat, line, piece, buffer } = pieces[number]
      const { lon, lat, east, north } = line.plane
      step.ax = (lonA - lon) * east
      step.ay = (latA - lat) * north
      step.bx = (lonB - lon) * east
      step.by = (latB - lat) * north
      if (within(line, piece, step, buffer, out)) covered(beat, out[0], out[1])
    }
  }
}

function inRadius(shapes: ReadonlyMap<number, Shape>): Ground['points'] {
  const boxes = new Boxes()
  const points = new Map<number, { readonly plane: Plane; readonly radius: number }>()
  for (const [beat, shape] of shapes) {
    if (shape.tier !== 'point') continue
    const { plane, radius } = shape
    const more = reach(radius, plane)
    points.set(beat, { plane, radius })
    boxes.enter(beat, plane.lon - more.lon, plane.lat - more.lat, plane.lon + more.lon, plane.lat + more.lat)
  }
  const squares = boxes.pack()
  const near: number[] = []
  return (lon, lat, inside) => {
    squares.at(lon, lat, near)
    for (const beat of near) {
      const { plane, radius } = points.get(beat)!
      const [x, y] = [(lon - plane.lon) * plane.east, (lat - plane.lat) * plane.north]
      if (x * x + y * y <= radius * radius) inside(beat)
    }
  }
}
