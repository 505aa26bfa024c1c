// Draws the schematic district 510304 into public/district: `node server/district/draw.ts`. Seeded: run twice, nothing changes.
import { mkdir, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { catalogueSchema } from '../../shared/domain/catalogue.ts'
import { fromMicro, type Bbox } from '../../shared/domain/geo.ts'
import { districtFiles, readData } from './area.ts'
import { composeDistrict } from './drawing/compose.ts'
import { sketchSchema } from './drawing/sketch.ts'
import { boxOf } from '../../shared/domain/geometry/loop.ts'
import { districtNamesSchema } from './naming.ts'

/** The files of the drawn district by name. */
export async function drawDistrict(code: string): Promise<Map<string, string>> {
  const names = districtNamesSchema.parse(await readData(`names-${code}.json`))
  const sketch = sketchSchema.parse(await readData(`sketch-${code}.json`))
  const catalogue = catalogueSchema.parse(await readData('catalogue.json'))
  const areas = composeDistrict(names, sketch)
  const [west, south, east, north] = boxOf(areas[0].polygons.flat()).map(fromMicro)
  const bbox: Bbox = [west, south, east, north]
  const manifest = { code: names.code, name: names.name, city: names.city, schematic: true, source: sketch.source, bbox, inset: sketch.inset }
  return districtFiles(manifest, catalogue, areas)
}

async function main(): Promise<void> {
  const code = process.argv[2] ?? '510304'
  const folder = new URL(`../../public/district/${code}/`, import.meta.url)
  await mkdir(folder, { recursive: true })
  for (const [name, text] of await drawDistrict(code)) {
    await writeFile(new URL(name, folder), text)
    console.log(`${name} ${Math.round(Buffer.byteLength(text) / 1024)} kB`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
