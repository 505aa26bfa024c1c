// The real district's outlines and the panels of the four walls, for the map's tests.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DistrictManifest } from '../../../shared/domain/region.ts'
import { arrange, type Panel } from '../../../client/map/arrange.ts'
import { readDistrict } from '../../../client/map/district.ts'
import type { Camera } from '../../../client/map/mercator.ts'
import { noBezels, type Bezels, type Box } from '../../../client/map/place/boxes.ts'
import type { Room } from '../../../client/map/place/room.ts'
import type { MapGeometry, RegionFeatures } from '../../../client/map/shown.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(join(resolve(import.meta.dirname, '../../../public/district/510304'), name), 'utf8'))
export const geometry: MapGeometry = {
  manifest: read('district.json') as DistrictManifest, towns: read('towns.geojson') as RegionFeatures, villages: read('villages.geojson') as RegionFeatures, grids: null,
}
export const district = readDistrict(geometry)

/** Map panels in rem with the bezels that cross them, rem from the panel's corner (LOOK 6). */
export const walls = {
  '16:9': { w: 78, h: 29.7, bezels: { x: [38.5], y: [7.6] } },
  '8:3': { w: 59, h: 51.1, bezels: { x: [], y: [18.85] } },
  '32:9': { w: 119, h: 51.1, bezels: { x: [59.5], y: [18.85] } },
} as const
export type Wall = keyof typeof walls

export function panelOf(wall: Wall, rem = 32): Panel & { readonly bezels: Bezels } {
  const { w, h, bezels } = walls[wall]
  const width = w * rem
  return {
    width, height: h * rem, rem, legend: (_, room) => (room > 34 * rem ? { w: 34 * rem, h: 1.9 * rem } : { w: room, h: 3.8 * rem }),
    taken: [{ x: 0, y: 0, w: 22 * rem, h: 3.2 * rem }, { x: width - 9 * rem, y: 0, w: 9 * rem, h: 3.2 * rem }],
    bezels: { x: bezels.x.map((x) => x * rem), y: bezels.y.map((y) => y * rem) },
  }
}

const done = new Map<Wall, ReturnType<typeof arrange>>()
export function arranged(wall: Wall): ReturnType<typeof arrange> {
  const known = done.get(wall) ?? arrange(panelOf(wall), district.outline, district.land, district.part)
  done.set(wall, known)
  return known
}

export const roomOf = (camera: Camera, bezels: Bezels = noBezels, blocked: readonly Box[] = []): Room =>
  ({ camera, bezels, blocked, view: { x: 0, y: 0, w: camera.width, h: camera.height } })
