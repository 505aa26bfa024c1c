// Which event symbols are drawn where: level 1 and 2 always, each seen; what would hide under another is counted.
import { toScreen, type Spot } from '../mercator.ts'
import { around, crosses, encloses, holds, offBezels, overlaps, shared, type Box } from './boxes.ts'
import type { Incident } from './incidents.ts'
import type { Room } from './room.ts'

/** Symbol sizes in px at rem 32 by level (LOOK 7). */
export const EVENT_SIZE = { 1: 58, 2: 50, 3: 42, 4: 34 } as const

export interface EventMark {
  readonly incident: Incident
  /** The symbol's middle on screen; moved aside from its place when another stands there. */
  readonly at: Spot
  readonly box: Box
  /** Its place on screen. */
  readonly place: Spot
  /** Incidents that would lie under this one: counted in its pill, told apart in the lists. */
  readonly hidden: readonly Incident[]
}

/** How many hide under a mark, and where that is said. */
export interface Pill { readonly mark: EventMark; readonly text: string; readonly box: Box }

/** Share of a symbol that may lie under another before it joins that one's count. */
const BURIED = 0.4
/** Share that a level 1–2 symbol may lie under another before it steps aside. */
const COVERED = 0.15
const RINGS = [0, 0.9, 1.2, 1.7, 2.2, 2.8, 3.4]
const WAYS = [0, 4, 2, 6, 1, 3, 5, 7]

/** `incidents` come loudest first; the answer too. Those outside the view or in a blocked box are left to other views. */
export function declutter(incidents: readonly Incident[], room: Room, rem: number): EventMark[] {
  const marks: (EventMark & { hidden: Incident[] })[] = []
  for (const incident of incidents) {
    const place = toScreen(room.camera, incident.spot)
    if (!holds(room.view, place) || room.blocked.some((box) => holds(box, place))) continue
    const size = (EVENT_SIZE[incident.level] * rem) / 32
    const box = nudged(around(place, size), room)
    if (incident.level <= 2) {
      const aside = stepAside(box, size, marks, room)
      marks.push({ incident, at: { x: aside.x + size / 2, y: aside.y + size / 2 }, box: aside, place, hidden: [] })
      continue
    }
    const over = marks.find((mark) => shared(mark.box, box) > BURIED * size * size)
    if (over) over.hidden.push(incident)
    else marks.push({ incident, at: { x: box.x + size / 2, y: box.y + size / 2 }, box, place, hidden: [] })
  }
  return marks
}

function nudged(box: Box, room: Room): Box {
  const by = offBezels(box, room.bezels)
  const x = Math.min(Math.max(box.x + by.x, room.view.x), room.view.x + room.view.w - box.w)
  const y = Math.min(Math.max(box.y + by.y, room.view.y), room.view.y + room.view.h - box.h)
  return { ...box, x, y }
}

/** The nearest place around where little of it is covered; the least covered one when all are. */
function stepAside(box: Box, size: number, marks: readonly EventMark[], room: Room): Box {
  let best = box
  let least = Infinity
  for (const ring of RINGS) {
    for (const way of ring === 0 ? [0] : WAYS) {
      const turn = (way * Math.PI) / 4
      const moved = nudged({ ...box, x: box.x + Math.cos(turn) * ring * size, y: box.y + Math.sin(turn) * ring * size }, room)
      if (ring > 0 && (crosses(moved, room.bezels) || room.blocked.some((other) => overlaps(other, moved)))) continue
      const covered = marks.reduce((sum, mark) => sum + shared(mark.box, moved), 0) / (size * size)
      if (covered <= COVERED) return moved
      if (covered < least) { least = covered; best = moved }
    }
  }
  return best
}

export function pillSize(text: string, rem: number): { readonly w: number; readonly h: number } {
  const h = rem * 1.36
  return { w: h * (0.5 + text.length * 0.46), h }
}

/** One pill per mark that others hide under: +3, beside the symbol on the side that covers least. */
export function placePills(marks: readonly EventMark[], room: Room, rem: number): Pill[] {
  const pills: Pill[] = []
  for (const mark of marks) {
    if (mark.hidden.length === 0) continue
    const text = mark.hidden.length > 99 ? '99+' : `+${mark.hidden.length}`
    const { w, h } = pillSize(text, rem)
    const side = mark.box.w * 0.36 + w / 2
    const beside = [[side, 0], [-side, 0], [side, mark.box.h * 0.4], [-side, mark.box.h * 0.4], [0, mark.box.h * 0.36 + h / 2], [0, -mark.box.h * 0.36 - h / 2]]
      .map(([x, y]) => around({ x: mark.at.x + x, y: mark.at.y + y }, w, h))
    const others = [...marks.filter((other) => other !== mark).map((other) => other.box), ...pills.map((pill) => pill.box)]
    const cost = (box: Box): number => others.reduce((sum, other) => sum + shared(other, box), 0) + (crosses(box, room.bezels) ? 1e6 : 0) + (encloses(room.view, box) ? 0 : 1e5)
    const box = beside.reduce((best, next) => (cost(next) < cost(best) ? next : best))
    pills.push({ mark, text, box })
  }
  return pills
}
