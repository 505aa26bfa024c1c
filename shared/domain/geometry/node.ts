// Cuts loops at every place where they meet, so that edges afterwards touch at common dots only.
import { indexEdges } from './contact.ts'
import { turn, type Dot, type Loop } from './loop.ts'

/** Directed edges between numbered dots; the same edge may come several times, and in both directions. */
export interface Network { readonly dots: readonly Dot[]; readonly edges: readonly (readonly [number, number])[] }

/** Dots at most this far apart are one dot, and a dot at most this far from an edge lies on it: millionths of a degree, about 0.1 m. */
const TOLERANCE = 1
const ROUNDS = 24
/** How many times as many edges cutting may make of them before the loops are called beyond sorting out. */
const SHATTERED = 8

/** Numbers dots; one that comes within the tolerance of a known dot becomes that dot. */
class DotBook {
  readonly dots: Dot[] = []
  readonly #near = new Map<string, number[]>()

  number(x: number, y: number): number {
    const column = Math.floor(x / 4)
    const row = Math.floor(y / 4)
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const known of this.#near.get(`${column + dx},${row + dy}`) ?? []) {
          const [kx, ky] = this.dots[known]
          if ((kx - x) ** 2 + (ky - y) ** 2 <= TOLERANCE ** 2) return known
        }
      }
    }
    const added = this.dots.push([x, y]) - 1
    const cell = `${column},${row}`
    this.#near.set(cell, [...(this.#near.get(cell) ?? []), added])
    return added
  }
}

/** How far along a → b (0 … 1) the place nearest the dot lies; undefined at the ends and beyond. */
function along(a: Dot, b: Dot, dot: Dot): number | undefined {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const t = ((dot[0] - a[0]) * dx + (dot[1] - a[1]) * dy) / (dx * dx + dy * dy)
  return t > 0 && t < 1 ? t : undefined
}

const liesOn = (a: Dot, b: Dot, dot: Dot): boolean =>
  Math.abs(turn(a, b, dot)) <= TOLERANCE * Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2)

/** Where the edges cross properly, in whole millionths. */
function crossing(a: Dot, b: Dot, c: Dot, d: Dot): Dot | undefined {
  const abc = turn(a, b, c)
  const abd = turn(a, b, d)
  if (abc * abd >= 0 || turn(c, d, a) * turn(c, d, b) >= 0) return undefined
  const t = abc / (abc - abd)
  return [Math.round(c[0] + t * (d[0] - c[0])), Math.round(c[1] + t * (d[1] - c[1]))]
}

/** Answers undefined when cutting would not come to an end, which only broken input can do. */
export function node(loops: readonly Loop[]): Network | undefined {
  const book = new DotBook()
  let edges: (readonly [number, number])[] = []
  for (const loop of loops) {
    const numbers = loop.map(([x, y]) => book.number(x, y))
    for (const [at, from] of numbers.entries()) {
      const to = numbers[(at + 1) % numbers.length]
      if (from !== to) edges.push([from, to])
    }
  }
  const most = edges.length * SHATTERED + 1_000
  for (let round = 0; round < ROUNDS; round++) {
    const cut = cutOnce(book, edges)
    if (!cut) return { dots: book.dots, edges }
    if (cut.length > most) return undefined
    edges = cut
  }
  return undefined
}

/** Cuts every edge once where others meet it; undefined when nothing was left to cut. */
function cutOnce(book: DotBook, edges: readonly (readonly [number, number])[]): (readonly [number, number])[] | undefined {
  if (edges.length === 0) return undefined
  const { dots } = book
  const index = indexEdges(edges.map(([from, to]) => [dots[from], dots[to]]))
  const cut: (readonly [number, number])[] = []
  let changed = false
  for (const [from, to] of edges) {
    const a = dots[from]
    const b = dots[to]
    const stops = new Map<number, number>()
    const stop = (number: number): void => {
      const t = number === from || number === to ? undefined : along(a, b, dots[number])
      if (t !== undefined) stops.set(number, t)
    }
    for (const other of index.search(Math.min(a[0], b[0]) - 1, Math.min(a[1], b[1]) - 1, Math.max(a[0], b[0]) + 1, Math.max(a[1], b[1]) + 1)) {
      const [c, d] = edges[other]
      if (liesOn(a, b, dots[c])) stop(c)
      if (liesOn(a, b, dots[d])) stop(d)
      const place = crossing(a, b, dots[c], dots[d])
      // The rounded crossing may lie a little beside both edges; they are bent to it.
      if (place) stop(book.number(...place))
    }
    if (stops.size > 0) changed = true
    let here = from
    for (const [next] of [...stops].sort((one, two) => one[1] - two[1])) {
      cut.push([here, next])
      here = next
    }
    cut.push([here, to])
  }
  return changed ? cut : undefined
}
