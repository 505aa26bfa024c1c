// Presence of the three tiers: who of those on duty is fresh, now and at every quarter-hour of the last day.
import type { Freshness } from '../../shared/domain/freshness.ts'
import type { PresenceReading } from '../../shared/domain/reading.ts'
import { tiers, type Tier } from '../../shared/domain/tier.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { inside, isWhole } from './codes.ts'
import { emptyHistory, QUARTER, record, recorded, SHOWN, type History } from './presence-history.ts'
import type { Reading } from './reading.ts'
import { byTier, emptyRows, look, tally, type Rows, type Standing } from './unit-rows.ts'

const FORMULA = 'share(t) = (live + aging) ÷ onDuty at t; onDuty = signed on and not yet off; live … lost by the unit\'s newest fix and the interval of its highest-ranked device; '
  + 'u of the region shown: u.region or the place of its newest fix lies in it; the district has all'

export interface PresenceState {
  since: Instant | null
  /** The newest happening; the boundaries before it are recorded. */
  at: number
  readonly rows: Rows
  readonly history: History
}

export const presence: Reading<PresenceState, PresenceReading> = {
  start: () => ({ since: null, at: 0, rows: emptyRows(), history: emptyHistory() }),

  /** Boundaries passed since the last happening are recorded from what was so until then; after that its units are looked at again. */
  step(state, happened, world) {
    const at = happened.is === 'fixes' ? happened.at : happened.entry.committed
    if (state.since === null) {
      state.since = instant(at)
      state.at = at
    }
    for (const end of endsBetween(state.at, at)) record(state, end, true)
    state.at = Math.max(state.at, at)
    look(state.rows, happened, world)
    return state
  },

  show(state, now, world, region) {
    const of = { region: isWhole(region, world) ? 0 : state.rows.codes.numbers.get(region), inside: inside(state.rows.codes, region, world) }
    const standing = tally(state.rows, now, of.inside)
    const quarters = [...lastEnds(now).map((end) => sharesAt(state, end, of)), shares(standing)]
    return {
      formula: FORMULA, from: now, to: now, asOf: now,
      numerator: tiers.reduce((sum, tier) => sum + fresh(standing[tier].byFreshness), 0),
      denominator: tiers.reduce((sum, tier) => sum + standing[tier].onDuty, 0),
      tiers: standing, history: byTier((tier) => quarters.map((shown) => shown[tier])), step: QUARTER, since: state.since,
    }
  },
}

/**
 * Makes the boundaries since the last happening unknown: nobody listened until `now`, which is not the same as nobody
 * being there. For a server that starts again, before anything new happens.
 */
export function deaf(state: PresenceState, now: Instant): void {
  if (state.since === null) return
  for (const end of endsBetween(state.at, now)) record(state, end, end === state.at)
  state.at = Math.max(state.at, now)
}

/** The boundary of the last whole quarter before `at`, counted in quarters: a happening at a boundary still belongs to the quarter that ends there. */
const quarterBefore = (at: number): number => Math.ceil(at / QUARTER) - 1

/** Boundaries b with from ≤ b < to, at most a ring of them. */
function endsBetween(from: number, to: number): Instant[] {
  const last = quarterBefore(to)
  const ends: Instant[] = []
  for (let quarter = Math.max(quarterBefore(from) + 1, last - SHOWN + 1); quarter <= last; quarter++) ends.push(instant(quarter * QUARTER))
  return ends
}

/** The 95 boundaries before `now`, oldest first. */
const lastEnds = (now: Instant): Instant[] =>
  Array.from({ length: SHOWN - 1 }, (_, index) => instant((quarterBefore(now) - (SHOWN - 2) + index) * QUARTER))

const fresh = (count: Readonly<Record<Freshness, number>>): number => count.live + count.aging
const ratio = (part: number, whole: number): number | null => whole > 0 ? part / whole : null
const shares = (standing: Standing) => byTier((tier) => ratio(fresh(standing[tier].byFreshness), standing[tier].onDuty))

/** Shares at a boundary: as recorded or, after the last happening, as the state says by itself; null before the record and off its ring. */
function sharesAt(state: PresenceState, end: Instant, of: { readonly region: number | undefined; readonly inside: Uint8Array }): Record<Tier, number | null> {
  if (state.since === null || end < state.since || end / QUARTER <= quarterBefore(state.at) - SHOWN) return byTier(() => null)
  return end >= state.at ? shares(tally(state.rows, end, of.inside)) : recorded(state.history, of.region, end)
}
