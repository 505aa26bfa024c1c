// A made-up moment of the district for looking at the map: seeded, so that every picture of it is the same.
import { emptyBatch, UNKNOWN } from '../../../shared/domain/fix.ts'
import { toMicro } from '../../../shared/domain/geo.ts'
import { eventId, type GridEvent, type Severity } from '../../../shared/domain/event.ts'
import { Places } from '../../../shared/domain/places.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import type { Sos } from '../../../shared/domain/situation.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { unitId, type Unit } from '../../../shared/domain/unit.ts'
import type { MapGeometry, MapUnits, RegionFeatures } from '../../../client/map/shown.ts'

export const NOON = instant(Date.UTC(2026, 5, 5, 13, 36))

/** mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface Day { units: MapUnits; places: Places; byNumber: Map<number, Unit>; sos: Map<string, Sos>; intervals: Map<number, number> }

const places = (villages: RegionFeatures): (readonly [number, number])[] => villages.features.map(({ properties }) => properties.centre)

export function makeDay(geometry: MapGeometry, counts: Readonly<Record<Tier, number>>): Day {
  const random = seeded(7)
  const centres = places(geometry.villages)
  const day: Day = { places: new Places(), byNumber: new Map(), sos: new Map(), intervals: new Map(), units: undefined as unknown as MapUnits }
  let number = 0
  for (const tier of tiers) {
    for (let index = 0; index < counts[tier]; index++) {
      number++
      const id = `${tier}-${index}`
      day.byNumber.set(number, { id: unitId(id), number, name: `面${index}`, tier, kind: 'car', team: '', region: regionCode('510304') })
      day.intervals.set(number, tier === 'point' ? 60 : 10)
      const [lon, lat] = centres[Math.floor(random() * centres.length)]
      const chance = random()
      const age = chance < 0.03 ? 20 * MINUTE + random() * 30 * MINUTE : chance < 0.08 ? 6 * MINUTE + random() * 8 * MINUTE : random() * 8 * SECOND
      const heading = random() < 0.15 ? UNKNOWN : Math.floor(random() * 360)
      put(day.places, number, lon + (random() - 0.5) * 0.016, lat + (random() - 0.5) * 0.016, NOON - age, heading)
    }
  }
  day.units = unitsOf(day, 1)
  return day
}

export function put(places: Places, unit: number, lon: number, lat: number, time: number, heading: number): void {
  const batch = emptyBatch(1)
  batch.unit[0] = unit
  batch.time[0] = time
  batch.lon[0] = toMicro(lon)
  batch.lat[0] = toMicro(lat)
  batch.heading[0] = heading
  places.put(batch, 0)
}

export const unitsOf = (day: Day, version: number): MapUnits =>
  ({ places: day.places, unitsByNumber: day.byNumber, onDuty: null, region: null, intervals: day.intervals, sos: day.sos, version })

export function makeEvents(geometry: MapGeometry, count: number): GridEvent[] {
  const random = seeded(21)
  const villages = geometry.villages.features
  return Array.from({ length: count }, (_, index): GridEvent => {
    const village = villages[Math.floor(random() * villages.length)].properties
    const level = (index === 0 ? 1 : index < 3 ? 2 : index < 7 ? 3 : 4) as Severity
    const occurred = instant(NOON - Math.floor(random() * 150) * MINUTE)
    const placed = random() < 0.6
    return {
      id: eventId(`e${index}`), category: 'safety', kind: null, level, region: village.code,
      lon: placed ? village.centre[0] + (random() - 0.5) * 0.01 : null, lat: placed ? village.centre[1] + (random() - 0.5) * 0.01 : null,
      occurred, source: 'grid', ref: null, stage: 'handling', since: occurred, received: occurred, version: 1, rework: 0, owner: null,
    }
  })
}
