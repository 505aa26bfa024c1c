// What a click meant: the symbol under it, else the marker nearest to it.
import type { Fleet } from '../fleet/fleet.ts'
import { toScreen, type Camera, type Spot } from '../mercator.ts'
import { holds } from './boxes.ts'
import type { EventMark } from './declutter.ts'

/** `reach`: px that a click may miss a marker by. */
export function pick(at: Spot, marks: { readonly camera: Camera; readonly events: readonly EventMark[] }, fleet: Fleet | null, clock: number, reach: number): { readonly event: EventMark } | { readonly unit: number } | null {
  const event = marks.events.find((mark) => holds(mark.box, at))
  if (event) return { event }
  if (!fleet) return null
  let nearest: number | null = null
  let least = reach
  for (let row = 0; row < fleet.drawn; row++) {
    const place = toScreen(marks.camera, fleet.at(row, clock))
    const away = Math.hypot(place.x - at.x, place.y - at.y)
    if (away < least) { least = away; nearest = fleet.numbers[row] }
  }
  return nearest === null ? null : { unit: nearest }
}
