// The ground that the drill plays on: a district's towns and villages, and a flat map of it in metres.
import type { LngLat } from '../../shared/domain/geo.ts'
import { contains, levelOf, type Region, type RegionCode } from '../../shared/domain/region.ts'
import type { District } from '../district/district.ts'

/** Metres east and north of the plane's origin. */
export interface Spot { readonly x: number; readonly y: number }

/** A flat map around one place: wrong by less than 0.1 % over a district. */
export interface Plane {
  spot(lon: number, lat: number): Spot
  place(spot: Spot): LngLat
}

export interface Village { readonly region: Region; readonly grids: readonly Region[] }
export interface Town {
  readonly region: Region
  /** A street office (街道, town part of the code 001–099): denser, walked more, with more posts. */
  readonly urban: boolean
  readonly villages: readonly Village[]
}

export interface Ground {
  readonly code: RegionCode
  readonly plane: Plane
  readonly towns: readonly Town[]
  readonly grids: readonly Region[]
  /** Whether the spot lies in the region (the district by default). */
  holds(spot: Spot, region?: RegionCode): boolean
}

const METRES_PER_DEGREE = 111_195

export function planeAt(lon0: number, lat0: number): Plane {
  const east = METRES_PER_DEGREE * Math.cos((lat0 * Math.PI) / 180)
  return {
    spot: (lon, lat) => ({ x: (lon - lon0) * east, y: (lat - lat0) * METRES_PER_DEGREE }),
    place: ({ x, y }) => [lon0 + x / east, lat0 + y / METRES_PER_DEGREE],
  }
}

export const distance = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y)

/** Everything in code order, so that the same district always gives the same ground. */
export function groundOf(district: District): Ground {
  const [west, south, east, north] = district.manifest.bbox
  const plane = planeAt((west + east) / 2, (south + north) / 2)
  const regions = [...district.regions.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const under = (parent: RegionCode): Region[] => regions.filter((region) => region.parent === parent)
  const towns = regions.filter((region) => region.level === 'town').map((region): Town => ({
    region,
    urban: Number(region.code.slice(6, 9)) < 100,
    villages: under(region.code).map((village) => ({ region: village, grids: under(village.code) })),
  }))
  return {
    code: district.manifest.code,
    plane,
    towns,
    grids: regions.filter((region) => levelOf(region.code) === 'grid'),
    holds(spot, region = district.manifest.code) {
      const at = district.locate(...plane.place(spot))
      return at !== undefined && contains(region, at)
    },
  }
}

/** Where a region's label stands: always inside it. */
export const heart = (ground: Ground, region: Region): Spot => ground.plane.spot(...region.centre)
