// Where edges meet other than at common ends: crossings, touches, overlaps.
import Flatbush from 'flatbush'
import { turn, type Dot } from './loop.ts'

export type Edge = readonly [Dot, Dot]

const same = (a: Dot, b: Dot): boolean => a[0] === b[0] && a[1] === b[1]

/** Whether c, which lies on the line through a and b, lies strictly between them. */
const between = (a: Dot, b: Dot, c: Dot): boolean => {
  const axis = Math.abs(b[0] - a[0]) >= Math.abs(b[1] - a[1]) ? 0 : 1
  return (c[axis] - a[axis]) * (c[axis] - b[axis]) < 0
}

/** Whether the edges have a common place that is not an end of both. */
export function meet([a, b]: Edge, [c, d]: Edge): boolean {
  const abc = turn(a, b, c)
  const abd = turn(a, b, d)
  const cda = turn(c, d, a)
  const cdb = turn(c, d, b)
  if (abc === 0 && between(a, b, c)) return true
  if (abd === 0 && between(a, b, d)) return true
  if (cda === 0 && between(c, d, a)) return true
  if (cdb === 0 && between(c, d, b)) return true
  if ((same(a, c) && same(b, d)) || (same(a, d) && same(b, c))) return true
  return abc * abd < 0 && cda * cdb < 0
}

/** An index over the edges' boxes. */
export function indexEdges(edges: readonly Edge[]): Flatbush {
  const index = new Flatbush(edges.length, 8)
  for (const [a, b] of edges) index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
  index.finish()
  return index
}

/** Pairs (i < j) of edges that meet, `most` of them at most. */
export function findContacts(edges: readonly Edge[], most = Infinity): [number, number][] {
  if (edges.length === 0) return []
  const index = indexEdges(edges)
  const found: [number, number][] = []
  for (const [at, [a, b]] of edges.entries()) {
    const near = index.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
    for (const other of near) {
      if (other <= at || !meet(edges[at], edges[other])) continue
      found.push([at, other])
      if (found.length >= most) return found
    }
  }
  return found
}

/** The edges of loops, one after the other. */
export const edgesOf = (loop: readonly Dot[]): Edge[] => loop.map((dot, at): Edge => [dot, loop[(at + 1) % loop.length]])
