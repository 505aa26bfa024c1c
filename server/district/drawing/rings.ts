// Puts arcs together again into the loops of every region, at whatever level.
import type { Dot, Loop, LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { nest } from '../../../shared/domain/geometry/nest.ts'
import type { Arc } from './arcs.ts'

/** Polygons by region, where `region` names the one that a share belongs to ('' = outside). */
export function assemble(arcs: readonly Arc[], region: (share: number) => string): Map<string, LoopPolygon[]> {
  const onward = new Map<string, Map<number, { to: number; dots: readonly Dot[] }>>()
  const loops = new Map<string, Loop[]>()
  const add = (code: string, from: number, to: number, dots: readonly Dot[]): void => {
    if (code === '') return
    if (!loops.has(code)) loops.set(code, [])
    if (from === to) {
      loops.get(code)?.push(dots.slice(0, -1))
      return
    }
    const own = onward.get(code) ?? new Map<number, { to: number; dots: readonly Dot[] }>()
    onward.set(code, own.set(from, { to, dots }))
  }
  for (const arc of arcs) {
    const left = region(arc.left)
    const right = region(arc.right)
    if (left === right) continue
    add(left, arc.from, arc.to, arc.dots)
    add(right, arc.to, arc.from, arc.dots.toReversed())
  }
  for (const [code, own] of onward) {
    for (const start of [...own.keys()]) {
      const loop: Dot[] = []
      for (let step = own.get(start), at = start; step; at = step.to, step = own.get(at)) {
        own.delete(at)
        loop.push(...step.dots.slice(0, -1))
      }
      if (loop.length > 0) loops.get(code)?.push(loop)
    }
  }
  return new Map([...loops].map(([code, own]) => [code, nest(own)]))
}
