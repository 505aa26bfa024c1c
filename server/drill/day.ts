// The events of one calendar day: how many, when, where, of what kind, and what becomes of them. Pure in seed and day.
import { severities, type Severity } from '../../shared/domain/event.ts'
import type { Crs } from '../../shared/domain/geo.ts'
import type { Region, RegionCode } from '../../shared/domain/region.ts'
import { calendar, DAY, HOUR, instant, MINUTE, startOfDay, type Instant } from '../../shared/domain/time.ts'
import { heart, type Ground, type Spot, type Town } from './ground.ts'
import { lifeOf, type Move } from './life.ts'
import { article, EVENTS_PER_DAY, headings, levels, rhythm, sources, type Group, type SourceName } from './mix.ts'
import names from './names.json' with { type: 'json' }
import { arrivals, between, chance, lognormal, pick, weighted, whole, type Chance } from './random.ts'

export interface DrillEvent {
  /** Idempotency key, the same in every run with the seed. */
  readonly key: string
  readonly source: SourceName
  readonly group: Group
  readonly category: string
  readonly kind: string
  readonly level: Severity
  readonly occurred: Instant
  /** When the outside system hears of it; up to a day late. */
  readonly reported: Instant
  /** The region that the server must answer. */
  readonly region: RegionCode
  /** The true place in WGS 84 and the reference system it is reported in; null = the report names the region only. */
  readonly place: { readonly lon: number; readonly lat: number; readonly crs: Crs } | null
  readonly reporter: { readonly name: string; readonly phone: string } | null
  readonly text: string
  readonly moves: readonly Move[]
}

/** Assumptions, stated: reports that come hours late, reports with a place, of these the share in GCJ-02, villages of street offices. */
export const LATE_SHARE = 0.1
export const PLACE_SHARE = 0.7
export const GCJ_SHARE = 0.4
const URBAN_WEIGHT = 2.2

/** All events that occur on the day that holds `at`, in order of occurrence. */
export function eventsOfDay(seed: number, ground: Ground, at: Instant): DrillEvent[] {
  const midnight = startOfDay(at)
  const { year, month, day } = calendar(midnight)
  const date = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`
  const next = chance(seed, 'day', date)
  const times = Array.from({ length: arrivals(next, EVENTS_PER_DAY) }, () => timeOfDay(next)).sort((a, b) => a - b)
  return times.map((time, index) => {
    const key = `drill-${seed}-${date}-${String(index + 1).padStart(2, '0')}`
    return drawn(chance(seed, 'event', key), key, ground, instant(midnight + time))
  })
}

/** Events that occurred in (from, to], in order of occurrence. */
export function eventsBetween(seed: number, ground: Ground, from: Instant, to: Instant): DrillEvent[] {
  const events: DrillEvent[] = []
  for (let day: number = startOfDay(from); day <= to; day += DAY) {
    events.push(...eventsOfDay(seed, ground, instant(day)).filter((event) => event.occurred > from && event.occurred <= to))
  }
  return events
}

const hours = Object.fromEntries(rhythm.map((weight, hour) => [String(hour), weight]))
const timeOfDay = (next: Chance): number => Number(weighted(next, hours)) * HOUR + Math.floor(next() * 3600) * 1000

function drawn(next: Chance, key: string, ground: Ground, occurred: Instant): DrillEvent {
  const group = weighted(next, article)
  const level = Number(weighted(next, Object.fromEntries(severities.map((s) => [String(s), levels[group][s]])))) as Severity
  const { category, kinds } = headings[group]
  const kind = weighted(next, kinds)
  const reported = reportTime(next, group, occurred)
  const { town, grid } = pickGrid(next, ground)
  const spot = next() < PLACE_SHARE ? spotIn(next, ground, grid) : null
  const place = spot ? { ...asLonLat(ground, spot), crs: next() < GCJ_SHARE ? 'gcj02' as const : 'wgs84' as const } : null
  const region = place ? grid.code : coarse(next, ground, grid)
  const owners = {
    centre: region.length > 6 ? `${town.region.short}${names.owner.town}` : names.owner.district,
    handler: group === 'emergency' ? names.owner.police : `${town.region.short}${names.owner.town}`,
  }
  return {
    key, source: weighted(next, sources), group, category, kind, level, occurred, reported, region, place,
    reporter: next() < 0.6 ? { name: pick(next, names.reporter.surname) + pick(next, names.reporter.given), phone: `1390000${String(whole(next, 0, 9_999)).padStart(4, '0')}` } : null,
    text: pick(next, names.text[group]),
    moves: lifeOf(next, { group, level, reported }, owners),
  }
}

function reportTime(next: Chance, group: Group, occurred: Instant): Instant {
  const late = group !== 'emergency' && next() < LATE_SHARE
  const delay = late ? between(next, 1, 20) * HOUR : Math.min(HOUR, lognormal(next, (group === 'emergency' ? 1.2 : 4) * MINUTE, 0.7))
  return instant(occurred + Math.max(5_000, Math.round(delay / 1000) * 1000))
}

function pickGrid(next: Chance, ground: Ground): { town: Town; grid: Region } {
  const villages = ground.towns.flatMap((town) => town.villages.map((village) => ({ town, village })))
  let left = next() * villages.reduce((sum, { town }) => sum + (town.urban ? URBAN_WEIGHT : 1), 0)
  const chosen = villages.find(({ town }) => (left -= town.urban ? URBAN_WEIGHT : 1) < 0) ?? villages[villages.length - 1]
  const { village } = chosen
  return { town: chosen.town, grid: village.grids.length > 0 ? pick(next, village.grids) : village.region }
}

/** A spot in the grid, three metres clear of its border, so that a rounded coordinate stays in it; null when the grid is too narrow. */
function spotIn(next: Chance, ground: Ground, grid: Region): Spot | null {
  const middle = heart(ground, grid)
  for (let far = 600; far > 5; far *= 0.8) {
    const spot = { x: middle.x + between(next, -far, far), y: middle.y + between(next, -far, far) }
    if ([[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]].every(([x, y]) => ground.holds({ x: spot.x + x, y: spot.y + y }, grid.code))) return spot
  }
  return null
}

function asLonLat(ground: Ground, spot: Spot): { lon: number; lat: number } {
  const [lon, lat] = ground.plane.place(spot)
  return { lon: Math.round(lon * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6 }
}

/** The region that a report without a place names: mostly the grid, sometimes only the town, rarely nothing. */
function coarse(next: Chance, ground: Ground, grid: Region): RegionCode {
  const length = Number(weighted(next, { 15: 0.6, 12: 0.25, 9: 0.1, 6: 0.05 }))
  return length >= grid.code.length ? grid.code : length === 6 ? ground.code : grid.code.slice(0, length) as RegionCode
}
