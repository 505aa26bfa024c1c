// Ages beside stale and lost markers: as many as fit, none over a name, a symbol or a bezel.
import type { Spot } from '../mercator.ts'
import { around, grow, overlaps, textWidth, type Box } from './boxes.ts'
import { fits, type Room, type TextMark } from './room.ts'

export interface AgeWish {
  /** The marker's middle on screen. */
  readonly at: Spot
  readonly text: string
}

/** More than this many ages are noise, however large the map. */
export const MOST_AGES = 48

/**
 * `wishes` most important first. `taken`: names, symbols and call-outs; `radius`: the markers' own, px;
 * `size`: font size, px.
 */
export function placeAges(wishes: readonly AgeWish[], room: Room, taken: readonly Box[], radius: number, size: number): TextMark[] {
  const placed: TextMark[] = []
  const blocked = [...taken]
  for (const { at } of wishes) blocked.push(around(at, radius * 1.6))
  for (const { at, text } of wishes) {
    if (placed.length === MOST_AGES) break
    const w = textWidth(text, size)
    const h = size * 0.95
    const aside = radius + size * 0.18 + w / 2
    const middles = [{ x: at.x + aside, y: at.y }, { x: at.x - aside, y: at.y }, { x: at.x, y: at.y + radius + h * 0.55 }, { x: at.x, y: at.y - radius - h * 0.55 }]
    const box = middles.map((middle) => around(middle, w, h)).find((wanted) => fits(room, wanted) && !blocked.some((other) => overlaps(other, wanted)))
    if (!box) continue
    placed.push({ text, box, size })
    blocked.push(grow(box, size * 0.08))
  }
  return placed
}
