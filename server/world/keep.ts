// A world as plain data for snapshots, and back: what is derived is left out and built anew.
import type { Alarm } from '../../shared/domain/alarm.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { isOpen, type GridEvent } from '../../shared/domain/event.ts'
import { copyFixes, type FixBatch } from '../../shared/domain/fix.ts'
import type { Places } from '../../shared/domain/places.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Shift, Sos } from '../../shared/domain/situation.ts'
import type { Device, Gateway, Unit } from '../../shared/domain/unit.ts'
import type { District } from '../district/district.ts'
import { link, locate } from './evolve.ts'
import { emptyWorld, type World } from './world.ts'

/** Raised with every change of what a frozen world holds; an older snapshot is then not thawed but rebuilt. */
const VERSION = 1

interface FrozenWorld {
  readonly version: number
  /** Geometry that `whereabouts` was judged by. */
  readonly district: string
  readonly seq: number
  readonly mark: World['mark']
  readonly catalogue: Catalogue | null
  readonly numbers: World['numbers']
  readonly units: ReadonlyMap<string, Unit>
  readonly shifts: ReadonlyMap<string, Shift>
  readonly events: ReadonlyMap<string, GridEvent>
  readonly sos: ReadonlyMap<string, Sos>
  readonly alarms: ReadonlyMap<string, Alarm>
  readonly alarmSeq: ReadonlyMap<string, number>
  readonly sosSeq: ReadonlyMap<string, number>
  readonly devices: ReadonlyMap<string, Device>
  readonly gateways: ReadonlyMap<string, Gateway>
  readonly places: FixBatch
  readonly devicePlaces: FixBatch
  readonly whereabouts: readonly (RegionCode | undefined)[]
}

/** The names of the maps that freeze and thaw take over one for one. */
const maps = ['units', 'shifts', 'events', 'sos', 'alarms', 'alarmSeq', 'sosSeq', 'devices', 'gateways'] as const

/** Plain data for v8.serialize. It shares the world's own maps and columns: serialize it before anything else happens. */
export function freezeWorld(world: World): unknown {
  const { seq, mark, catalogue, numbers, units, shifts, events, sos, alarms, alarmSeq, sosSeq, devices, gateways, whereabouts } = world
  return {
    version: VERSION, district: world.district.hash,
    seq, mark, catalogue, numbers, units, shifts, events, sos, alarms, alarmSeq, sosSeq, devices, gateways, whereabouts,
    places: world.places.columns, devicePlaces: world.devicePlaces.columns,
  } satisfies FrozenWorld
}

/**
 * The world that was frozen, sharing nothing with `frozen`; undefined when that is no world of this version,
 * which is no error: a snapshot is a cache, the ledger builds the world anew.
 */
export function thawWorld(district: District, frozen: unknown): World | undefined {
  if (!isFrozen(frozen)) return undefined
  const world = emptyWorld(district)
  world.seq = frozen.seq
  world.mark = frozen.mark
  world.catalogue = frozen.catalogue
  world.numbers = { ...frozen.numbers }
  for (const name of maps) fill<unknown>(world[name], frozen[name])
  for (const event of world.events.values()) if (isOpen(event.stage)) world.open.set(event.id, event)
  for (const unit of world.units.values()) world.unitsByNumber.set(unit.number, unit)
  for (const device of world.devices.values()) {
    world.devicesByNumber.set(device.number, device)
    link(world.devicesOfUnit, device)
  }
  pour(frozen.places, world.places)
  pour(frozen.devicePlaces, world.devicePlaces)
  if (frozen.district === district.hash) {
    for (const region of frozen.whereabouts) world.whereabouts.push(region)
  } else {
    for (const number of world.places.known()) locate(world, number)
  }
  return world
}

const isFrozen = (frozen: unknown): frozen is FrozenWorld =>
  typeof frozen === 'object' && frozen !== null && 'version' in frozen && frozen.version === VERSION

function fill<Value>(target: Map<string, Value>, from: ReadonlyMap<string, Value>): void {
  for (const [key, value] of from) target.set(key, value)
}

function pour(from: FixBatch, to: Places): void {
  to.reserve(from.length - 1)
  copyFixes(from, 0, from.length, to.columns, 0)
}
