// OwnTracks JSON → an observation, a sign of life, or a refusal; the same over HTTP and MQTT.
import { refuse, type Refusal } from '../../../shared/domain/refusal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Observation } from '../observation.ts'
import { instantOf, isYes, measureOf, numberOf, objectOf } from './numbers.ts'

/** What a message says: a position or a call for help; that the app is alive; that the broker lost it. */
export type OwnTracksSaid =
  | { readonly is: 'observation'; readonly observation: Observation; readonly topic: string | undefined }
  | { readonly is: 'alive'; readonly topic: string | undefined }
  | { readonly is: 'gone' }

/** Messages that are right to send and carry nothing for us. */
const WELCOME = new Set(['transition', 'waypoint', 'waypoints', 'status', 'steps', 'card', 'configuration', 'beacon', 'request', 'cmd', 'dump'])

const KMH = 1 / 3.6

/**
 * `vel` is km/h, `acc` metres, `cog` degrees, `tst` epoch seconds of the fix. A call for help is ours, OwnTracks has
 * none: `{"_type":"sos"}` with or without a position, or `"sos": true` in a location.
 */
export function readOwnTracks(text: string, received: Instant): OwnTracksSaid | Refusal {
  let said: Readonly<Record<string, unknown>> | undefined
  try {
    said = objectOf(JSON.parse(text))
  } catch {
    return refuse('MESSAGE_MALFORMED', 'not JSON')
  }
  if (!said) return refuse('MESSAGE_MALFORMED', 'not a JSON object')
  const topic = typeof said.topic === 'string' ? said.topic : undefined
  const type = said._type
  if (type === 'location') return location(said, received, topic)
  if (type === 'sos') return { is: 'observation', observation: help(said, received), topic }
  if (type === 'lwt') return { is: 'gone' }
  if (type === 'encrypted') return refuse('MESSAGE_UNSUPPORTED', 'encrypted payloads are not read; protect the connection instead')
  if (typeof type !== 'string') return refuse('MESSAGE_MALFORMED', '_type is missing')
  return WELCOME.has(type) ? { is: 'alive', topic } : refuse('MESSAGE_UNSUPPORTED', 'unknown _type')
}

function location(said: Readonly<Record<string, unknown>>, received: Instant, topic: string | undefined): OwnTracksSaid | Refusal {
  const sos = isYes(said.sos)
  const lon = numberOf(said.lon)
  const lat = numberOf(said.lat)
  const at = instantOf(said.tst)
  if (lon === undefined || lat === undefined || at === undefined) {
    // A call for help is heard however broken the rest is.
    return sos ? { is: 'observation', observation: help(said, received), topic } : refuse('MESSAGE_MALFORMED', 'a location needs lat, lon and tst')
  }
  const speed = measureOf(said.vel)
  return {
    is: 'observation', topic,
    observation: {
      at, received, lon, lat, sos, valid: true, refill: false,
      speed: speed === null ? null : speed * KMH, heading: measureOf(said.cog), accuracy: measureOf(said.acc),
    },
  }
}

/** A bare call for help, on a message or on the topic …/sos with nothing in it. */
export function help(said: Readonly<Record<string, unknown>>, received: Instant): Observation {
  const lon = numberOf(said.lon)
  const lat = numberOf(said.lat)
  return {
    at: instantOf(said.tst) ?? null, received, lon: lon ?? NaN, lat: lat ?? NaN, sos: true, valid: lon !== undefined && lat !== undefined,
    refill: false, speed: null, heading: null, accuracy: measureOf(said.acc),
  }
}

/** "user/device" of a topic owntracks/user/device…, with what follows it; undefined for any other topic. */
export function identityOf(topic: string): { readonly identity: string; readonly rest: string } | undefined {
  const [root, user, device, ...rest] = topic.split('/')
  return root === 'owntracks' && user && device ? { identity: `${user}/${device}`, rest: rest.join('/') } : undefined
}
