// Boxes on screen and bezel lines: what may lie where.
import type { Camera, Spot } from '../mercator.ts'
import { fromScreen, toScreen } from '../mercator.ts'

/** px from the upper left corner; the same shape serves mercator bounds. */
export interface Box { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** Bezel lines in px of the map. */
export interface Bezels { readonly x: readonly number[]; readonly y: readonly number[] }
export const noBezels: Bezels = { x: [], y: [] }

export const around = (at: Spot, w: number, h = w): Box => ({ x: at.x - w / 2, y: at.y - h / 2, w, h })
export const middle = (box: Box): Spot => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 })
export const grow = (box: Box, by: number): Box => ({ x: box.x - by, y: box.y - by, w: box.w + 2 * by, h: box.h + 2 * by })

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

export const holds = (box: Box, at: Spot): boolean =>
  at.x >= box.x && at.x <= box.x + box.w && at.y >= box.y && at.y <= box.y + box.h

/** Whether `inner` lies in `outer` whole. */
export const encloses = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h

/** px² that both cover. */
export function shared(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  return w > 0 && h > 0 ? w * h : 0
}

export const crosses = (box: Box, bezels: Bezels): boolean =>
  bezels.x.some((x) => box.x < x && x < box.x + box.w) || bezels.y.some((y) => box.y < y && y < box.y + box.h)

/** How far a mark of this box must be moved so that no bezel line runs through it: the shorter way on each axis. */
export function offBezels(box: Box, bezels: Bezels, gap = 2): Spot {
  const shift = (from: number, length: number, lines: readonly number[]): number => {
    const line = lines.find((at) => from - gap < at && at < from + length + gap)
    if (line === undefined) return 0
    return line - from > length / 2 ? line - gap - from - length : line + gap - from
  }
  return { x: shift(box.x, box.w, bezels.x), y: shift(box.y, box.h, bezels.y) }
}

/** A box of the world as it stands on screen, and back. */
export function boxToScreen(camera: Camera, bounds: Box): Box {
  const from = toScreen(camera, bounds)
  const to = toScreen(camera, { x: bounds.x + bounds.w, y: bounds.y + bounds.h })
  return { x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y }
}

export function boxFromScreen(camera: Camera, box: Box): Box {
  const from = fromScreen(camera, box)
  const to = fromScreen(camera, { x: box.x + box.w, y: box.y + box.h })
  return { x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y }
}

/** px that a text takes in the map's face: Han characters are square, the rest about 0.56 em wide. */
export function textWidth(text: string, size: number): number {
  let em = 0
  for (const char of text) em += (char.codePointAt(0) ?? 0) >= 0x2e80 ? 1 : 0.56
  return em * size
}
