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
    const [ax, ay, aLoose] = outline[before]
    const [bx, by, bLoose] = outline[at]
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside
    const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
    const away = (x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2
    if (away < nearest) {
      nearest = away
      loose = aLoose + along * (bLoose - aLoose)
    }
  }
  return { depth: Math.sqrt(nearest) * (inside ? 1 : -1), loose }
}

/** Answers by cell: -1 outside, 0 the body of the district, 1 the detached part; `wanted` cells of land (nearly). */
export function findLand(mesh: Mesh, seed: number, body: readonly Corner[], detached: readonly Corner[], wanted: number): Int32Array {
  const bent = bend(mesh, mesh.x.keys(), seed, 2.9, (x, y) => standing(body, x, y).loose)
  const depth = new Float64Array(mesh.x.length)
  for (let cell = 0; cell < depth.length; cell++) {
    const atRim = cell % mesh.columns < 2 || cell % mesh.columns >= mesh.columns - 2
      || cell < 2 * mesh.columns || cell >= mesh.columns * (mesh.rows - 2)
    depth[cell] = atRim ? -Infinity : Math.max(
      standing(body, bent.x[cell], bent.y[cell]).depth, standing(detached, bent.x[cell], bent.y[cell]).depth,
    )
  }
  // The waterline at which as many cells as wanted are dry.
  const waterline = depth.slice().sort()[depth.length - wanted]
  return twoParts(mesh, Int32Array.from(depth, (d) => d >= waterline ? 1 : 0))
}

/** Fills ponds, drops islets, and numbers the two largest pieces of land 0 and 1. */
function twoParts(mesh: Mesh, dry: Int32Array): Int32Array {
  const all = dry.map((_, cell) => cell)
  const { of, sizes } = pieces(mesh, all, dry)
  const sea = of[0]
  const filled = dry.map((is, cell) => is === 1 || of[cell] !== sea ? 1 : -1)
  const land = pieces(mesh, all, filled)
  const [body, detached] = land.sizes.map((size, piece) => ({ size, piece })).sort((a, b) => b.size - a.size)
  if (sizes.length < 3 || detached === undefined) throw new Error('the sketch has no detached part')
  return filled.map((_, cell) => land.of[cell] === body.piece ? 0 : land.of[cell] === detached.piece ? 1 : -1)
}
