// Reads a GeoJSON file into features with codes and names, converted to WGS 84; refuses what is no district.
import { toMicro, toWgs84, type Crs } from '../../../shared/domain/geo.ts'
import { regionCode, regionCodeSchema, type RegionCode } from '../../../shared/domain/region.ts'
import type { Dot } from '../geometry/loop.ts'
import { MOST_DOTS, MOST_FEATURES, WIDEST } from './limits.ts'
import { Unusable, type RepairBook } from './repair.ts'

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

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws Unusable. */
export function readFeatures(text: string, crs: Crs, mapping: Mapping, book: RepairBook): RawFeature[] {
  const reader = new RingReader(crs)
  const read = listFeatures(text).map((feature: unknown, at) => readFeature(feature, at + 1, mapping, reader, book))
  checkExtent(read)
  return read
}

/** The features of a GeoJSON text, unread. Throws Unusable. */
export function listFeatures(text: string): readonly unknown[] {
  const file = parse(text)
  if (!isObject(file)) throw new Unusable(null, 'is no GeoJSON: the outermost value must be an object')
  checkNamedCrs(file)
  const features = file.type === 'Feature' ? [file] : file.features
  if (file.type !== 'Feature' && file.type !== 'FeatureCollection') {
    throw new Unusable(null, `is no FeatureCollection: its type is ${quoted(file.type)}`)
  }
  if (!Array.isArray(features) || features.length === 0) throw new Unusable(null, 'has no features')
  if (features.length > MOST_FEATURES) throw new Unusable(null, `has ${features.length} features, more than ${MOST_FEATURES}`)
  return features
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Unusable(null, `is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A value as a report shows it: short, and never walked into, however deep it is. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (Array.isArray(value)) return `a list of ${value.length}`
  return isObject(value) ? 'an object' : String(value)
}

/** GeoJSON of before 2016 may name its reference system; anything but longitude and latitude cannot be read. */
function checkNamedCrs(file: Record<string, unknown>): void {
  if (file.crs === undefined || file.crs === null) return
  const named = isObject(file.crs) && isObject(file.crs.properties) ? file.crs.properties.name : undefined
  if (typeof named === 'string' && /(CRS:?:?84|EPSG:.*\b(4326|4490))$/i.test(named)) return
  const shown = quoted(named ?? file.crs)
  throw new Unusable(null, `names a reference system that is not longitude and latitude: ${shown}; export it as EPSG:4326 or EPSG:4490`)
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

export function readText(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 120) : null
}

/** Statistical codes fill up with zeros to 12 digits: 510304001000 is the town 510304001. */
function readCode(given: string, label: string, book: RepairBook): RegionCode {
  const short = /^\d{12}$/.test(given) ? given.replace(/(000){1,2}$/, '') : given
  if (!regionCodeSchema.safeParse(short).success) throw new Unusable(label, 'has a bad code: a region code has 6, 9, 12, 14 or 15 digits')
  if (short !== given) book.note(label, 'code-shortened')
  return regionCode(short)
}

export function list(value: unknown, label: string, what: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new Unusable(label, `has an empty or broken ${what}`)
  return value
}

const inChina = (lon: number, lat: number): boolean => lon > 73 && lon < 136 && lat > 3 && lat < 54

/** Reads places and counts them. */
export class RingReader {
  readonly #crs: Crs
  #count = 0
  constructor(crs: Crs) { this.#crs = crs }

  place(value: unknown, label: string): Dot {
    if (++this.#count > MOST_DOTS) throw new Unusable(label, `brings the file over ${MOST_DOTS} corners; simplify it first`)
    const [lon, lat]: readonly unknown[] = Array.isArray(value) ? value : []
    if (typeof lon !== 'number' || typeof lat !== 'number') {
      throw new Unusable(label, `has a corner that is no [longitude, latitude] in numbers: ${quoted(value)}`)
    }
    const shown = `[${lon}, ${lat}]`
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 180)) {
      throw new Unusable(label, `has a corner out of range: ${shown}; these look like metres of a projection, export as degrees`)
    }
    if (!inChina(lon, lat) && inChina(lat, lon)) {
      throw new Unusable(label, `has a corner at ${shown}; longitude and latitude look swapped`)
    }
    if (Math.abs(lat) > 90) throw new Unusable(label, `has a corner out of range: ${shown}`)
    const shifted = this.#crs === 'gcj02' || this.#crs === 'bd09'
    if (shifted && !inChina(lon, lat)) throw new Unusable(label, `has a corner at ${shown}, where ${this.#crs} is not defined`)
    const [wgsLon, wgsLat] = toWgs84(this.#crs, lon, lat)
    return [toMicro(wgsLon), toMicro(wgsLat)]
  }
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
