// A recorded day of positions as units, devices and fixes of the drill: columns unit, time, lat, lon, speed_raw, route.
import { fromMicro, isLngLat, toMicro } from '../../shared/domain/geo.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import { instant, parseIso, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { Dialect } from '../../shared/domain/unit.ts'
import { readCsv } from './csv.ts'
import type { OutFix } from './fixes.ts'
import type { DrillDevice, DrillGateway, DrillUnit, Manner, Roster } from './roster.ts'

export interface TraceRow { readonly unit: string; readonly time: Instant; readonly lon: number; readonly lat: number; readonly speed: number }

const MPH = 0.447_04

/** Rows in the order of the file; throws with the row that cannot be read. `speed_raw` is taken as miles an hour. */
export function readTrace(text: string): TraceRow[] {
  return readCsv(text).map((row, index) => {
    const time = parseIso(row.time ?? '')
    const lon = Number(row.lon)
    const lat = Number(row.lat)
    if (!row.unit || time === undefined || !isLngLat(lon, lat)) throw new Error(`row ${index + 1}: unit, time (ISO with a zone), lat and lon are needed`)
    return { unit: row.unit, time, lon: fromMicro(toMicro(lon)), lat: fromMicro(toMicro(lat)), speed: Math.max(0, Number(row.speed_raw || 0) * MPH) }
  })
}

/** Each unit of the trace gets one device; the dialects take turns. */
const turns: readonly { readonly dialect: Dialect; readonly manner: Manner }[] = [
  { dialect: 'jt808', manner: '2019' }, { dialect: 'osmand', manner: 'get' }, { dialect: 'owntracks-http', manner: 'plain' },
  { dialect: 'batch', manner: 'plain' }, { dialect: 'owntracks-mqtt', manner: 'plain' },
]
const gateway: DrillGateway = { id: 'trace-gateway', name: 'trace', crs: 'wgs84' }

/** Units in the order of their names; `interval` is the expected seconds between their fixes. */
export function traceRoster(rows: readonly TraceRow[], region: RegionCode, interval = 60): Roster {
  const names = [...new Set(rows.map(({ unit }) => unit))].sort()
  const units = names.map((name): DrillUnit => ({
    id: `trace-${name.replace(/[^\w.-]/g, '_')}`.slice(0, 64), name: name.slice(0, 32), tier: 'area', kind: 'car', team: 'trace', region, home: { x: 0, y: 0 },
  }))
  const devices = units.map((unit, index): DrillDevice => {
    const { dialect, manner } = turns[index % turns.length]
    const identity = { 'jt808': String(13_904_000_001 + index), 'osmand': unit.id, 'batch': unit.id, 'owntracks-http': `${unit.id}/trace`, 'owntracks-mqtt': `${unit.id}/trace` }[dialect]
    return { id: unit.id, unit: unit.id, dialect, identity, gateway: dialect === 'batch' ? gateway.id : null, rank: 0, crs: 'wgs84', interval, manner }
  })
  return { units, devices, gateways: [gateway] }
}

export type TracePlan = readonly { readonly device: DrillDevice; readonly fix: OutFix }[]

/**
 * Rows as fixes under shifted times: the first row at `start`, or (`ends`) the last one there; in order of time, or as they
 * stand in the file. Whole seconds, so that every dialect carries them.
 */
export function planTrace(rows: readonly TraceRow[], roster: Roster, how: { readonly start: Instant; readonly ends: boolean; readonly sorted: boolean }): TracePlan {
  let [first, last] = [Infinity, -Infinity]
  for (const { time } of rows) [first, last] = [Math.min(first, time), Math.max(last, time)]
  const shift = Math.floor((how.start - (how.ends ? last : first)) / SECOND) * SECOND
  const byName = new Map(roster.units.map((unit, index) => [unit.name, roster.devices[index]]))
  const plan = rows.map((row) => {
    const device = byName.get(row.unit.slice(0, 32))!
    const time = instant(row.time + shift)
    return { device, fix: {
      device: device.id, unit: device.unit, at: time, time, lon: row.lon, lat: row.lat, speed: Math.round(row.speed * 10) / 10, heading: null,
      accuracy: null, valid: true, sos: false, refill: false, faults: [],
    } }
  })
  return how.sorted ? plan.sort((a, b) => a.fix.time - b.fix.time) : plan
}
