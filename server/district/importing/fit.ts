// Whether regions fit together: neighbours beside one another, parts within their parent, parents filled by their parts.
import { Unusable } from '../../../shared/domain/geojson.ts'
import Flatbush from 'flatbush'
import { levelOf, regionCode, type RegionCode } from '../../../shared/domain/region.ts'
import { areaOf, boxOf } from '../../../shared/domain/geometry/loop.ts'
import { overlapOf } from '../../../shared/domain/geometry/overlap.ts'
import { MOST_OUTSIDE } from '../../../shared/domain/region.ts'
import { MOST_OVERLAP, NEGLIGIBLE } from './limits.ts'
import type { Part } from './part.ts'
import type { RepairBook } from './repair.ts'

/** Regions of one level: what two have in common is reported, more than a sliver is refused. */
export function checkNeighbours(parts: readonly Part[], book: RepairBook): void {
  if (parts.length < 2) return
  const boxes = parts.map(({ polygons }) => boxOf(polygons.flat()))
  const index = new Flatbush(parts.length)
  for (const box of boxes) index.add(...box)
  index.finish()
  const areas = parts.map(({ polygons }) => areaOf(polygons))
  for (const [at, part] of parts.entries()) {
    for (const other of index.search(...boxes[at])) {
      if (other <= at) continue
      const common = overlapOf(part.polygons, parts[other].polygons)
      if (common > Math.min(areas[at], areas[other]) * MOST_OVERLAP) {
        throw new Unusable(part.label, `overlaps ${parts[other].label} by ${Math.round(common)} m²`)
      }
      if (common > NEGLIGIBLE) book.note(part.label, 'overlap-kept', Math.round(common))
    }
  }
}

/** Parts of given (not derived) parents lie within them and, as far as there are any, fill them. */
export function checkParents(parts: ReadonlyMap<RegionCode, Part>, book: RepairBook): void {
  const covered = new Map<RegionCode, number>()
  for (const part of parts.values()) {
    const length = { district: 0, town: 6, village: 9, grid: 12 }[levelOf(part.code)]
    const parent = parts.get(regionCode(part.code.slice(0, length)))
    if (!parent || parent.derived) continue
    const area = areaOf(part.polygons)
    const outside = area - overlapOf(part.polygons, parent.polygons)
    if (outside > Math.max(NEGLIGIBLE, area * MOST_OUTSIDE)) {
      throw new Unusable(part.label, `lies outside its parent ${parent.label} with ${Math.round(outside)} of ${Math.round(area)} m²`)
    }
    if (outside > NEGLIGIBLE) book.note(part.label, 'outside-kept', Math.round(outside))
    covered.set(parent.code, (covered.get(parent.code) ?? 0) + area - outside)
  }
  for (const [code, area] of covered) {
    const parent = parts.get(code)
    const gap = parent ? areaOf(parent.polygons) - area : 0
    if (parent && gap > Math.max(NEGLIGIBLE, area * 0.001)) book.note(parent.label, 'gap-found', Math.round(gap))
  }
}
