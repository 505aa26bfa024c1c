// All units as one buffer for the shader: packed when fixes came, read by as many views as there are.
import { UNKNOWN } from '../../../shared/domain/fix.ts'
import { freshness, type Freshness } from '../../../shared/domain/freshness.ts'
import { fromMicro } from '../../../shared/domain/geo.ts'
import { contains } from '../../../shared/domain/region.ts'
import { tiers } from '../../../shared/domain/tier.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import { mercatorX, mercatorY, type Spot } from '../mercator.ts'
import { holds, type Box } from '../place/boxes.ts'
import type { MapUnits } from '../shown.ts'
import { nextChange } from './deadline.ts'
import { growMotion, lose, progress, startMotion, steer } from './motion.ts'

/** Floats a unit: from x y, to x y (Mercator from `origin`), start, span, seen, interval (s), heading (rad, -9 unknown), tier. */
export const STRIDE = 10
export const NO_HEADING = -9
/** Expected seconds between fixes when the server did not say. */
const USUAL_INTERVAL = 30

export class Fleet {
  /** Where packed places count from, so that 32 bits hold centimetres. */
  readonly origin: Spot
  packed = new Float32Array(0)
  /** Markers that are drawn; rows [drawn, known) have a place but a louder symbol (SOS). */
  drawn = 0
  known = 0
  /** Signed-on units of the region that never had a place: they count as lost and cannot be drawn. */
  unplaced = 0
  /** Unit number, fix time and interval of each row. */
  numbers = new Uint32Array(0)
  times = new Float64Array(0)
  intervals = new Float64Array(0)
  /** Packed start and seen count in s from these two moments. */
  clockBase = 0
  timeBase = 0
  /** Of the glides now running: the fastest in Mercator per ms, and when the last one ends. */
  fastest = 0
  until = 0
  /** Changes with every take. */
  revision = 0
  #motion = startMotion(64)

  constructor(origin: Spot) { this.origin = origin }

  /** Packs what is signed on. `clock`: the screen's steady clock in ms; `still`: no glide. */
  take(units: MapUnits, now: Instant, clock: number, still: boolean): void {
    const chosen = this.#choose(units)
    this.#reserve(units.places.capacity, this.known)
    this.clockBase = clock
    this.timeBase = now
    this.fastest = 0
    this.until = 0
    chosen.forEach((unit, row) => this.#place(units, unit.number, row, clock, still))
    for (let row = 0; row < this.known; row++) this.#pack(units, chosen[row], row, clock)
    this.revision++
  }

  /** Where the row's marker is drawn at `clock`. */
  at(row: number, clock: number): Spot {
    const number = this.numbers[row]
    const m = this.#motion
    const done = progress(m.start[number], m.span[number], clock)
    return { x: m.fromX[number] + (m.toX[number] - m.fromX[number]) * done, y: m.fromY[number] + (m.toY[number] - m.fromY[number]) * done }
  }

  /** The row of a unit; -1 when it has none. */
  rowOf(unit: number): number {
    for (let row = 0; row < this.known; row++) if (this.numbers[row] === unit) return row
    return -1
  }

  freshness(row: number, now: Instant): Freshness { return freshness(instant(this.times[row]), this.intervals[row], now) }

  /** The earliest instant at which a marker changes its look by itself. */
  nextChange(now: Instant): number { return nextChange(this.times, this.intervals, this.known, now) }

  count(now: Instant): Record<Freshness, number> {
    const count = { live: 0, aging: 0, stale: 0, lost: this.unplaced }
    for (let row = 0; row < this.known; row++) count[this.freshness(row, now)]++
    return count
  }

  /** Units inside `bounds` (Mercator) whose place still counts: lost ones do not. */
  countWithin(bounds: Box, now: Instant, clock: number): number {
    let count = 0
    for (let row = 0; row < this.known; row++) if (this.freshness(row, now) !== 'lost' && holds(bounds, this.at(row, clock))) count++
    return count
  }

  /** Units with a place: those under a louder symbol last, else by tier, so that small marks lie over large ones. */
  #choose(units: MapUnits): Unit[] {
    const byTier: Unit[][] = tiers.map(() => [])
    const loud: Unit[] = []
    this.unplaced = 0
    for (const unit of units.unitsByNumber.values()) {
      if (!units.places.has(unit.number)) {
        if (unit.number < this.#motion.seen.length) lose(this.#motion, unit.number)
        if (units.onDuty?.has(unit.id) && (units.region === null || contains(units.region, unit.region))) this.unplaced++
      } else if (units.sos.has(unit.id)) loud.push(unit)
      else if (units.onDuty?.has(unit.id) ?? true) byTier[tiers.indexOf(unit.tier)].push(unit)
    }
    const calm = byTier.flat()
    this.drawn = calm.length
    this.known = calm.length + loud.length
    return [...calm, ...loud]
  }

  #reserve(units: number, rows: number): void {
    if (units > this.#motion.seen.length) this.#motion = growMotion(this.#motion, units)
    if (rows <= this.numbers.length) return
    const size = Math.max(64, 2 ** Math.ceil(Math.log2(rows)))
    this.packed = new Float32Array(size * STRIDE)
    this.numbers = new Uint32Array(size)
    this.times = new Float64Array(size)
    this.intervals = new Float64Array(size)
  }

  #place({ places: { columns }, intervals }: MapUnits, number: number, row: number, clock: number, still: boolean): void {
    const x = mercatorX(fromMicro(columns.lon[number]))
    const y = mercatorY(fromMicro(columns.lat[number]))
    steer(this.#motion, number, x, y, columns.time[number], clock, still)
    this.numbers[row] = number
    this.times[row] = columns.time[number]
    this.intervals[row] = intervals.get(number) ?? USUAL_INTERVAL
  }

  #pack({ places: { columns } }: MapUnits, unit: Unit, row: number, clock: number): void {
    const m = this.#motion
    const number = unit.number
    const into = row * STRIDE
    const heading = columns.heading[number]
    this.packed[into] = m.fromX[number] - this.origin.x
    this.packed[into + 1] = m.fromY[number] - this.origin.y
    this.packed[into + 2] = m.toX[number] - this.origin.x
    this.packed[into + 3] = m.toY[number] - this.origin.y
    this.packed[into + 4] = (m.start[number] - this.clockBase) / 1000
    this.packed[into + 5] = m.span[number] / 1000
    this.packed[into + 6] = (this.times[row] - this.timeBase) / 1000
    this.packed[into + 7] = this.intervals[row]
    this.packed[into + 8] = heading === UNKNOWN ? NO_HEADING : (heading * Math.PI) / 180
    this.packed[into + 9] = tiers.indexOf(unit.tier)
    const end = m.start[number] + m.span[number]
    if (end <= clock || row >= this.drawn) return
    this.until = Math.max(this.until, end)
    const speed = Math.hypot(m.toX[number] - m.fromX[number], m.toY[number] - m.fromY[number]) / m.span[number]
    this.fastest = Math.max(this.fastest, speed)
  }
}
