// Captions of the enlarged part and of the place it was taken from: over water where possible, never across a bezel.
import type { Spot } from '../mercator.ts'
import { crosses, encloses, type Bezels, type Box } from './boxes.ts'

export interface CaptionRoom {
  readonly within: Box
  readonly bezels: Bezels
  readonly onLand: (at: Spot) => boolean
}

/**
 * The place for a caption of this size inside `within`: of all places on a grid the one over the least land,
 * among equals the lowest and then the one nearest to `pull` (0 left … 1 right).
 */
export function placeCaption(w: number, h: number, room: CaptionRoom, pull: number): Box {
  const { within } = room
  const free = { x: Math.max(0, within.w - w), y: Math.max(0, within.h - h) }
  let best: Box = { x: within.x + free.x * pull, y: within.y + free.y, w, h }
  let least = Infinity
  for (let column = 0; column <= 8; column++) {
    for (let row = 0; row <= 8; row++) {
      const box = { x: within.x + (free.x * column) / 8, y: within.y + free.y - (free.y * row) / 8, w, h }
      if (crosses(box, room.bezels) || !encloses(within, box)) continue
      const cost = landUnder(box, room.onLand) * 6 + row * 0.12 + Math.abs(column / 8 - pull) * 0.8
      if (cost < least) { least = cost; best = box }
    }
  }
  return best
}

function landUnder(box: Box, onLand: (at: Spot) => boolean): number {
  let land = 0
  for (const fx of [0, 0.25, 0.5, 0.75, 1]) for (const fy of [0, 0.5, 1]) if (onLand({ x: box.x + box.w * fx, y: box.y + box.h * fy })) land++
  return land / 15
}

/** The two lines that join a frame to its enlarged copy: between the corners that face one another. */
export function leaders(frame: Box, copy: Box, side: 'left' | 'right' | 'above' | 'below'): readonly (readonly [Spot, Spot])[] {
  const corner = (box: Box, right: boolean, bottom: boolean): Spot => ({ x: box.x + (right ? box.w : 0), y: box.y + (bottom ? box.h : 0) })
  switch (side) {
    case 'left': return [[corner(copy, true, false), corner(frame, false, false)], [corner(copy, true, true), corner(frame, false, true)]]
    case 'right': return [[corner(copy, false, false), corner(frame, true, false)], [corner(copy, false, true), corner(frame, true, true)]]
    case 'above': return [[corner(copy, false, true), corner(frame, false, false)], [corner(copy, true, true), corner(frame, true, false)]]
    case 'below': return [[corner(copy, false, false), corner(frame, false, true)], [corner(copy, true, false), corner(frame, true, true)]]
    default: return side satisfies never
  }
}
