// Reading GeoJSON as people bring it: its features and places in whole millionths WGS 84, or what is wrong and where.
import { toMicro, toWgs84, type Crs } from './geo.ts'
import type { Dot } from './geometry/loop.ts'

export const MOST_FEATURES = 20_000
/** Corners of all rings together. */
export const MOST_DOTS = 1_000_000

/** Refuses from the depth of a reader; whoever asked turns it into its answer. */
export class Unusable extends Error {
  readonly feature: string | null
  constructor(feature: string | null, reason: string) {
    super(reason)
    this.name = 'Unusable'
    this.feature = feature
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

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

export function readText(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 120) : null
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
