// What the one screen that decodes everything has seen: the newest place of each unit, and how old it was when decoded.

export class Seen {
  lon = new Int32Array(1024)
  lat = new Int32Array(1024)
  time = new Float64Array(1024)
  /** Positions decoded since the last look, and their ages in ms at that moment. */
  positions = 0
  ages: number[] = []
  /** Frames that could not be applied, since start. */
  wrong = 0

  /** `unit` is the number in the unit's id. */
  put(unit: number, lon: number, lat: number, time: number, now: number): void {
    if (unit >= this.time.length) this.#grow(unit)
    this.lon[unit] = lon
    this.lat[unit] = lat
    this.time[unit] = time
    this.positions++
    this.ages.push(now - time)
  }

  #grow(unit: number): void {
    let size = this.time.length
    while (size <= unit) size *= 2
    const { lon, lat, time } = this
    this.lon = new Int32Array(size)
    this.lat = new Int32Array(size)
    this.time = new Float64Array(size)
    this.lon.set(lon)
    this.lat.set(lat)
    this.time.set(time)
  }
}
