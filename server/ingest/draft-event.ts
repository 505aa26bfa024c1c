// From a checked report to the draft of its entry: the place found, the category known, what is personal split off.
import type { Draft, Personal } from '../../shared/domain/entry.ts'
import type { EventReport } from '../../shared/domain/event.ts'
import { toWgs84 } from '../../shared/domain/geo.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import { MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { District } from '../district/district.ts'
import type { Events } from '../world/events.ts'
import type { World } from '../world/world.ts'
import type { EventBody } from './event-body.ts'
import { eventIdOf } from './event-id.ts'

/** An outside system that reports: the API key's id and the name it is shown by. */
export interface Source { readonly id: string; readonly name: string }

const EARLIEST = Date.UTC(2000, 0, 1)
const LEEWAY = 5 * MINUTE

/** What is wrong with a time that somebody says something happened at. */
export function timeFault(name: string, at: Instant, now: Instant): Refusal | undefined {
  if (at > now + LEEWAY) return refuse('BODY_MALFORMED', `${name} lies more than five minutes in the future; is the clock or the zone wrong?`)
  return at < EARLIEST ? refuse('BODY_MALFORMED', `${name} lies before the year 2000`) : undefined
}

/** Keys of different sources, and of different calls of one source, never meet. */
export const ledgerKey = (call: 'event' | 'stage' | 'shift' | 'checkin' | 'duty' | 'visit' | 'work', source: Source, key: string): string => `${call}/${source.id}/${key}`

/** The finest region that both the body and the place allow; the body's own word wins where they disagree. */
function regionOf(district: District, said: RegionCode | null, lon: number | null, lat: number | null): RegionCode {
  const found = lon === null || lat === null ? undefined : district.locate(lon, lat)
  if (said === null) return found ?? district.manifest.code
  return found !== undefined && contains(said, found) ? found : said
}

export interface DraftParts { readonly world: World; readonly events: Pick<Events, 'find'> }

export async function draftEvent({ world, events }: DraftParts, body: EventBody, source: Source, key: string, received: Instant): Promise<Draft | Refusal> {
  const id = eventIdOf(source.id, key, body.occurred)
  const refusal = timeFault('occurred', body.occurred, received) ?? unknownWord(world, body)
  if (refusal) {
    // What was taken once is answered again, whatever the catalogue says today.
    const taken = await events.find(id)
    if (isRefusal(taken)) return taken.refused === 'EVENT_UNKNOWN' ? refusal : taken
  }
  const place = typeof body.lon === 'number' && typeof body.lat === 'number' ? toWgs84(body.crs, body.lon, body.lat) : undefined
  const lon = place?.[0] ?? null
  const lat = place?.[1] ?? null
  const event: EventReport = {
    id, category: body.category, kind: body.kind ?? null, level: body.level,
    region: regionOf(world.district, body.region ?? null, lon, lat), lon, lat,
    occurred: body.occurred, source: source.id, ref: null,
  }
  const personal = personalOf(body)
  return {
    kind: 'event-reported', data: { event }, by: source.id, about: id, key: ledgerKey('event', source, key),
    received, deviceTime: body.occurred, ...(personal ? { personal } : {}),
  }
}

function unknownWord(world: World, { category, kind, region }: EventBody): Refusal | undefined {
  if (region && !world.district.regions.has(region)) return refuse('REGION_UNKNOWN', region)
  if (!world.catalogue) return undefined
  const known = world.catalogue.categories.find(({ code }) => code === category)
  if (!known) return refuse('CATEGORY_UNKNOWN', category)
  // A category that lists no sub-types takes the source's own.
  if (!kind || known.kinds.length === 0 || known.kinds.some(({ code }) => code === kind)) return undefined
  return refuse('CATEGORY_UNKNOWN', `${category} has no kind ${kind}`)
}

/** The source's own number may be anything, also a phone number: it is kept with what can be erased. */
function personalOf({ reporter, text, ref }: EventBody): Personal | undefined {
  const isSaid = (field: [string, unknown]): field is [string, string] => typeof field[1] === 'string' && field[1] !== ''
  const said = Object.entries({ ...reporter, text, ref }).filter(isSaid)
  return said.length > 0 ? Object.fromEntries(said) : undefined
}
