// Makes the areas of a district from mended features: merges codes, derives what is missing, checks that parts fit.
import { Unusable } from '../../../shared/domain/geojson.ts'
import { levelOf, regionCode, regionLevels, type RegionCode, type RegionLevel } from '../../../shared/domain/region.ts'
import type { Area } from '../area.ts'
import { dissolve } from '../../../shared/domain/geometry/dissolve.ts'
import { placeLabel } from '../geometry/label.ts'
import { areaOf, squareMetres, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { checkNeighbours, checkParents } from './fit.ts'
import { SLIVER } from './limits.ts'
import { merge, mend } from './mend.ts'
import type { Part } from './part.ts'
import type { RawFeature } from './read.ts'
import type { RepairBook } from './repair.ts'

const codeLength: Readonly<Record<RegionLevel, number>> = { district: 6, town: 9, village: 12, grid: 15 }

/** Throws Unusable. `known` gives names that the file does not. */
export function assembleAreas(
  features: readonly RawFeature[], district: RegionCode | undefined, known: ReadonlyMap<string, string>, book: RepairBook,
): Area[] {
  const code = district ?? regionCode(features[0].code.slice(0, 6))
  for (const feature of features) {
    if (!feature.code.startsWith(code)) throw new Unusable(feature.label, `lies in another district than ${code}`)
  }
  const parts = mergeByCode(features, book)
  for (const level of regionLevels) checkNeighbours([...parts.values()].filter((part) => levelOf(part.code) === level), book)
  deriveMissing(parts, book)
  checkParents(parts, book)
  return [...parts.values()].sort((a, b) => a.code < b.code ? -1 : 1).map((part) => finish(part, known, book))
}

function mergeByCode(features: readonly RawFeature[], book: RepairBook): Map<RegionCode, Part> {
  const parts = new Map<RegionCode, Part>()
  for (const { code, label, name, polygons } of features) {
    const mended = mend(polygons, label, book)
    const before = parts.get(code)
    if (!before) {
      parts.set(code, { code, label, name, polygons: mended, derived: false })
      continue
    }
    const merged = merge([...before.polygons.flat(), ...mended.flat()], label, `has the code of ${before.label}, and both cover the same ground`)
    parts.set(code, { ...before, name: before.name ?? name, polygons: merged })
    book.note(before.label, 'features-merged')
  }
  return parts
}

/** A level that the file does not have at all is derived from the level below; one that it has must be whole. */
function deriveMissing(parts: Map<RegionCode, Part>, book: RepairBook): void {
  const given = new Set([...parts.keys()].map(levelOf))
  for (const level of ['village', 'town', 'district'] as const) {
    const families = new Map<RegionCode, Part[]>()
    const below = regionLevels[regionLevels.indexOf(level) + 1]
    for (const part of parts.values()) {
      if (levelOf(part.code) !== below) continue
      const parent = regionCode(part.code.slice(0, codeLength[level]))
      if (parts.has(parent)) continue
      if (given.has(level)) throw new Unusable(part.label, `has no parent: the file has ${level}s, but not ${parent}`)
      families.set(parent, [...(families.get(parent) ?? []), part])
    }
    for (const [code, children] of families) parts.set(code, derive(code, children, book))
  }
}

function derive(code: RegionCode, children: readonly Part[], book: RepairBook): Part {
  const label = `region ${code}`
  const dissolved = dissolve(children.flatMap(({ polygons }) => polygons.flat()))
  if (dissolved === undefined) throw new Unusable(label, 'could not be derived from its parts; give its outline in the file')
  const polygons = dissolved.map(([outer, ...holes]): LoopPolygon => {
    const kept = holes.filter((hole) => -squareMetres(hole) > SLIVER)
    book.note(label, 'sliver-closed', holes.length - kept.length)
    return [outer, ...kept]
  })
  book.note(label, 'region-derived')
  const covered = children.reduce((sum, child) => sum + areaOf(child.polygons), 0)
  if (areaOf(polygons) < covered * 0.5) throw new Unusable(label, 'could not be derived from its parts; give its outline in the file')
  return { code, label, name: null, polygons, derived: true }
}

function finish(part: Part, known: ReadonlyMap<string, string>, book: RepairBook): Area {
  const found = known.get(part.code)
  if (part.name === null) book.note(part.label, found === undefined ? 'name-missing' : 'name-found')
  const centre = placeLabel(part.polygons)
  if (centre === undefined) throw new Unusable(part.label, 'is too thin to stand a label in')
  return { code: part.code, name: part.name ?? found ?? part.code, centre, polygons: part.polygons }
}
