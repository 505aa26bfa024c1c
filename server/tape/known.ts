// What both ends of a stretch of rows know of each device: its motion, and the last of everything else that it said.
import { Motion } from '../../shared/wire/motion.ts'

/** Numbers kept of a device, by their place in its stretch of `state`. */
export const UNIT = 0, FLAGS = 1, TIME = 2, STEP = 3, LON = 4, LAT = 5, LAG = 6, ACCURACY = 7
/** The place of the device that came after this one last time, -1 before any. */
export const NEXT = 8
/** Speed and heading: the value told last, whether the last report had none, and what the value usually differs by. */
export const SPEED = 9, HEADING = 12
export const VALUE = 0, ODD = 1, USUAL = 2
const STRIDE = 15

/** What a value is expected to differ by of a device that is new. */
const FIRST_USUAL = 64

/** A stretch begins with nothing known: devices get places 0, 1, 2 … in the order in which they come. */
export class Known {
  readonly motion = new Motion()
  readonly #places = new Map<number, number>()
  #numbers = new Uint32Array(64)
  state = new Float64Array(64 * STRIDE)
  /** Place of the device of the fix before, -1 before any. */
  last = -1
  at = 0
  /** When the fix before was received, and by how much that was before its cut, of the first fix of each cut. */
  received = 0
  wait = 0
  /** Milliseconds between two fixes of the device that told them last. */
  step = 0

  placeOf(device: number): number | undefined {
    // Mostly the one that came after the last one before.
    const next = this.last < 0 ? -1 : this.state[this.base(this.last) + NEXT]
    return next >= 0 && this.#numbers[next] === device ? next : this.#places.get(device)
  }

  numberOf(place: number): number { return this.#numbers[place] }
  /** Where a place's numbers begin in `state`. */
  base(place: number): number { return place * STRIDE }

  /** A new device is at first expected to be as the fix before was. */
  add(device: number, time: number): number {
    const place = this.#places.size
    if ((place + 1) * STRIDE > this.state.length) {
      const grown = new Float64Array(this.state.length * 2)
      grown.set(this.state)
      this.state = grown
      const numbers = new Uint32Array(this.#numbers.length * 2)
      numbers.set(this.#numbers)
      this.#numbers = numbers
    }
    this.#places.set(device, place)
    this.#numbers[place] = device
    const { state, last } = this
    const base = this.base(place)
    const from = this.base(last)
    if (last < 0) {
      state.fill(0, base, base + STRIDE)
      state[base + UNIT] = device
      state[base + TIME] = time
    } else {
      state.copyWithin(base, from, from + STRIDE)
      state[base + UNIT] = device + state[from + UNIT] - this.#numbers[last]
    }
    state[base + STEP] = 0
    state[base + NEXT] = -1
    for (const extra of [SPEED, HEADING]) {
      state[base + extra + VALUE] = 0
      state[base + extra + USUAL] = FIRST_USUAL
    }
    return place
  }
}
