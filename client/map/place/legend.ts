// The legend's places: rows of symbol and word, none across a bezel.
import { textWidth, type Bezels } from './boxes.ts'

export interface LegendItem {
  readonly key: 'area' | 'line' | 'point' | 'stale' | 'lost' | 'ages' | 'idle' | 'schematic'
  readonly text: string
  /** Room is kept for this text, so that a growing count moves nothing. */
  readonly widest: string
}

export interface LegendPlace extends LegendItem { readonly x: number; readonly y: number }

/** Heights and gaps in rem. */
const ROW = 1.9
const GAP = 1.1
const SYMBOL = 1.5

/** Five fields of age beside one another, and the unit after them. */
const AGES = 16.6
const widthOf = (item: LegendItem, rem: number): number =>
  textWidth(item.widest, 1.1 * rem) + (item.key === 'schematic' ? 0.3 : item.key === 'ages' ? AGES : SYMBOL) * rem

/** Size in rem of the block of ages where coverage is the subject: a row of limits over a row for each tier. */
export const AGES_BLOCK = { w: 26.2, h: 5.7 } as const


/** Flows the items from `x` on, stepping over bezel lines, into as many rows as `room` px ask for. `y` counts from the first row. */
export function flowLegend(items: readonly LegendItem[], x: number, room: number, bezels: Bezels, rem: number): LegendPlace[] {
  const places: LegendPlace[] = []
  let [at, row] = [x, 0]
  for (const item of items) {
    const w = widthOf(item, rem)
    const after = stepOver(at, w, bezels, rem)
    if (after + w > x + room && at > x) {
      row++
      at = stepOver(x, w, bezels, rem)
    } else at = after
    places.push({ ...item, x: at, y: row * ROW * rem })
    at += w + GAP * rem
  }
  return places
}

/** What the flow takes, whatever the counts say. */
export function legendSize(items: readonly LegendItem[], x: number, room: number, bezels: Bezels, rem: number): { readonly w: number; readonly h: number } {
  const places = flowLegend(items, x, room, bezels, rem)
  const ends = places.map((place) => place.x + widthOf(place, rem) - x)
  const last = places[places.length - 1]
  return { w: Math.max(0, ...ends), h: last ? last.y + ROW * rem : 0 }
}

export interface LegendBlock {
  /** Where the block stands: beside a bezel rather than across it. */
  readonly x: number
  /** Where the items flow: to its right on the lowest row, else below it. */
  readonly flow: { readonly x: number; readonly room: number; readonly y: number }
  readonly w: number
  readonly h: number
}

/** The legend with the block of ages before its items, from `x` on with `room` px to its right; heights count from its top. */
export function blockLegend(items: readonly LegendItem[], x: number, room: number, bezels: Bezels, rem: number): LegendBlock {
  const at = stepOver(x, AGES_BLOCK.w * rem, bezels, rem)
  const right = at + (AGES_BLOCK.w + GAP) * rem
  const left = x + room - right
  const high = AGES_BLOCK.h * rem
  const beside = legendSize(items, right, left, bezels, rem)
  if (beside.w <= left && beside.h <= high) return { x: at, flow: { x: right, room: left, y: high - beside.h }, w: right + beside.w - x, h: high }
  const below = legendSize(items, at, x + room - at, bezels, rem)
  return { x: at, flow: { x: at, room: x + room - at, y: high }, w: at - x + Math.max(AGES_BLOCK.w * rem, below.w), h: high + below.h }
}

function stepOver(at: number, w: number, bezels: Bezels, rem: number): number {
  const line = bezels.x.find((bezel) => at - 0.2 * rem < bezel && bezel < at + w)
  return line === undefined ? at : line + 0.6 * rem
}
