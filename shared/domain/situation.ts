// What entries add up to, on the server (world) and on a screen (mirror) alike: one fold, so that both must agree.
import type { Alarm, Recalled } from './alarm.ts'
import type { Catalogue } from './catalogue.ts'
import type { Entry } from './entry.ts'
import type { EventReport, GridEvent, Stage } from './event.ts'
import { instant, type Instant } from './time.ts'
import type { Unit, UnitId } from './unit.ts'

export interface Shift { readonly unit: UnitId; readonly since: Instant; readonly people: number }
export interface Sos {
  readonly unit: UnitId; readonly region: string; readonly at: Instant
  readonly lon: number | null; readonly lat: number | null
}

export interface Situation {
  /** 'demo' once drill input was ever taken; 'exercise' for a named 演练. */
  mark: 'demo' | 'exercise' | null
  catalogue: Catalogue | null
  readonly units: Map<string, Unit>
  readonly shifts: Map<string, Shift>
  readonly events: Map<string, GridEvent>
  readonly sos: Map<string, Sos>
  readonly alarms: Map<string, Alarm>
  /** Alarms that were never true, by id; no more than there are causes. */
  readonly recalled: Map<string, Recalled>
}

export const emptySituation = (): Situation => ({
  mark: null, catalogue: null,
  units: new Map(), shifts: new Map(), events: new Map(), sos: new Map(), alarms: new Map(), recalled: new Map(),
})

/** A reported event before anything happened to it. */
export const startEvent = (report: EventReport, entry: { seq: number; received: number }): GridEvent => ({
  ...report, stage: 'reported', since: report.occurred, received: instant(entry.received), version: entry.seq, rework: 0, owner: null,
})

function moveEvent(event: GridEvent, to: Stage, at: Instant, owner: string | null, seq: number): GridEvent {
  return {
    ...event, stage: to, since: at, version: seq,
    rework: event.rework + (event.stage === 'handled' && to === 'handling' ? 1 : 0),
    owner: owner ?? event.owner,
  }
}

/** Applies one entry in place; deterministic, total over every kind ever written. */
export function evolveSituation(now: Situation, entry: Entry): void {
  switch (entry.kind) {
    case 'store-marked':
      now.mark = entry.data.mark === 'demo' ? 'demo' : now.mark ?? 'exercise'
      return
    case 'catalogue-adopted':
      now.catalogue = entry.data.content
      return
    case 'unit-registered':
      now.units.set(entry.data.unit.id, entry.data.unit)
      return
    case 'unit-retired':
      now.units.delete(entry.data.unit)
      now.shifts.delete(entry.data.unit)
      return
    case 'shift-started':
      now.shifts.set(entry.data.unit, { unit: entry.data.unit, since: entry.data.at, people: entry.data.people })
      return
    case 'shift-ended':
      now.shifts.delete(entry.data.unit)
      return
    case 'event-reported':
      now.events.set(entry.data.event.id, startEvent(entry.data.event, entry))
      return
    // A picture may hold an event in a later state than entries that are still on their way: those change nothing.
    case 'event-moved': {
      const event = now.events.get(entry.data.event)
      if (event && entry.seq > event.version) now.events.set(event.id, moveEvent(event, entry.data.to, entry.data.at, entry.data.owner, entry.seq))
      return
    }
    case 'event-relocated': {
      const event = now.events.get(entry.data.event)
      const { region, lon, lat } = entry.data
      if (event && entry.seq > event.version) now.events.set(event.id, { ...event, region, lon, lat, version: entry.seq })
      return
    }
    case 'sos-raised': {
      const { unit, region, at, lon, lat } = entry.data
      now.sos.set(unit, { unit, region, at, lon, lat })
      return
    }
    case 'sos-cleared':
      now.sos.delete(entry.data.unit)
      return
    case 'alarm-raised':
      now.alarms.set(entry.data.alarm.id, entry.data.alarm)
      now.recalled.delete(entry.data.alarm.id)
      return
    case 'alarm-withdrawn': {
      const { alarm: id, why } = entry.data
      const alarm = now.alarms.get(id)
      if (alarm && (why === 'refilled' || why === 'corrected')) now.recalled.set(id, { alarm, why, at: instant(entry.committed) })
      // Of one that stands elsewhere now nothing is left here.
      if (!alarm) now.recalled.delete(id)
      now.alarms.delete(id)
      return
    }
    case 'beats-adopted':
    case 'beat-checked':
    // Teams, bindings and what they are recorded to have done are the server's alone: screens get readings of them.
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
      return
    default:
      entry satisfies never
  }
}
