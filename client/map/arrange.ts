// Where the district, its enlarged part and the legend stand in a panel of any shape: the largest district that leaves room.
import type { Camera, Spot } from './mercator.ts'
import { zoomOf } from './mercator.ts'
import { boxFromScreen, grow, holds, overlaps, type Box } from './place/boxes.ts'

export interface Panel {
  /** CSS px. */
  readonly width: number
  readonly height: number
  readonly rem: number
  /** Boxes that the panel's title and as-of take in the upper corners, px. */
  readonly taken: readonly Box[]
  /** Size of the legend, px, when it starts at `x` and `room` px are free to its right. */
  readonly legend: (x: number, room: number) => { readonly w: number; readonly h: number }
}

/** On which side of the place it was taken from the enlarged part stands. */
export type Side = 'left' | 'right' | 'above' | 'below'

export interface Inset {
  readonly box: Box
  readonly camera: Camera
  /** What it shows, in Mercator. */
  readonly bounds: Box
  readonly side: Side
}

export interface Arrangement {
  readonly home: Camera
  readonly inset: Inset | null
  readonly legend: Box
}

/** How much larger the inset draws (LOOK 7). */
export const MAGNIFY = 1.9
/** How much larger another corner must let the district be before it is taken instead of an earlier one. */
const CLEARLY = 1.06
const corners = ['top-left', 'bottom-left', 'top-right', 'bottom-right'] as const
type Corner = (typeof corners)[number]

interface Wish { readonly panel: Panel; readonly outline: readonly Spot[]; readonly land: Box; readonly part: Box | null }
interface Fit { readonly corner: Corner | null; readonly world: number; readonly origin: Spot; readonly inset: Box | null; readonly legend: Box; readonly room: number }

/**
 * `outline`: points along the district's edge, dense enough that no gap is wider than a title; `land`: their bounds;
 * `part`: bounds of the towns to enlarge, or null. All Mercator.
 */
export function arrange(panel: Panel, outline: readonly Spot[], land: Box, part: Box | null): Arrangement {
  const wish = { panel, outline, land, part: part && part.w > 0 ? part : null }
  const alone = largest(wish, null)
  const best = wish.part ? corners.map((corner) => largest(wish, corner)).reduce((a, b) => (b.world > a.world * CLEARLY ? b : a)) : alone
  // An inset that would cost more than half of the district's size is no help.
  const fit = best.world > alone.world * 0.5 ? best : alone
  return shownAs(wish, fit)
}

function shownAs({ panel, land, part }: Wish, fit: Fit): Arrangement {
  const { width, height } = panel
  const centre = {
    x: land.x + (width / 2 - fit.origin.x) / fit.world,
    y: land.y + (height / 2 - fit.origin.y) / fit.world,
  }
  const home = { centre, zoom: zoomOf(fit.world), width, height }
  if (!fit.inset || !part) return { home, inset: null, legend: fit.legend }
  const middle = { x: part.x + part.w / 2, y: part.y + part.h / 2 }
  const camera = { centre: middle, zoom: zoomOf(fit.world * MAGNIFY), width: fit.inset.w, height: fit.inset.h }
  const bounds = boxFromScreen(camera, { x: 0, y: 0, w: fit.inset.w, h: fit.inset.h })
  const from = holeOf(part, land, fit.origin, fit.world, panel.rem)
  return { home, inset: { box: fit.inset, camera, bounds, side: sideOf(fit.inset, from) }, legend: fit.legend }
}

/** Bisects the world's size in px; within one size, positions are tried on a grid and the most central free one is taken. */
function largest(wish: Wish, corner: Corner | null): Fit {
  const { panel, land } = wish
  let low = Math.min(panel.width / land.w, panel.height / land.h) * 0.2
  let high = Math.min(panel.width / land.w, panel.height / land.h)
  let best = tryAt(wish, corner, low)
  if (!best) {
    const legend = legendBox(panel, null)
    const origin = { x: (panel.width - land.w * low) / 2, y: (panel.height - land.h * low) / 2 }
    return { corner: null, world: corner ? 0 : low, origin, inset: null, legend, room: 0 }
  }
  for (let step = 0; step < 8; step++) {
    const world = (low + high) / 2
    const fit = tryAt(wish, corner, world)
    if (fit) { best = fit; low = world } else high = world
  }
  // A little smaller than the largest that just fits: air on all sides.
  return tryAt(wish, corner, best.world * 0.985) ?? best
}

