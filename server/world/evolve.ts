// evolve: (world, entry | fix batch) → world. The only way state changes; in place and deterministic.
import { adopt } from '../../shared/domain/beats-in-force.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { isOpen } from '../../shared/domain/event.ts'
import { evolveSituation } from '../../shared/domain/situation.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Device } from '../../shared/domain/unit.ts'
import { evolveForces } from './forces.ts'
import type { World } from './world.ts'

export { evolveFixes, locate } from './evolve-fixes.ts'

/**
 * Entries that a closed event stays in the world after its last one: as many as a screen may have missed and still
 * resume (stream), for what it is told of them is looked up there.
 */
export const CLOSED_STAY = 5_000

/** Entries after which a unit's devices may be others. */
const registering = new Set<Entry['kind']>(['unit-registered', 'unit-retired', 'device-registered', 'device-retired'])

/**
 * Folds in the entry that follows `world.seq`; throws on any other, because a hole in the ledger is a bug of the caller.
 * What the world lacks for it (recall) is to be there before.
 */
export function evolve(world: World, entry: Entry): void {
  if (entry.seq !== world.seq + 1) throw new RangeError(`entry ${entry.seq} does not follow ${world.seq}`)
  world.seq = entry.seq
  switch (entry.kind) {
    case 'beats-adopted':
      world.beats = adopt(world.beats, { ...entry.data, committed: entry.committed })
      if (entry.by === 'server') world.folderBeats = entry.data.hash
      break
    case 'unit-registered':
      forgetUnit(world, entry.data.unit.id, entry.data.unit.number)
      world.unitsByNumber.set(entry.data.unit.number, entry.data.unit)
      world.numbers.unit = Math.max(world.numbers.unit, entry.data.unit.number)
      break
    case 'unit-retired':
      forgetUnit(world, entry.data.unit)
      break
    case 'device-registered':
      registerDevice(world, entry.data.device)
      break
    case 'device-retired':
      retireDevice(world, entry.data.device)
      break
    case 'gateway-registered':
      world.gateways.set(entry.data.gateway.id, entry.data.gateway)
      break
    case 'alarm-withdrawn':
      forgetAlarm(world, entry.data.alarm, entry.seq)
      break
    default:
  }
  evolveSituation(world, entry)
  evolveForces(world, entry)
  if (registering.has(entry.kind)) {
    world.routes.length = 0
    world.registrations++
  }
  follow(world, entry)
  letClosedGo(world)
}

/** What is kept beside the situation so that nobody has to search it. */
function follow(world: World, entry: Entry): void {
  switch (entry.kind) {
    case 'event-reported': {
      const { id, source } = entry.data.event
      world.reporters.set(source, instant(Math.max(world.reporters.get(source) ?? 0, entry.received)))
      return followEvent(world, id)
    }
    case 'event-moved':
    case 'event-relocated': return followEvent(world, entry.data.event)
    case 'sos-raised':
      world.sosSeq.set(entry.data.unit, entry.seq)
      return
    case 'sos-cleared':
      world.sosSeq.delete(entry.data.unit)
      return
    case 'alarm-raised':
      world.alarmSeq.set(entry.data.alarm.id, entry.seq)
      return
    default:
  }
}

function followEvent(world: World, id: string): void {
  const event = world.events.get(id)
  world.closed.delete(id)
  if (event && isOpen(event.stage)) {
    world.open.set(id, event)
    return
  }
  world.open.delete(id)
  if (event) world.closed.set(id, event)
}

/** Entries between two looks at what has been closed for long. */
const SWEEP = 500

/** A rule of seq alone, so that it comes out the same from every snapshot. */
function letClosedGo(world: World): void {
  if (world.seq % SWEEP !== 0) return
  for (const [id, { version }] of world.closed) {
    if (version > world.seq - CLOSED_STAY) return
    world.closed.delete(id)
    world.events.delete(id)
  }
}

/** There are few sources and units to have alarms again, but ever more events: theirs have the event's version in their keys. */
function forgetAlarm(world: World, id: string, seq: number): void {
  if (world.alarms.get(id)?.kind === 'event') world.alarmSeq.delete(id)
  else world.alarmSeq.set(id, seq)
}

/** A unit that leaves, or comes back under another number, takes its old number's place off the map. */
function forgetUnit(world: World, id: string, keep?: number): void {
  const unit = world.units.get(id)
  if (!unit || unit.number === keep) return
  world.unitsByNumber.delete(unit.number)
  world.places.forget(unit.number)
  if (unit.number < world.whereabouts.length) world.whereabouts[unit.number] = undefined
}

function registerDevice(world: World, device: Device): void {
  const before = world.devices.get(device.id)
  if (before) {
    unlink(world, before)
    // Where it was is where the other unit was.
    if (before.unit !== device.unit) world.devicePlaces.forget(before.number)
    if (before.number !== device.number) world.devicesByNumber.delete(before.number)
  }
  world.devices.set(device.id, device)
  world.devicesByNumber.set(device.number, device)
  link(world.devicesOfUnit, device)
  world.numbers.device = Math.max(world.numbers.device, device.number)
}

function retireDevice(world: World, id: string): void {
  const device = world.devices.get(id)
  if (!device) return
  unlink(world, device)
  world.devices.delete(id)
  world.devicesByNumber.delete(device.number)
  world.devicePlaces.forget(device.number)
}

/** Puts a device among its unit's, highest rank first; of equal ranks the one registered first. */
export function link(devicesOfUnit: Map<string, Device[]>, device: Device): void {
  const devices = [...devicesOfUnit.get(device.unit) ?? [], device]
  devicesOfUnit.set(device.unit, devices.sort((a, b) => a.rank - b.rank || a.number - b.number))
}

function unlink(world: World, device: Device): void {
  const rest = (world.devicesOfUnit.get(device.unit) ?? []).filter((other) => other.id !== device.id)
  if (rest.length > 0) world.devicesOfUnit.set(device.unit, rest)
  else world.devicesOfUnit.delete(device.unit)
}

