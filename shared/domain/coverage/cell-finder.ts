// The beats and cells of a place without asking the hexagon grid each time: the nearest middle says, but for the seams.
import { MICRO } from '../geo.ts'
import { cellAt, cellsAbout, middleOf, type Cells } from './cells.ts'
import { Boxes, type Squares } from '../squares.ts'

/** [beat, cell, beat, cell …]: the numbers of the beats that count the cell, and its number in each. */
export type Hits = readonly number[]
const NONE: Hits = []

export interface CellFinder { at(lon: number, lat: number): Hits }

/** Part of the distance between middles (130 m) to a seam, within which the grid itself is asked: far more than the measure errs. */
const SEAM = 0.02

interface Measures {
  readonly ids: readonly string[]
  readonly hits: readonly Hits[]
  /** MEASURE numbers a cell. */
  readonly columns: Float64Array
  readonly squares: Squares
}

/** `cells` by the number of the beat. */
export function cellFinder(cells: ReadonlyMap<number, Cells>): CellFinder {
  const { ids, hits, columns, squares } = measureAll(cells)
  const near: number[] = []
  return {
    at(lon, lat) {
      let nearest = -1
      let [least, second] = [Infinity, Infinity]
      squares.at(lon, lat, near)
      for (const number of near) {
        const from = number * MEASURE
        const [dx, dy] = [lon - columns[from], lat - columns[from + 1]]
        const square = columns[from + 2] * dx * dx + columns[from + 3] * dx * dy + columns[from + 4] * dy * dy
        if (square < least) {
          second = least
          least = square
          nearest = number
        } else if (square < second) second = square
      }
      // Farther from every middle than any corner is: in none of them.
      if (nearest < 0 || least > 0.36) return NONE
      if (second - least > 2 * SEAM && least < 0.33) return hits[nearest]
      const id = cellAt(lon, lat)
      const number = near.find((one) => ids[one] === id)
      return number === undefined ? NONE : hits[number]
    },
  }
}

function measureAll(cells: ReadonlyMap<number, Cells>): Measures {
  const byId = new Map<string, number[]>()
  for (const [beat, { ids }] of cells) {
    ids.forEach((id, cell) => {
      const there = byId.get(id)
      if (there) there.push(beat, cell)
      else byId.set(id, [beat, cell])
    })
  }
  // Those about them too, or a place beyond the border would be taken for the nearest within.
  const ids = [...new Set([...byId.keys()].flatMap((one) => cellsAbout(one, 1)))]
  const columns = new Float64Array(ids.length * MEASURE)
  const boxes = new Boxes()
  ids.forEach((id, number) => {
    const { lon, lat, a, b, c } = measured(id)
    columns.set([lon, lat, a, 2 * b, c], number * MEASURE)
    const [far, high] = [1 / Math.sqrt(a - b * b / c), 1 / Math.sqrt(c - b * b / a)]
    // A place is no farther from its own middle than 0.58 and from the next than 1.
    boxes.enter(number, lon - far, lat - high, lon + far, lat + high)
  })
  return { ids, hits: ids.map((id) => byId.get(id) ?? NONE), columns, squares: boxes.pack() }
}

/** Columns of a measure: lon, lat, a, 2b, c. */
const MEASURE = 5

/**
 * A cell's middle, with the measure in which the cells about it are a regular grid: a dx² + 2b dx dy + c dy² is the square
 * of the distance of neighbours' middles for a neighbour. In it the cells are what is nearest to each middle.
 */
function measured(id: string): { readonly lon: number; readonly lat: number; readonly a: number; readonly b: number; readonly c: number } {
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
  return { lon, lat, a: yy * of, b: -xy * of, c: xx * of }
}
