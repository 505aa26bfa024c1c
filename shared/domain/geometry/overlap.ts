// What two regions have in common, and how many square metres that are.
import { dissolve } from './dissolve.ts'
import { areaOf, boxOf, type Dot, type Loop, type LoopBox, type LoopPolygon } from './loop.ts'

/** The loop within the box, edge by edge of the box; pieces stay joined along the box, which changes no area. */
export function clip(loop: Loop, [west, south, east, north]: LoopBox): Loop {
  const halves: { inside: (dot: Dot) => boolean; axis: 0 | 1; at: number }[] = [
    { inside: ([x]) => x >= west, axis: 0, at: west }, { inside: ([x]) => x <= east, axis: 0, at: east },
    { inside: ([, y]) => y >= south, axis: 1, at: south }, { inside: ([, y]) => y <= north, axis: 1, at: north },
  ]
  let dots = loop
  for (const { inside, axis, at } of halves) {
    dots = dots.flatMap((dot, number): Dot[] => {
      const before = dots[(number + dots.length - 1) % dots.length]
      if (inside(before) === inside(dot)) return inside(dot) ? [dot] : []
      const t = (at - before[axis]) / (dot[axis] - before[axis])
      const met: Dot = axis === 0
        ? [at, Math.round(before[1] + t * (dot[1] - before[1]))]
        : [Math.round(before[0] + t * (dot[0] - before[0])), at]
      return inside(dot) ? [met, dot] : [met]
    })
  }
  return dots
}

/** What lies in both; polygons that are beyond sorting out count as overlapping nowhere. */
export function commonOf(one: readonly LoopPolygon[], two: readonly LoopPolygon[]): readonly LoopPolygon[] {
  const a = boxOf(one.flat())
  const b = boxOf(two.flat())
  const common: LoopBox = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]
  if (common[0] >= common[2] || common[1] >= common[3]) return []
  const loops = [...one.flat(), ...two.flat()].map((loop) => clip(loop, common)).filter((loop) => loop.length >= 3)
  return dissolve(loops, 2) ?? []
}

/** m² that lie in both. */
export const overlapOf = (one: readonly LoopPolygon[], two: readonly LoopPolygon[]): number => areaOf(commonOf(one, two))
