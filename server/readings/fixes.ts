// How many fixes come in, how old the units' newest are, and how long fixes are on their way.
import { fixFlag, type FixBatch } from '../../shared/domain/fix.ts'
import type { FixesReading } from '../../shared/domain/reading.ts'
import { instant, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import type { Reading } from './reading.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3600
/** Seconds kept: an hour, and room for what arrives while `now` lags behind it. */
const RING = HOUR_SECONDS + 60
/** Delays kept of one second: beyond them a burst is judged by those that came first. */
const DELAYS_PER_SECOND = 4096

/**
 * Second k holds what was received in (k − 1, k] seconds since 1970. Windows end at a whole second for that reason,
 * and are exact for the seconds that they say.
 */
export interface FixesState {
  readonly second: Float64Array
  readonly count: Uint32Array
  /** Second → delays in ms of fixes that came by themselves; only the last minutes are kept. */
  readonly delays: Map<number, number[]>
}

const FORMULA = 'perSecond = count(f: to − 60 s < f.received ≤ to) ÷ 60; lastHour = count(f: to − 3600 s < f.received ≤ to); '
  + 'age = asOf − newest fix time of each unit on duty that has one; delay = max(0, f.received − f.time) in (to − 60 s, to] without refills and wrong clocks'

export const fixes: Reading<FixesState, FixesReading> = {
  start: () => ({ second: new Float64Array(RING), count: new Uint32Array(RING), delays: new Map() }),

  step(state, happened) {
    if (happened.is !== 'fixes') return state
    const { batch } = happened
    for (let row = 0; row < batch.length; row++) take(state, batch, row)
    forgetDelays(state)
    return state
  },

  show(state, now, world) {
    const last = Math.floor(now / SECOND)
    const perMinute = countSeconds(state, last, MINUTE_SECONDS)
    return {
      formula: FORMULA, from: instant((last - MINUTE_SECONDS) * SECOND), to: instant(last * SECOND), asOf: now,
      numerator: perMinute, denominator: MINUTE_SECONDS,
      perSecond: perMinute / MINUTE_SECONDS, lastHour: countSeconds(state, last, HOUR_SECONDS),
      age: percentiles(agesOf(world, now)), delay: percentiles(delaysOf(state, last)),
    }
  },
}

function take(state: FixesState, batch: FixBatch, row: number): void {
  const second = Math.ceil(batch.received[row] / SECOND)
  const slot = second % RING
  if (second < state.second[slot]) return
  if (second > state.second[slot]) {
    state.second[slot] = second
    state.count[slot] = 0
  }
  state.count[slot]++
  if (batch.flags[row] & (fixFlag.clock | fixFlag.refill)) return
  let delays = state.delays.get(second)
  if (!delays) state.delays.set(second, delays = [])
  if (delays.length < DELAYS_PER_SECOND) delays.push(Math.max(0, batch.received[row] - batch.time[row]))
}

/** Keeps two minutes of delays behind the newest second. */
function forgetDelays({ delays }: FixesState): void {
  let newest = 0
  for (const second of delays.keys()) newest = Math.max(newest, second)
  for (const second of delays.keys()) if (second <= newest - 2 * MINUTE_SECONDS) delays.delete(second)
}

function countSeconds(state: FixesState, last: number, seconds: number): number {
  let sum = 0
  for (let second = last - seconds + 1; second <= last; second++) if (state.second[second % RING] === second) sum += state.count[second % RING]
  return sum
}

function agesOf(world: World, now: Instant): Float64Array {
  const ages = new Float64Array(world.shifts.size)
  let known = 0
  for (const id of world.shifts.keys()) {
    const unit = world.units.get(id)
    if (unit && world.places.has(unit.number)) ages[known++] = Math.max(0, now - world.places.columns.time[unit.number])
  }
  return ages.subarray(0, known)
}

function delaysOf(state: FixesState, last: number): Float64Array {
  const seconds: (readonly number[])[] = []
  for (let second = last - MINUTE_SECONDS + 1; second <= last; second++) seconds.push(state.delays.get(second) ?? [])
  const delays = new Float64Array(seconds.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const second of seconds) {
    delays.set(second, at)
    at += second.length
  }
  return delays
}

/** Nearest rank: the least value that at least the share of all values does not exceed. Sorts in place. */
function percentiles(values: Float64Array): { p50: number | null; p95: number | null } {
  values.sort()
  const at = (share: number): number | null => values.length > 0 ? values[Math.ceil(share * values.length) - 1] : null
  return { p50: at(0.5), p95: at(0.95) }
}
