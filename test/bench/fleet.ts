// What the devices of a district say: people and cars that move or stand, receivers that err; seeded.
import type { District } from '../../server/district/district.ts'
import { seeded } from '../seeded.ts'

/** What the receivers are like, and how often they speak. */
export interface Manner {
  readonly name: string
  /** m of error in each direction, and the seconds over which it is remembered (first-order Gauss–Markov); 0 = each fix anew. */
  readonly noise: number
  readonly over: number
  /** Share of units that stand; with `still` their receivers say exactly the same place each time. */
  readonly standing: number
  readonly still: boolean
  /** s between two fixes of a unit. */
  readonly interval: number
  /** Fixes that a unit keeps and then hands in at once. */
  readonly keep: number
}

const plain = { standing: 0, still: false, interval: 1, keep: 1 }
export const manners = {
  smooth: { name: 'smooth', noise: 0, over: 0, ...plain },
  walk: { name: 'noise 2 m over 30 s', noise: 2, over: 30, ...plain },
  white: { name: 'white noise 1 m', noise: 1, over: 0, ...plain },
  rough: { name: 'noise 5 m over 30 s', noise: 5, over: 30, ...plain },
  posts: { name: 'half standing, noise 2 m over 30 s', noise: 2, over: 30, ...plain, standing: 0.5 },
  still: { name: 'half standing exactly still', noise: 2, over: 30, ...plain, standing: 0.5, still: true },
  taxis: { name: 'taxis, a fix every 60 s', noise: 2, over: 30, ...plain, interval: 60 },
  bursts: { name: '30 fixes kept and handed in at once', noise: 2, over: 30, ...plain, keep: 30 },
} as const satisfies Record<string, Manner>

/** Share of cars. */
const CARS = 0.3
const METRES_LAT = 111_320
const METRES_LON = 97_000
/** A fleet of this district's latitude starts within this box and inside the district. */
const BOX = { west: 104.76, east: 105.04, south: 29.34, north: 29.46 }

/** Cars drive 5–12 m/s, people walk 1–2 m/s, headings wander. Columns by unit, from 0. */
export class Fleet {
  readonly count: number
  readonly car: Uint8Array
  /** The last fix of each unit as it was said: millionths of a degree, 0.1 m/s, degrees, epoch ms. */
  readonly said: { readonly lon: Int32Array; readonly lat: Int32Array; readonly speed: Uint16Array; readonly heading: Uint16Array; readonly time: Float64Array }
  readonly #random: () => number
  readonly #lon: Float64Array
  readonly #lat: Float64Array
  readonly #speed: Float64Array
  readonly #heading: Float64Array
  readonly #east: Float64Array
  readonly #north: Float64Array
  #spare: number | null = null
  #manner: Manner = manners.smooth

  constructor(count: number, seed: number, district: Pick<District, 'locate'> | null) {
    this.count = count
    this.#random = seeded(seed)
    const column = (): Float64Array => new Float64Array(count)
    this.#lon = column()
    this.#lat = column()
    this.#east = column()
    this.#north = column()
    this.car = Uint8Array.from({ length: count }, () => (this.#random() < CARS ? 1 : 0))
    this.#speed = Float64Array.from(this.car, (car) => (car ? 5 + 7 * this.#random() : 1 + this.#random()))
    this.#heading = Float64Array.from(this.car, () => this.#random() * 2 * Math.PI)
    this.said = { lon: new Int32Array(count), lat: new Int32Array(count), speed: new Uint16Array(count), heading: new Uint16Array(count), time: column() }
    for (let unit = 0; unit < count; unit++) {
      do {
        this.#lon[unit] = BOX.west + this.#random() * (BOX.east - BOX.west)
        this.#lat[unit] = BOX.south + this.#random() * (BOX.north - BOX.south)
      } while (district && !district.locate(this.#lon[unit], this.#lat[unit]))
    }
  }

  /** Other receivers from now on; where the units are stays. */
  take(manner: Manner): void {
    this.#manner = manner
    for (let unit = 0; unit < this.count; unit++) {
      this.#east[unit] = manner.noise * this.#normal()
      this.#north[unit] = manner.noise * this.#normal()
    }
  }

  stands(unit: number): boolean { return unit % 100 < this.#manner.standing * 100 }

  /** Moves the unit on to `time`, in steps of about a second, and has it say where it is. */
  fix(unit: number, time: number): void {
    const { said } = this
    const passed = said.time[unit] === 0 ? 1 : (time - said.time[unit]) / 1000
    const steps = Math.max(1, Math.min(120, Math.round(passed)))
    for (let step = 0; step < steps; step++) this.#move(unit, passed / steps)
    said.time[unit] = time
    said.lon[unit] = Math.round((this.#lon[unit] + this.#east[unit] / METRES_LON) * 1e6)
    said.lat[unit] = Math.round((this.#lat[unit] + this.#north[unit] / METRES_LAT) * 1e6)
    const degrees = this.#heading[unit] * 180 / Math.PI + (this.stands(unit) ? 0 : 2 * this.#normal())
    said.heading[unit] = ((Math.round(degrees) % 360) + 360) % 360
    said.speed[unit] = this.stands(unit) ? 0 : Math.max(0, Math.round(10 * this.#speed[unit] + this.#normal()))
  }

  /** The last fix as an item of the batch dialect, with six decimals as receivers print them. */
  item(unit: number): string {
    const { lon, lat, speed, heading, time } = this.said
    return `{"device":"d${unit}","time":${time[unit]},"lon":${lon[unit] / 1e6},"lat":${lat[unit] / 1e6},"speed":${speed[unit] / 10},"heading":${heading[unit]}}`
  }

  #move(unit: number, seconds: number): void {
    const { noise, over, still } = this.#manner
    const stands = this.stands(unit)
    if (!stands) {
      this.#heading[unit] += (this.#random() - 0.5) * 0.3 * Math.sqrt(seconds)
      this.#lat[unit] += Math.cos(this.#heading[unit]) * this.#speed[unit] * seconds / METRES_LAT
      this.#lon[unit] += Math.sin(this.#heading[unit]) * this.#speed[unit] * seconds / METRES_LON
    }
    if (noise === 0 || (stands && still)) return
    const keep = over === 0 ? 0 : Math.exp(-seconds / over)
    const fresh = noise * Math.sqrt(1 - keep * keep)
    this.#east[unit] = this.#east[unit] * keep + fresh * this.#normal()
    this.#north[unit] = this.#north[unit] * keep + fresh * this.#normal()
  }

  /** Box–Muller; every second number is the spare of the one before. */
  #normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare
      this.#spare = null
      return spare
    }
    const length = Math.sqrt(-2 * Math.log(1 - this.#random()))
    const angle = 2 * Math.PI * this.#random()
    this.#spare = length * Math.sin(angle)
    return length * Math.cos(angle)
  }
}
