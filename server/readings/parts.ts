// The parts that a region's rows are of: the regions right below it, then itself for what is known no finer.
import { ancestor, levelOf, regionLevels, type RegionCode } from '../../shared/domain/region.ts'
import type { World } from '../world/world.ts'

export interface Parts {
  /** In code order, the region itself last. */
  readonly parts: readonly RegionCode[]
  /** The place in `parts` of what lies in the region. */
  partOf(region: RegionCode): number
}

export function partsOf({ district }: World, shown: RegionCode): Parts {
  const parts = [...district.regions.values()].filter(({ parent }) => parent === shown).map(({ code }) => code).sort()
  const places = new Map(parts.map((code, index) => [code, index]))
  const next = regionLevels[regionLevels.indexOf(levelOf(shown)) + 1]
  const own = parts.push(shown) - 1
  return { parts, partOf: (region) => (next && places.get(ancestor(region, next) ?? shown)) ?? own }
}
