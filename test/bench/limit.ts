// The ideal: how few bytes a position can take, as the entropy of what a prediction leaves over, for a fleet like the measured one.
import { Fleet, type Manner } from './fleet.ts'

const UNITS = 1_000
const ROUNDS = 40

/**
 * Bytes per position (lon and lat at a millionth of a degree, identity free) of an ideal adaptive coder with a table for
 * each kind of unit; the better of two predictions, same velocity and same place. A limit, not a promise: tables fill
 * with what is measured, so that it is slightly below what a real coder reaches.
 */
export function idealBytes(manner: Manner): number {
  const fleet = new Fleet(UNITS, 77, null)
  fleet.take(manner)
  const gap = manner.interval * manner.keep
  const before = { lon: new Float64Array(UNITS), lat: new Float64Array(UNITS) }
  const last = { lon: new Float64Array(UNITS), lat: new Float64Array(UNITS) }
  // By kind (car or not, standing or not): counts of residuals, for each prediction.
  const tables = Array.from({ length: 4 }, () => ({ moving: new Map<number, number>(), placed: new Map<number, number>() }))
  const add = (table: Map<number, number>, value: number): void => { table.set(value, (table.get(value) ?? 0) + 1) }
  for (let round = 0; round < ROUNDS; round++) {
    for (let unit = 0; unit < UNITS; unit++) {
      for (let kept = manner.keep; kept > 0; kept--) fleet.fix(unit, 1e12 + ((round + 1) * gap - (kept - 1) * manner.interval) * 1000)
      for (const axis of ['lon', 'lat'] as const) {
        const now = fleet.said[axis][unit]
        if (round >= 2) {
          const table = tables[fleet.car[unit] + (fleet.stands(unit) ? 2 : 0)]
          add(table.moving, now - 2 * last[axis][unit] + before[axis][unit])
          add(table.placed, now - last[axis][unit])
        }
        before[axis][unit] = last[axis][unit]
        last[axis][unit] = now
      }
    }
  }
  const bits = tables.reduce((sum, { moving, placed }) => sum + Math.min(bitsOf(moving), bitsOf(placed)), 0)
  return bits / 8 / (UNITS * (ROUNDS - 2))
}

/** Bits that all values of the table take together. Wide tables are taken in steps, so that few samples do not look like order. */
function bitsOf(table: ReadonlyMap<number, number>): number {
  let total = 0
  let squares = 0
  for (const [value, count] of table) {
    total += count
    squares += count * value * value
  }
  const step = Math.max(1, 2 ** Math.floor(Math.log2(Math.sqrt(squares / Math.max(1, total)) / 8)))
  const steps = new Map<number, number>()
  for (const [value, count] of table) {
    const at = Math.floor(value / step)
    steps.set(at, (steps.get(at) ?? 0) + count)
  }
  let bits = total * Math.log2(step)
  for (const count of steps.values()) bits -= count * Math.log2(count / total)
  return bits
}
