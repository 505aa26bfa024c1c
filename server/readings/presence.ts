// Presence of the three tiers: who of those on duty is fresh, now and at every quarter-hour of the last day.
import type { Freshness } from '../../shared/domain/freshness.ts'
import type { PresenceReading, TierPresence } from '../../shared/domain/reading.ts'
import { tiers, type Tier } from '../../shared/domain/tier.ts'
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { emptyRows, lookAtUnit, moveRows, tally, byTier, type Rows, type Standing } from './presence-rows.ts'
import type { Reading } from './reading.ts'

const QUARTER = 15 * MINUTE
/** Quarter-hours shown: 95 whole ones and the one that is running. */
const SHOWN = 96
const FORMULA = 'share(t) = (live + aging) ÷ onDuty at t; onDuty = signed on and not yet off; live … lost by the unit\'s newest fix and the interval of its highest-ranked device'

/** Live + aging and on duty at quarter boundaries, rings indexed by quarter; on duty NaN = unknown. */
interface Samples { readonly fresh: Float64Array; readonly onDuty: Float64Array }

export interface PresenceState {
  since: Instant | null
  /** The newest happening; the boundaries before it are sampled. */
  at: number
  readonly rows: Rows
  readonly samples: Readonly<Record<Tier, Samples>>
}

export const presence: Reading<PresenceState, PresenceReading> = {
  start: () => ({
    since: null, at: 0, rows: emptyRows(),
    samples: byTier(() => ({ fresh: new Float64Array(SHOWN), onDuty: new Float64Array(SHOWN).fill(NaN) })),
  }),

  /** Boundaries passed since the last happening are sampled from what was so until then; after that its units are looked at again. */
  step(state, happened, world) {
    const at = happened.is === 'fixes' ? happened.at : happened.entry.committed
    if (state.since === null) {
      state.since = instant(at)
      state.at = at
    }
    for (const end of endsBetween(state.at, at)) record(state, end, tally(state.rows, end))
    state.at = Math.max(state.at, at)
    look(state.rows, happened, world)
    return state
  },

  show(state, now, world) {
    const standing = tally(state.rows, now)
    const quarters = [...lastEnds(now).map((end) => sharesAt(state, end)), shares(standing)]
    const registered = byTier(() => 0)
    for (const unit of world.units.values()) registered[unit.tier]++
    return {
      formula: FORMULA, from: now, to: now, asOf: now,
      numerator: tiers.reduce((sum, tier) => sum + fresh(standing[tier].byFreshness), 0),
      denominator: tiers.reduce((sum, tier) => sum + standing[tier].onDuty, 0),
      tiers: byTier((tier): TierPresence => ({ registered: registered[tier], ...standing[tier] })),
      history: byTier((tier) => quarters.map((of) => of[tier])), step: QUARTER, since: state.since,
    }
  },
}

/**
 * Makes the boundaries since the last happening unknown: nobody listened until `now`, which is not the same as nobody
 * being there. For a server that starts again, before anything new happens.
 */
export function deaf(state: PresenceState, now: Instant): void {
  if (state.since === null) return
  for (const end of endsBetween(state.at, now)) record(state, end, end === state.at ? tally(state.rows, end) : null)
  state.at = Math.max(state.at, now)
}

const slot = (end: number): number => (end / QUARTER) % SHOWN

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

function record(state: PresenceState, end: Instant, standing: Standing | null): void {
  for (const tier of tiers) {
    state.samples[tier].fresh[slot(end)] = standing ? fresh(standing[tier].byFreshness) : 0
    state.samples[tier].onDuty[slot(end)] = standing ? standing[tier].onDuty : NaN
  }
}

const fresh = (count: Readonly<Record<Freshness, number>>): number => count.live + count.aging
const ratio = (part: number, whole: number): number | null => whole > 0 ? part / whole : null
const shares = (standing: Standing) => byTier((tier) => ratio(fresh(standing[tier].byFreshness), standing[tier].onDuty))

/** Shares at a boundary: as sampled or, after the last happening, as the state says by itself; null before the record and off its ring. */
function sharesAt(state: PresenceState, end: Instant): Record<Tier, number | null> {
  if (state.since === null || end < state.since || end / QUARTER <= quarterBefore(state.at) - SHOWN) return byTier(() => null)
  if (end >= state.at) return shares(tally(state.rows, end))
  return byTier((tier) => ratio(state.samples[tier].fresh[slot(end)], state.samples[tier].onDuty[slot(end)]))
}

/** Brings the rows up to date with what the happening changed. */
function look(rows: Rows, happened: Happening, world: World): void {
  if (happened.is === 'fixes') return moveRows(rows, happened.batch.unit, world)
  const { entry } = happened
  switch (entry.kind) {
    case 'unit-registered': return lookAtUnit(rows, entry.data.unit.id, world)
    case 'unit-retired':
    case 'shift-started':
    case 'shift-ended': return lookAtUnit(rows, entry.data.unit, world)
    case 'device-registered': {
      const before = rows.unitOfDevice.get(entry.data.device.id)
      rows.unitOfDevice.set(entry.data.device.id, entry.data.device.unit)
      if (before !== undefined && before !== entry.data.device.unit) lookAtUnit(rows, before, world)
      return lookAtUnit(rows, entry.data.device.unit, world)
    }
    case 'device-retired': {
      const unit = rows.unitOfDevice.get(entry.data.device)
      rows.unitOfDevice.delete(entry.data.device)
      if (unit !== undefined) lookAtUnit(rows, unit, world)
      return
    }
    default:
  }
}
