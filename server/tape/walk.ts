// The fixes of a row, coded one after the other: written and read by the same walk, so that the two cannot differ.
import { fixFlag, UNKNOWN, type FixBatch } from '../../shared/domain/fix.ts'
import { BytesBad } from '../../shared/wire/bytes.ts'
import { Companions } from '../../shared/wire/companions.ts'
import { CONTEXTS } from '../../shared/wire/motion.ts'
import { number, NUMBER_MODELS, remainder, REMAINDER_MODELS, unzigzag, zigzag, type Coder } from '../../shared/wire/range.ts'
import { ACCURACY, FLAGS, HEADING, LAG, LAT, LON, NEXT, ODD, SPEED, STEP, TIME, UNIT, USUAL, VALUE, type Known } from './known.ts'

/** Classes that the usual difference of a speed or heading is told apart by. */
const CLASSES = 10

let next = 0
const take = (count: number): number => (next += count) - count
const models = {
  at: take(NUMBER_MODELS), count: take(NUMBER_MODELS), wild: take(1),
  device: take(1), deviceOff: take(NUMBER_MODELS),
  /** Unit, flags and lag all as last time; each of them. */
  same: take(2), unit: take(2), unitOff: take(NUMBER_MODELS), flags: take(2), lag: take(2), lagOff: take(NUMBER_MODELS),
  /** Whether the time is another than expected: with a companion seen in this row, without, of a new device, of one set aside. */
  time: take(4), timeOff: take(4 * NUMBER_MODELS),
  received: take(2), receivedOff: take(2 * NUMBER_MODELS),
  place: take(CONTEXTS * REMAINDER_MODELS), far: take(NUMBER_MODELS), aside: take(2 * NUMBER_MODELS),
  speed: take(3 + CLASSES * REMAINDER_MODELS), heading: take(3 + CLASSES * REMAINDER_MODELS), farValue: take(NUMBER_MODELS),
  accuracy: take(2), accuracyOff: take(NUMBER_MODELS),
}
export const MODELS = next

/** Times and places within these are told by differences; all others are wild. */
const MOST_TIME = 2 ** 49
const MOST_PLACE = 2 ** 29
const ASIDE = fixFlag.late | fixFlag.jump

export const isWhole = (time: number): boolean => Number.isInteger(time) && Math.abs(time) <= MOST_TIME && !Object.is(time, -0)

const isWild = (batch: FixBatch, row: number): boolean =>
  !(isWhole(batch.time[row]) && isWhole(batch.deviceTime[row]) && isWhole(batch.received[row])) ||
  Math.abs(batch.lon[row]) > MOST_PLACE || Math.abs(batch.lat[row]) > MOST_PLACE

export function hasWild(batch: FixBatch): boolean {
  for (let row = 0; row < batch.length; row++) if (isWild(batch, row)) return true
  return false
}

/** A cut's instant and how many fixes it has. */
export function walkHead(coder: Coder, known: Known, at: number, count: number, atIsWild: boolean): { at: number; count: number } {
  const told = atIsWild ? float(coder, at) : within(known.at + unzigzag(number(coder, models.at, zigzag(at - known.at))), MOST_TIME)
  if (!atIsWild) known.at = told
  return { at: told, count: number(coder, models.count, count) }
}

