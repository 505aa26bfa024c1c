// What a screen of a region sees of an entry or an event: filtered by region, and never what a wall must not show.
import type { Alarm } from '../../shared/domain/alarm.ts'
import { isSensitive } from '../../shared/domain/catalogue.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { isOpen, type EventReport, type GridEvent } from '../../shared/domain/event.ts'
import { ancestor, contains, regionCode, type RegionCode } from '../../shared/domain/region.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { ShownEntry, ShownUnit } from '../../shared/wire/frame.ts'
import { belongs } from '../world/belong.ts'
import { intervalOf } from '../world/interval.ts'
import type { World } from '../world/world.ts'

/** A call for help or a silent source concerns everyone whom it may concern, an event those who see the event itself. */
export const seesAlarm = (region: RegionCode, alarm: Pick<Alarm, 'region' | 'kind'>): boolean =>
  contains(region, alarm.region) || (alarm.kind !== 'event' && contains(alarm.region, region))

/** Who has it is the desk's to know, and is free text: a wall needs none. */
export const maskEvent = (event: GridEvent): GridEvent => ({ ...event, ref: null, owner: null })

/** Of what the catalogue calls sensitive a wall has the counts of the readings and the alarm, and not one event. */
const isHidden = (world: World, event: GridEvent | EventReport): boolean => isSensitive(world.catalogue, event)

/** The alarm of such an event says its level and its town; so does that of one which the world has let go: it may be such. */
export function maskAlarm(world: World, alarm: Alarm): Alarm {
  if (alarm.kind !== 'event') return alarm
  const event = world.events.get(alarm.about)
  return !event || isHidden(world, event) ? { ...alarm, region: ancestor(alarm.region, 'town') ?? alarm.region } : alarm
}

/** Screens of where a void's relief belongs are told its name, all others only when it could be there; the district sees all. */
export function maskRelief(region: RegionCode, alarm: Alarm): Alarm {
  const { relief } = alarm
  if (!relief || contains(region, relief.home ?? districtOf(region))) return alarm
  return { ...alarm, relief: { unit: null, minutes: relief.minutes } }
}

/** Of alarms from before the home was told: the whole district's. */
const districtOf = (region: RegionCode): RegionCode => ancestor(region, 'district') ?? region

/** A unit is seen where it belongs and where it is. */
export function seesUnit(region: RegionCode, world: World, number: number): boolean {
  const unit = world.unitsByNumber.get(number)
  return unit !== undefined && belongs(region, world, unit)
}

/** Whether the region is all of the district: its screens are given everything that any screen is. */
export const isWhole = (world: World, region: RegionCode): boolean => contains(region, world.district.manifest.code)

/** A unit as screens get it that did not have it. */
export const showUnit = (world: World, unit: Unit): ShownUnit => ({ unit, shift: world.shifts.get(unit.id) ?? null, interval: intervalOf(world, unit.id) })

/** What a screen holds before an entry, by id: it hears of the end of that and of nothing else. */
export interface Holds {
  unit(id: string): boolean
  /** A unit's call for help. */
  call(unit: string): boolean
  /** A standing alarm, or one that was recalled. */
  alarm(id: string): boolean
  /** Whether it holds the unit from now on. */
  keeps(unit: Unit): boolean
}

/** Of a screen that was away nobody knows what it holds: it hears of what the world would give it now, and is told at the end what it keeps. */
export function holdsNow(world: World, region: RegionCode): Holds {
  const whole = isWhole(world, region)
  const calls = (id: string): boolean => {
    const sos = world.sos.get(id)
    return sos !== undefined && seesSos(region, sos.region)
  }
  const keeps = (unit: Unit): boolean => whole || belongs(region, world, unit) || calls(unit.id)
  return {
    keeps,
    unit(id) {
      const unit = world.units.get(id)
      return whole || (unit !== undefined && keeps(unit))
    },
    call: (unit) => whole || calls(unit),
    alarm(id) {
      const alarm = world.alarms.get(id) ?? world.recalled.get(id)?.alarm
      return whole || (alarm !== undefined && seesAlarm(region, alarm))
    },
  }
}

