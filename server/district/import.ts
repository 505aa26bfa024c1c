// Replaces a district by a GeoJSON file: read, mended, checked, reported; or refused, and the old district stays.
import { access, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { catalogueSchema, type Catalogue } from '../../shared/domain/catalogue.ts'
import { fromMicro, type Crs } from '../../shared/domain/geo.ts'
import { regionCodeSchema, type DistrictManifest } from '../../shared/domain/region.ts'
import { CATALOGUE, districtFiles, readData, type Area } from './area.ts'
import type { District } from './district.ts'
import { DistrictFaulty, type Fault } from './fault.ts'
import { Unusable } from '../../shared/domain/geojson.ts'
import { boxOf } from '../../shared/domain/geometry/loop.ts'
import { assembleAreas } from './importing/assemble.ts'
import { MOST_BYTES } from './importing/limits.ts'
import { readFeatures, type Mapping } from './importing/read.ts'
import { RepairBook, toFault, type Repair } from './importing/repair.ts'
import { replaceFolder } from './importing/replace.ts'
import { loadDistrict } from './load.ts'
import { districtNamesSchema, namesByCode } from './naming.ts'

export interface ImportOrder {
  /** A GeoJSON file of Polygon and MultiPolygon features. */
  readonly file: string
  /** The district's 6 digits; else those of the features. */
  readonly code?: string
  /** The district's name; else the file's, the old district's or the official one. */
  readonly name?: string
  /** What the map says of the geometry's source; else the file's name. */
  readonly source?: string
  readonly crs: Crs
  readonly properties: Mapping
  /** The folder that holds the district's files. */
  readonly out: string
}

export interface Imported { readonly manifest: DistrictManifest; readonly regions: number; readonly repairs: readonly Repair[] }

/** Answers a Fault (file, feature, reason) when the file cannot become a district; then `out` is as it was. */
export async function importDistrict(order: ImportOrder): Promise<Imported | Fault> {
  try {
    return await run(order)
  } catch (error) {
    if (error instanceof Unusable) return toFault(order.file, error)
    if (error instanceof DistrictFaulty) return error.fault
    // A disk that is full, a folder that may not be written to.
    if (error instanceof Error && 'syscall' in error) return { file: order.out, feature: null, reason: error.message }
    throw error
  }
}

async function run(order: ImportOrder): Promise<Imported> {
  const text = await readLimited(order.file)
  if (order.code !== undefined && !/^\d{6}$/.test(order.code)) throw new Unusable(null, `a district's code has 6 digits, not ${order.code}`)
  const book = new RepairBook()
  const features = readFeatures(text, order.crs, order.properties, book)
  const before = await loadDistrict(order.out).catch(() => undefined)
  const code = regionCodeSchema.parse(order.code ?? features[0].code.slice(0, 6))
  const known = await knownNames(code, before)
  const areas = assembleAreas(features, code, known.names, book)
  const manifest = describe(order, areas, before, known.city)
  const catalogue = await keptCatalogue(order.out)
  await replaceFolder(order.out, districtFiles(manifest, catalogue, areas), loadDistrict)
  return { manifest, regions: areas.length, repairs: book.list() }
}

/** The text of a file that is not too large. Throws Unusable. */
export async function readLimited(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Unusable(null, 'there is no such file')
  if (found.size > MOST_BYTES) throw new Unusable(null, `is larger than ${MOST_BYTES / 1024 / 1024} MiB; simplify it first`)
  return readFile(file, 'utf8')
}

/** Official names of a district known to us, over which the old district's own names stand. */
async function knownNames(code: string, before: District | undefined): Promise<{ names: Map<string, string>; city: string }> {
  const official = districtNamesSchema.safeParse(await readData(`names-${code}.json`).catch(() => undefined))
  const names = new Map<string, string>(official.success ? namesByCode(official.data) : [])
  if (before?.manifest.code === code && !before.manifest.schematic) {
    for (const region of before.regions.values()) names.set(region.code, region.name)
  }
  return { names, city: before?.manifest.code === code ? before.manifest.city : official.success ? official.data.city : '' }
}

function describe(order: ImportOrder, areas: readonly Area[], before: District | undefined, city: string): DistrictManifest {
  const [district] = areas
  const [west, south, east, north] = boxOf(district.polygons.flat()).map(fromMicro)
  const codes = new Set<string>(areas.map(({ code }) => code))
  return {
    code: district.code, name: order.name ?? district.name, city, schematic: false,
    source: order.source ?? basename(order.file), bbox: [west, south, east, north],
    inset: before?.manifest.inset.filter((code) => codes.has(code)) ?? [],
  }
}

/** The catalogue that the folder has already; else the one that comes with the program. */
async function keptCatalogue(out: string): Promise<Catalogue> {
  const file = join(out, CATALOGUE)
  const has = await access(file).then(() => true, () => false)
  const parsed = catalogueSchema.safeParse(has ? parseIfJson(await readFile(file, 'utf8')) : await readData('catalogue.json'))
  if (!parsed.success) throw new DistrictFaulty({ file, feature: null, reason: 'is no catalogue; mend or remove it first' })
  return parsed.data
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
