// The district as the editor checks and snaps by: every region's outline, which region holds a place, and the catalogue's shifts.
import { z } from 'zod'
import { catalogueSchema, type Catalogue } from '../../../shared/domain/catalogue.ts'
import type { BeatLand } from '../../../shared/domain/beats/check.ts'
import { createLocate } from '../../../shared/domain/geometry/locate.ts'
import { regionSchema, type Region, type RegionCode, type RegionShape } from '../../../shared/domain/region.ts'
import type { Fetch, Geometry, Outlines } from '../../stores/district.ts'
import type { LngLat } from '../../../shared/domain/geo.ts'

export interface EditorLand extends BeatLand {
  readonly regions: ReadonlyMap<RegionCode, Region>
  readonly catalogue: Catalogue
  /** Borders of towns and villages, as closed rings. */
  readonly borders: readonly (readonly LngLat[])[]
}

const outlineSchema = z.object({ features: z.array(z.object({ properties: regionSchema })).min(1) })

/** Fetches what the district store does not hold. Throws what the server or the network says. */
export async function loadLand(geometry: Geometry, fetch: Fetch): Promise<EditorLand> {
  const at = `/district/${geometry.manifest.code}`
  const ask = async (name: string): Promise<unknown> => {
    const answer = await fetch(`${at}/${name}`)
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`)
    return answer.json()
  }
  const [outline, catalogue] = await Promise.all([ask('outline.geojson'), ask('catalogue.json')])
  outlineSchema.parse(outline)
  return landOf([outline as Outlines, geometry.towns, geometry.villages, ...(geometry.grids ? [geometry.grids] : [])], geometry.manifest.code, catalogueSchema.parse(catalogue))
}

/** The district's own outline first, then its parts down to the finest there are. */
export function landOf(outlines: readonly Outlines[], code: RegionCode, catalogue: Catalogue): EditorLand {
  const shapes = outlines.flatMap(({ features }) => features.map(({ properties, geometry }) => ({
    code: properties.code, region: properties, polygons: (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as [number, number][][][],
  })))
  return {
    manifest: { code }, catalogue,
    regions: new Map(shapes.map(({ region }) => [region.code, region])),
    shapes: new Map(shapes.map((shape): [RegionCode, RegionShape] => [shape.code, shape])),
    locate: createLocate(shapes),
    borders: shapes.filter(({ region }) => region.level !== 'grid').flatMap(({ polygons }) => polygons.flat()),
  }
}
