// The cells that area beats are counted in: hexagons of H3 resolution 10, some 130 m across.
import { cellToLatLng, gridDisk, latLngToCell, polygonToCells, polygonToCellsExperimental } from 'h3-js'
import type { AreaBeat } from '../beat.ts'
import { fromMicro, type LngLat } from '../geo.ts'

const RESOLUTION = 10

export interface Cells {
  /** H3 indexes, ascending; the place of a cell in the list is its number in the beat. */
  readonly ids: readonly string[]
  readonly weights: Float64Array
}

/** The cells with their middle in a polygon of closed rings, the outer one first. */
export const middledIn = (polygon: AreaBeat['polygons'][number]): string[] => polygonToCells(polygon, RESOLUTION, true)

/**
 * The cells whose centre lies in one of the beat's polygons, so that neighbouring beats share none; of a polygon that
 * holds no centre the cells that it touches.
 */
export function cellsOf({ polygons, weights }: Pick<AreaBeat, 'polygons' | 'weights'>, ids = idsIn(polygons)): Cells {
  return { ids, weights: Float64Array.from(ids, (id) => weights[id] ?? 1) }
}

/** The H3 indexes of those cells, ascending. */
export function idsIn(polygons: AreaBeat['polygons']): readonly string[] {
  const ids = new Set<string>()
  for (const polygon of polygons) {
    const centred = middledIn(polygon)
    for (const id of centred.length > 0 ? centred : polygonToCellsExperimental(polygon, RESOLUTION, 'containmentOverlapping', true)) ids.add(id)
  }
  return [...ids].sort()
}

/** The cell of a place in degrees. */
export const cellOf = ([lon, lat]: LngLat): string => latLngToCell(lat, lon, RESOLUTION)

/** The cell of a place in millionths of a degree. */
export const cellAt = (lon: number, lat: number): string => cellOf([fromMicro(lon), fromMicro(lat)])

/** The middle of a cell in degrees. */
export function middleOf(id: string): LngLat {
  const [lat, lon] = cellToLatLng(id)
  return [lon, lat]
}

/** A cell and those no more than so many cells away; the first ring has six, but at twelve places of the globe five. */
export const cellsAbout = (id: string, rings: number): string[] => gridDisk(id, rings)
