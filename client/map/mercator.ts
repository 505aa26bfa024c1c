// Web Mercator by hand: places as 0…1 of the world, and what a camera makes of them on screen.
import type { LngLat } from '../../shared/domain/geo.ts'

/** A place in Web Mercator: x east, y south, both 0…1 over the whole world. */
export interface Spot { readonly x: number; readonly y: number }

/** px of the world's width at zoom 0. */
const TILE = 512
const RADIANS = Math.PI / 180

export const mercatorX = (lon: number): number => (lon + 180) / 360
export const mercatorY = (lat: number): number =>
  (1 - Math.log(Math.tan(Math.PI / 4 + (lat * RADIANS) / 2)) / Math.PI) / 2

export const spotOf = (place: LngLat): Spot => ({ x: mercatorX(place[0]), y: mercatorY(place[1]) })

export const placeOf = (spot: Spot): [number, number] => [
  spot.x * 360 - 180,
  (2 * Math.atan(Math.exp((1 - 2 * spot.y) * Math.PI)) - Math.PI / 2) / RADIANS,
]

/** A flat, north-up view: what lies in its middle, its zoom, and its size in CSS px. */
export interface Camera {
  readonly centre: Spot
  readonly zoom: number
  readonly width: number
  readonly height: number
}

/** px that the whole world is wide at this zoom. */
export const worldSize = (zoom: number): number => TILE * 2 ** zoom
export const zoomOf = (world: number): number => Math.log2(world / TILE)

/** px from the view's upper left corner. */
export function toScreen(camera: Camera, spot: Spot): Spot {
  const world = worldSize(camera.zoom)
  return {
    x: (spot.x - camera.centre.x) * world + camera.width / 2,
    y: (spot.y - camera.centre.y) * world + camera.height / 2,
  }
}

export function fromScreen(camera: Camera, at: Spot): Spot {
  const world = worldSize(camera.zoom)
  return {
    x: (at.x - camera.width / 2) / world + camera.centre.x,
    y: (at.y - camera.height / 2) / world + camera.centre.y,
  }
}
