// Units under one mark: where four or more stand on the same spot, a pill says how many.
import type { Spot } from '../mercator.ts'
import { around, overlaps, type Box } from './boxes.ts'
import { pillSize } from './declutter.ts'
import { fits, type Room } from './room.ts'

export interface Stack { readonly text: string; readonly box: Box }

/** From this many on the eye can no longer count the rims. */
export const LEAST = 4
const MOST_STACKS = 24

/**
 * `spots`: markers' middles on screen; `size`: a marker's, px. Markers within half a size of the first one
 * of a stack belong to it. The fullest stacks come first; one whose pill has no room goes without.
 */
export function placeStacks(spots: readonly Spot[], room: Room, taken: readonly Box[], size: number, rem: number): Stack[] {
  const cells = new Map<string, { readonly at: Spot; count: number }[]>()
  const stacks: { readonly at: Spot; count: number }[] = []
  const reach = size / 2
  for (const at of spots) {
    const [column, row] = [Math.floor(at.x / reach), Math.floor(at.y / reach)]
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${column + dx} ${row + dy}`) ?? []))
      .find((stack) => Math.hypot(stack.at.x - at.x, stack.at.y - at.y) <= reach)
    if (near) { near.count++; continue }
    const stack = { at, count: 1 }
    stacks.push(stack)
    const key = `${column} ${row}`
    cells.set(key, [...cells.get(key) ?? [], stack])
  }
  const placed: Stack[] = []
  for (const { at, count } of stacks.filter((stack) => stack.count >= LEAST).sort((a, b) => b.count - a.count)) {
    if (placed.length === MOST_STACKS) break
    const text = String(count)
    const { w, h } = pillSize(text, rem)
    const aside = size * 0.55 + w / 2
    const box = [[aside, 0], [-aside, 0], [0, size * 0.55 + h / 2], [0, -size * 0.55 - h / 2]]
      .map(([x, y]) => around({ x: at.x + x, y: at.y + y }, w, h))
      .find((wanted) => fits(room, wanted) && ![...taken, ...placed.map((stack) => stack.box)].some((other) => overlaps(other, wanted)))
    if (box) placed.push({ text, box })
  }
  return placed
}
