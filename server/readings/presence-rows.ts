// What presence remembers of each unit, as columns: enough to say how fresh it is at any later instant without the world.
import { freshness, type Freshness } from '../../shared/domain/freshness.ts'
import { tiers, type Tier } from '../../shared/domain/tier.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { intervalOf } from '../world/interval.ts'
import type { World } from '../world/world.ts'

/** Columns by unit number. */
export interface Rows {
  /** 0 = off duty, else 1 + the tier's place in `tiers`. */
  tier: Uint8Array
  /** Expected seconds between fixes. */
  interval: Float64Array
  /** Time of the newest fix, 0 = never. */
  last: Float64Array
  readonly numberOfUnit: Map<string, number>
  /** Device id → unit id, because an entry that retires a device names no unit. */
  readonly unitOfDevice: Map<string, string>
}

export const emptyRows = (): Rows => ({
  tier: new Uint8Array(64), interval: new Float64Array(64), last: new Float64Array(64), numberOfUnit: new Map(), unitOfDevice: new Map(),
})

export const byTier = <Value>(of: (tier: Tier) => Value): Record<Tier, Value> => ({ area: of('area'), line: of('line'), point: of('point') })

export type Standing = Record<Tier, { readonly onDuty: number; readonly byFreshness: Readonly<Record<Freshness, number>> }>

/** On duty and freshness per tier at an instant. */
export function tally(rows: Rows, at: Instant): Standing {
  const standing = byTier(() => ({ onDuty: 0, byFreshness: { live: 0, aging: 0, stale: 0, lost: 0 } }))
  for (let number = 0; number < rows.tier.length; number++) {
    if (rows.tier[number] === 0) continue
    const of = standing[tiers[rows.tier[number] - 1]]
    of.onDuty++
    of.byFreshness[freshness(rows.last[number] > 0 ? instant(rows.last[number]) : null, rows.interval[number], at)]++
  }
  return standing
}

/** Takes a unit's tier, duty, rhythm and newest fix from the world; a unit that is gone from there leaves no row. */
export function lookAtUnit(rows: Rows, id: string, world: World): void {
  const unit = world.units.get(id)
  const before = rows.numberOfUnit.get(id)
  if (before !== undefined && before !== unit?.number) rows.tier[before] = 0
  if (!unit) {
    rows.numberOfUnit.delete(id)
    return
  }
  grow(rows, unit.number)
  rows.numberOfUnit.set(id, unit.number)
  rows.tier[unit.number] = world.shifts.has(id) ? 1 + tiers.indexOf(unit.tier) : 0
  rows.interval[unit.number] = intervalOf(world, id)
  rows.last[unit.number] = world.places.has(unit.number) ? world.places.columns.time[unit.number] : 0
}

/** Takes the newest fix of the numbered units from the world. */
export function moveRows(rows: Rows, numbers: Uint32Array, world: World): void {
  for (const number of numbers) {
    grow(rows, number)
    rows.last[number] = world.places.has(number) ? world.places.columns.time[number] : 0
  }
}

function grow(rows: Rows, number: number): void {
  if (number < rows.tier.length) return
  const size = Math.max(rows.tier.length * 2, number + 1)
  const grown = { tier: new Uint8Array(size), interval: new Float64Array(size), last: new Float64Array(size) }
  for (const name of ['tier', 'interval', 'last'] as const) grown[name].set(rows[name])
  Object.assign(rows, grown)
}
