// Which few of many things a place may concern: squares of the map, each with the numbers of what reaches into it, packed.

/** Millionths of a degree to a side: some 100 m. */
const SIDE = 1024

const squareOf = (micro: number): number => Math.floor(micro / SIDE)

/** Numbers by the box that each reaches into. */
export class Boxes {
  readonly #numbers: number[] = []
  /** Four a number: first and last column, first and last row of squares. */
  readonly #squares: number[] = []

  /** Enters a number for a box in millionths of a degree. */
  enter(number: number, west: number, south: number, east: number, north: number): void {
    this.#numbers.push(number)
    this.#squares.push(squareOf(west), squareOf(east), squareOf(south), squareOf(north))
  }

  /** The squares of all that was entered. */
  pack(): Squares { return new Squares(this.#numbers, this.#squares) }
}

/** Rows of squares from south to north, each as wide as what reaches into it. */
export class Squares {
  #south = 0
  /** By row: its first column, and where its squares begin; the last entry is where all end. */
  #west = new Int32Array(0)
  #rows = new Uint32Array(1)
  /** By square: where its numbers begin; the last entry is where all end. */
  #first = new Uint32Array(1)
  #numbers = new Uint32Array(0)

  constructor(numbers: readonly number[], squares: readonly number[]) {
    if (numbers.length === 0) return
    this.#lay(squares)
    for (const index of numbers.keys()) this.#each(squares, index, (square) => { this.#first[square + 1]++ })
    for (let square = 1; square < this.#first.length; square++) this.#first[square] += this.#first[square - 1]
    this.#numbers = new Uint32Array(this.#first.at(-1) ?? 0)
    const next = this.#first.slice(0, -1)
    numbers.forEach((number, index) => { this.#each(squares, index, (square) => { this.#numbers[next[square]++] = number }) })
  }

  /** Makes room for the squares of all boxes. */
  #lay(squares: readonly number[]): void {
    let [south, north] = [Infinity, -Infinity]
    for (let at = 0; at < squares.length; at += 4) [south, north] = [Math.min(south, squares[at + 2]), Math.max(north, squares[at + 3])]
    const height = north - south + 1
    const west = new Int32Array(height).fill(2 ** 31 - 1)
    const east = new Int32Array(height).fill(-(2 ** 31))
    for (let at = 0; at < squares.length; at += 4) {
      for (let row = squares[at + 2] - south; row <= squares[at + 3] - south; row++) {
        west[row] = Math.min(west[row], squares[at])
        east[row] = Math.max(east[row], squares[at + 1])
      }
    }
    this.#south = south
    this.#west = west
    this.#rows = new Uint32Array(height + 1)
    for (let row = 0; row < height; row++) this.#rows[row + 1] = this.#rows[row] + Math.max(0, east[row] - west[row] + 1)
    this.#first = new Uint32Array(this.#rows[height] + 1)
  }

  #each(squares: readonly number[], index: number, take: (square: number) => void): void {
    for (let y = squares[4 * index + 2]; y <= squares[4 * index + 3]; y++) {
      for (let x = squares[4 * index]; x <= squares[4 * index + 1]; x++) take(this.#square(x, y))
    }
  }

  /** The square of a column and a row; −1 where nothing reaches. */
  #square(x: number, y: number): number {
    const row = y - this.#south
    if (row < 0 || row >= this.#west.length) return -1
    const square = this.#rows[row] + x - this.#west[row]
    return x >= this.#west[row] && square < this.#rows[row + 1] ? square : -1
  }

  /** Puts the numbers in the square of a place into `into`, in the order in which they were entered. */
  at(lon: number, lat: number, into: number[]): void {
    into.length = 0
    this.#add(this.#square(squareOf(lon), squareOf(lat)), into)
  }

  /** Puts the numbers in the squares of a box into `into`, each once, ascending where the box is of several squares. */
  among(lonA: number, latA: number, lonB: number, latB: number, into: number[]): void {
    into.length = 0
    const [west, east] = [squareOf(Math.min(lonA, lonB)), squareOf(Math.max(lonA, lonB))]
    const [south, north] = [squareOf(Math.min(latA, latB)), squareOf(Math.max(latA, latB))]
    for (let x = west; x <= east; x++) for (let y = south; y <= north; y++) this.#add(this.#square(x, y), into)
    if ((west === east && south === north) || into.length < 2) return
    into.sort((a, b) => a - b)
    let kept = 1
    for (let at = 1; at < into.length; at++) if (into[at] !== into[at - 1]) into[kept++] = into[at]
    into.length = kept
  }

  #add(square: number, into: number[]): void {
    if (square < 0) return
    for (let at = this.#first[square]; at < this.#first[square + 1]; at++) into.push(this.#numbers[at])
  }
}
