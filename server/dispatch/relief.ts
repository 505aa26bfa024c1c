// Who could be where nobody is, and when: the nearest unit of the tier that is on duty and fresh, by a plain estimate.
import { freshness, isFresh } from '../../shared/domain/freshness.ts'
import { fromMicro, metresBetween, type LngLat } from '../../shared/domain/geo.ts'
import type { Tier } from '../../shared/domain/tier.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { UnitKind } from '../../shared/domain/unit.ts'
import { intervalOf } from '../world/interval.ts'
import type { World } from '../world/world.ts'

/** Metres a second on the way, and how much longer ways are than the straight line (DOMAIN §2.3); a post stays where it is. */
const SPEED: Readonly<Record<UnitKind, number>> = { car: 27 / 3.6, motorcycle: 27 / 3.6, foot: 5 / 3.6, post: 0 }
const DETOUR = 1.35

export interface Relief { readonly unit: string; readonly minutes: number }

/** The one that is there first, whole minutes; null when nobody of the tier can come at all. */
export function reliefFor(world: World, tier: Tier, [lon, lat]: LngLat, now: Instant): Relief | null {
  let best: { unit: string; seconds: number } | null = null
  for (const { id, number, tier: of, kind } of world.units.values()) {
    if (of !== tier || SPEED[kind] === 0 || !world.shifts.has(id) || world.sos.has(id) || !world.places.has(number)) continue
    const { lon: x, lat: y, time } = world.places.columns
    if (!isFresh(freshness(instant(time[number]), intervalOf(world, id), now))) continue
    const seconds = metresBetween(fromMicro(x[number]), fromMicro(y[number]), lon, lat) * DETOUR / SPEED[kind]
    if (!best || seconds < best.seconds || (seconds === best.seconds && id < best.unit)) best = { unit: id, seconds }
  }
  return best && { unit: best.unit, minutes: Math.ceil(best.seconds / 60) }
}
