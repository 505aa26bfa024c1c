// The units and devices of the drill: a seeded roster of the three tiers, spread over the district's real towns and villages.
import type { Beat, BeatId } from '../../shared/domain/beat.ts'
import type { Crs } from '../../shared/domain/geo.ts'
import type { Region, RegionCode } from '../../shared/domain/region.ts'
import type { Tier } from '../../shared/domain/tier.ts'
import type { Dialect, UnitKind } from '../../shared/domain/unit.ts'
import type { Squad } from './duty.ts'
import { distance, heart, type Ground, type Spot, type Town, type Village } from './ground.ts'
import names from './names.json' with { type: 'json' }
import { between, chance, pick, type Chance } from './random.ts'
import { lineStations, pointStations, squadsOf, type Place } from './squads.ts'

export interface DrillUnit {
  readonly id: string; readonly name: string; readonly tier: Tier; readonly kind: UnitKind; readonly team: string
  /** Home region; cars patrol in their town, everybody else in their village. */
  readonly region: RegionCode
  readonly home: Spot
  /** Those that it covers beats with; none where the district has no beats, or more units than its beats need. */
  readonly squad?: Squad
}

/** How a terminal writes its 808 header, or a Traccar Client its requests. */
export type Manner = '2011' | '2013' | '2019' | 'get' | 'form' | 'json' | 'plain'

export interface DrillDevice {
  readonly id: string; readonly unit: string; readonly dialect: Dialect; readonly identity: string; readonly gateway: string | null
  readonly rank: number; readonly crs: Crs
  /** Whole seconds between fixes. */
  readonly interval: number
  readonly manner: Manner
}
export interface DrillGateway { readonly id: string; readonly name: string; readonly crs: Crs }
export interface Roster { readonly units: readonly DrillUnit[]; readonly devices: readonly DrillDevice[]; readonly gateways: readonly DrillGateway[] }

export const FULL = { area: 45, line: 120, point: 160 }
/** Of the police units, those with a radio in the hand instead of a vehicle, and of the vehicles those on two wheels. */
const RADIO_SHARE = 1 / 3
const MOTORCYCLE_SHARE = 1 / 4
/** Every so many cars also carry a radio of lower rank. */
const SECOND_DEVICE_EVERY = 6

/** Splits a number of units over the tiers as the full roster of 325 is split. */
export function countsFor(units: number): Record<Tier, number> {
  const area = Math.round((units * FULL.area) / 325)
  const line = Math.round((units * FULL.line) / 325)
  return { area, line, point: Math.max(0, units - area - line) }
}

/** With beats, lines and posts get their units first, and everybody who covers a beat has a squad. */
export function rosterOf(seed: number, ground: Ground, total: number, beats: readonly Beat[] = []): Roster {
  const counts = countsFor(total)
  const radios = Math.round(counts.area * RADIO_SHARE)
  const vehicles = counts.area - radios
  const motorcycles = Math.round(vehicles * MOTORCYCLE_SHARE)
  const towns = spread(seed, 'cars', ground.towns, (town) => (town.urban ? 2 : 1))
  const urban = ground.towns.filter((town) => town.urban)
  const streets = urban.length > 0 ? urban : ground.towns
  const villages = (share: number): Place[] => spread(seed, `villages${share}`, placesOf(ground.towns), ({ town }) => (town.urban ? share : 1))
  const streetVillages = spread(seed, 'radios', placesOf(streets), () => 1)

  const gateway: DrillGateway = { id: 'radio-gateway', name: names.gateway, crs: 'gcj02' }
  const units: DrillUnit[] = []
  const devices: DrillDevice[] = []
  for (let i = 0; i < counts.area; i++) {
    const kind: UnitKind = i >= vehicles ? 'foot' : i >= vehicles - motorcycles ? 'motorcycle' : 'car'
    const next = chance(seed, 'area', i)
    const { town, village } = kind === 'foot' ? cyclic(streetVillages, i) : { town: cyclic(kind === 'car' ? towns : streets, i), village: null }
    const region = village?.region ?? town.region
    const unit = named('area', i, kind, town, region, village ? pickHeart(next, ground, village) : heart(ground, town.region))
    units.push(unit)
    if (kind !== 'foot') devices.push(terminal(next, unit, i))
    if (kind === 'foot' || (kind === 'car' && i % SECOND_DEVICE_EVERY === 0)) devices.push(radio(unit, gateway, kind === 'foot' ? 0 : 1))
  }
  const stationed = new Map<string, BeatId>()
  const stations = { line: lineStations(ground, beats), point: pointStations(seed, ground, beats) }
  for (const [tier, places] of [['line', villages(2)], ['point', villages(5)]] as const) {
    for (let i = 0; i < counts[tier]; i++) {
      const station = stations[tier][i]
      const { town, village } = station ?? cyclic(places, i)
      const next = chance(seed, tier, i)
      const home = station?.home ?? (tier === 'line' ? pickHeart(next, ground, village) : standIn(next, ground, village))
      const unit = named(tier, i, tier === 'line' ? 'foot' : 'post', town, village.region, home)
      units.push(unit)
      if (station) stationed.set(unit.id, station.beat)
      devices.push(tier === 'line' ? phone(next, unit, i) : guardPhone(unit))
    }
  }
  const squads = squadsOf(units, beats, (unit) => stationed.get(unit))
  return {
    units: units.map((unit) => { const squad = squads.get(unit.id); return squad ? { ...unit, squad } : unit }),
    devices, gateways: devices.some((device) => device.gateway) ? [gateway] : [],
  }
}

