// The cells that area beats are counted in: hexagons of H3 resolution 10, some 130 m across.
import { cellToLatLng, gridDisk, latLngToCell, polygonToCells, polygonToCellsExperimental } from 'h3-js'
import type { AreaBeat } from '../beat.ts'
import { fromMicro, MICRO } from '../geo.ts'

const RESOLUTION = 10

export interface Cells {
  /** H3 indexes, ascending; the place of a cell in the list is its number in the beat. */
  readonly ids: readonly string[]
  readonly weights: Float64Array
}

/**
 * The cells whose centre lies in one of the beat's polygons, so that neighbouring beats share none; of a polygon that
 * holds no centre the cells that it touches.
 */
export function cellsOf({ polygons, weights }: Pick<AreaBeat, 'polygons' | 'weights'>): Cells {
  const ids = new Set<string>()
  for (const polygon of polygons) {
    const centred = polygonToCells(polygon, RESOLUTION, true)
    for (const id of centred.length > 0 ? centred : polygonToCellsExperimental(polygon, RESOLUTION, 'containmentOverlapping', true)) ids.add(id)
  }
  const sorted = [...ids].sort()
  return { ids: sorted, weights: Float64Array.from(sorted, (id) => weights[id] ?? 1) }
}

/** The cell of a place in millionths of a degree. */
export const cellAt = (lon: number, lat: number): string => latLngToCell(fromMicro(lat), fromMicro(lon), RESOLUTION)

/** The middle of a cell in millionths of a degree. */
export function middleOf(id: string): { readonly lon: number; readonly lat: number } {
  const [lat, lon] = cellToLatLng(id)
  return { lon: lon * MICRO, lat: lat * MICRO }
}

/** The cells about a cell, itself left out: six, but at twelve places of the globe five. */
export const neighboursOf = (id: string): string[] => gridDisk(id, 1).filter((other) => other !== id)
