// Open events and calls for help as one list of things that stand on the map.
import type { GridEvent, Severity } from '../../../shared/domain/event.ts'
import { fromMicro } from '../../../shared/domain/geo.ts'
import type { Sos } from '../../../shared/domain/situation.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { BeatNow } from '../beats.ts'
import { spotOf, type Spot } from '../mercator.ts'
import type { MapUnits, MapWords } from '../shown.ts'

export interface Incident {
  /** Event id, or sos: and the unit's id, or void: and the beat's. */
  readonly id: string
  readonly kind: 'event' | 'sos' | 'void'
  /** Event, unit or beat id as the outside knows it. */
  readonly about: string
  readonly level: Severity
  readonly spot: Spot
  readonly since: Instant
  readonly title: string
}

/** Centres of regions by code. */
export type Centres = ReadonlyMap<string, Spot>

/**
 * Where a region code stands on the map: the finest region known. A bare district code is no place:
 * such an event is in the lists, but no symbol pretends to know where it is.
 */
export function centreOf(centres: Centres, code: string): Spot | null {
  for (const length of [code.length, 12, 9]) {
    const spot = length <= code.length ? centres.get(code.slice(0, length)) : undefined
    if (spot) return spot
  }
  return null
}

/** The unit's newest place, else where it called from, else its region's centre. */
function sosSpot(sos: Sos, units: MapUnits, centres: Centres, number: number | undefined): Spot | null {
  if (number !== undefined && units.places.has(number)) {
    const { lon, lat } = units.places.columns
    return spotOf([fromMicro(lon[number]), fromMicro(lat[number])])
  }
  return sos.lon !== null && sos.lat !== null ? spotOf([sos.lon, sos.lat]) : centreOf(centres, sos.region)
}

/** Voids that an alarm stands for; where no alarm has judged, the hatch is all there is to say. */
export function voidIncidents(voids: readonly BeatNow[], levels: ReadonlyMap<string, Severity>, spots: ReadonlyMap<string, Spot>, name: (now: BeatNow) => string): Incident[] {
  return voids.flatMap((now): Incident[] => {
    const { id } = now.beat
    const [level, spot] = [levels.get(id), spots.get(id)]
    return level && spot ? [{ id: `void:${id}`, kind: 'void', about: id, level, spot, since: now.last ?? instant(0), title: name(now) }] : []
  })
}

/** Calls for help come before everything else of their level (DESIGN 3.7), events before voids; then the oldest, then id: an order that changes only when a level does. */
export function loudestFirst(incidents: Incident[]): Incident[] {
  const rank = ({ level, kind }: Incident): number => level * 3 + (kind === 'sos' ? 0 : kind === 'event' ? 1 : 2)
  return incidents.sort((a, b) => rank(a) - rank(b) || a.since - b.since || (a.id < b.id ? -1 : 1))
}

/** Loudest first. */
export function incidentsOf(events: readonly GridEvent[], units: MapUnits, centres: Centres, words: Pick<MapWords, 'event' | 'sos'>): Incident[] {
  const incidents: Incident[] = []
  for (const event of events) {
    const spot = event.lon !== null && event.lat !== null ? spotOf([event.lon, event.lat]) : centreOf(centres, event.region)
    if (spot) incidents.push({ id: event.id, kind: 'event', about: event.id, level: event.level, spot, since: event.occurred, title: words.event(event) })
  }
  if (units.sos.size > 0) {
    const byId = new Map([...units.unitsByNumber.values()].map((unit) => [unit.id as string, unit]))
    for (const [id, sos] of units.sos) {
      const unit = byId.get(id)
      const spot = sosSpot(sos, units, centres, unit?.number)
      if (spot) incidents.push({ id: `sos:${id}`, kind: 'sos', about: id, level: 1, spot, since: sos.at, title: words.sos(unit, sos) })
    }
  }
  return loudestFirst(incidents)
}

/** Names the set of incidents that the view minds: level 1–2 and calls for help. */
export const focusOf = (incidents: readonly Incident[]): string =>
  incidents.filter((incident) => incident.level <= 2).map((incident) => incident.id).sort().join(' ')
