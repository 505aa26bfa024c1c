// How old a fix is, in four words; the one function that server, client and shader agree on (DESIGN 3.8).
import type { Instant } from './time.ts'
import { MINUTE, SECOND } from './time.ts'

export const freshnessStates = ['live', 'aging', 'stale', 'lost'] as const
export type Freshness = (typeof freshnessStates)[number]

/** The ages in ms up to which a source with `interval` expected seconds is live, aging, stale. */
export function freshnessLimits(interval: number): { live: number; aging: number; stale: number } {
  const e = interval * SECOND
  return { live: 2 * e, aging: 5 * e, stale: Math.max(15 * MINUTE, 7 * e) }
}

/** live ≤ 2e, aging ≤ 5e, stale ≤ max(15 min, 7e), lost beyond; never heard of is lost. */
export function freshness(last: Instant | null, interval: number, now: Instant): Freshness {
  if (last === null) return 'lost'
  const age = now - last
  const limits = freshnessLimits(interval)
  if (age <= limits.live) return 'live'
  if (age <= limits.aging) return 'aging'
  return age <= limits.stale ? 'stale' : 'lost'
}

/** What counts as being there: a stale or lost fix never does. */
export const isFresh = (state: Freshness): boolean => state === 'live' || state === 'aging'
