// How many fixes come in, how old the units' newest are, and how long fixes are on their way.
import { fixFlag } from '../../shared/domain/fix.ts'
import type { FixesReading } from '../../shared/domain/reading.ts'
import { levelOf } from '../../shared/domain/region.ts'
import { instant, SECOND, type Instant } from '../../shared/domain/time.ts'
import { inside, isWhole } from './codes.ts'
import { delaysIn, forgetDelays, keepDelay, type Delays } from './fix-delays.ts'
import { countSeconds, emptyCounts, take, type FixCounts } from './fix-counts.ts'
import type { Reading } from './reading.ts'
import { selected } from './selected.ts'
import { emptyRows, look, type Rows } from './unit-rows.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3600

export interface FixesState {
  readonly rows: Rows
  readonly counts: FixCounts
  readonly delays: Delays
}

const FORMULA = 'perSecond = count(f: to − 60 s < f.received ≤ to) ÷ 60; lastHour = count(f: to − 3600 s < f.received ≤ to); '
  + 'age = asOf − newest fix time of each unit on duty that has one; delay = max(0, f.received − f.time) in (to − 60 s, to] without refills and wrong clocks; '
  + 'f, u of the region shown: u.region or u\'s place at f.received lies in it; the district has all'

export const fixes: Reading<FixesState, FixesReading> = {
  start: () => ({ rows: emptyRows(), counts: emptyCounts(), delays: new Map() }),

  step(state, happened, world) {
    look(state.rows, happened, world)
    if (happened.is !== 'fixes') return state
    const { batch } = happened
    for (let row = 0; row < batch.length; row++) {
      const second = Math.ceil(batch.received[row] / SECOND)
      // A unit that is registered no more is of no region; its fixes are the district's.
      const number = state.rows.tier[batch.unit[row]] > 0 ? batch.unit[row] : 0
      const [home, where] = [state.rows.home[number], state.rows.where[number]]
      if (!take(state.counts, second, state.rows.codes, home, where) || batch.flags[row] & (fixFlag.clock | fixFlag.refill)) continue
      keepDelay(state.delays, second, Math.max(0, batch.received[row] - batch.time[row]), home, where)
    }
    forgetDelays(state.delays, 2 * MINUTE_SECONDS)
    return state
  },

  show(state, now, world, region) {
    const last = Math.floor(now / SECOND)
    const within = inside(state.rows.codes, region, world)
    const counted = isWhole(region, world) ? 0 : levelOf(region) === 'grid' ? null : state.rows.codes.numbers.get(region) ?? -1
    const countOf = (seconds: number): number | null => (counted === null ? null : countSeconds(state.counts, counted, last, seconds))
    const perMinute = countOf(MINUTE_SECONDS)
    return {
      formula: FORMULA, from: instant((last - MINUTE_SECONDS) * SECOND), to: instant(last * SECOND), asOf: now,
      numerator: perMinute, denominator: MINUTE_SECONDS,
      perSecond: perMinute === null ? null : perMinute / MINUTE_SECONDS, lastHour: countOf(HOUR_SECONDS),
      age: percentiles(agesOf(state.rows, now, within)), delay: percentiles(delaysIn(state.delays, last - MINUTE_SECONDS, last, within)),
    }
  },
}

function agesOf(rows: Rows, now: Instant, within: Uint8Array): Float64Array {
  const ages = new Float64Array(rows.onDuty.length)
  let known = 0
  for (let number = 0; number < rows.onDuty.length; number++) {
    if (rows.onDuty[number] === 0 || rows.last[number] === 0 || (within[rows.home[number]] | within[rows.where[number]]) === 0) continue
    ages[known++] = Math.max(0, now - rows.last[number])
  }
  return ages.subarray(0, known)
}

/** Nearest rank: the least value that at least the share of all values does not exceed. Puts the values in another order. */
function percentiles(values: Float64Array): { p50: number | null; p95: number | null } {
  const at = (share: number): number | null => values.length > 0 ? selected(values, Math.ceil(share * values.length) - 1) : null
  return { p50: at(0.5), p95: at(0.95) }
}