function tryAt(wish: Wish, corner: Corner | null, world: number): Fit | null {
  const { panel, land, part } = wish
  const { rem } = panel
  const inset = corner && part ? insetBox(panel, corner, part, world) : null
  if (corner && !inset) return null
  const legend = legendBox(panel, inset)
  // Beside this inset the legend would not be whole: another corner leaves it more room.
  if (corner && legend.x + legend.w > panel.width) return null
  const blocked = [...panel.taken, legend, ...(inset ? [inset] : [])].map((box) => grow(box, rem * 0.8))
  const margin = rem * 0.7
  const free = { x: panel.width - land.w * world - 2 * margin, y: panel.height - land.h * world - 2 * margin }
  if (free.x < 0 || free.y < 0) return null
  const outline = wish.outline.map((spot) => ({ x: (spot.x - land.x) * world, y: (spot.y - land.y) * world }))
  const found: Spot[] = []
  const columns = Math.max(1, Math.min(16, Math.ceil(free.x / rem)))
  const rows = Math.max(1, Math.min(9, Math.ceil(free.y / rem)))
  for (let column = 0; column <= columns; column++) {
    for (let row = 0; row <= rows; row++) {
      const origin = { x: margin + (free.x * column) / columns, y: margin + (free.y * row) / rows }
      const hole = inset && part ? holeOf(part, land, origin, world, rem) : null
      if (hole && blocked.some((box) => overlaps(box, hole))) continue
      if (outline.every((at) => !blocked.some((box) => holds(box, { x: at.x + origin.x, y: at.y + origin.y })))) found.push(origin)
    }
  }
  if (found.length === 0) return null
  const mean = { x: 0, y: 0 }
  for (const at of found) { mean.x += at.x / found.length; mean.y += at.y / found.length }
  const away = (at: Spot): number => (at.x - mean.x) ** 2 + (at.y - mean.y) ** 2
  return { corner, world, origin: found.reduce((a, b) => (away(b) < away(a) ? b : a)), inset, legend, room: found.length }
}

/** The enlarged part's box in its corner, or null when the panel is too small for it. */
function insetBox(panel: Panel, corner: Corner, part: Box, world: number): Box | null {
  const { rem, width, height } = panel
  const pad = insetPad(rem) * 2 * MAGNIFY
  const w = Math.round(part.w * world * MAGNIFY + pad)
  const h = Math.round(part.h * world * MAGNIFY + pad)
  const top = corner.startsWith('top')
  const left = corner.endsWith('left')
  const above = Math.max(0, ...panel.taken.filter((box) => (left ? box.x < width / 2 : box.x >= width / 2)).map((box) => box.y + box.h))
  const below = top || !left ? panel.legend(rem, width - 2 * rem).h + rem : 0
  const x = left ? rem : width - rem - w
  const y = top ? Math.max(above, rem) : height - Math.max(below, rem) - h
  const box = { x: Math.round(x), y: Math.round(y), w, h }
  if (box.x < rem || box.x + w > width - rem) return null
  if (box.y < above || box.y + h > height - Math.max(below, rem * 0.5)) return null
  return box
}

/** Room in px, at the district's scale, between the enlarged towns and the frame. */
const insetPad = (rem: number): number => rem * 0.45

function holeOf(part: Box, land: Box, origin: Spot, world: number, rem: number): Box {
  return grow({ x: (part.x - land.x) * world + origin.x, y: (part.y - land.y) * world + origin.y, w: part.w * world, h: part.h * world }, insetPad(rem))
}

/** Lower left, or right of an inset that stands there. */
function legendBox(panel: Panel, inset: Box | null): Box {
  const { rem, width, height } = panel
  const alone = panel.legend(rem, width - 2 * rem)
  const beside = inset && inset.x < width / 2 && inset.y + inset.h > height - alone.h - rem
  const x = beside ? inset.x + inset.w + rem : rem
  const { w, h } = beside ? panel.legend(x, width - rem - x) : alone
  return { x, y: height - rem * 0.5 - h, w, h }
}

function sideOf(inset: Box, hole: Box): Side {
  if (inset.x + inset.w <= hole.x) return 'left'
  if (inset.x >= hole.x + hole.w) return 'right'
  return inset.y > hole.y ? 'below' : 'above'
}

/** Points along the edge, no two neighbours further apart than `step` (Mercator). */
export function walk(lines: readonly (readonly Spot[])[], step: number): Spot[] {
  const spots: Spot[] = []
  for (const line of lines) {
    let behind: Spot | null = null
    for (const at of line) {
      const parts = behind ? Math.ceil(Math.hypot(at.x - behind.x, at.y - behind.y) / step) : 1
      // Edges finer than the step are thinned, so that a detailed coast costs no more than a plain one.
      if (behind && parts <= 1 && Math.hypot(at.x - behind.x, at.y - behind.y) < step / 2) continue
      for (let part = 1; part <= parts; part++) {
        spots.push(behind ? { x: behind.x + ((at.x - behind.x) * part) / parts, y: behind.y + ((at.y - behind.y) * part) / parts } : at)
      }
      behind = at
    }
  }
  return spots
}
