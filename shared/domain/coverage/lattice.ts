// The cells of beats and those about them, each with the measure in which its neighbours are a regular grid.
import { MICRO, type LngLat } from '../geo.ts'
import { Boxes, type Squares } from '../squares.ts'
import type { Steps } from '../steps.ts'
import { cellsAbout, middleOf } from './cells.ts'

/** Columns of a measure: lon, lat, a, 2b, c. */
export const MEASURE = 5
/** Cells measured in one step: some milliseconds. */
const STEP = 256

export interface Lattice {
  /** The lists of cells that it was made of. */
  readonly of: readonly (readonly string[])[]
  readonly ids: readonly string[]
  /** By list and place in it: the number of the cell in `ids`. */
  readonly numbers: readonly Uint32Array[]
  /** MEASURE numbers a cell. */
  readonly columns: Float64Array
  readonly squares: Squares
}

/** Lists may share cells. */
export function* layLattice(of: readonly (readonly string[])[]): Steps<Lattice> {
  const numberOf = new Map<string, number>()
  const ids: string[] = []
  const enter = (id: string): number => {
    const known = numberOf.get(id)
    if (known !== undefined) return known
    numberOf.set(id, ids.length)
    return ids.push(id) - 1
  }
  const numbers: Uint32Array[] = []
  for (const list of of) {
    numbers.push(Uint32Array.from(list, enter))
    yield
  }
  // Those about them too, or a place beyond the border would be taken for the nearest within.
  const [own, rings] = [ids.length, [] as (readonly string[])[]]
  const middles = new Map<string, LngLat>()
  const middle = (id: string): LngLat => {
    const known = middles.get(id)
    if (known) return known
    const [lon, lat] = middleOf(id)
    const place: LngLat = [lon * MICRO, lat * MICRO]
    middles.set(id, place)
    return place
  }
  for (let number = 0; number < own; number++) {
    rings.push(cellsAbout(ids[number], 1))
    for (const id of rings[number]) enter(id)
    if (number % STEP === 0) yield
  }
  const columns = new Float64Array(ids.length * MEASURE)
  const boxes = new Boxes()
  for (let number = 0; number < ids.length; number++) {
    const id = ids[number]
    measure(middle(id), (rings[number] ?? cellsAbout(id, 1)).filter((other) => other !== id).map(middle), columns, number)
    const [lon, lat, a, twice, c] = columns.subarray(number * MEASURE)
    const b = twice / 2
    const [far, high] = [1 / Math.sqrt(a - b * b / c), 1 / Math.sqrt(c - b * b / a)]
    // A place is no farther from its own middle than 0.58 and from the next than 1.
    boxes.enter(number, lon - far, lat - high, lon + far, lat + high)
    if (number % STEP === 0) yield
  }
  return { of, ids, numbers, columns, squares: boxes.pack() }
}

/**
 * Writes a cell's middle with the measure in which the cells about it are a regular grid: a dx² + 2b dx dy + c dy² is the
 * square of the distance of neighbours' middles for a neighbour. In it the cells are what is nearest to each middle.
 */
function measure([lon, lat]: LngLat, about: readonly LngLat[], columns: Float64Array, number: number): void {
  // Σ over neighbours of v vᵀ is 3 times the inverse of the measure in a regular grid of six.
  let [xx, xy, yy] = [0, 0, 0]
  for (const [east, north] of about) {
    const [x, y] = [east - lon, north - lat]
    xx += x * x
    xy += x * y
    yy += y * y
  }
  const of = about.length / 2 / (xx * yy - xy * xy)
  columns.set([lon, lat, yy * of, -2 * xy * of, xx * of], number * MEASURE)
}
