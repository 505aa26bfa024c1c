// What entries add up to, on the server and on a screen alike.
import { describe, expect, it } from 'vitest'
import { beatId } from '../../../shared/domain/beat.ts'
import { alarmId } from '../../../shared/domain/alarm.ts'
import { entryData, type Entry, type EntryData, type EntryKind } from '../../../shared/domain/entry.ts'
import { eventId, type Stage } from '../../../shared/domain/event.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { emptySituation, evolveSituation, type Situation } from '../../../shared/domain/situation.ts'
import { instant } from '../../../shared/domain/time.ts'
import { callSign } from '../../../shared/domain/binding.ts'
import { teamId } from '../../../shared/domain/team.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { binding, catalogue, device, duty, grids, post, report, team, townCodes, unit, visit, work } from '../../server/world/given.ts'

const u1 = unitId('u1')

/** One entry of every kind there is; a kind without one here does not compile. */
const one: { [Kind in EntryKind]: EntryData<Kind> } = {
  'store-marked': { mark: 'demo', name: null },
  'catalogue-adopted': { hash: 'h', effective: instant(0), content: catalogue },
  'beats-adopted': { hash: 'h', effective: instant(0), content: { effective: instant(0), beats: [post] } },
  'beat-checked': { beat: beatId('p1'), unit: u1, at: instant(4), way: 'nfc' },
  'unit-registered': { unit: unit('u1', 1) },
  'unit-retired': { unit: u1 },
  'device-registered': { device: device('d1', 1, 'u1') },
  'device-retired': { device: deviceId('d1') },
  'gateway-registered': { gateway: { id: 'g1', name: 'g', crs: 'wgs84' } },
  'shift-started': { unit: u1, people: 2, at: instant(5) },
  'shift-ended': { unit: u1, at: instant(9) },
  'team-registered': { team: team('t1') },
  'team-retired': { team: teamId('t1'), at: instant(9) },
  'team-duty-recorded': { duty: duty('r1', 't1') },
  'team-duty-ended': { team: teamId('t1'), at: instant(9) },
  'person-bound': { binding: binding('P001') },
  'person-unbound': { person: callSign('P001'), grid: grids[0], at: instant(9) },
  'visit-recorded': { visit: visit('r2', 'P001') },
  'work-recorded': { work: work('r3', 'G001') },
  'record-withdrawn': { record: { is: 'work', work: work('r3', 'G001') }, reason: 'mistaken' },
  'event-reported': { event: report('e1', { occurred: instant(3) }) },
  'event-moved': { event: eventId('e1'), from: 'reported', to: 'accepted', at: instant(7), action: null, owner: 'org', source: 's' },
  'event-relocated': { event: eventId('e1'), from: townCodes[0], region: townCodes[1], lon: 1, lat: 2 },
  'sos-raised': { unit: u1, device: deviceId('d1'), region: townCodes[0], at: instant(8), lon: null, lat: null },
  'sos-cleared': { unit: u1 },
  'alarm-raised': { alarm: { id: alarmId('sos:u1'), kind: 'sos', level: 1, about: 'u1', region: townCodes[0], since: instant(8) } },
  'alarm-withdrawn': { alarm: alarmId('sos:u1') },
}

let seq = 0
const entry = <Kind extends EntryKind>(kind: Kind, data: EntryData<Kind>, number = ++seq): Entry =>
  ({ seq: number, kind, data, by: 'b', about: 'a', key: null, committed: 100, received: 50, deviceTime: null }) as Entry

function fold(...entries: Entry[]): Situation {
  const situation = emptySituation()
  for (const each of entries) evolveSituation(situation, each)
  return situation
}

const moved = (to: Stage, number: number, owner: string | null = null): Entry =>
  entry('event-moved', { ...one['event-moved'], to, at: instant(number * 10), owner }, number)

