// The beats and cells of a place without asking the hexagon grid each time: small squares that lie in one cell remember it.
import { cellAt, type Cells } from './cells.ts'

/** Millionths of a degree to a side: some 13 m, a tenth of a cell. */
const SIDE = 128
/** Squares remembered; then all are forgotten, which costs little. */
const MOST = 400_000

/** [beat, cell, beat, cell …]: the numbers of the beats that count the cell, and its number in each. */
export type Hits = readonly number[]
const NONE: Hits = []

export interface CellFinder { at(lon: number, lat: number): Hits }

/** `cells` by the number of the beat. */
export function cellFinder(cells: ReadonlyMap<number, Cells>): CellFinder {
  const byId = new Map<string, number[]>()
  for (const [beat, { ids }] of cells) {
    ids.forEach((id, cell) => {
      const hits = byId.get(id)
      if (hits) hits.push(beat, cell)
      else byId.set(id, [beat, cell])
    })
  }
  const exact = (lon: number, lat: number): Hits => byId.get(cellAt(lon, lat)) ?? NONE
  const squares = new Map<number, Hits | null>()
  /** Cells are convex: what holds the corners holds the square. */
  const whole = (x: number, y: number): Hits | null => {
    const [west, south, east, north] = [x * SIDE, y * SIDE, (x + 1) * SIDE - 1, (y + 1) * SIDE - 1]
    const id = cellAt(west, south)
    return cellAt(east, south) === id && cellAt(west, north) === id && cellAt(east, north) === id ? byId.get(id) ?? NONE : null
  }
  if (byId.size === 0) return { at: () => NONE }
  return {
    at(lon, lat) {
      const [x, y] = [Math.floor(lon / SIDE), Math.floor(lat / SIDE)]
      const key = x * 4_194_304 + y
      let hits = squares.get(key)
      if (hits === undefined) {
        if (squares.size >= MOST) squares.clear()
        squares.set(key, hits = whole(x, y))
      }
      return hits ?? exact(lon, lat)
    },
  }
}
