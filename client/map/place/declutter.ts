// Which event symbols are drawn where: level 1 and 2 always, each seen; what would hide under another is counted.
import { toScreen, type Spot } from '../mercator.ts'
import { around, crosses, holds, offBezels, overlaps, shared, type Box } from './boxes.ts'
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
  /** Incidents that stand for themselves elsewhere in the lists, counted here. */
  readonly hidden: readonly Incident[]
}

/** Share of a symbol that may lie under another before it joins that one's count. */
const BURIED = 0.4
/** Share that a level 1–2 symbol may lie under another before it steps aside. */
const COVERED = 0.15
const RINGS = [0, 0.8, 1.1, 1.6]
const WAYS = [0, 2, 4, 6, 1, 3, 5, 7]

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
