// Dissolves loops into the polygons of what they cover, however they touch, overlap or abut.
import type Flatbush from 'flatbush'
import { indexEdges, type Edge } from './contact.ts'
import { turn, type Dot, type Loop, type LoopPolygon } from './loop.ts'
import { nest } from './nest.ts'
import { node, type Network } from './node.ts'

/** An edge that loops ran along `net` times more from `from` to `to` than back. */
interface Strand { readonly from: number; readonly to: number; readonly net: number }

/** Polygons of all places that at least `depth` loops wind around (holes unwind); undefined when the loops are beyond sorting out. */
export function dissolve(loops: readonly Loop[], depth = 1): LoopPolygon[] | undefined {
  const network = node(loops)
  if (!network) return undefined
  const strands = weigh(network)
  if (strands.length === 0) return []
  const border = findBorder(network.dots, strands, depth)
  const rings = traceBorder(network.dots, border)
  return rings && nest(rings)
}

function weigh({ dots, edges }: Network): Strand[] {
  const nets = new Map<number, number>()
  for (const [from, to] of edges) {
    const key = from < to ? from * dots.length + to : to * dots.length + from
    nets.set(key, (nets.get(key) ?? 0) + (from < to ? 1 : -1))
  }
  return [...nets].filter(([, net]) => net !== 0)
    .map(([key, net]) => ({ from: Math.floor(key / dots.length), to: key % dots.length, net }))
}

/** Edges with the covered side on their left. */
function findBorder(dots: readonly Dot[], strands: readonly Strand[], depth: number): [number, number][] {
  const edges = strands.map(({ from, to }): Edge => [dots[from], dots[to]])
  const index = indexEdges(edges)
  const border: [number, number][] = []
  for (const [at, { from, to, net }] of strands.entries()) {
    const right = windingRightOf(index, edges, strands, at)
    const left = right + net
    if (left >= depth === right >= depth) continue
    border.push(left >= depth ? [from, to] : [to, from])
  }
  return border
}

/** How many loops wind around the places just right of an edge's middle: counted along a ray that the edge does not run with. */
function windingRightOf(index: Flatbush, edges: readonly Edge[], strands: readonly Strand[], at: number): number {
  const [a, b] = edges[at]
  const upright = Math.abs(b[1] - a[1]) >= Math.abs(b[0] - a[0])
  const midX = (a[0] + b[0]) / 2
  const midY = (a[1] + b[1]) / 2
  // The ray goes east from upright edges and north from flat ones; the latter are turned so that north becomes east.
  const turned = (x: number, y: number): Dot => upright ? [x * 2, y * 2] : [y * 2, -x * 2]
  const middle = turned(midX, midY)
  const met = upright ? index.search(midX, midY, Infinity, midY) : index.search(midX, midY, midX, Infinity)
  let winding = 0
  for (const other of met) {
    if (other === at) continue
    const c = turned(...edges[other][0])
    const d = turned(...edges[other][1])
    if (c[1] <= middle[1] && d[1] > middle[1] && turn(c, d, middle) > 0) winding += strands[other].net
    else if (c[1] > middle[1] && d[1] <= middle[1] && turn(c, d, middle) < 0) winding -= strands[other].net
  }
  const goesUp = turned(...a)[1] < turned(...b)[1]
  return goesUp ? winding : winding - strands[at].net
}

/** Joins border edges to loops, each around one connected inside, and parts them where they touch themselves. */
function traceBorder(dots: readonly Dot[], border: readonly (readonly [number, number])[]): Loop[] | undefined {
  const onward = new Map<number, number[]>()
  for (const [from, to] of border) onward.set(from, [...(onward.get(from) ?? []), to])
  const loops: Loop[] = []
  for (const [start] of border) {
    for (let to = onward.get(start)?.pop(); to !== undefined; to = onward.get(start)?.pop()) {
      const path = [start]
      const placed = new Map([[start, 0]])
      let before = start
      let here = to
      for (;;) {
        const again = placed.get(here)
        if (again !== undefined) {
          // The path came back to a dot of its own: what lies between is a loop.
          const loop = path.splice(again)
          for (const number of loop) placed.delete(number)
          if (loop.length >= 3) loops.push(loop.map((number) => dots[number]))
          if (path.length === 0) break
        }
        placed.set(here, path.push(here) - 1)
        const next = takeNext(dots, onward, before, here)
        if (next === undefined) return undefined
        before = here
        here = next
      }
    }
  }
  return loops
}

/** The first edge onward, turning clockwise from the way back: so the traced inside stays one piece. */
function takeNext(dots: readonly Dot[], onward: ReadonlyMap<number, number[]>, before: number, here: number): number | undefined {
  const ways = onward.get(here)
  if (!ways || ways.length === 0) return undefined
  const back = angle(dots[here], dots[before])
  let best = 0
  let least = Infinity
  for (const [at, way] of ways.entries()) {
    const clockwise = (back - angle(dots[here], dots[way]) + 4 * Math.PI) % (2 * Math.PI)
    const swing = clockwise === 0 ? 2 * Math.PI : clockwise
    if (swing < least) { least = swing; best = at }
  }
  return ways.splice(best, 1)[0]
}

const angle = (from: Dot, to: Dot): number => Math.atan2(to[1] - from[1], to[0] - from[0])
