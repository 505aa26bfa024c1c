// Loads a district's folder: manifest, regions, shapes, and the look-up of the region that holds a point.
import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  districtManifestSchema, levelOf, regionLevels, regionSchema,
  type Region, type RegionCode, type RegionLevel, type RegionShape,
} from '../../shared/domain/region.ts'
import { CATALOGUE, levelFiles, MANIFEST } from './area.ts'
import type { District } from './district.ts'
import { DistrictFaulty } from './fault.ts'
import { createClearance } from './clearance.ts'
import { createLocate } from '../../shared/domain/geometry/locate.ts'

const placeSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
const ringSchema = z.array(placeSchema).min(4)
  .refine((ring) => ring[0][0] === ring[ring.length - 1][0] && ring[0][1] === ring[ring.length - 1][1], 'a ring must end where it began')
const polygonSchema = z.array(ringSchema).min(1)
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: polygonSchema }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygonSchema).min(1) }),
])
const featureSchema = z.object({ type: z.literal('Feature'), properties: regionSchema, geometry: geometrySchema })
const collectionSchema = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })

interface Loaded { readonly code: RegionCode; readonly region: Region; readonly polygons: [number, number][][][] }

/**
 * Reads and checks the folder that draw or import wrote. Throws DistrictFaulty, which names file, feature and reason.
 * A folder that a crash left in the middle of being replaced is still there under its name with `.old`.
 */
export async function loadDistrict(folder: string): Promise<District> {
  const at = await present(folder) ? folder : `${folder}.old`
  const hash = createHash('sha256')
  const readText = async (file: string): Promise<string> => {
    const text = await readFile(join(at, file), 'utf8').catch((error: Error) => {
      throw new DistrictFaulty({ file: join(folder, file), feature: null, reason: error.message })
    })
    hash.update(`${file}\0${text}\0`)
    return text
  }
  const manifest = parseText(districtManifestSchema, folder, MANIFEST, await readText(MANIFEST))
  await readText(CATALOGUE)
  const regions = new Map<RegionCode, Region>()
  const shapes: Loaded[] = []
  const points = new Map<string, [number, number]>()
  for (const level of regionLevels) {
    const file = levelFiles[level]
    const { features } = parseText(collectionSchema, folder, file, await readText(file))
    for (const [number, feature] of features.entries()) {
      const shape = readFeature(join(folder, file), number, feature, level, manifest.code, regions)
      regions.set(shape.code, shape.region)
      shapes.push({ ...shape, polygons: shape.polygons.map((polygon) => polygon.map((ring) => ring.map((point) => shared(points, point)))) })
    }
    if (!regions.has(manifest.code)) {
      const reason = `the district ${manifest.code} itself is missing`
      throw new DistrictFaulty({ file: join(folder, levelFiles.district), feature: null, reason })
    }
  }
  return {
    manifest, regions, hash: hash.digest('hex'),
    shapes: new Map(shapes.map((shape): [RegionCode, RegionShape] => [shape.code, shape])),
    locate: createLocate(shapes), clearance: createClearance(shapes),
  }
}

/** A point once for all rings that have it: neighbours and coarser regions share nearly all, and one costs more than its two numbers. */
function shared(points: Map<string, [number, number]>, [lon, lat]: readonly [number, number]): [number, number] {
  const name = `${lon} ${lat}`
  const known = points.get(name)
  if (known) return known
  const point: [number, number] = [lon, lat]
  points.set(name, point)
  return point
}

const present = (folder: string): Promise<boolean> => access(folder).then(() => true, () => false)

function parseText<T>(schema: z.ZodType<T>, folder: string, file: string, text: string): T {
  const fail = (reason: string): never => { throw new DistrictFaulty({ file: join(folder, file), feature: null, reason }) }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return fail(`not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : fail(issueText(parsed.error))
}

const issueText = (error: z.ZodError): string =>
  error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ')

function readFeature(
  file: string, number: number, feature: unknown, level: RegionLevel, district: RegionCode, known: ReadonlyMap<RegionCode, Region>,
): Loaded {
  const parsed = featureSchema.safeParse(feature)
  if (!parsed.success) throw new DistrictFaulty({ file, feature: `feature ${number + 1}`, reason: issueText(parsed.error) })
  const { properties: region, geometry } = parsed.data
  const fail = (reason: string): never => { throw new DistrictFaulty({ file, feature: `feature ${number + 1} (${region.code})`, reason }) }
  if (region.level !== level || levelOf(region.code) !== level) fail(`is no ${level}`)
  if (known.has(region.code)) fail('this code comes twice')
  if (!region.code.startsWith(district)) fail(`lies outside the district ${district}`)
  if (level !== 'district' && (region.parent === null || !known.has(region.parent) || !region.code.startsWith(region.parent))) {
    fail(`its parent ${region.parent ?? ''} is missing`)
  }
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return { code: region.code, polygons, region }
}
