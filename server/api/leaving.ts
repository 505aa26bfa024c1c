// What is asked of a coverage cost: until when, and where to.
import type { Leaving } from '../../shared/domain/coverage-cost.ts'
import { isLngLat } from '../../shared/domain/geo.ts'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { DAY, HOUR, instant, parseIso, type Instant } from '../../shared/domain/time.ts'

/** An hour and nowhere in particular unless the query says otherwise; BODY_MALFORMED for what is no time to come or no place. */
export function leavingOf(query: Readonly<Record<string, unknown>>, now: Instant): Leaving | Refusal {
  const until = query.until === undefined ? instant(now + HOUR) : typeof query.until === 'string' ? parseIso(query.until) : undefined
  if (until === undefined || until <= now || until > now + DAY) {
    return refuse('BODY_MALFORMED', 'until is a time of the next 24 hours with its zone, for example 2026-03-01T08:30:15Z (a + in an address is %2B)')
  }
  if (query.lon === undefined && query.lat === undefined) return { until, place: null }
  const [lon, lat] = [degrees(query.lon), degrees(query.lat)]
  return isLngLat(lon, lat) ? { until, place: [lon, lat] } : refuse('BODY_MALFORMED', 'lon and lat are degrees, both or neither')
}

const degrees = (text: unknown): number => (typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN)
