// Which few of many things a place may concern: squares of the map, each with the numbers of what reaches into it.

/** Millionths of a degree to a side: some 100 m. */
const SIDE = 1024

/** Half the squares round the globe, so that a square's two numbers make one. */
const HALF = 2 ** 18

export type Squares = Map<number, number[]>

const keyOf = (x: number, y: number): number => (x + HALF) * HALF * 2 + y + HALF
const squareOf = (micro: number): number => Math.floor(micro / SIDE)

/** Enters a number in every square of a box in millionths of a degree. */
export function enter(squares: Squares, number: number, west: number, south: number, east: number, north: number): void {
  for (let x = squareOf(west); x <= squareOf(east); x++) {
    for (let y = squareOf(south); y <= squareOf(north); y++) {
      const key = keyOf(x, y)
      const there = squares.get(key)
      if (there) there.push(number)
      else squares.set(key, [number])
    }
  }
}

const NONE: readonly number[] = []

/** The numbers in the square of a place. */
export const at = (squares: Squares, lon: number, lat: number): readonly number[] => squares.get(keyOf(squareOf(lon), squareOf(lat))) ?? NONE

/** The numbers in the squares of a box, each once, ascending. */
export function among(squares: Squares, lonA: number, latA: number, lonB: number, latB: number): readonly number[] {
  const [west, east] = [squareOf(Math.min(lonA, lonB)), squareOf(Math.max(lonA, lonB))]
  const [south, north] = [squareOf(Math.min(latA, latB)), squareOf(Math.max(latA, latB))]
  if (west === east && south === north) return squares.get(keyOf(west, south)) ?? NONE
  let found: number[] | undefined
  for (let x = west; x <= east; x++) {
    for (let y = south; y <= north; y++) {
      const there = squares.get(keyOf(x, y))
      if (there) found = found ? found.concat(there) : there
    }
  }
  return found ? [...new Set(found)].sort((a, b) => a - b) : NONE
}
