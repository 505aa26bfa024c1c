// Admission: one observation against what its device sent before → a row for the tape with its flags, or a refusal code.
import type { AdmissionLimits } from '../../shared/domain/catalogue.ts'
import { fixFlag, UNKNOWN, type FixBuffer } from '../../shared/domain/fix.ts'
import { fromMicro, isLngLat, metresBetween, toMicro, toWgs84, type Crs, type LngLat } from '../../shared/domain/geo.ts'
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { HOUR, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { UnitKind } from '../../shared/domain/unit.ts'
import { AGREED, AHEAD, MEMORY } from './limits.ts'
import type { Observation } from './observation.ts'
import type { Traces } from './traces.ts'

export type FixRow = Parameters<FixBuffer['push']>[0]

/** Who speaks: numbers for the tape, the crs of the source, what the unit can do. */
export interface Speaker { readonly unit: number; readonly device: number; readonly crs: Crs; readonly kind: UnitKind }

export interface Yardstick {
  readonly limits: AdmissionLimits
  /** Whether a WGS 84 place lies in the district. */
  inside(lon: number, lat: number): boolean
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
  const { received } = said
  if (said.at === null || !Number.isFinite(said.at)) return { time: received, deviceTime: received, flags: 0 }
  const behind = received - said.at
  if (behind >= -AHEAD && behind <= (said.refill ? MEMORY : limits.clockHours * HOUR)) return { time: said.at, deviceTime: said.at, flags: 0 }
  return { time: received, deviceTime: said.at, flags: fixFlag.clock | (said.refill ? fixFlag.late : 0) }
}

/** The WGS 84 place of an observation, or undefined when it is no place: out of range, not a number, or 0, 0. */
export function placeOf(said: Pick<Observation, 'lon' | 'lat'>, crs: Crs): LngLat | undefined {
  if (!isLngLat(said.lon, said.lat) || (toMicro(said.lon) === 0 && toMicro(said.lat) === 0)) return undefined
  const place = toWgs84(crs, said.lon, said.lat)
  return isLngLat(...place) ? place : undefined
}

/** Judges one observation and remembers it. Deterministic; observations of one device must come in the order of their `timing`. */
export function admit(traces: Traces, who: Speaker, said: Observation, by: Yardstick): FixRow | RefusalCode {
  traces.reserve(who.device)
  const when = timing(said, by.limits)
  if (said.at !== null && traces.sent(who.device, when.deviceTime)) return 'FIX_REPEATED'
  if (!said.valid) return 'FIX_INVALID'
  const place = placeOf(said, who.crs)
  if (!place) return 'FIX_NOWHERE'

  const row: FixRow = {
    unit: who.unit, device: who.device, time: when.time, deviceTime: when.deviceTime, received: said.received,
    lon: toMicro(place[0]), lat: toMicro(place[1]),
    speed: tenths(said.speed), accuracy: tenths(said.accuracy), heading: degrees(said.heading), flags: when.flags,
  }
  if (said.sos) row.flags |= fixFlag.sos
  if (said.refill) row.flags |= fixFlag.refill
  if (said.accuracy !== null && said.accuracy > by.limits.accuracy) row.flags |= fixFlag.inaccurate
  if (!by.inside(place[0], place[1])) row.flags |= fixFlag.outside
  if (row.time < traces.at.newest[who.device]) row.flags |= fixFlag.late
  if (!(row.flags & fixFlag.late)) follow(traces, row, by.limits.jump[who.kind], by.limits.accuracy)
  traces.note(who.device, row.deviceTime)
  return row
}

/** Flags a jump and moves the device's newest time and last good place. A late fix is judged on the sorted track, not here. */
function follow(traces: Traces, row: FixRow, limit: number, noise: number): void {
  const { at } = traces
  const { device } = row
  // An inaccurate fix tells nothing about speed: it is neither a jump nor a place to jump from.
  if (row.flags & fixFlag.inaccurate) {
    at.newest[device] = row.time
    return
  }
  const reach = { limit, noise }
  if (at.goodTime[device] > 0 && !reachable(at.goodTime[device], at.goodLon[device], at.goodLat[device], row, reach)) {
    const agrees = at.strays[device] > 0 && reachable(at.strayTime[device], at.strayLon[device], at.strayLat[device], row, reach)
    at.strays[device] = agrees ? at.strays[device] + 1 : 1
    at.strayTime[device] = row.time
    at.strayLon[device] = row.lon
    at.strayLat[device] = row.lat
    if (at.strays[device] < AGREED) {
      row.flags |= fixFlag.jump
      return
    }
  }
  at.strays[device] = 0
  at.newest[device] = row.time
  at.goodTime[device] = row.time
  at.goodLon[device] = row.lon
  at.goodLat[device] = row.lat
}

/** Whether a unit of this speed could get there. Steps within the accuracy that is accepted anyway are noise, not speed. */
function reachable(time: number, lon: number, lat: number, row: FixRow, { limit, noise }: { limit: number; noise: number }): boolean {
  const metres = metresBetween(fromMicro(lon), fromMicro(lat), fromMicro(row.lon), fromMicro(row.lat))
  if (metres <= noise) return true
  return metres / (Math.max(SECOND, row.time - time) / SECOND) <= limit
}

/** m/s or metres → 0.1 units in 16 bits; what was not said, or is not a length, is UNKNOWN. */
function tenths(value: number | null): number {
  if (value === null || !Number.isFinite(value) || value < 0) return UNKNOWN
  return Math.min(UNKNOWN - 1, Math.round(value * 10))
}

function degrees(value: number | null): number {
  if (value === null || !Number.isFinite(value)) return UNKNOWN
  return ((Math.round(value) % 360) + 360) % 360
}

