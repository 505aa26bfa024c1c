// A world as plain data for snapshots, and back: what is derived is left out and built anew.
import type { BeatsInForce } from '../../shared/domain/beats-in-force.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { isOpen } from '../../shared/domain/event.ts'
import { copyFixes, emptyBatch, type FixBatch } from '../../shared/domain/fix.ts'
import type { Places } from '../../shared/domain/places.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { District } from '../district/district.ts'
import { link, locate } from './evolve.ts'
import { emptyWorld, type World } from './world.ts'

/** Raised with every change of what a frozen world holds; an older snapshot is then not thawed but rebuilt. */
const VERSION = 6

/** What is small, and the places. */
interface FrozenHead {
  readonly version: number
  /** Geometry that `whereabouts` was judged by. */
  readonly district: string
  readonly seq: number
  readonly mark: World['mark']
  readonly catalogue: Catalogue | null
  readonly numbers: World['numbers']
  readonly folderBeats: string | null
  readonly places: FixBatch
  readonly devicePlaces: FixBatch
  readonly whereabouts: readonly (RegionCode | undefined)[]
}

/** The names of the maps that freeze and thaw take over one for one; their values are replaced, never changed. */
const maps = ['units', 'shifts', 'events', 'sos', 'alarms', 'recalled', 'reporters', 'alarmSeq', 'sosSeq', 'devices', 'gateways', 'teams', 'duties', 'bindings'] as const

/** Some entries of one of the maps: few enough to be serialized in a millisecond or two. */
interface FrozenSlice { readonly of: (typeof maps)[number]; readonly entries: readonly (readonly [string, unknown])[] }
const SLICE = 200

/** A set of beats is replaced, never changed. */
interface FrozenBeats { readonly of: 'beats'; readonly set: BeatsInForce }

export type FrozenWorld = readonly [FrozenHead, ...(FrozenBeats | FrozenSlice)[]]

/** The world as it stands, in pieces of plain data that stay so whatever happens next. */
export function freezeWorld(world: World): FrozenWorld {
  const { seq, mark, catalogue, numbers, folderBeats } = world
  const head: FrozenHead = {
    version: VERSION, district: world.district.hash, seq, mark, catalogue, numbers: { ...numbers }, folderBeats,
    whereabouts: [...world.whereabouts], places: copyOf(world.places), devicePlaces: copyOf(world.devicePlaces),
  }
  const beats = world.beats.map((set): FrozenBeats => ({ of: 'beats', set }))
  return [head, ...beats, ...maps.flatMap((of) => slicesOf([...world[of]]).map((entries) => ({ of, entries })))]
}

/**
 * The world that was frozen, sharing nothing with `frozen` that ever changes; undefined when that is no world of this
 * version, which is no error: a snapshot is a cache, the ledger builds the world anew.
 */
export function thawWorld(district: District, pieces: unknown): World | undefined {
  if (!isFrozen(pieces)) return undefined
  const [frozen, ...slices] = pieces
  const world = emptyWorld(district)
  world.seq = frozen.seq
  world.mark = frozen.mark
  world.catalogue = frozen.catalogue
  world.numbers = { ...frozen.numbers }
  world.folderBeats = frozen.folderBeats
  for (const slice of slices) {
    if (slice.of === 'beats') world.beats = [...world.beats, slice.set]
    else for (const [key, value] of slice.entries) (world[slice.of] as Map<string, unknown>).set(key, value)
  }
  for (const event of [...world.events.values()].sort((a, b) => a.version - b.version)) {
    (isOpen(event.stage) ? world.open : world.closed).set(event.id, event)
  }
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

function isFrozen(pieces: unknown): pieces is FrozenWorld {
  const head: unknown = Array.isArray(pieces) ? pieces[0] : undefined
  return typeof head === 'object' && head !== null && 'version' in head && head.version === VERSION
}

const slicesOf = <Entry>(entries: readonly Entry[]): Entry[][] =>
  Array.from({ length: Math.ceil(entries.length / SLICE) }, (_, index) => entries.slice(index * SLICE, (index + 1) * SLICE))

function copyOf({ columns }: Places): FixBatch {
  const copy = emptyBatch(columns.length)
  copyFixes(columns, 0, columns.length, copy, 0)
  return copy
}

function pour(from: FixBatch, to: Places): void {
  to.reserve(from.length - 1)
  copyFixes(from, 0, from.length, to.columns, 0)
}
