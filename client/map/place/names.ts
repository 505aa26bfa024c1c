// Where a region's name stands: inside it, near its own centre, clear of bezels and of other names.
import { fromScreen, toScreen, type Spot } from '../mercator.ts'
import { boundsOf, lies, surrounds, type Shape } from '../shapes.ts'
import { around, boxToScreen, grow, overlaps, textWidth, type Box } from './boxes.ts'
import { fits, type Room, type TextMark } from './room.ts'

export interface NameWish {
  /** Font size in px. */
  readonly size: number
  /** Leave a name out rather than let it reach over its region's border. */
  readonly strict: boolean
  /** Names that stand already. */
  readonly beside: readonly TextMark[]
  /** Symbols that a name had better not lie under. */
  readonly avoided: readonly Box[]
}

const GRID = 9

/** One name per region that has room for it; those that have none stay without rather than collide. */
export function placeNames(shapes: readonly Shape[], room: Room, wish: NameWish): TextMark[] {
  const placed: TextMark[] = []
  const taken = wish.beside.map((mark) => mark.box)
  // Small regions have the fewest places to choose from, so they choose first.
  const order = [...shapes].sort((a, b) => a.bounds.w * a.bounds.h - b.bounds.w * b.bounds.h)
  for (const shape of order) {
    const text = shape.region.short
    const w = textWidth(text, wish.size) + wish.size * 0.12
    const h = wish.size * 1.1
    const box = bestBox(shape, room, wish, taken, w, h)
    if (!box) continue
    placed.push({ text, box, size: wish.size })
    taken.push(box)
  }
  return placed
}

function bestBox(shape: Shape, room: Room, wish: NameWish, taken: readonly Box[], w: number, h: number): Box | null {
  let best: Box | null = null
  let least = Infinity
  const own = toScreen(room.camera, shape.centre)
  for (const at of candidates(shape, room, own)) {
    const away = Math.hypot(at.x - own.x, at.y - own.y) / wish.size
    if (away >= least) continue
    const box = around(at, w, h)
    if (!fits(room, box) || taken.some((other) => overlaps(grow(other, wish.size * 0.3), box))) continue
    const outside = reachOver(shape, room, box)
    if (wish.strict && outside > 0) continue
    const cost = away + outside * 4 + wish.avoided.filter((other) => overlaps(other, box)).length * 6
    if (cost < least) { least = cost; best = box }
  }
  return best
}

/** The region's own centre first, then a grid over it. */
function candidates(shape: Shape, room: Room, own: Spot): Spot[] {
  const spots = [own]
  const bounds = boxToScreen(room.camera, boundsOf([shape.main]))
  for (let column = 1; column < GRID; column++) {
    for (let row = 1; row < GRID; row++) {
      const at = { x: bounds.x + (bounds.w * column) / GRID, y: bounds.y + (bounds.h * row) / GRID }
      const spot = fromScreen(room.camera, at)
      if (lies(shape, spot) && surrounds(shape.main, spot)) spots.push(at)
    }
  }
  return spots
}

/** How many of the box's eight rim points lie outside the region. */
function reachOver(shape: Shape, room: Room, box: Box): number {
  let outside = 0
  for (const [fx, fy] of [[0, 0], [0.5, 0], [1, 0], [0, 1], [0.5, 1], [1, 1], [0, 0.5], [1, 0.5]]) {
    if (!lies(shape, fromScreen(room.camera, { x: box.x + box.w * fx, y: box.y + box.h * fy }))) outside++
  }
  return outside
}
