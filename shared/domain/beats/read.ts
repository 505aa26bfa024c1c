// Reads beats from the features of a GeoJSON file, converted to WGS 84; refuses what is no beat.
import { beatSchema, type Beat } from '../beat.ts'
import { fromMicro, type Crs } from '../geo.ts'
import { isObject, list, listFeatures, quoted, readText, RingReader, Unusable } from '../geojson.ts'

export interface ReadBeat { readonly label: string; readonly beat: Beat }

const geometries = { area: ['Polygon', 'MultiPolygon'], line: ['LineString'], point: ['Point'] } as const
type BeatTier = keyof typeof geometries

/**
 * Properties of a feature: tier, id, name, region, team, shifts (a list, or names with commas), interval, plan (an object, or its
 * JSON text, as drawing programs export it), rests (a list of places, or its JSON text), and where they are not said priority 2, people 1 and no weights. Throws Unusable.
 */
export function readBeats(text: string, crs: Crs): ReadBeat[] {
  const reader = new RingReader(crs)
  return listFeatures(text).map((feature, at) => readBeat(feature, `feature ${at + 1}`, reader))
}

function readBeat(feature: unknown, number: string, reader: RingReader): ReadBeat {
  if (!isObject(feature) || feature.type !== 'Feature') throw new Unusable(number, 'is no Feature')
  const properties = isObject(feature.properties) ? feature.properties : {}
  const id = readText(properties.id ?? feature.id)
  const label = id === null ? number : `${number} (${id.slice(0, 24)})`
  const { tier } = properties
  if (tier !== 'area' && tier !== 'line' && tier !== 'point') throw new Unusable(label, `has the tier ${quoted(tier)}; say area, line or point`)
  const parsed = beatSchema.safeParse({
    ...geometryOf(feature.geometry, tier, label, reader), tier, id, name: readText(properties.name), region: readText(properties.region),
    team: readText(properties.team) ?? '', priority: numeric(properties.priority, 2), people: numeric(properties.people, 1),
    interval: numeric(properties.interval, undefined), shifts: shiftsIn(properties.shifts), plan: valueIn(properties.plan), weights: valueIn(properties.weights) ?? {},
    rests: restsIn(valueIn(properties.rests), label, reader),
  })
  if (parsed.success) return { label, beat: parsed.data }
  const [{ path, message }] = parsed.error.issues
  throw new Unusable(label, `has no good ${path.join('.') || 'properties'}: ${message}`)
}

/** Places of rest are in the coordinates of the file, too. */
const restsIn = (value: unknown, label: string, reader: RingReader): unknown => (value === undefined || value === null ? undefined : list(value, label, 'list of rests').map((one) => {
  const [lon, lat] = reader.place(one, label)
  return [fromMicro(lon), fromMicro(lat)]
}))

function geometryOf(geometry: unknown, tier: BeatTier, label: string, reader: RingReader): object {
  if (!isObject(geometry)) throw new Unusable(label, 'has no geometry')
  const { type, coordinates } = geometry
  if (!geometries[tier].some((known) => known === type)) throw new Unusable(label, `is a ${quoted(type)}; a beat of the tier ${tier} is a ${geometries[tier].join(' or ')}`)
  const place = (value: unknown): [number, number] => {
    const [lon, lat] = reader.place(value, label)
    return [fromMicro(lon), fromMicro(lat)]
  }
  if (tier === 'point') return { place: place(coordinates) }
  if (tier === 'line') return { line: list(coordinates, label, 'line').map(place) }
  const polygons = type === 'Polygon' ? [coordinates] : list(coordinates, label, 'MultiPolygon')
  return { polygons: polygons.map((polygon) => list(polygon, label, 'polygon').map((ring) => list(ring, label, 'ring').map(place))) }
}

/** Drawing programs export numbers as texts, too. */
const numeric = (value: unknown, otherwise: number | undefined): unknown =>
  (value === undefined || value === null ? otherwise : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value)

const shiftsIn = (value: unknown): unknown =>
  (typeof value === 'string' && !value.startsWith('[') ? value.split(/[,，、]/).map((name) => name.trim()).filter((name) => name !== '') : valueIn(value))

/** An object or list, or the JSON text of one. */
function valueIn(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? undefined
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
