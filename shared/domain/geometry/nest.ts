// Sorts loops into polygons: anticlockwise loops are outer, clockwise loops are holes of the smallest one around them.
import { holds, signedArea, type Loop, type LoopPolygon } from './loop.ts'

/** Polygons, largest first. Holes that lie in no outer loop are left out. */
export function nest(loops: readonly Loop[]): LoopPolygon[] {
  const sized = loops.map((loop) => ({ loop, area: signedArea(loop) }))
  const outer = sized.filter(({ area }) => area > 0).sort((a, b) => b.area - a.area)
  const polygons: Loop[][] = outer.map(({ loop }) => [loop])
  for (const { loop, area } of sized) {
    if (area >= 0) continue
    // The middle of an edge, because corners may touch the outer loop.
    const x = (loop[0][0] + loop[1][0]) / 2
    const y = (loop[0][1] + loop[1][1]) / 2
    const home = outer.findLastIndex((candidate) => candidate.area >= -area && holds(candidate.loop, x, y))
    if (home !== -1) polygons[home].push(loop)
  }
  return polygons
}
