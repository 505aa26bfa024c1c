// Areas: regions with their loops, as the drawing makes them and an import reads them; how they become a district's files.
import { readFile } from 'node:fs/promises'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { fromMicro } from '../../shared/domain/geo.ts'
import { levelOf, regionCode, type DistrictManifest, type Region, type RegionCode, type RegionLevel } from '../../shared/domain/region.ts'
import { toDegrees, type Dot, type LoopPolygon } from '../../shared/domain/geometry/loop.ts'
import { shortName } from './naming.ts'

export interface Area {
  readonly code: RegionCode
  readonly name: string
  readonly centre: Dot
  readonly polygons: readonly LoopPolygon[]
}

/** The file that holds the regions of each level. */
export const levelFiles: Readonly<Record<RegionLevel, string>> = {
  district: 'outline.geojson', town: 'towns.geojson', village: 'villages.geojson', grid: 'grids.geojson',
}
export const MANIFEST = 'district.json'
export const CATALOGUE = 'catalogue.json'

const parentLength = { district: 0, town: 6, village: 9, grid: 12 }

/** What the wire and the files say of a region. */
export function regionOf(area: Area): Region {
  const level = levelOf(area.code)
  const parent = area.code.slice(0, parentLength[level])
  return {
    code: area.code, name: area.name, short: shortName(area.code, area.name), level,
    parent: parent === '' ? null : regionCode(parent),
    centre: [fromMicro(area.centre[0]), fromMicro(area.centre[1])],
  }
}

/** One feature a line, so that a change of one region is a change of one line. */
function featureText(area: Area): string {
  const polygons = area.polygons.map(toDegrees)
  const geometry = polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0] }
    : { type: 'MultiPolygon', coordinates: polygons }
  return JSON.stringify({ type: 'Feature', properties: regionOf(area), geometry })
}

/** The texts of a district's folder by file name. */
export function districtFiles(manifest: DistrictManifest, catalogue: Catalogue, areas: readonly Area[]): Map<string, string> {
  const files = new Map([
    [MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`],
    [CATALOGUE, `${JSON.stringify(catalogue, null, 2)}\n`],
  ])
  for (const [level, file] of Object.entries(levelFiles)) {
    const own = areas.filter(({ code }) => levelOf(code) === level).sort((a, b) => a.code < b.code ? -1 : 1)
    files.set(file, `{"type":"FeatureCollection","features":[\n${own.map(featureText).join(',\n')}\n]}\n`)
  }
  return files
}

/** A JSON file of this folder's data. */
export const readData = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`./data/${name}`, import.meta.url), 'utf8'))
