// When the next marker changes its freshness: one moment for all units, no timer per unit.
import { freshnessLimits } from '../../../shared/domain/freshness.ts'

/** ms of age at which a place with `interval` expected seconds changes next; Infinity once it is lost. */
export function nextAge(age: number, interval: number): number {
  const limits = freshnessLimits(interval)
  if (age <= limits.live) return limits.live
  if (age <= limits.aging) return limits.aging
  return age <= limits.stale ? limits.stale : Infinity
}

/** The earliest instant after `now` at which some place changes; `times` are fix times, 0 is none. Infinity when none will. */
export function nextChange(times: ArrayLike<number>, intervals: ArrayLike<number>, length: number, now: number): number {
  let earliest = Infinity
  for (let row = 0; row < length; row++) {
    if (times[row] === 0) continue
    const at = times[row] + nextAge(now - times[row], intervals[row])
    if (at < earliest) earliest = at
  }
  return earliest
}
