// The rows of a fixes frame, coded one unit after the other: written and read by the same walk, so that the two cannot differ.
import { UNKNOWN } from '../domain/fix.ts'
import { BytesBad } from './bytes.ts'
import { Companions } from './companions.ts'
import { CONTEXTS, type Motion, type Told } from './motion.ts'
import { number, NUMBER_MODELS, remainder, REMAINDER_MODELS, unzigzag, zigzag, type Coder } from './range.ts'

/** More units than any district has: a hostile count must not make us allocate. */
export const MAX_UNITS = 1_000_000

let next = 0
const take = (count: number): number => (next += count) - count
const models = {
  gap: take(NUMBER_MODELS), run: take(NUMBER_MODELS),
  /** Whether the time is another than expected: of a unit with a companion seen in this frame, and of one without. */
  time: take(2), timeOff: take(NUMBER_MODELS),
  place: take(CONTEXTS * REMAINDER_MODELS), far: take(NUMBER_MODELS),
  newTime: take(1), newTimeOff: take(NUMBER_MODELS), newLon: take(NUMBER_MODELS), newLat: take(NUMBER_MODELS),
  step: take(1), stepIs: take(NUMBER_MODELS), told: take(1), pace: take(NUMBER_MODELS), error: take(NUMBER_MODELS), best: take(4),
  flags: take(1), heading: take(1), gone: take(NUMBER_MODELS),
}
export const MODELS = next

/** A frame's rows as columns, of which the first `length` count; `step` and `told` of units that the frame introduces. */
export class Rows {
  length: number
  unit: Uint32Array
  time: Float64Array
  lon: Int32Array
  lat: Int32Array
  flags: Uint16Array
  /** Whole degrees from north, UNKNOWN = none. */
  heading: Uint16Array
  /** 0.1 m/s. */
  speed: Uint16Array
  step: Float64Array
  readonly told: (Told | null | undefined)[] = []

  constructor(length: number) {
    this.length = length
    this.unit = new Uint32Array(length)
    this.time = new Float64Array(length)
    this.lon = new Int32Array(length)
    this.lat = new Int32Array(length)
    this.flags = new Uint16Array(length)
    this.heading = new Uint16Array(length)
    this.speed = new Uint16Array(length)
    this.step = new Float64Array(length)
  }
}

/** What rows of new units are told from: the new unit before. */
interface Before { time: number; lon: number; lat: number; step: number }

/** Codes `count` rows of a frame of `at`; reading, it fills the columns. Changes nothing of `motion`. */
export function walkRows(coder: Coder, motion: Motion, rows: Rows, { at, writing }: { at: number; writing: boolean }): void {
  const companions = new Companions()
  const before: Before = { time: at, lon: 0, lat: 0, step: 0 }
  let last = -1
  let run = 0
  for (let row = 0; row < rows.length; row++) {
    if (run === 0) {
      last += number(coder, models.gap, rows.unit[row] - last - 1)
      run = 1 + number(coder, models.run, writing ? runFrom(rows, row) - 1 : 0)
    }
    run--
    const unit = ++last
    if (unit > MAX_UNITS) throw new BytesBad('a unit number is too large')
    rows.unit[row] = unit
    if (motion.has(unit)) knownRow(coder, motion, rows, row, companions)
    else newRow(coder, rows, row, before)
    if (Math.abs(rows.lon[row]) > 180_000_000 || Math.abs(rows.lat[row]) > 90_000_000) throw new BytesBad('a place is not on earth')
    flagsOf(coder, motion, rows, row)
  }
  if (run !== 0) throw new BytesBad('a run goes beyond the frame')
}

/** How many unit numbers follow one another from a row on. */
function runFrom({ unit: units, length }: Rows, row: number): number {
  let end = row + 1
  while (end < length && units[end] === units[end - 1] + 1) end++
  return end - row
}