/** Codes all fixes of a cut, in order; reading, it fills the columns. `wild`: some of them are. Changes what is known. */
export function walkFixes(coder: Coder, known: Known, batch: FixBatch, wild: boolean): void {
  const companions = new Companions()
  for (let row = 0; row < batch.length; row++) {
    const isOne = wild && coder.bit(models.wild, isWild(batch, row) ? 1 : 0) === 1
    const device = deviceOf(coder, known, batch.device[row])
    batch.device[row] = device
    const found = known.placeOf(device)
    const place = found ?? known.add(device, known.at)
    const base = known.base(place)
    const { state } = known
    if (known.last >= 0) state[known.base(known.last) + NEXT] = place
    const fresh = found === undefined ? 1 : 0
    if (isOne) {
      batch.time[row] = float(coder, batch.time[row])
      batch.deviceTime[row] = float(coder, batch.deviceTime[row])
      batch.received[row] = float(coder, batch.received[row])
    }
    says(coder, state, base, batch, row, fresh, isOne)
    if (isOne) strayPlace(coder, state, base, batch, row)
    else {
      receivedAt(coder, known, batch, row)
      placed(coder, known, place, batch, row, { fresh, companions })
    }
    batch.speed[row] = value(coder, models.speed, state, base + SPEED, batch.speed[row], 0)
    batch.heading[row] = value(coder, models.heading, state, base + HEADING, batch.heading[row], 360)
    if (coder.bit(models.accuracy + fresh, batch.accuracy[row] === state[base + ACCURACY] ? 0 : 1) === 0) batch.accuracy[row] = state[base + ACCURACY]
    else state[base + ACCURACY] = batch.accuracy[row] = offBy(coder, models.accuracyOff, batch.accuracy[row], state[base + ACCURACY], 0, UNKNOWN)
    if (!isOne) begin(known, place, batch, row)
    known.last = place
  }
}

/** The device that followed the one before last time, or another. */
function deviceOf(coder: Coder, known: Known, device: number): number {
  const { last } = known
  const follower = last < 0 ? -1 : known.state[known.base(last) + NEXT]
  if (follower >= 0) {
    const expected = known.numberOf(follower)
    if (coder.bit(models.device, device === expected ? 0 : 1) === 0) return expected
  }
  return offBy(coder, models.deviceOff, device, last < 0 ? 0 : known.numberOf(last), 0, 0xffff_ffff)
}

/** Unit, flags, and device time (as its lag behind the time): mostly all as last time. */
function says(coder: Coder, state: Float64Array, base: number, batch: FixBatch, row: number, fresh: number, wild: boolean): void {
  const lag = wild ? 0 : batch.deviceTime[row] - batch.time[row]
  const unit = batch.unit[row] === state[base + UNIT]
  const flags = batch.flags[row] === state[base + FLAGS]
  const lags = wild || lag === state[base + LAG]
  if (coder.bit(models.same + fresh, unit && flags && lags ? 0 : 1) === 1) {
    if (coder.bit(models.unit + fresh, unit ? 0 : 1) === 1) state[base + UNIT] = offBy(coder, models.unitOff, batch.unit[row], state[base + UNIT], 0, 0xffff_ffff)
    if (coder.bit(models.flags + fresh, flags ? 0 : 1) === 1) state[base + FLAGS] = coder.bits(16, batch.flags[row])
    if (!wild && coder.bit(models.lag + fresh, lags ? 0 : 1) === 1) state[base + LAG] = offBy(coder, models.lagOff, lag, state[base + LAG], -2 * MOST_TIME, 2 * MOST_TIME)
  }
  batch.unit[row] = state[base + UNIT]
  batch.flags[row] = state[base + FLAGS]
}

/** As the fix before, mostly; the first of a cut as long before its cut as the first of the cut before. */
function receivedAt(coder: Coder, known: Known, batch: FixBatch, row: number): void {
  const first = row === 0 ? 1 : 0
  const expected = first === 1 ? known.at - known.wait : known.received
  let received = batch.received[row]
  if (coder.bit(models.received + first, received === expected ? 0 : 1) === 0) received = expected
  else received = within(offBy(coder, models.receivedOff + first * NUMBER_MODELS, received, expected), MOST_TIME)
  known.received = batch.received[row] = received
  if (first === 1) known.wait = known.at - received
}

/** A place that tells nothing of the next. */
function strayPlace(coder: Coder, state: Float64Array, base: number, batch: FixBatch, row: number): void {
  batch.lon[row] = offBy(coder, models.aside, batch.lon[row], state[base + LON], -(2 ** 31), 2 ** 31 - 1)
  batch.lat[row] = offBy(coder, models.aside + NUMBER_MODELS, batch.lat[row], state[base + LAT], -(2 ** 31), 2 ** 31 - 1)
}

