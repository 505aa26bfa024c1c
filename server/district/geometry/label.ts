// Where a region's label stands: the place inside it that is farthest from its border.
import { areaOf, boxOf, polygonHolds, type Dot, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'

/** Distance to the border, negative outside; degrees of latitude, longitude shrunk by `shrink`. */
function depth(polygon: LoopPolygon, x: number, y: number, shrink: number): number {
  let nearest = Infinity
  for (const loop of polygon) {
    for (let at = 0, before = loop.length - 1; at < loop.length; before = at++) {
      const ax = (loop[before][0] - x) * shrink
      const ay = loop[before][1] - y
      const dx = (loop[at][0] - loop[before][0]) * shrink
      const dy = loop[at][1] - loop[before][1]
      const long = dx * dx + dy * dy
      const along = long === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / long))
      nearest = Math.min(nearest, (ax + along * dx) ** 2 + (ay + along * dy) ** 2)
    }
  }
  return Math.sqrt(nearest) * (polygonHolds(polygon, x, y) ? 1 : -1)
}

interface Square { readonly x: number; readonly y: number; readonly half: number; readonly depth: number; readonly hope: number }

/**
 * Halves squares that could still hold a deeper place than the best known, until none could by more than a fiftieth.
 * Answers whole millionths, always strictly inside; undefined for polygons too thin to hold a whole millionth.
 */
export function placeLabel(polygons: readonly LoopPolygon[]): Dot | undefined {
  const largest = [...polygons].sort((a, b) => areaOf([b]) - areaOf([a]))
  for (const polygon of largest) {
    const found = deepest(polygon)
    if (found) return found
  }
  return undefined
}

function deepest(polygon: LoopPolygon): Dot | undefined {
  const [west, south, east, north] = boxOf(polygon)
  const shrink = Math.cos((south + north) / 2e6 * Math.PI / 180)
  const side = Math.max(1, Math.min(east - west, north - south))
  const square = (x: number, y: number, half: number): Square => {
    const at = depth(polygon, x, y, shrink)
    return { x, y, half, depth: at, hope: at + half * Math.SQRT2 }
  }
  const waiting: Square[] = []
  for (let x = west; x < east; x += side) for (let y = south; y < north; y += side) waiting.push(square(x + side / 2, y + side / 2, side / 2))
  let best = square((west + east) / 2, (south + north) / 2, 0)
  for (let round = 0; round < 4_000; round++) {
    let most = -1
    for (const [at, candidate] of waiting.entries()) if (most === -1 || candidate.hope > waiting[most].hope) most = at
    if (most === -1) break
    const [next] = waiting.splice(most, 1)
    if (next.depth > best.depth) best = next
    if (next.hope - best.depth <= Math.max(0.5, best.depth / 50)) break
    const half = next.half / 2
    for (const [dx, dy] of [[-1, -1], [1, -1], [-1, 1], [1, 1]]) waiting.push(square(next.x + dx * half, next.y + dy * half, half))
  }
  const whole: Dot = [Math.round(best.x), Math.round(best.y)]
  return depth(polygon, whole[0], whole[1], shrink) > 0 ? whole : undefined
}
