// A recorded list of calls as events: columns id, offense, category, local_time, lat, lon; some have no position.
import { isLngLat } from '../../shared/domain/geo.ts'
import type { Severity } from '../../shared/domain/event.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { readCsv } from './csv.ts'
import { isoOf } from './report.ts'

export interface CallRow { readonly id: string; readonly category: string; readonly occurred: Instant; readonly place: { readonly lon: number; readonly lat: number } | null }

/** Rows in the order of the file; `zone` is the IANA name of the zone that local_time is in. Throws with the row that cannot be read. */
export function readCalls(text: string, zone: string): CallRow[] {
  const offset = offsetIn(zone)
  return readCsv(text).map((row, index) => {
    const local = Date.parse(`${row.local_time ?? ''}Z`)
    const place = row.lat || row.lon ? { lon: Number(row.lon || NaN), lat: Number(row.lat || NaN) } : null
    if (!row.id || Number.isNaN(local) || (place && !isLngLat(place.lon, place.lat))) {
      throw new Error(`row ${index + 1}: id, local_time (ISO without a zone) and lat with lon, or neither, are needed`)
    }
    return { id: row.id, category: row.category ?? '', occurred: fromLocal(local, offset), place }
  })
}

/** A wall-clock time (as if UTC) to its instant. Twice in autumn: the earlier; skipped in spring: as much later as was skipped. */
export function fromLocal(local: number, offset: (at: number) => number): Instant {
  const day = 86_400_000
  const [before, after] = [offset(local - day), offset(local + day)]
  const early = local - Math.max(before, after)
  const late = local - Math.min(before, after)
  if (offset(early) === local - early) return instant(early)
  return instant(offset(late) === local - late ? late : local - before)
}

/** Milliseconds that the zone's wall clock is ahead of UTC at an instant. Throws RangeError for a zone that does not exist. */
export function offsetIn(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  })
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(at / 1000) * 1000
  }
}

/** What the file's words mean in the catalogue; everything else is 其他, as it should be. */
const meanings: Readonly<Record<string, { readonly category: string; readonly kind: string; readonly level: Severity }>> = {
  'ROBBERY': { category: 'security', kind: 'case', level: 3 }, 'ASSAULT': { category: 'security', kind: 'case', level: 3 },
  'BURGLARY - VEHICLE': { category: 'security', kind: 'case', level: 4 }, 'BURGLARY - RESIDENTIAL': { category: 'security', kind: 'case', level: 4 },
  'BURGLARY - COMMERCIAL': { category: 'security', kind: 'case', level: 4 }, 'LARCENY': { category: 'security', kind: 'case', level: 4 },
  'LARCENY - FROM VEHICLE': { category: 'security', kind: 'case', level: 4 }, 'MOTOR VEHICLE THEFT': { category: 'security', kind: 'case', level: 4 },
  'DRUG VIOLATION': { category: 'security', kind: 'drugs', level: 4 }, 'FAMILY OFFENSE': { category: 'dispute', kind: 'family', level: 4 },
  'DISORDERLY CONDUCT': { category: 'dispute', kind: 'other', level: 4 }, 'MISSING PERSON': { category: 'emergency', kind: 'emergency', level: 3 },
}
const unnamed = { category: 'other', kind: 'other', level: 4 as Severity }

/** Items for POST /api/events/batch; `shift` moves all of them in time, calls without a place name the district alone. */
export function callItems(rows: readonly CallRow[], name: string, district: RegionCode, shift: number): { key: string; event: object }[] {
  return rows.map(({ id, category, occurred, place }) => ({
    key: `${name}-${id}`.replace(/[^\x21-\x7e]/g, '_').slice(0, 96),
    event: { ...meanings[category] ?? unnamed, ...(place ?? { region: district }), occurred: isoOf(occurred + shift), ref: id },
  }))
}

/** How far to move calls so that the last one happens at `now`; whole minutes, as the file has. */
export const shiftTo = (rows: readonly CallRow[], now: Instant): number =>
  Math.floor((now - rows.reduce((last, { occurred }) => Math.max(last, occurred), -Infinity)) / 60_000) * 60_000
