// Bends the plane, so that straight borders between seeds come out as crooked as real ones.
import type { Mesh } from './mesh.ts'
import { layered } from './noise.ts'

/** By cell: where it lies in the bent plane, km. */
export interface Bent { readonly x: Float64Array; readonly y: Float64Array }

const OCTAVES = 7
/** How much weaker each finer octave is: 0.6 gives the roughness of hill country. */
const FALL = 0.6

/** Displaces every one of `cells` by up to about `reach(x, y)` km in waves of `length` km and all finer ones. */
export function bend(mesh: Mesh, cells: Iterable<number>, seed: number, length: number, reach: (x: number, y: number) => number): Bent {
  const bent = { x: new Float64Array(mesh.x.length), y: new Float64Array(mesh.x.length) }
  for (const cell of cells) {
    const x = mesh.x[cell]
    const y = mesh.y[cell]
    const far = reach(x, y)
    bent.x[cell] = x + layered(seed + 1, x / length, y / length, OCTAVES, FALL) * far
    bent.y[cell] = y + layered(seed + 2, x / length, y / length, OCTAVES, FALL) * far
  }
  return bent
}
