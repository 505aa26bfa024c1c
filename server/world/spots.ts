// Where a unit was looked up last: admission and world ask the same of every fix, and units that stand still ask for ever.
import { fromMicro } from '../../shared/domain/geo.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { District } from '../district/district.ts'

export class Spots {
  readonly #district: District
  #lon = new Int32Array(0)
  #lat = new Int32Array(0)
  #regions: (RegionCode | undefined)[] = []

  constructor(district: District) {
    this.#district = district
  }

  /** The finest region of a place in millionths of a degree, remembered by unit number. */
  find(unit: number, lon: number, lat: number): RegionCode | undefined {
    if (unit >= this.#lon.length) this.#grow(unit)
    // 0, 0 is no place that anybody is at, so that it can stand for "never asked".
    if (this.#lon[unit] === lon && this.#lat[unit] === lat && (lon !== 0 || lat !== 0)) return this.#regions[unit]
    this.#lon[unit] = lon
    this.#lat[unit] = lat
    return this.#regions[unit] = this.#district.locate(fromMicro(lon), fromMicro(lat))
  }

  #grow(unit: number): void {
    const size = Math.max(64, 2 ** Math.ceil(Math.log2(unit + 1)))
    const [lon, lat] = [new Int32Array(size), new Int32Array(size)]
    lon.set(this.#lon)
    lat.set(this.#lat)
    this.#lon = lon
    this.#lat = lat
    while (this.#regions.length < size) this.#regions.push(undefined)
  }
}
