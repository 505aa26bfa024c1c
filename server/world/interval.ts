// How old a unit's place may grow: the rhythm of its highest-ranked device.
import { freshness, type Freshness } from '../../shared/domain/freshness.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { World } from './world.ts'

/** Expected seconds between fixes of the unit's highest-ranked device; 0 when it has none, which is never live. */
export const intervalOf = (world: World, unit: string): number => world.devicesOfUnit.get(unit)?.[0]?.interval ?? 0

/** How fresh the unit's place is at `now`; the same answer as a screen's mirror gives. Unknown units are lost. */
export function unitFreshness(world: World, id: string, now: Instant): Freshness {
  const unit = world.units.get(id)
  if (!unit || !world.places.has(unit.number)) return 'lost'
  return freshness(instant(world.places.columns.time[unit.number]), intervalOf(world, id), now)
}
