// A mesh of jittered hexagons: three cells meet in every corner, so that borders along its edges never touch themselves.
import { hashed } from './noise.ts'

/**
 * Cells are numbered row by row from the south-west corner; odd rows stand half a cell further east.
 * Each cell owns two corners: 2·cell is its northern, 2·cell + 1 its southern one. Kilometres.
 */
export interface Mesh {
  readonly columns: number
  readonly rows: number
  readonly size: number
  readonly x: Float64Array
  readonly y: Float64Array
  /** By cell · 6 + side (E, NE, NW, W, SW, SE): the cell beyond that side, -1 at the rim. */
  readonly beyond: Int32Array
  /** By corner. */
  readonly cornerX: Float64Array
  readonly cornerY: Float64Array
}

export const SIDES = 6
const ROW = Math.sqrt(3) / 2
const TIP = 1 / Math.sqrt(3)

export function hexagons(seed: number, width: number, height: number, size: number, jitter: number): Mesh {
  const columns = Math.ceil(width / size) + 2
  const rows = Math.ceil(height / (size * ROW)) + 2
  const count = columns * rows
  const mesh: Mesh = {
    columns, rows, size,
    x: new Float64Array(count), y: new Float64Array(count), beyond: new Int32Array(count * SIDES).fill(-1),
    cornerX: new Float64Array(count * 2), cornerY: new Float64Array(count * 2),
  }
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= columns || row >= rows ? -1 : row * columns + column
  for (let row = 0; row < rows; row++) {
    const odd = row & 1
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column
      const x = mesh.x[cell] = (column - 0.5 + odd / 2) * size
      const y = mesh.y[cell] = (row - 0.5) * size * ROW
      const around = [
        at(column + 1, row), at(column + odd, row + 1), at(column + odd - 1, row + 1),
        at(column - 1, row), at(column + odd - 1, row - 1), at(column + odd, row - 1),
      ]
      mesh.beyond.set(around, cell * SIDES)
      for (let tip = 0; tip < 2; tip++) {
        const corner = cell * 2 + tip
        mesh.cornerX[corner] = x + (hashed(seed, corner, 1) - 0.5) * jitter * size
        mesh.cornerY[corner] = y + (tip === 0 ? TIP : -TIP) * size + (hashed(seed, corner, 2) - 0.5) * jitter * size
      }
    }
  }
  return mesh
}

/**
 * The two corners of one side of a cell, anticlockwise around it. Defined for cells that have all six neighbours.
 */
export function sideOf(mesh: Mesh, cell: number, side: number): readonly [number, number] {
  const [, ne, nw, , sw, se] = mesh.beyond.subarray(cell * SIDES, cell * SIDES + SIDES)
  const corners = [se * 2, ne * 2 + 1, cell * 2, nw * 2 + 1, sw * 2, cell * 2 + 1]
  return [corners[side], corners[(side + 1) % SIDES]]
}
