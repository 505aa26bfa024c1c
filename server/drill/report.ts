// Drill events as the API takes them.
import { fromWgs84 } from '../../shared/domain/geo.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { DrillEvent } from './day.ts'
import type { Move } from './life.ts'

export const isoOf = (at: number): string => new Date(at).toISOString()

/** The body of POST /api/events: a place in its own crs, or else the region. */
export function eventBody(event: DrillEvent): object {
  const { category, kind, level, place, region, occurred, key, reporter, text } = event
  const where = place ? placeIn(place) : { region }
  return { category, kind, level, ...where, occurred: isoOf(occurred), ref: key, text, ...(reporter ? { reporter } : {}) }
}

function placeIn({ lon, lat, crs }: NonNullable<DrillEvent['place']>): object {
  const [x, y] = fromWgs84(crs, lon, lat)
  return { lon: x, lat: y, crs }
}

export const moveBody = ({ to, at, action, owner }: Move): object => ({ to, at: isoOf(at), action, owner })

/** The idempotency key of an event's n-th move (from 0): the one that an import of the event gives it. */
export const moveKey = (key: string, n: number): string => `${key}#${n + 1}`

/** An item of POST /api/events/batch: the event with everything that had happened to it by `now`. */
export const importItem = (event: DrillEvent, now: Instant): object =>
  ({ key: event.key, event: eventBody(event), stages: event.moves.filter(({ at }) => at <= now).map(moveBody) })

/** When the last thing happens to the event. */
export const endOf = (event: DrillEvent): Instant => event.moves.length > 0 ? event.moves[event.moves.length - 1].at : event.reported
