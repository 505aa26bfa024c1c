// The district store: outlines and official names of the regions that this screen watches, as the server serves them.
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { z } from 'zod'
import { ancestor, districtManifestSchema, levelOf, regionSchema, type DistrictManifest, type Region, type RegionCode } from '../../shared/domain/region.ts'

export type Outlines = FeatureCollection<Polygon | MultiPolygon, Region>
export interface Geometry {
  readonly manifest: DistrictManifest
  readonly towns: Outlines
  readonly villages: Outlines
  readonly grids: Outlines | null
}

const outlinesSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.object({ type: z.literal('Feature'), properties: regionSchema })),
})

/** Fetches JSON; the browser's fetch fits. */
export type Fetch = (address: string) => Promise<{ ok: boolean; status: number; json(): Promise<unknown> }>

async function fetchJson(fetch: Fetch, address: string): Promise<unknown> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return answer.json()
}

/** Names and codes are checked here; the shapes themselves are the map's to draw. */
function readOutlines(json: unknown): Outlines {
  outlinesSchema.parse(json)
  return json as Outlines
}

export const useDistrict = defineStore('district', () => {
  const geometry = shallowRef<Geometry | null>(null)
  const names = shallowRef<ReadonlyMap<string, Region>>(new Map())
  const fault = ref<string | null>(null)
  let loading = false

  /** Loads the district that holds `region`; a failure is kept in `fault` and may be tried again. */
  async function load(region: RegionCode, withGrids: boolean, fetch: Fetch): Promise<void> {
    if (loading || geometry.value !== null) return
    loading = true
    const at = `/district/${ancestor(region, 'district')}`
    try {
      const [manifest, towns, villages, grids] = await Promise.all([
        fetchJson(fetch, `${at}/district.json`), fetchJson(fetch, `${at}/towns.geojson`), fetchJson(fetch, `${at}/villages.geojson`),
        withGrids ? fetchJson(fetch, `${at}/grids.geojson`) : null,
      ])
      const read: Geometry = {
        manifest: districtManifestSchema.parse(manifest), towns: readOutlines(towns), villages: readOutlines(villages),
        grids: grids === null ? null : readOutlines(grids),
      }
      names.value = new Map([...read.towns.features, ...read.villages.features, ...read.grids?.features ?? []].map(({ properties }) => [properties.code, properties]))
      geometry.value = read
      fault.value = null
    } catch (error) {
      fault.value = error instanceof Error ? error.message : String(error)
    } finally {
      loading = false
    }
  }

  /** The place of a region as a wall may name it, town and community, never finer; the district's name when that is all that is known. */
  function place(region: RegionCode): string {
    const town = names.value.get(ancestor(region, 'town') ?? '')
    const village = names.value.get(ancestor(region, 'village') ?? '')
    if (town && village) return `${town.name}·${village.short}`
    return town?.name ?? (levelOf(region) === 'district' ? geometry.value?.manifest.name ?? '' : region)
  }

  return { geometry, names, fault, load, place }
})
