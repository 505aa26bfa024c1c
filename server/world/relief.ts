// Who could be where nobody is, and when: the nearest unit of the tier that is on duty and fresh, by a plain estimate.
import { isFresh } from '../../shared/domain/freshness.ts'
import { fromMicro, type LngLat } from '../../shared/domain/geo.ts'
import type { Tier } from '../../shared/domain/tier.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { isMobile, secondsOfWay, type Relief } from '../../shared/domain/travel.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import { unitFreshness } from './interval.ts'
import type { World } from './world.ts'

/** The one that is there first of those that are asked for, whole minutes; null when nobody of the tier can come at all. */
export function reliefFor(world: World, tier: Tier, place: LngLat, now: Instant, isAsked: (unit: Unit) => boolean = () => true): Relief | null {
  let best: { unit: string; seconds: number } | null = null
  for (const unit of world.units.values()) {
    const { id, number, kind } = unit
    if (unit.tier !== tier || !isMobile(kind) || !world.shifts.has(id) || world.sos.has(id) || !isAsked(unit)) continue
    if (!isFresh(unitFreshness(world, id, now))) continue
    const { lon, lat } = world.places.columns
    const seconds = secondsOfWay(kind, [fromMicro(lon[number]), fromMicro(lat[number])], place)
    if (!best || seconds < best.seconds || (seconds === best.seconds && id < best.unit)) best = { unit: id, seconds }
  }
  return best && { unit: best.unit, minutes: Math.ceil(best.seconds / 60) }
}
