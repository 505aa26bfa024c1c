// Our own batch for gateways: {fixes: [{device, time, lon, lat, speed?, heading?, accuracy?, valid?, sos?, refill?}]}, SI units.
import { isRefusal, refuse, type Refusal } from '../../../shared/domain/refusal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Observation } from '../observation.ts'
import { instantOf, isNo, isYes, measureOf, numberOf, objectOf } from './numbers.ts'

export const MOST_FIXES = 5_000

/** One item: whose it is and what it says, or why it cannot be read. */
export type BatchItem = { readonly device: string; readonly observation: Observation } | Refusal

/** The items of a batch, each read alone; a refusal when the whole is none. */
export function readBatch(text: string, received: Instant): BatchItem[] | Refusal {
  let fixes: unknown
  try {
    fixes = objectOf(JSON.parse(text))?.fixes
  } catch {
    return refuse('MESSAGE_MALFORMED', 'not JSON')
  }
  if (!Array.isArray(fixes)) return refuse('MESSAGE_MALFORMED', 'the body is {"fixes": [...]}')
  if (fixes.length > MOST_FIXES) return refuse('MESSAGE_TOO_LARGE', `at most ${MOST_FIXES} fixes in one batch`)
  return fixes.map((item) => readItem(item, received))
}

function readItem(item: unknown, received: Instant): BatchItem {
  const said = objectOf(item)
  if (!said) return refuse('MESSAGE_MALFORMED', 'an item is an object')
  const device = typeof said.device === 'number' ? String(said.device) : said.device
  if (typeof device !== 'string' || device === '' || device.length > 128) return refuse('MESSAGE_MALFORMED', 'device is missing')
  const sos = isYes(said.sos)
  const place = { lon: numberOf(said.lon), lat: numberOf(said.lat) }
  const at = instantOf(said.time)
  const placed = place.lon !== undefined && place.lat !== undefined
  // Without a position a terminal may still say that it has none, or call for help.
  const valid = placed && !isNo(said.valid)
  if (!placed && !sos && !isNo(said.valid)) return refuse('MESSAGE_MALFORMED', 'lon and lat are missing or no numbers')
  if (at === undefined && !sos) return refuse('MESSAGE_MALFORMED', 'time is neither epoch seconds, milliseconds nor ISO 8601 with a zone')
  return {
    device,
    observation: {
      at: at ?? null, received, lon: place.lon ?? NaN, lat: place.lat ?? NaN, valid, sos, refill: isYes(said.refill),
      speed: measureOf(said.speed), heading: measureOf(said.heading), accuracy: measureOf(said.accuracy),
    },
  }
}

export const isRead = (item: BatchItem): item is Exclude<BatchItem, Refusal> => !isRefusal(item)
