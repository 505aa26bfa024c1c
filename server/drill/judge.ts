// Where each unit must be, worked out from ground truth by the published rules of admission; written apart from admission on purpose.
import { metresBetween } from '../../shared/domain/geo.ts'
import type { UnitKind } from '../../shared/domain/unit.ts'
import type { PlayedFix, Truth } from './truth.ts'

/** The rules by their published figures. */
export interface Rules {
  /** m/s above which a step is a jump. */
  readonly jump: Readonly<Record<UnitKind, number>>
  /** Metres of accuracy still good, and of a step that is noise whatever its speed. */
  readonly accuracy: number
  /** Ms behind and ahead within which a device's clock is believed; a refill is believed `memory` ms back. */
  readonly behind: number; readonly ahead: number; readonly memory: number
  /** So many jumps in a row that agree with one another are the new place. */
  readonly agreed: number
}

export const published: Rules = {
  jump: { car: 60, motorcycle: 60, foot: 12, post: 60 }, accuracy: 50,
  behind: 24 * 3_600_000, ahead: 5 * 60_000, memory: 31 * 24 * 3_600_000, agreed: 3,
}

/** A place and the span in which its time must lie: a point unless the received time rules. */
export interface Expected { readonly device: string; readonly lon: number; readonly lat: number; readonly from: number; readonly to: number; readonly received: number }

/** How far the drill's idea of the server's clock may be off, in ms, where the received time rules. */
const SLACK = 5_000

interface Spot { readonly time: number; readonly lon: number; readonly lat: number }
interface Trail { newest: number; good: Spot | null; stray: Spot | null; strays: number; seen: Set<number> }

/**
 * The usable places of one device in the order of sending: taken, not repeated, valid, on earth, not late, no jump, accurate.
 * A server that was started again (`restarts`, by its clock) counts agreeing jumps anew.
 */
export function usable(fixes: readonly PlayedFix[], kind: UnitKind, rules: Rules = published, restarts: readonly number[] = []): Expected[] {
  const trail: Trail = { newest: 0, good: null, stray: null, strays: 0, seen: new Set() }
  const places: Expected[] = []
  let heard = 0
  for (const fix of fixes) {
    if (fix.answer?.taken !== true || trail.seen.has(fix.time) || !fix.valid || (fix.lon === 0 && fix.lat === 0)) continue
    trail.seen.add(fix.time)
    const received = fix.answer.at
    if (restarts.some((at) => heard < at && at <= received)) Object.assign(trail, { stray: null, strays: 0 })
    heard = received
    const age = received - fix.time
    const believed = age >= -rules.ahead && age <= (fix.refill ? rules.memory : rules.behind)
    const time = believed ? fix.time : received
    if ((!believed && fix.refill) || time < trail.newest) continue
    if (fix.accuracy !== null && fix.accuracy > rules.accuracy) {
      trail.newest = time
      continue
    }
    if (!settles(trail, { time, lon: fix.lon, lat: fix.lat }, rules.jump[kind], rules)) continue
    places.push({ device: fix.device, lon: fix.lon, lat: fix.lat, from: believed ? time : fix.sent - SLACK, to: believed ? time : time + SLACK, received })
  }
  return places
}

function settles(trail: Trail, spot: Spot, limit: number, rules: Rules): boolean {
  const near = (from: Spot): boolean => {
    const metres = metresBetween(from.lon, from.lat, spot.lon, spot.lat)
    return metres <= rules.accuracy || metres / Math.max(1, (spot.time - from.time) / 1000) <= limit
  }
  if (trail.good && !near(trail.good)) {
    trail.strays = trail.stray && near(trail.stray) ? trail.strays + 1 : 1
    trail.stray = spot
    if (trail.strays < rules.agreed) return false
  }
  trail.stray = null
  trail.strays = 0
  trail.newest = spot.time
  trail.good = spot
  return true
}

/** The place of every unit that must have one: the newest fresh place of its highest-ranked device, judged as each fix came in. */
export function expectedPlaces(truth: Truth, rules: Rules = published, restarts: readonly number[] = []): Map<string, Expected> {
  const byDevice = Map.groupBy(truth.fixes, (fix) => fix.device)
  const byUnit = Map.groupBy(truth.devices.values(), (device) => device.unit)
  const expected = new Map<string, Expected>()
  for (const [id, devices] of byUnit) {
    const kind = truth.units.get(id)?.kind ?? 'car'
    const ranked = [...devices].sort((a, b) => a.rank - b.rank)
    const came = ranked.flatMap((device) => usable(byDevice.get(device.id) ?? [], kind, rules, restarts)).sort((a, b) => a.received - b.received)
    const last = new Map<string, Expected>()
    let place: Expected | undefined
    for (const next of came) {
      last.set(next.device, next)
      const fresh = ranked.find(({ id: device, interval }) => {
        const held = last.get(device)
        return held !== undefined && next.received - held.to <= 5 * interval * 1000
      })
      const best = fresh ? last.get(fresh.id)! : [...last.values()].reduce((a, b) => (b.to > a.to ? b : a))
      if (fresh || !place || best.to > place.to) place = best
    }
    if (place) expected.set(id, place)
  }
  return expected
}

/** A unit as GET /api/units shows it. */
export interface ShownUnit { readonly id: string; readonly place: { readonly lon: number; readonly lat: number; readonly time: number } | null }

export interface Difference { readonly unit: string; readonly expected: Expected | null; readonly shown: ShownUnit['place'] }

/** Units whose shown place is more than `metres` from the expected one, or holds for another time; empty when the world is right. */
export function differences(expected: ReadonlyMap<string, Expected>, shown: readonly ShownUnit[], metres = 2): Difference[] {
  const different: Difference[] = []
  for (const { id, place } of shown) {
    const right = expected.get(id)
    if (!right && !place) continue
    const same = right && place && place.time >= right.from && place.time <= right.to
      && metresBetween(right.lon, right.lat, place.lon, place.lat) <= metres
    if (!same) different.push({ unit: id, expected: right ?? null, shown: place })
  }
  const there = new Set(shown.map(({ id }) => id))
  for (const [unit, right] of expected) if (!there.has(unit)) different.push({ unit, expected: right, shown: null })
  return different
}
