// Call-outs: a white leader from a symbol to its name and age, off the land where possible, never across a bezel.
import type { Spot } from '../mercator.ts'
import { crosses, encloses, grow, overlaps, textWidth, type Bezels, type Box } from './boxes.ts'

export interface CallOutWish {
  readonly id: string
  /** The symbol's middle and half its size, px. */
  readonly at: Spot
  readonly radius: number
  /** The bold line and the line below it. */
  readonly name: string
  readonly age: string
}

export interface CallOut extends CallOutWish {
  readonly box: Box
  /** Which side of the box the leader meets. */
  readonly side: 'left' | 'right'
  readonly from: Spot
  readonly to: Spot
}

export interface CallOutRoom {
  readonly view: Box
  readonly bezels: Bezels
  /** Never over these: title, legend, other call-outs. */
  readonly blocked: readonly Box[]
  /** Better not over these: names, symbols, edges of the inset. */
  readonly avoided: readonly Box[]
  readonly onLand: (at: Spot) => boolean
  readonly rem: number
}

/** Beyond this many, the alarm band and the queue say it better. */
export const MOST_CALLOUTS = 6

const WAYS = Array.from({ length: 16 }, (_, way) => (way * Math.PI) / 8)
const REACHES = [2.2, 3.5, 5, 7, 9.5, 12.5]

/** `wishes` loudest first; one that finds no place is left out. */
export function placeCallOuts(wishes: readonly CallOutWish[], room: CallOutRoom): CallOut[] {
  const placed: CallOut[] = []
  for (const wish of wishes) {
    if (placed.length === MOST_CALLOUTS) break
    const found = bestCallOut(wish, room, placed)
    if (found) placed.push(found)
  }
  return placed
}

function bestCallOut(wish: CallOutWish, room: CallOutRoom, placed: readonly CallOut[]): CallOut | null {
  let best: CallOut | null = null
  let least = Infinity
  for (const reach of REACHES) {
    for (const way of WAYS) {
      const callOut = stand(wish, room.rem, reach, way)
      if (!encloses(room.view, callOut.box) || crosses(callOut.box, room.bezels)) continue
      if (room.blocked.some((box) => overlaps(box, callOut.box))) continue
      if (placed.some((other) => overlaps(grow(other.box, room.rem * 0.4), callOut.box) || cuts(other, callOut))) continue
      const cost = costOf(callOut, room, reach)
      if (cost < least) { least = cost; best = callOut }
    }
  }
  return best
}

/** The call-out whose leader runs `reach` rem in direction `way`. */
function stand(wish: CallOutWish, rem: number, reach: number, way: number): CallOut {
  const [dx, dy] = [Math.cos(way), Math.sin(way)]
  const from = { x: wish.at.x + dx * wish.radius * 0.9, y: wish.at.y + dy * wish.radius * 0.9 }
  const to = { x: wish.at.x + dx * (wish.radius + reach * rem), y: wish.at.y + dy * (wish.radius + reach * rem) }
  const w = Math.max(textWidth(wish.name, 1.25 * rem), textWidth(wish.age, 1.1 * rem)) + 0.3 * rem
  const h = 2.9 * rem
  const side = dx >= 0 ? 'left' : 'right'
  const gap = 0.35 * rem
  return { ...wish, side, from, to, box: { x: side === 'left' ? to.x + gap : to.x - gap - w, y: to.y - h / 2, w, h } }
}

/** Whether one leader runs through the other's text. */
const cuts = (a: CallOut, b: CallOut): boolean => runs(a, b.box) || runs(b, a.box)

const runs = ({ from, to }: CallOut, box: Box): boolean =>
  [0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1].some((part) => {
    const x = from.x + (to.x - from.x) * part
    const y = from.y + (to.y - from.y) * part
    return x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h
  })

function costOf(callOut: CallOut, room: CallOutRoom, reach: number): number {
  const { box } = callOut
  let land = 0
  for (const fx of [0, 0.5, 1]) for (const fy of [0, 0.5, 1]) if (room.onLand({ x: box.x + box.w * fx, y: box.y + box.h * fy })) land++
  const over = room.avoided.filter((other) => overlaps(other, box)).length
  const through = room.avoided.filter((other) => runs(callOut, other)).length
  const bezel = crosses({ x: Math.min(callOut.from.x, callOut.to.x), y: Math.min(callOut.from.y, callOut.to.y), w: Math.abs(callOut.to.x - callOut.from.x), h: Math.abs(callOut.to.y - callOut.from.y) }, room.bezels)
  return reach * 0.75 + land * 0.5 + over * 5 + through * 0.8 + (bezel ? 2 : 0)
}
