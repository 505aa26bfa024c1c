// A network of plausible ways between the hearts of grids: the district's real roads are in no free data set.
import { distance, heart, type Ground, type Spot } from './ground.ts'
import { chance } from './random.ts'
import type { RegionCode } from '../../shared/domain/region.ts'

export interface Way { readonly to: number; readonly length: number; readonly line: readonly Spot[] }
export interface Roads {
  readonly nodes: readonly Spot[]
  readonly regions: readonly RegionCode[]
  /** Ways that leave each node; every way has its twin back. */
  readonly ways: readonly (readonly Way[])[]
  /** The number of the piece that a node belongs to: no way leads from one piece to another (an exclave). */
  readonly piece: readonly number[]
}

const NEIGHBOURS = 4
const STEP_M = 40

/** Ways bend a little, and none leaves the district. */
export function roadsOf(seed: number, ground: Ground): Roads {
  const nodes = ground.grids.map((grid) => heart(ground, grid))
  const ways: Way[][] = nodes.map(() => [])
  const join = (a: number, b: number): boolean => {
    if (ways[a].some((way) => way.to === b)) return true
    const line = bend(seed, ground, nodes[a], nodes[b])
    if (!line) return false
    const length = lengthOf(line)
    ways[a].push({ to: b, length, line })
    ways[b].push({ to: a, length, line: [...line].reverse() })
    return true
  }
  nodes.forEach((node, a) => {
    for (const b of nearest(nodes, node, NEIGHBOURS + 1)) if (b !== a) join(a, b)
  })
  let piece = pieces(ways)
  // Islands of near neighbours are joined where a way stays inside the district; what is left is an exclave.
  for (let a = 0; a < nodes.length; a++) {
    for (const b of nearest(nodes, nodes[a], 24)) if (piece[a] !== piece[b] && join(a, b)) piece = pieces(ways)
  }
  return { nodes, regions: ground.grids.map((grid) => grid.code), ways, piece }
}

function nearest(nodes: readonly Spot[], from: Spot, count: number): number[] {
  return nodes.map((node, index) => ({ index, far: distance(node, from) }))
    .sort((a, b) => a.far - b.far).slice(0, count).map(({ index }) => index)
}

/** A curve from a to b inside the district: bent, less bent, straight; undefined when even that leaves it. */
function bend(seed: number, ground: Ground, a: Spot, b: Spot): Spot[] | undefined {
  const next = chance(seed, 'way', Math.round(a.x + b.x), Math.round(a.y + b.y))
  const sway = (next() - 0.5) * 0.5
  for (const part of [1, 0.4, 0]) {
    const middle = { x: (a.x + b.x) / 2 - (b.y - a.y) * sway * part, y: (a.y + b.y) / 2 + (b.x - a.x) * sway * part }
    const steps = Math.max(2, Math.ceil(distance(a, b) / STEP_M))
    const line = Array.from({ length: steps + 1 }, (_, i) => quadratic(a, middle, b, i / steps))
    if (line.every((spot) => ground.holds(spot))) return line
  }
  return undefined
}

const quadratic = (a: Spot, b: Spot, c: Spot, f: number): Spot => ({
  x: a.x * (1 - f) ** 2 + 2 * b.x * f * (1 - f) + c.x * f ** 2,
  y: a.y * (1 - f) ** 2 + 2 * b.y * f * (1 - f) + c.y * f ** 2,
})

export function lengthOf(line: readonly Spot[]): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += distance(line[i - 1], line[i])
  return sum
}

function pieces(ways: readonly (readonly Way[])[]): number[] {
  const piece = ways.map(() => -1)
  ways.forEach((_, start) => {
    if (piece[start] >= 0) return
    const open = [start]
    piece[start] = start
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { to } of ways[at]) if (piece[to] < 0) { piece[to] = start; open.push(to) }
    }
  })
  return piece
}

/**
 * The cheapest line of spots from one node to another of the same piece; ways outside `beat` cost three times as much.
 * Undefined when the nodes lie in different pieces.
 */
export function route(roads: Roads, from: number, to: number, beat?: RegionCode): Spot[] | undefined {
  if (roads.piece[from] !== roads.piece[to]) return undefined
  const cost = new Float64Array(roads.nodes.length).fill(Infinity)
  const came = new Map<number, { from: number; way: Way }>()
  const done = new Uint8Array(roads.nodes.length)
  cost[from] = 0
  const open = [from]
  while (open.length > 0) {
    let best = 0
    for (let i = 1; i < open.length; i++) if (cost[open[i]] < cost[open[best]]) best = i
    const at = open.splice(best, 1)[0]
    if (at === to) break
    if (done[at]) continue
    done[at] = 1
    for (const way of roads.ways[at]) {
      const strange = beat !== undefined && !roads.regions[way.to].startsWith(beat) ? 3 : 1
      const price = cost[at] + way.length * strange
      if (price >= cost[way.to]) continue
      cost[way.to] = price
      came.set(way.to, { from: at, way })
      open.push(way.to)
    }
  }
  const legs: (readonly Spot[])[] = []
  for (let at = to; at !== from;) {
    const step = came.get(at)!
    legs.unshift(step.way.line)
    at = step.from
  }
  return legs.length === 0 ? [roads.nodes[from]] : legs.flatMap((line, i) => (i === 0 ? line : line.slice(1)))
}
