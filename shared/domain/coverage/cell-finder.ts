// The beats and cells of a place without asking the hexagon grid each time: the nearest middle says, but for the seams.
import { MICRO } from '../geo.ts'
import { cellAt, cellsAbout, middleOf, type Cells } from './cells.ts'
import { at as inSquare, enter, type Squares } from './squares.ts'

/** [beat, cell, beat, cell …]: the numbers of the beats that count the cell, and its number in each. */
export type Hits = readonly number[]
const NONE: Hits = []

export interface CellFinder { at(lon: number, lat: number): Hits }

/**
 * A cell with the measure in which the cells about it are a regular grid: a dx² + 2b dx dy + c dy² is the square of the
 * distance of neighbours' middles for a neighbour. In it the cells are what is nearest to each middle.
 */
interface Known { readonly id: string; readonly lon: number; readonly lat: number; readonly a: number; readonly b: number; readonly c: number; readonly hits: Hits }

/** Part of the distance between middles (130 m) to a seam, within which the grid itself is asked: far more than the measure errs. */
const SEAM = 0.02

/** `cells` by the number of the beat. */
export function cellFinder(cells: ReadonlyMap<number, Cells>): CellFinder {
  const hits = new Map<string, number[]>()
  for (const [beat, { ids }] of cells) {
    ids.forEach((id, cell) => {
      const there = hits.get(id)
      if (there) there.push(beat, cell)
      else hits.set(id, [beat, cell])
    })
  }
  if (hits.size === 0) return { at: () => NONE }
  const known: Known[] = []
  const squares: Squares = new Map()
  // Those about them too, or a place beyond the border would be taken for the nearest within.
  for (const id of new Set([...hits.keys()].flatMap((one) => cellsAbout(one, 1)))) {
    const cell = measured(id, hits.get(id) ?? NONE)
    const [far, high] = [1 / Math.sqrt(cell.a - cell.b * cell.b / cell.c), 1 / Math.sqrt(cell.c - cell.b * cell.b / cell.a)]
    // A place is no farther from its own middle than 0.58 and from the next than 1.
    enter(squares, known.push(cell) - 1, cell.lon - far, cell.lat - high, cell.lon + far, cell.lat + high)
  }
  return {
    at(lon, lat) {
      let nearest: Known | undefined
      let [least, second] = [Infinity, Infinity]
      for (const number of inSquare(squares, lon, lat)) {
        const cell = known[number]
        const [dx, dy] = [lon - cell.lon, lat - cell.lat]
        const square = cell.a * dx * dx + 2 * cell.b * dx * dy + cell.c * dy * dy
        if (square < least) {
          second = least
          least = square
          nearest = cell
        } else if (square < second) second = square
      }
      // Farther from every middle than any corner is: in none of them.
      if (!nearest || least > 0.36) return NONE
      return second - least > 2 * SEAM && least < 0.33 ? nearest.hits : hits.get(cellAt(lon, lat)) ?? NONE
    },
  }
}

/** The measure by three pairs of opposite neighbours, each of them one away. */
function measured(id: string, hits: Hits): Known {
  const [lon, lat] = middleOf(id).map((degrees) => degrees * MICRO)
  const steps = cellsAbout(id, 1).filter((other) => other !== id).map(middleOf).map(([x, y]) => [x * MICRO - lon, y * MICRO - lat] as const)
  // Σ over neighbours of v vᵀ is 3 times the inverse of the measure in a regular grid of six.
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of steps) {
    xx += x * x
    xy += x * y
    yy += y * y
  }
  const of = steps.length / 2 / (xx * yy - xy * xy)
  return { id, lon, lat, a: yy * of, b: -xy * of, c: xx * of, hits }
}
