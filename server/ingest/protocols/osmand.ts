// Traccar Client and OsmAnd: query, form or JSON → the secret device id and an observation, or a refusal.
import { refuse, type Refusal } from '../../../shared/domain/refusal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Observation } from '../observation.ts'
import { instantOf, isNo, isYes, measureOf, numberOf, objectOf } from './numbers.ts'

export interface OsmAndSaid { readonly secret: string; readonly observation: Observation }

const KNOT = 1852 / 3600
/** Metres of accuracy radius per unit of horizontal dilution, when the phone says only that. */
const HDOP_METRES = 5

const isHelp = (alarm: unknown): boolean => typeof alarm === 'string' && alarm.toLowerCase() === 'sos'

/** Query and form take the same keys and may come together; speed is in **knots**, timestamp in s, ms or ISO. */
export function readForm(query: URLSearchParams, form: URLSearchParams, received: Instant): OsmAndSaid | Refusal {
  const said = (key: string): string | undefined => query.get(key) ?? form.get(key) ?? undefined
  const secret = said('id') ?? said('deviceid')
  if (!secret) return refuse('MESSAGE_MALFORMED', 'id is missing')
  const [lat, lon] = said('location')?.split(',') ?? [said('lat'), said('lon')]
  const knots = measureOf(said('speed'))
  const hdop = measureOf(said('hdop'))
  return finish(secret, said('timestamp'), lat, lon, {
    received, sos: isHelp(said('alarm')) || isYes(said('sos')), valid: !isNo(said('valid')), refill: false,
    speed: knots === null ? null : knots * KNOT,
    heading: measureOf(said('bearing') ?? said('heading')),
    accuracy: measureOf(said('accuracy')) ?? (hdop === null ? null : hdop * HDOP_METRES),
  })
}

/** Client 9 and later: {device_id, location: {timestamp, coords: {latitude, longitude, speed m/s, …}}}. */
export function readJson(text: string, query: URLSearchParams, received: Instant): OsmAndSaid | Refusal {
  let body: Readonly<Record<string, unknown>> | undefined
  try {
    body = objectOf(JSON.parse(text))
  } catch {
    return refuse('MESSAGE_MALFORMED', 'not JSON')
  }
  const secret = body?.device_id ?? query.get('id') ?? query.get('deviceid')
  const location = objectOf(body?.location)
  const coords = objectOf(location?.coords)
  if (typeof secret !== 'string' || secret === '') return refuse('MESSAGE_MALFORMED', 'device_id is missing')
  if (!location) return refuse('MESSAGE_MALFORMED', 'location is missing')
  return finish(secret, location.timestamp, coords?.latitude, coords?.longitude, {
    received, valid: !isNo(location.valid), refill: false,
    sos: isHelp(location.alarm) || isHelp(objectOf(location.extras)?.alarm) || isHelp(body?.alarm),
    speed: measureOf(coords?.speed), heading: measureOf(coords?.heading), accuracy: measureOf(coords?.accuracy),
  })
}

/** A call for help is heard also without a place or with an unreadable time; anything else needs both to be readable. */
function finish(secret: string, time: unknown, lat: unknown, lon: unknown, rest: Omit<Observation, 'at' | 'lon' | 'lat'>): OsmAndSaid | Refusal {
  const place = { lon: numberOf(lon), lat: numberOf(lat) }
  const at = time === undefined || time === '' ? null : instantOf(time)
  if (place.lon === undefined || place.lat === undefined) {
    if (!rest.sos) return refuse('MESSAGE_MALFORMED', 'lat and lon are missing or no numbers')
    return { secret, observation: { ...rest, at: at ?? null, lon: NaN, lat: NaN, valid: false } }
  }
  if (at === undefined && !rest.sos) return refuse('MESSAGE_MALFORMED', 'timestamp is not epoch seconds, milliseconds or ISO 8601 with a zone')
  return { secret, observation: { ...rest, at: at ?? null, lon: place.lon, lat: place.lat } }
}
