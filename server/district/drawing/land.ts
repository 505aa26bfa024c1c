// Which cells are the district: the hand-made outline, bent by noise, of exactly the wanted area.
import { bend } from './bend.ts'
import type { Mesh } from './mesh.ts'
import { pieces } from './pieces.ts'

/** A corner of the hand-made outline: east and north in km, and how far (km) the border may stray there. */
export type Corner = readonly [number, number, number]

/** Distance to the outline (positive inside, km) and the looseness where it is nearest. */
function standing(outline: readonly Corner[], x: number, y: number): { depth: number; loose: number } {
  let inside = false
  let nearest = Infinity
  let loose = 0
  for (let at = 0, before = outline.length - 1; at < outline.length; before = at++) {
    const a = outline[before]
    const b = outline[at]
    const ax = a[0]
    const ay = a[1]
    const bx = b[0]
    const by = b[1]
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside
    const dx = bx - ax
    const dy = by - ay
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    const offX = x - ax - along * dx
    const offY = y - ay - along * dy
    const away = offX * offX + offY * offY
    if (away < nearest) {
      nearest = away
      loose = a[2] + along * (b[2] - a[2])
    }
  }
  return { depth: Math.sqrt(nearest) * (inside ? 1 : -1), loose }
}

/** [west, south, east, north] of an outline, km. */
function boxOf(outline: readonly Corner[]): readonly [number, number, number, number] {
  const xs = outline.map(([x]) => x)
  const ys = outline.map(([, y]) => y)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Answers by cell: -1 outside, 0 the body of the district, 1 the detached part; `wanted` cells of land (nearly). */
export function findLand(mesh: Mesh, seed: number, body: readonly Corner[], detached: readonly Corner[], wanted: number): Int32Array {
  const bent = bend(mesh, mesh.x.keys(), seed, 2.9, (x, y) => standing(body, x, y).loose)
  const [west, south, east, north] = boxOf(detached)
  // No place outside the box can be deeper in the detached part than this.
  const deepest = (x: number, y: number): number => -Math.max(0, west - x, x - east, south - y, y - north)
  const depth = new Float64Array(mesh.x.length)
  for (let cell = 0; cell < depth.length; cell++) {
    const atRim = cell % mesh.columns < 2 || cell % mesh.columns >= mesh.columns - 2
      || cell < 2 * mesh.columns || cell >= mesh.columns * (mesh.rows - 2)
    depth[cell] = atRim ? -Infinity : standing(body, bent.x[cell], bent.y[cell]).depth
    // The detached part matters only where it could be nearer than the body.
    if (!atRim && depth[cell] < 0 && deepest(bent.x[cell], bent.y[cell]) > depth[cell]) {
      depth[cell] = Math.max(depth[cell], standing(detached, bent.x[cell], bent.y[cell]).depth)
    }
  }
  // The waterline at which as many cells as wanted are dry.
  const waterline = depth.slice().sort()[depth.length - wanted]
  return twoParts(mesh, Int32Array.from(depth, (d) => d >= waterline ? 1 : 0))
}

/** Fills ponds, drops islets, and numbers the two largest pieces of land 0 and 1. */
function twoParts(mesh: Mesh, dry: Int32Array): Int32Array {
  const all = Int32Array.from(dry.keys())
  const { of, sizes } = pieces(mesh, all, dry)
  const sea = of[0]
  const filled = dry.map((is, cell) => is === 1 || of[cell] !== sea ? 1 : -1)
  const land = pieces(mesh, all, filled)
  const [body, detached] = land.sizes.map((size, piece) => ({ size, piece })).sort((a, b) => b.size - a.size)
  if (sizes.length < 3 || detached === undefined) throw new Error('the sketch has no detached part')
  return filled.map((_, cell) => land.of[cell] === body.piece ? 0 : land.of[cell] === detached.piece ? 1 : -1)
}