function knownRow(coder: Coder, motion: Motion, rows: Rows, row: number, companions: Companions): void {
  const unit = rows.unit[row]
  const before = motion.timeOf(unit)
  const companion = companions.find(before)
  const expected = companion ?? before + motion.stepOf(unit)
  let time = rows.time[row]
  if (coder.bit(models.time + (companion === undefined ? 0 : 1), time === expected ? 0 : 1) === 0) time = expected
  else time = expected + unzigzag(number(coder, models.timeOff, zigzag(time - expected)))
  companions.note(before, time)
  rows.time[row] = time
  motion.expect(unit, time)
  const model = models.place + motion.context * REMAINDER_MODELS
  rows.lon[row] = motion.lon + remainder(coder, model, models.far, rows.lon[row] - motion.lon)
  rows.lat[row] = motion.lat + remainder(coder, model, models.far, rows.lat[row] - motion.lat)
}

function newRow(coder: Coder, rows: Rows, row: number, before: Before): void {
  const off = (flag: number, base: number, value: number, expected: number): number =>
    coder.bit(flag, value === expected ? 0 : 1) === 0 ? expected : expected + unzigzag(number(coder, base, zigzag(value - expected)))
  rows.time[row] = before.time = off(models.newTime, models.newTimeOff, rows.time[row], before.time)
  rows.lon[row] = before.lon += unzigzag(number(coder, models.newLon, zigzag(rows.lon[row] - before.lon)))
  rows.lat[row] = before.lat += unzigzag(number(coder, models.newLat, zigzag(rows.lat[row] - before.lat)))
  rows.step[row] = before.step = off(models.step, models.stepIs, rows.step[row], before.step)
  const said = rows.told[row]
  if (coder.bit(models.told, said ? 1 : 0) === 0) {
    rows.told[row] = null
    return
  }
  const high = coder.bit(models.best, (said?.best ?? 0) >> 1)
  const best = high * 2 + coder.bit(models.best + 1 + high, (said?.best ?? 0) & 1)
  const error = number(coder, models.error, said?.error ?? 0)
  const pace = (value: number): number => unzigzag(number(coder, models.pace, zigzag(value)))
  rows.told[row] = { best, error, vx: pace(said?.vx ?? 0), vy: pace(said?.vy ?? 0) }
}

function flagsOf(coder: Coder, motion: Motion, rows: Rows, row: number): void {
  const unit = rows.unit[row]
  const before = motion.has(unit) ? motion.flagsOf(unit) : 0
  rows.flags[row] = coder.bit(models.flags, rows.flags[row] === before ? 0 : 1) === 0 ? before : coder.bits(16, rows.flags[row])
}

/** Headings cross in sectors of 11.25 degrees: finer than a marker on a wall shows. */
const SECTORS = 32
const toSector = (heading: number): number => Math.round(heading * SECTORS / 360) % SECTORS
const fromSector = (sector: number): number => Math.round(sector * 360 / SECTORS)
/** A heading as the other end gets it. */
export const inSector = (heading: number): number => (heading === UNKNOWN ? UNKNOWN : fromSector(toSector(heading)))

/** Headings that do not follow from the motion, UNKNOWN where they do; a plane of its own, only in frames that have any. */
export function walkHeadings(coder: Coder, headings: Uint16Array): void {
  for (let row = 0; row < headings.length; row++) {
    if (coder.bit(models.heading, headings[row] === UNKNOWN ? 0 : 1) === 0) headings[row] = UNKNOWN
    else headings[row] = fromSector(coder.bits(5, toSector(headings[row])))
  }
}

/** Numbers of units that leave, ascending. */
export function walkGone(coder: Coder, gone: Uint32Array): void {
  let last = -1
  for (let row = 0; row < gone.length; row++) {
    last += 1 + number(coder, models.gone, gone[row] - last - 1)
    if (last > MAX_UNITS) throw new BytesBad('a unit number is too large')
    gone[row] = last
  }
}
