// View-lock manners: which camera the map wants, and when it may move by itself.
import type { Camera, Spot } from './mercator.ts'
import { toScreen, worldSize, zoomOf } from './mercator.ts'
import type { Box } from './place/boxes.ts'

/** The view as people and incidents leave it. */
export interface Manners {
  /** A gesture took the view: nothing but the one control moves it. */
  readonly locked: boolean
  /** The set of incidents that the view was last fitted to. */
  readonly focus: string | null
}

export type Occasion = { readonly is: 'gesture' } | { readonly is: 'refit' } | { readonly is: 'focus'; readonly focus: string } | { readonly is: 'resize' }

export const startManners: Manners = { locked: false, focus: null }

/** What follows an occasion, and whether the view is to be fitted anew. */
export function mind(manners: Manners, occasion: Occasion): { readonly manners: Manners; readonly fit: boolean } {
  switch (occasion.is) {
    case 'gesture': return { manners: { ...manners, locked: true }, fit: false }
    case 'refit': return { manners: { ...manners, locked: false }, fit: true }
    case 'focus': {
      if (occasion.focus === manners.focus) return { manners, fit: false }
      return { manners: { ...manners, focus: occasion.focus }, fit: !manners.locked }
    }
    case 'resize': return { manners, fit: !manners.locked }
    default: return occasion satisfies never
  }
}

/** Zoom levels that an incident outside the district may take the view away from home. */
const FURTHEST = 2

/**
 * The camera that shows the district and every incident: home itself while all lie in the panel,
 * otherwise further out, never nearer. `margin` px stay free around incidents.
 */
export function fitIncidents(home: Camera, land: Box, incidents: readonly Spot[], margin: number): Camera {
  if (incidents.every((spot) => visible(home, spot, margin))) return home
  const xs = [land.x, land.x + land.w, ...incidents.map((spot) => spot.x)]
  const ys = [land.y, land.y + land.h, ...incidents.map((spot) => spot.y)]
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const world = Math.min((home.width - 2 * margin) / (east - west), (home.height - 2 * margin) / (south - north), worldSize(home.zoom))
  if (zoomOf(world) < home.zoom - FURTHEST) return home
  return { ...home, centre: { x: (west + east) / 2, y: (north + south) / 2 }, zoom: zoomOf(world) }
}

export function visible(camera: Camera, spot: Spot, margin: number): boolean {
  const at = toScreen(camera, spot)
  return at.x >= margin && at.y >= margin && at.x <= camera.width - margin && at.y <= camera.height - margin
}