const placesOf = (towns: readonly Town[]): Place[] => towns.flatMap((town) => town.villages.map((village) => ({ town, village })))
const cyclic = <T>(list: readonly T[], index: number): T => list[index % list.length]

/** The list with every item as often as its weight says, in rounds, each round in a seeded order. */
function spread<T>(seed: number, what: string, items: readonly T[], weight: (item: T) => number): T[] {
  const next = chance(seed, 'spread', what)
  const rounds = Math.max(...items.map(weight))
  return Array.from({ length: rounds }, (_, round) => items.filter((item) => weight(item) > round)
    .map((item) => ({ item, place: next() })).sort((a, b) => a.place - b.place).map(({ item }) => item)).flat()
}

function named(tier: Tier, index: number, kind: UnitKind, town: Town, region: Region, home: Spot): DrillUnit {
  const number = String(index + 1)
  return {
    id: `${tier}-${number.padStart(3, '0')}`, name: `${names.call[tier]}${number.padStart(tier === 'area' ? 2 : 3, '0')}`,
    tier, kind, team: `${tier === 'point' ? region.short : town.region.short}${names.team[tier]}`, region: region.code, home,
  }
}

function terminal(next: Chance, unit: DrillUnit, index: number): DrillDevice {
  return {
    id: `${unit.id}-terminal`, unit: unit.id, dialect: 'jt808', identity: String(13_903_040_001 + index), gateway: null, rank: 0,
    crs: index % 5 === 4 ? 'gcj02' : 'wgs84', interval: pick(next, [10, 10, 15, 20, 30]), manner: cyclic(['2013', '2019', '2011'], index),
  }
}

const radio = (unit: DrillUnit, gateway: DrillGateway, rank: number): DrillDevice => ({
  id: `${unit.id}-radio`, unit: unit.id, dialect: 'batch', identity: `R${unit.id}`, gateway: gateway.id, rank, crs: gateway.crs, interval: 30, manner: 'plain',
})

function phone(next: Chance, unit: DrillUnit, index: number): DrillDevice {
  const interval = pick(next, [30, 30, 45, 60])
  const id = `${unit.id}-phone`
  if (index % 2 === 1) return { id, unit: unit.id, dialect: 'owntracks-mqtt', identity: `${unit.id}/phone`, gateway: null, rank: 0, crs: 'wgs84', interval, manner: 'plain' }
  const manner = cyclic(['get', 'form', 'json'] as const, index / 2)
  return { id, unit: unit.id, dialect: 'osmand', identity: id, gateway: null, rank: 0, crs: index % 8 === 0 ? 'gcj02' : 'wgs84', interval, manner }
}

const guardPhone = (unit: DrillUnit): DrillDevice => ({
  id: `${unit.id}-phone`, unit: unit.id, dialect: 'owntracks-http', identity: `${unit.id}/phone`, gateway: null, rank: 0, crs: 'wgs84', interval: 60, manner: 'plain',
})

const pickHeart = (next: Chance, ground: Ground, village: Village): Spot =>
  heart(ground, village.grids.length > 0 ? pick(next, village.grids) : village.region)

/** A spot inside the village, near its heart: where a post stands. */
function standIn(next: Chance, ground: Ground, village: Village): Spot {
  const middle = heart(ground, village.region)
  for (let far = 500; far > 20; far *= 0.8) {
    const spot = { x: middle.x + between(next, -far, far), y: middle.y + between(next, -far, far) }
    // Noise of a few metres must not put a guard over the border.
    const clear = [[8, 0], [-8, 0], [0, 8], [0, -8]].every(([x, y]) => ground.holds({ x: spot.x + x, y: spot.y + y }, village.region.code))
    if (clear && distance(spot, middle) <= far) return spot
  }
  return middle
}
