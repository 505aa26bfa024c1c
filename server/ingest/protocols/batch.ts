// Our own batch for gateways: {fixes: [{device, time, lon, lat, speed?, heading?, accuracy?, valid?, sos?, refill?}]}, SI units.
import { refuse, type Refusal } from '../../../shared/domain/refusal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Device } from '../../../shared/domain/unit.ts'
import { mark, type ObservationBatch } from '../observation.ts'
import { instantOf, isNo, isYes, measureOf, numberOf, objectOf } from './numbers.ts'

export const MOST_FIXES = 5_000

/** The items of a batch as they came; a refusal when the whole is none. */
export function readBatch(text: string): readonly unknown[] | Refusal {
  let fixes: unknown
  try {
    fixes = objectOf(JSON.parse(text))?.fixes
  } catch {
    return refuse('MESSAGE_MALFORMED', 'not JSON')
  }
  if (!Array.isArray(fixes)) return refuse('MESSAGE_MALFORMED', 'the body is {"fixes": [...]}')
  if (fixes.length > MOST_FIXES) return refuse('MESSAGE_TOO_LARGE', `at most ${MOST_FIXES} fixes in one batch`)
  return fixes
}

/** Whose an item is; undefined when it does not say. */
export function deviceOf(item: unknown): string | undefined {
  const said = objectOf(item)?.device
  const device = typeof said === 'number' ? String(said) : said
  return typeof device === 'string' && device !== '' && device.length <= 128 ? device : undefined
}

/** Why an item cannot be read, null when it can; judged before anything is taken from it. */
export function faultOf(item: unknown): string | null {
  const said = objectOf(item)
  if (!said) return 'an item is an object'
  if (deviceOf(item) === undefined) return 'device is missing'
  const help = isYes(said.sos)
  const placed = numberOf(said.lon) !== undefined && numberOf(said.lat) !== undefined
  // Without a position a terminal may still say that it has none, or call for help.
  if (!placed && !help && !isNo(said.valid)) return 'lon and lat are missing or no numbers'
  if (!help && instantOf(said.time) === undefined) return 'time is neither epoch seconds, milliseconds nor ISO 8601 with a zone'
  return null
}

/** Puts an item that has no fault into a message's rows. */
export function takeItem(item: unknown, device: Device, received: Instant, into: ObservationBatch): void {
  const said = item as Readonly<Record<string, unknown>>
  const row = into.next(device)
  const lon = numberOf(said.lon)
  const lat = numberOf(said.lat)
  into.at[row] = instantOf(said.time) ?? NaN
  into.received[row] = received
  into.lon[row] = lon ?? NaN
  into.lat[row] = lat ?? NaN
  into.speed[row] = measureOf(said.speed) ?? NaN
  into.heading[row] = measureOf(said.heading) ?? NaN
  into.accuracy[row] = measureOf(said.accuracy) ?? NaN
  const valid = lon !== undefined && lat !== undefined && !isNo(said.valid)
  into.marks[row] = (valid ? mark.valid : 0) | (isYes(said.sos) ? mark.sos : 0) | (isYes(said.refill) ? mark.refill : 0)
}