/**
 * The entry as a screen of `region` gets it; undefined when it is none of its business. `world` has it folded in; `holds`
 * says what the screen had before.
 */
export function see(entry: Entry, world: World, region: RegionCode, holds: Holds = holdsNow(world, region)): ShownEntry | undefined {
  switch (entry.kind) {
    // Screens get what beats add up to from readings.
    case 'beats-adopted':
    case 'beat-checked':
    // Nothing about people reaches a screen but what readings count.
    case 'team-registered':
    case 'team-retired':
    case 'team-duty-recorded':
    case 'team-duty-ended':
    case 'person-bound':
    case 'person-unbound':
    case 'visit-recorded':
    case 'work-recorded':
    case 'record-withdrawn':
    case 'device-registered':
    case 'device-retired':
    case 'gateway-registered':
      return undefined
    case 'event-reported':
      if (!contains(region, entry.data.event.region) || isHidden(world, entry.data.event)) return undefined
      return { ...entry, key: null, data: { event: { ...entry.data.event, ref: null } } }
    case 'event-moved': {
      const event = world.events.get(entry.data.event)
      if (!event || !contains(region, event.region) || isHidden(world, event)) return undefined
      const reopened = !isOpen(entry.data.from) && isOpen(entry.data.to)
      if (reopened) return { kind: 'event-entered', seq: entry.seq, event: maskEvent(event) }
      return { ...entry, key: null, data: { ...entry.data, action: null, owner: null } }
    }
    case 'event-relocated': {
      const event = world.events.get(entry.data.event)
      if (event && isHidden(world, event)) return undefined
      const before = contains(region, entry.data.from)
      const after = contains(region, entry.data.region)
      if (before && after) return bare(entry)
      if (before) return { kind: 'event-left', seq: entry.seq, event: entry.data.event }
      return after && event && isOpen(event.stage) ? { kind: 'event-entered', seq: entry.seq, event: maskEvent(event) } : undefined
    }
    case 'unit-registered': {
      const { unit } = entry.data
      if (holds.keeps(unit)) return holds.unit(unit.id) ? bare(entry) : { kind: 'unit-entered', seq: entry.seq, ...showUnit(world, unit) }
      return holds.unit(unit.id) ? { kind: 'unit-left', seq: entry.seq, unit: unit.id } : undefined
    }
    case 'unit-retired':
    case 'shift-started':
    case 'shift-ended':
      return holds.unit(entry.data.unit) ? bare(entry) : undefined
    // A call or an alarm that stands elsewhere now is over here.
    case 'sos-raised':
      if (seesSos(region, entry.data.region)) return bare(entry)
      return holds.call(entry.data.unit) ? { ...bare(entry), kind: 'sos-cleared', data: { unit: entry.data.unit } } : undefined
    case 'sos-cleared':
      return holds.call(entry.data.unit) ? bare(entry) : undefined
    case 'alarm-raised':
      if (!seesAlarm(region, entry.data.alarm)) return holds.alarm(entry.data.alarm.id) ? { ...bare(entry), kind: 'alarm-withdrawn', data: { alarm: entry.data.alarm.id } } : undefined
      return { ...entry, key: null, data: { alarm: maskRelief(region, maskAlarm(world, entry.data.alarm)) } }
    case 'alarm-withdrawn':
      return holds.alarm(entry.data.alarm) ? bare(entry) : undefined
    case 'store-marked':
    case 'catalogue-adopted':
      return bare(entry)
    default:
      return entry satisfies never
  }
}

/** Idempotency keys are the senders' own affair. */
const bare = (entry: Entry): Entry => ({ ...entry, key: null })

/** Events of a picture: the open ones of the region. */
export const seeEvents = (world: World, region: RegionCode): GridEvent[] =>
  [...world.open.values()].filter((event) => contains(region, event.region) && !isHidden(world, event)).map(maskEvent)

/** Calls for help whose place is in the region, or known only more coarsely: it may be here. */
export const seesSos = (region: RegionCode, place: string): boolean => contains(region, regionCode(place)) || contains(regionCode(place), region)