describe('situation', () => {
  it('[D14] every kind of entry folds, also into an empty situation, and its data fits its schema', () => {
    for (const kind of Object.keys(entryData) as EntryKind[]) {
      expect(() => fold(entry(kind, one[kind])), kind).not.toThrow()
      if (kind !== 'catalogue-adopted') expect(entryData[kind].safeParse(one[kind]).success, kind).toBe(true)
    }
  })

  it('[D27] an alarm withdrawn as never true is kept as recalled until it is raised again, any other is gone', () => {
    const now = emptySituation()
    const told = <Kind extends 'alarm-raised' | 'alarm-withdrawn'>(kind: Kind, data: EntryData<Kind>): void =>
      evolveSituation(now, { seq: 1, kind, data, by: 'alarms', about: 'x', key: null, committed: instant(9), received: instant(9), deviceTime: null } as Entry)
    const alarm = { id: alarmId('missed:L01'), kind: 'missed' as const, level: 3 as const, about: 'L01', region: townCodes[0], since: instant(8) }
    for (const why of ['ended', 'over', undefined, 'refilled'] as const) {
      told('alarm-raised', { alarm })
      expect([...now.recalled]).toEqual([])
      told('alarm-withdrawn', why ? { alarm: alarm.id, why } : { alarm: alarm.id })
      expect(now.alarms.size).toBe(0)
    }
    expect([...now.recalled.values()]).toEqual([{ alarm, why: 'refilled', at: 9 }])
    told('alarm-raised', { alarm })
    expect(now.recalled.size).toBe(0)
  })

  it('[D15] what ends what began leaves nothing behind', () => {
    for (const [begin, end] of [['unit-registered', 'unit-retired'], ['shift-started', 'shift-ended'], ['sos-raised', 'sos-cleared'], ['alarm-raised', 'alarm-withdrawn']] as const) {
      expect(fold(entry(begin, one[begin])), begin).not.toEqual(emptySituation())
      expect(fold(entry(begin, one[begin]), entry(end, one[end])), end).toEqual(emptySituation())
    }
    expect(fold(entry('unit-registered', one['unit-registered']), entry('shift-started', one['shift-started']), entry('unit-retired', one['unit-retired'])).shifts.size).toBe(0)
  })

  it('[D16] an event starts as reported, with its own time and ours, and keeps the last owner named', () => {
    const situation = fold(entry('event-reported', one['event-reported'], 1))
    expect(situation.events.get('e1')).toEqual({ ...report('e1', { occurred: instant(3) }), stage: 'reported', since: 3, received: 50, version: 1, rework: 0, owner: null })
    for (const each of [moved('accepted', 2, 'org'), moved('dispatched', 3)]) evolveSituation(situation, each)
    expect(situation.events.get('e1')).toMatchObject({ stage: 'dispatched', since: 30, version: 3, owner: 'org' })
  })

  it('[D17] rework counts the ways back from handled to handling and no others', () => {
    const way: Stage[] = ['accepted', 'dispatched', 'handling', 'handled', 'handling', 'suspended', 'handling', 'handled', 'handling', 'handled', 'closed', 'handling']
    const situation = fold(entry('event-reported', one['event-reported'], 1), ...way.map((to, index) => moved(to, index + 2)))
    expect(situation.events.get('e1')?.rework).toBe(2)
  })

  it('[D18] an entry older than the event as it stands, or about an unknown event, changes nothing', () => {
    const situation = fold(entry('event-reported', one['event-reported'], 1), moved('accepted', 5))
    const before = situation.events.get('e1')
    for (const late of [moved('void', 4), moved('void', 5), entry('event-relocated', one['event-relocated'], 3)]) evolveSituation(situation, late)
    expect(situation.events.get('e1')).toBe(before)
    expect(fold(moved('accepted', 9), entry('event-relocated', one['event-relocated'], 10)).events.size).toBe(0)
    evolveSituation(situation, entry('event-relocated', one['event-relocated'], 6))
    expect(situation.events.get('e1')).toMatchObject({ region: regionCode(townCodes[1]), lon: 1, lat: 2, version: 6, stage: 'accepted' })
  })

  it('[D19] a store that was ever a demo stays one, whatever exercise comes after', () => {
    const mark = (...marks: ('demo' | 'exercise')[]) => fold(...marks.map((each) => entry('store-marked', { mark: each, name: null }))).mark
    expect([mark(), mark('demo'), mark('exercise'), mark('demo', 'exercise'), mark('exercise', 'demo')]).toEqual([null, 'demo', 'exercise', 'demo', 'demo'])
  })
})
