// The beats and cells of a place without asking the hexagon grid each time: the nearest middle says, but for the seams.
import { finish } from '../steps.ts'
import { cellAt, type Cells } from './cells.ts'
import { layLattice, MEASURE, type Lattice } from './lattice.ts'

/** [beat, cell, beat, cell …]: the numbers of the beats that count the cell, and its number in each. */
export type Hits = readonly number[]
const NONE: Hits = []

export interface CellFinder { at(lon: number, lat: number): Hits }

/** Part of the distance between middles (130 m) to a seam, within which the grid itself is asked: far more than the measure errs. */
const SEAM = 0.02

/** `cells` by the number of the beat; `laid` is taken when it is the lattice of just those lists of cells. */
export function cellFinder(cells: ReadonlyMap<number, Cells>, laid?: Lattice): CellFinder {
  const lists = Array.from(cells.values(), ({ ids }) => ids)
  const isLaid = laid?.of.length === lists.length && laid.of.every((list, index) => list === lists[index])
  const lattice = isLaid ? laid : finish(layLattice(lists))
  const { ids, columns, squares } = lattice
  const hits = hitsOf(lattice, [...cells.keys()])
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

/** By number in the lattice: the beats that count the cell. */
function hitsOf({ ids, numbers }: Lattice, beats: readonly number[]): readonly Hits[] {
  const hits = Array<Hits | number[]>(ids.length).fill(NONE)
  numbers.forEach((list, index) => {
    list.forEach((number, cell) => {
      const there = hits[number]
      if (there === NONE) hits[number] = [beats[index], cell]
      else hits[number] = [...there, beats[index], cell]
    })
  })
  return hits
}
