// How old the map's places are: the newest fix of all on duty, and how long ago the place of a call for help was known.
import { freshness, isFresh } from '../../../shared/domain/freshness.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { Mirror } from '../../../shared/wire/mirror.ts'
import type { Say } from '../../words/index.ts'
import { spanText } from '../../words/span.ts'

/** Expected seconds between fixes when the server did not say. */
const USUAL_INTERVAL = 30
const LEAST_INTERVAL = 10

/** The newest place of all who are on duty, never later than `now`; and the seconds within which the next is due: the quickest of them, 10 at least. */
export function newestFix({ places, unitsByNumber, shifts, intervals }: Pick<Mirror, 'places' | 'unitsByNumber' | 'shifts' | 'intervals'>, now: Instant): { readonly at: Instant | null; readonly every: number } {
  let at = 0
  let every = Infinity
  for (const [number, unit] of unitsByNumber) {
    if (!shifts.has(unit.id) || !places.has(number)) continue
    at = Math.max(at, places.columns.time[number])
    every = Math.min(every, intervals.get(number) ?? USUAL_INTERVAL)
  }
  return { at: at === 0 ? null : instant(Math.min(at, now)), every: Math.max(LEAST_INTERVAL, every === Infinity ? USUAL_INTERVAL : every) }
}

/**
 * What must be said of the place of a unit that calls for help: how old it is once stale or lost, that its time is
 * not known when it came with the call alone, that there is none; null while it is fresh.
 */
export function callPlaceText(say: Say, { units, places, intervals, sos }: Pick<Mirror, 'units' | 'places' | 'intervals' | 'sos'>, id: string, now: Instant): string | null {
  const number = units.get(id)?.number
  if (number !== undefined && places.has(number)) {
    const time = instant(places.columns.time[number])
    const state = freshness(time, intervals.get(number) ?? USUAL_INTERVAL, now)
    return isFresh(state) ? null : say('alarm.placed', { span: spanText(say, now - time) })
  }
  const call = sos.get(id)
  return call && call.lon !== null && call.lat !== null ? say('alarm.placedWhen') : say('alarm.noPlace')
}
