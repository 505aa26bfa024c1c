// Connected pieces of cells, and how stray fragments are taken in by the share around them.
import { SIDES, type Mesh } from './mesh.ts'

/**
 * Numbers the connected pieces of `cells` of one value, into `of`; cells of value -1 belong to no piece (-1).
 * Cells that are not listed must have the value -1.
 */
export function pieces(
  mesh: Mesh, cells: Iterable<number>, value: Int32Array, of: Int32Array = new Int32Array(value.length),
): { readonly of: Int32Array; readonly sizes: number[] } {
  for (const cell of cells) of[cell] = -1
  const sizes: number[] = []
  for (const start of cells) {
    if (of[start] !== -1 || value[start] === -1) continue
    const walk = [start]
    of[start] = sizes.length
    for (let at = 0; at < walk.length; at++) {
      for (let side = 0; side < SIDES; side++) {
        const next = mesh.beyond[walk[at] * SIDES + side]
        if (next === -1 || value[next] !== value[start] || of[next] !== -1) continue
        of[next] = sizes.length
        walk.push(next)
      }
    }
    sizes.push(walk.length)
  }
  return { of, sizes }
}

/**
 * Keeps the largest piece of every share and gives the other fragments to whichever neighbour reaches them first,
 * so that every share is connected. `cells` lists the ground, `share` is changed in place, `scratch` is written over.
 */
export function takeInFragments(mesh: Mesh, cells: readonly number[], share: Int32Array, scratch: Int32Array): void {
  const { of, sizes } = pieces(mesh, cells, share, scratch)
  const largest = new Map<number, number>()
  for (const cell of cells) {
    const piece = of[cell]
    if (piece === -1) continue
    const best = largest.get(share[cell])
    if (best === undefined || sizes[piece] > sizes[best]) largest.set(share[cell], piece)
  }
  const stray = new Set(cells.filter((cell) => of[cell] !== largest.get(share[cell])))
  for (const cell of stray) share[cell] = -1
  let front = [...stray]
  while (front.length > 0) {
    const given: [number, number][] = []
    for (const cell of front) {
      const owner = strongestNeighbour(mesh, cell, share)
      if (owner !== -1) given.push([cell, owner])
    }
    if (given.length === 0) return
    for (const [cell, owner] of given) share[cell] = owner
    front = front.filter((cell) => share[cell] === -1)
  }
}

function strongestNeighbour(mesh: Mesh, cell: number, share: Int32Array): number {
  const votes = new Map<number, number>()
  let owner = -1
  for (let side = 0; side < SIDES; side++) {
    const next = mesh.beyond[cell * SIDES + side]
    if (next === -1 || share[next] === -1) continue
    const count = (votes.get(share[next]) ?? 0) + 1
    votes.set(share[next], count)
    if (owner === -1 || count > (votes.get(owner) ?? 0)) owner = share[next]
  }
  return owner
}
