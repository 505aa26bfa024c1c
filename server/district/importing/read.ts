// Reads a GeoJSON file into features with codes and names, converted to WGS 84; refuses what is no district.
import type { Crs } from '../../../shared/domain/geo.ts'
import { isObject, list, listFeatures, quoted, readText, RingReader, Unusable } from '../../../shared/domain/geojson.ts'
import type { Dot } from '../../../shared/domain/geometry/loop.ts'
import { regionCode, regionCodeSchema, type RegionCode } from '../../../shared/domain/region.ts'
import { WIDEST } from './limits.ts'
import type { RepairBook } from './repair.ts'

/** Which properties carry code and name. */
export interface Mapping { readonly code: string; readonly name: string }

export interface RawFeature {
  /** `feature 3 (510304001)`, for reports. */
  readonly label: string
  readonly code: RegionCode
  readonly name: string | null
  /** Rings as the file has them, in whole millionths WGS 84. */
  readonly polygons: readonly (readonly (readonly Dot[])[])[]
}

/** Throws Unusable. */
export function readFeatures(text: string, crs: Crs, mapping: Mapping, book: RepairBook): RawFeature[] {
  const reader = new RingReader(crs)
  const read = listFeatures(text).map((feature: unknown, at) => readFeature(feature, at + 1, mapping, reader, book))
  checkExtent(read)
  return read
}

function readFeature(feature: unknown, number: number, mapping: Mapping, reader: RingReader, book: RepairBook): RawFeature {
  const label = `feature ${number}`
  if (!isObject(feature) || feature.type !== 'Feature') throw new Unusable(label, 'is no Feature')
  const properties = isObject(feature.properties) ? feature.properties : {}
  const given = readText(properties[mapping.code])
  if (given === null) {
    const there = Object.keys(properties).slice(0, 8).join(', ') || 'none'
    throw new Unusable(label, `has no code: property ${quoted(mapping.code)} is ${quoted(properties[mapping.code])}; there are ${there}`)
  }
  const named = `${label} (${given.slice(0, 24)})`
  const code = readCode(given, named, book)
  const { geometry } = feature
  if (!isObject(geometry)) throw new Unusable(named, 'has no geometry')
  const { type, coordinates } = geometry
  if (type !== 'Polygon' && type !== 'MultiPolygon') throw new Unusable(named, `is a ${quoted(type)}, not a Polygon or MultiPolygon`)
  const polygons = (type === 'Polygon' ? [coordinates] : list(coordinates, named, 'MultiPolygon')).map((polygon) =>
    list(polygon, named, 'polygon').map((ring) => list(ring, named, 'ring').map((place) => reader.place(place, named))))
  return { label: named, code, name: readText(properties[mapping.name]), polygons }
}

/** Statistical codes fill up with zeros to 12 digits: 510304001000 is the town 510304001. */
function readCode(given: string, label: string, book: RepairBook): RegionCode {
  const short = /^\d{12}$/.test(given) ? given.replace(/(000){1,2}$/, '') : given
  if (!regionCodeSchema.safeParse(short).success) throw new Unusable(label, 'has a bad code: a region code has 6, 9, 12, 14 or 15 digits')
  if (short !== given) book.note(label, 'code-shortened')
  return regionCode(short)
}

/** A district is a few dozen kilometres wide: a part far from the rest is a slip of the pen. */
function checkExtent(features: readonly RawFeature[]): void {
  const firsts = features.map(({ polygons }) => polygons[0][0][0])
  const middle = ([0, 1] as const).map((axis) => firsts.map((dot) => dot[axis]).sort((a, b) => a - b)[firsts.length >> 1])
  for (const { label, polygons } of features) {
    for (const [x, y] of polygons.flat(2)) {
      const away = Math.max(Math.abs(x - middle[0]), Math.abs(y - middle[1])) / 1e6
      if (away <= WIDEST / 2) continue
      throw new Unusable(label, `has a corner at [${x / 1e6}, ${y / 1e6}], ${away.toFixed(1)} degrees from the other areas`)
    }
  }
}