/** Time and place: against the motion, or, for a fix set aside and a device whose motion is not known, against its fix before. */
function placed(coder: Coder, known: Known, place: number, batch: FixBatch, row: number, { fresh, companions }: { fresh: number; companions: Companions }): void {
  const { motion, state } = known
  const base = known.base(place)
  const moving = (batch.flags[row] & ASIDE) === 0 && motion.has(place)
  const before = moving ? motion.timeOf(place) : state[base + TIME]
  const companion = moving ? companions.find(before) : undefined
  const step = moving ? motion.stepOf(place) || known.step : state[base + STEP]
  const expected = companion ?? bounded(before + step)
  const context = moving ? (companion === undefined ? 1 : 0) : fresh === 1 ? 2 : 3
  let time = batch.time[row]
  if (coder.bit(models.time + context, time === expected ? 0 : 1) === 0) time = expected
  else time = within(offBy(coder, models.timeOff + context * NUMBER_MODELS, time, expected), MOST_TIME)
  batch.time[row] = time
  batch.deviceTime[row] = within(time + state[base + LAG], MOST_TIME)
  if (moving) {
    companions.note(before, time)
    if (time > before) known.step = time - before
    motion.expect(place, time)
    const model = models.place + motion.context * REMAINDER_MODELS
    batch.lon[row] = motion.lon + remainder(coder, model, models.far, batch.lon[row] - motion.lon)
    batch.lat[row] = motion.lat + remainder(coder, model, models.far, batch.lat[row] - motion.lat)
    motion.move(place, time, batch.lon[row], batch.lat[row])
  } else strayPlace(coder, state, base, batch, row)
  state[base + STEP] = time - state[base + TIME]
  state[base + TIME] = time
  state[base + LON] = batch.lon[row]
  state[base + LAT] = batch.lat[row]
}

/** A device's motion begins with its first fix that is no late one and no jump. */
function begin(known: Known, place: number, batch: FixBatch, row: number): void {
  if ((batch.flags[row] & ASIDE) !== 0 || known.motion.has(place)) return
  known.motion.begin(place, { time: batch.time[row], lon: batch.lon[row], lat: batch.lat[row], step: 0 }, null)
}

/** A speed (`turn` 0) or a heading (`turn` 360) as a small difference; what is beyond the turn, and UNKNOWN, as it is. */
function value(coder: Coder, base: number, state: Float64Array, at: number, said: number, turn: number): number {
  const odd = coder.bit(base + state[at + ODD], turn === 0 ? (said === UNKNOWN ? 1 : 0) : said >= turn ? 1 : 0)
  state[at + ODD] = odd
  if (odd === 1) return coder.bit(base + 2, said === UNKNOWN ? 0 : 1) === 0 ? UNKNOWN : coder.bits(16, said)
  const before = state[at + VALUE]
  const model = base + 3 + classOf(state[at + USUAL]) * REMAINDER_MODELS
  const off = remainder(coder, model, models.farValue, turn === 0 ? said - before : turned(said - before, turn))
  const now = turn === 0 ? before + off : ((before + off) % turn + turn) % turn
  if (now < 0 || now > UNKNOWN) throw new BytesBad('a number is out of range')
  state[at + USUAL] += (Math.abs(off) - state[at + USUAL]) * 0.25
  state[at + VALUE] = now
  return now
}

const turned = (off: number, turn: number): number => (off >= turn / 2 ? off - turn : off < -turn / 2 ? off + turn : off)

/** Octaves of a usual difference from a quarter on. */
const classOf = (usual: number): number => Math.min(CLASSES - 1, 32 - Math.clz32(Math.floor(Math.min(usual, 1e6) * 4)))

function offBy(coder: Coder, base: number, value: number, expected: number, least = -Infinity, most = Infinity): number {
  const told = expected + unzigzag(number(coder, base, zigzag(value - expected)))
  if (told < least || told > most) throw new BytesBad('a number is out of range')
  return told
}

/** Eight bytes, bit for bit. */
const floats = new DataView(new ArrayBuffer(8))
function float(coder: Coder, value: number): number {
  floats.setFloat64(0, value)
  for (let at = 0; at < 8; at += 2) floats.setUint16(at, coder.bits(16, floats.getUint16(at)))
  return floats.getFloat64(0)
}

function within(value: number, most: number): number {
  if (value > most || value < -most) throw new BytesBad('a number is out of range')
  return value
}

const bounded = (time: number): number => (Math.abs(time) <= MOST_TIME ? time : 0)
