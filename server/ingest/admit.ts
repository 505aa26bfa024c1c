// Admission: one observation against what its device sent before → a row for the tape with its flags, or a refusal code.
import type { AdmissionLimits } from '../../shared/domain/catalogue.ts'
import { fixFlag, UNKNOWN, type FixBatch, type FixBuffer } from '../../shared/domain/fix.ts'
import { fromMicro, isLngLat, metresBetween, toMicro, toWgs84, type Crs, type LngLat } from '../../shared/domain/geo.ts'
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { HOUR, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { UnitKind } from '../../shared/domain/unit.ts'
import { AGREED, AHEAD, MEMORY } from './limits.ts'
import { mark, type Observation, type ObservationBatch } from './observation.ts'
import type { Traces } from './traces.ts'

/** Who speaks: numbers for the tape, the crs of the source, what the unit can do. */
export interface Speaker { readonly unit: number; readonly device: number; readonly crs: Crs; readonly kind: UnitKind }

export interface Yardstick {
  readonly limits: AdmissionLimits
  /** Whether a unit's place, in millionths of a degree, lies in the district. */
  inside(unit: number, lon: number, lat: number): boolean
}

export interface Timing {
  /** The instant the fix holds for. */
  readonly time: Instant
  readonly deviceTime: Instant
  /** clock and late, as far as the times alone say. */
  readonly flags: number
}

/**
 * Which instant a fix holds for. A clock more than `clockHours` behind or five minutes ahead is kept, flagged, and
 * ordered by received time. A refill is old by its nature: its time is believed for 31 days, beyond that it goes to
 * history under the received time and moves nothing.
 */
export function timing(said: Pick<Observation, 'at' | 'received' | 'refill'>, limits: AdmissionLimits): Timing {
  const { received, refill } = said
  if (said.at === null || !Number.isFinite(said.at)) return { time: received, deviceTime: received, flags: 0 }
  if (isBelieved(said.at, received, refill, limits)) return { time: said.at, deviceTime: said.at, flags: 0 }
  return { time: received, deviceTime: said.at, flags: disbelieved(refill) }
}

function isBelieved(at: number, received: number, refill: boolean, limits: AdmissionLimits): boolean {
  const behind = received - at
  return behind >= -AHEAD && behind <= (refill ? MEMORY : limits.clockHours * HOUR)
}

const disbelieved = (refill: boolean): number => fixFlag.clock | (refill ? fixFlag.late : 0)

/** The instant that a row holds for, by the same rules. */
export function timeOf(said: ObservationBatch, row: number, limits: AdmissionLimits): number {
  const at = said.at[row]
  return Number.isFinite(at) && isBelieved(at, said.received[row], (said.marks[row] & mark.refill) !== 0, limits) ? at : said.received[row]
}

/** The WGS 84 place of an observation, or undefined when it is no place: out of range, not a number, or 0, 0. */
export function placeOf(said: Pick<Observation, 'lon' | 'lat'>, crs: Crs): LngLat | undefined {
  if (!isLngLat(said.lon, said.lat) || (toMicro(said.lon) === 0 && toMicro(said.lat) === 0)) return undefined
  const place = toWgs84(crs, said.lon, said.lat)
  return isLngLat(...place) ? place : undefined
}

/**
 * Judges a row of a message, remembers it and puts it into the next cut; answers why not otherwise. Deterministic; rows
 * of one device must come in the order of their `timeOf`.
 */
export function admit(traces: Traces, who: Speaker, said: ObservationBatch, row: number, by: Yardstick, into: FixBuffer): RefusalCode | null {
  const { device } = who
  traces.reserve(device)
  const marks = said.marks[row]
  const refill = (marks & mark.refill) !== 0
  const received = said.received[row]
  const hasClock = Number.isFinite(said.at[row])
  const deviceTime = hasClock ? said.at[row] : received
  const believed = !hasClock || isBelieved(deviceTime, received, refill, by.limits)
  if (hasClock && traces.sent(device, deviceTime)) return 'FIX_REPEATED'
  if ((marks & mark.valid) === 0) return 'FIX_INVALID'
  let lon = said.lon[row]
  let lat = said.lat[row]
  if (who.crs !== 'wgs84' || !isPlace(lon, lat)) {
    const place = placeOf({ lon, lat }, who.crs)
    if (!place) return 'FIX_NOWHERE'
    lon = place[0]
    lat = place[1]
  }
  const time = believed ? deviceTime : received
  const accuracy = said.accuracy[row]
  let flags = believed ? 0 : disbelieved(refill)
  if ((marks & mark.sos) !== 0) flags |= fixFlag.sos
  if (refill) flags |= fixFlag.refill
  if (accuracy > by.limits.accuracy) flags |= fixFlag.inaccurate
  if (!by.inside(who.unit, toMicro(lon), toMicro(lat))) flags |= fixFlag.outside
  if (time < traces.at.newest[device]) flags |= fixFlag.late
  const at = into.next()
  const { columns } = into
  columns.unit[at] = who.unit
  columns.device[at] = device
  columns.time[at] = time
  columns.deviceTime[at] = deviceTime
  columns.received[at] = received
  columns.lon[at] = toMicro(lon)
  columns.lat[at] = toMicro(lat)
  columns.speed[at] = tenths(said.speed[row])
  columns.heading[at] = degrees(said.heading[row])
  columns.accuracy[at] = tenths(accuracy)
  columns.flags[at] = flags
  if ((flags & fixFlag.late) === 0) columns.flags[at] |= follow(traces, columns, at, by.limits.jump[who.kind], by.limits.accuracy)
  traces.note(device, deviceTime)
  return null
}

const isPlace = (lon: number, lat: number): boolean => isLngLat(lon, lat) && (toMicro(lon) !== 0 || toMicro(lat) !== 0)

/** Flags a jump and moves the device's newest time and last good place. A late fix is judged on the sorted track, not here. */
function follow(traces: Traces, fixes: FixBatch, row: number, limit: number, noise: number): number {
  const { at } = traces
  const device = fixes.device[row]
  const time = fixes.time[row]
  // An inaccurate fix tells nothing about speed: it is neither a jump nor a place to jump from.
  if (fixes.flags[row] & fixFlag.inaccurate) {
    at.newest[device] = time
    return 0
  }
  const lon = fixes.lon[row]
  const lat = fixes.lat[row]
  if (at.goodTime[device] > 0 && !isNear(at.goodLon[device], at.goodLat[device], lon, lat, noise)
    && !isReachable(at.goodLon[device], at.goodLat[device], lon, lat, time - at.goodTime[device], limit, noise)) {
    const agrees = at.strays[device] > 0
      && isReachable(at.strayLon[device], at.strayLat[device], lon, lat, time - at.strayTime[device], limit, noise)
    at.strays[device] = agrees ? at.strays[device] + 1 : 1
    at.strayTime[device] = time
    at.strayLon[device] = lon
    at.strayLat[device] = lat
    if (at.strays[device] < AGREED) return fixFlag.jump
  }
  at.strays[device] = 0
  at.newest[device] = time
  at.goodTime[device] = time
  at.goodLon[device] = lon
  at.goodLat[device] = lat
  return 0
}

/** No millionth of a degree is longer than this, metres. */
const LONGEST = 0.1113

/** Certainly within the noise, without measuring: what nearly every fix is. */
const isNear = (lonA: number, latA: number, lonB: number, latB: number, noise: number): boolean =>
  (Math.abs(lonA - lonB) + Math.abs(latA - latB)) * LONGEST <= noise

/** Whether a unit of this speed could get there. Steps within the accuracy that is accepted anyway are noise, not speed. */
function isReachable(lonA: number, latA: number, lonB: number, latB: number, passed: number, limit: number, noise: number): boolean {
  const metres = metresBetween(fromMicro(lonA), fromMicro(latA), fromMicro(lonB), fromMicro(latB))
  return metres <= noise || metres / (Math.max(SECOND, passed) / SECOND) <= limit
}

/** m/s or metres → 0.1 units in 16 bits; what was not said, or is not a length, is UNKNOWN. */
const tenths = (value: number): number => (value >= 0 && value < Infinity ? Math.min(UNKNOWN - 1, Math.round(value * 10)) : UNKNOWN)

const degrees = (value: number): number => (Number.isFinite(value) ? ((Math.round(value) % 360) + 360) % 360 : UNKNOWN)
