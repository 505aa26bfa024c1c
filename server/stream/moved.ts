// Which units have moved since the last cut: each once, in ascending order.

export class Moved {
  #marks = new Uint8Array(1_024)
  #units: number[] = []
  #ascending = true

  get size(): number { return this.#units.length }

  add(unit: number): void {
    if (unit >= this.#marks.length) {
      const grown = new Uint8Array(Math.max(this.#marks.length * 2, unit + 1))
      grown.set(this.#marks)
      this.#marks = grown
    }
    if (this.#marks[unit] === 1) return
    this.#marks[unit] = 1
    if (this.#units.length > 0 && unit < this.#units[this.#units.length - 1]) this.#ascending = false
    this.#units.push(unit)
  }

  /** Hands them out and starts anew. */
  take(): readonly number[] {
    const units = this.#units
    for (const unit of units) this.#marks[unit] = 0
    // A fleet mostly reports in the order of its numbers.
    const sorted = this.#ascending ? units : Array.from(Uint32Array.from(units).sort())
    this.#units = []
    this.#ascending = true
    return sorted
  }
}
