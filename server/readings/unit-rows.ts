// What a reading remembers of each unit, as columns: enough to say how fresh it is at any later instant without the world.
import { freshness, type Freshness } from '../../shared/domain/freshness.ts'
import type { TierPresence } from '../../shared/domain/reading.ts'
import { tiers, type Tier } from '../../shared/domain/tier.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { Happening } from '../world/happen.ts'
import { intervalOf } from '../world/interval.ts'
import type { World } from '../world/world.ts'
import { emptyCodes, numberOf, type Codes } from './codes.ts'

const columns = (size: number) => ({
  /** 0 = no such unit, else 1 + the tier's place in `tiers`. */
  tier: new Uint8Array(size),
  onDuty: new Uint8Array(size),
  /** Expected seconds between fixes. */
  interval: new Float64Array(size),
  /** Time of the newest fix, 0 = never. */
  last: new Float64Array(size),
  /** Where it belongs and where it is, as numbers of `codes`: a unit is of the regions of both (world/belong). */
  home: new Uint32Array(size),
  where: new Uint32Array(size),
})

/** Columns by unit number. */
export type Rows = ReturnType<typeof columns> & {
  /** Geometry that `where` was judged by. */
  district: string
  readonly codes: Codes
  readonly numberOfUnit: Map<string, number>
  /** Device id → unit id, because an entry that retires a device names no unit. */
  readonly unitOfDevice: Map<string, string>
}

export const emptyRows = (): Rows => ({ ...columns(64), district: '', codes: emptyCodes(), numberOfUnit: new Map(), unitOfDevice: new Map() })

export const byTier = <Value>(of: (tier: Tier) => Value): Record<Tier, Value> => ({ area: of('area'), line: of('line'), point: of('point') })

export type Standing = Record<Tier, TierPresence>

/** How fresh the numbered unit is at an instant. */
export const freshnessOf = (rows: Rows, number: number, at: Instant): Freshness =>
  freshness(rows.last[number] > 0 ? instant(rows.last[number]) : null, rows.interval[number], at)

/** Registered, on duty and freshness per tier at an instant, of the units of a region (`inside`: by code number). */
export function tally(rows: Rows, at: Instant, inside: Uint8Array): Standing {
  const standing = byTier(() => ({ registered: 0, onDuty: 0, byFreshness: { live: 0, aging: 0, stale: 0, lost: 0 } }))
  for (let number = 0; number < rows.tier.length; number++) {
    if (rows.tier[number] === 0 || (inside[rows.home[number]] | inside[rows.where[number]]) === 0) continue
    const of = standing[tiers[rows.tier[number] - 1]]
    of.registered++
    if (rows.onDuty[number] === 0) continue
    of.onDuty++
    of.byFreshness[freshnessOf(rows, number, at)]++
  }
  return standing
}

/** Brings the rows up to date with what the happening changed. */
export function look(rows: Rows, happened: Happening, world: World): void {
  if (rows.district !== world.district.hash) {
    rows.district = world.district.hash
    for (const id of world.units.keys()) lookAtUnit(rows, id, world)
  }
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

/** Takes a unit's tier, duty, rhythm, newest fix and regions from the world; a unit that is gone from there leaves no row. */
function lookAtUnit(rows: Rows, id: string, world: World): void {
  const unit = world.units.get(id)
  const before = rows.numberOfUnit.get(id)
  if (before !== undefined && before !== unit?.number) clear(rows, before)
  if (!unit) {
    rows.numberOfUnit.delete(id)
    return
  }
  grow(rows, unit.number)
  rows.numberOfUnit.set(id, unit.number)
  fill(rows, unit, world)
}

function fill(rows: Rows, { id, number, tier, region }: Unit, world: World): void {
  rows.tier[number] = 1 + tiers.indexOf(tier)
  rows.onDuty[number] = world.shifts.has(id) ? 1 : 0
  rows.interval[number] = intervalOf(world, id)
  rows.home[number] = numberOf(rows.codes, region)
  move(rows, number, world)
}

function move(rows: Rows, number: number, world: World): void {
  rows.last[number] = world.places.has(number) ? world.places.columns.time[number] : 0
  const where = world.whereabouts[number] ?? ''
  // Most are where they were.
  if (rows.codes.list[rows.where[number]] !== where) rows.where[number] = numberOf(rows.codes, where)
}

function clear(rows: Rows, number: number): void {
  rows.tier[number] = 0
  rows.onDuty[number] = 0
}

/** Takes the newest fix of the numbered units from the world, and where they are by it. */
function moveRows(rows: Rows, numbers: Uint32Array, world: World): void {
  for (const number of numbers) {
    grow(rows, number)
    move(rows, number, world)
  }
}

function grow(rows: Rows, number: number): void {
  if (number < rows.tier.length) return
  const grown = columns(Math.max(rows.tier.length * 2, number + 1))
  for (const name of Object.keys(grown) as (keyof typeof grown)[]) grown[name].set(rows[name])
  Object.assign(rows, grown)
}
