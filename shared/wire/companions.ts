// Who had the same time before mostly has the same time again: they came with one hand-over. Both ends keep it alike.

const PLACES = 64

/** By the time before, the newest time that one who had it was given in this frame or row. */
export class Companions {
  readonly #before = new Float64Array(PLACES).fill(NaN)
  readonly #now = new Float64Array(PLACES)

  find(before: number): number | undefined {
    const at = placeOf(before)
    return this.#before[at] === before ? this.#now[at] : undefined
  }

  note(before: number, now: number): void {
    const at = placeOf(before)
    this.#before[at] = before
    this.#now[at] = now
  }
}

const placeOf = (time: number): number => (Math.floor(time / 16) ^ time) & (PLACES - 1)
