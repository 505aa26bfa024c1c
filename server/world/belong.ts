// Which units are a region's: one rule for the markers of a screen and for the figures beside them.
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { World } from './world.ts'

/** A unit is of the regions where it belongs and of those where it is; one on the way through is of both. */
export function belongs(region: RegionCode, world: World, unit: Unit): boolean {
  if (contains(region, unit.region)) return true
  const where = world.whereabouts[unit.number]
  return where !== undefined && contains(region, where)
}
