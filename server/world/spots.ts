// Where a unit was looked up last, and how far it may go from there without crossing a border: admission and world ask the
// same of every fix, and most units stay where they are for long.
import { fromMicro } from '../../shared/domain/geo.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { District } from '../district/district.ts'

export class Spots {
  readonly #district: Pick<District, 'locate' | 'clearance'>
  #lon = new Int32Array(0)
  #lat = new Int32Array(0)
  /** Millionths of a degree to each side in which the answer is the same; -1 = never asked. */
  #clear = new Int32Array(0)
  #regions: (RegionCode | undefined)[] = []

  constructor(district: Pick<District, 'locate' | 'clearance'>) {
    this.#district = district
  }

  /** The finest region of a place in millionths of a degree, remembered by unit number. */
  find(unit: number, lon: number, lat: number): RegionCode | undefined {
    if (unit >= this.#lon.length) this.#grow(unit)
    const clear = this.#clear[unit]
    if (Math.abs(lon - this.#lon[unit]) <= clear && Math.abs(lat - this.#lat[unit]) <= clear) return this.#regions[unit]
    const [x, y] = [fromMicro(lon), fromMicro(lat)]
    const free = this.#district.clearance(x, y, fromMicro(this.#lon[unit]), fromMicro(this.#lat[unit]))
    this.#lon[unit] = lon
    this.#lat[unit] = lat
    this.#clear[unit] = Math.floor(Math.abs(free) * 1e6)
    if (free > 0 && clear >= 0) return this.#regions[unit]
    return this.#regions[unit] = this.#district.locate(x, y)
  }

  #grow(unit: number): void {
    const size = Math.max(64, 2 ** Math.ceil(Math.log2(unit + 1)))
    const columns = [new Int32Array(size), new Int32Array(size), new Int32Array(size).fill(-1)] as const
    columns[0].set(this.#lon)
    columns[1].set(this.#lat)
    columns[2].set(this.#clear)
    ;[this.#lon, this.#lat, this.#clear] = columns
    while (this.#regions.length < size) this.#regions.push(undefined)
  }
}
