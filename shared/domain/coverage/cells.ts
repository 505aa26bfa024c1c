// The cells that area beats are counted in: hexagons of H3 resolution 10, some 130 m across.
import { latLngToCell, polygonToCells, polygonToCellsExperimental } from 'h3-js'
import type { AreaBeat } from '../beat.ts'
import { fromMicro } from '../geo.ts'

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
