// What a text or mark must keep clear of: edges, bezels, and what already stands there.
import type { Camera } from '../mercator.ts'
import { crosses, encloses, overlaps, type Bezels, type Box } from './boxes.ts'

export interface Room {
  readonly camera: Camera
  /** Nothing is placed outside. */
  readonly view: Box
  readonly bezels: Bezels
  /** Nothing is placed over these: title, legend, inset, the part shown elsewhere. */
  readonly blocked: readonly Box[]
}

/** Whether the box may stand here at all. */
export const fits = (room: Room, box: Box): boolean =>
  encloses(room.view, box) && !crosses(box, room.bezels) && !room.blocked.some((other) => overlaps(other, box))

/** A text that the map draws, centred on its box. */
export interface TextMark {
  readonly text: string
  readonly box: Box
  /** Font size in px. */
  readonly size: number
}
