// What the screens of one town hold: the pure filter, and who comes and goes by moving, calling or being registered anew.
import { describe, expect, it } from 'vitest'
import { Held } from '../../../server/stream/held.ts'
import { see } from '../../../server/stream/see.ts'
import { missed, Watched } from '../../../server/stream/watched.ts'
import { alarmId, type Alarm } from '../../../shared/domain/alarm.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import type { ShownEntry } from '../../../shared/wire/frame.ts'
import { fold } from '../../../shared/wire/fold.ts'
import { emptyMirror } from '../../../shared/wire/mirror.ts'
import { device, DISTRICT, Story, townCodes, unit } from '../world/given.ts'

const [HOME, NEXT] = townCodes
const inHome = 104.75
const inNext = 104.85

/** u1 belongs here; u2, u3 next door. Nobody is anywhere yet. */
function town() {
  const story = new Story()
  story.units(unit('u1', 1), unit('u2', 2, { region: NEXT }), unit('u3', 3, { region: NEXT })).devices(device('d1', 1, 'u1'), device('d2', 2, 'u2', { interval: 7 }), device('d3', 3, 'u3'))
  const watched = new Watched(HOME, story.world, instant(1))
  const whole = new Watched(DISTRICT, story.world, instant(1))
  story.listeners.push((happening, world) => { if (happening.is === 'entry') for (const one of [watched, whole]) one.hear(happening.entry, world) })
  const told = (of: Watched): readonly ShownEntry[] => of.flush(story.world)?.entries ?? []
  let clock = 1_000
  /** Moves a unit, and cuts. */
  const drive = (number: number, lon: number) => {
    clock += 1_000
    story.fixes(clock, [{ unit: number, device: number, time: clock, lon }])
    for (const one of [watched, whole]) one.cut(instant(clock), [number], story.world)
    return watched.guests()
  }
  const call = (id: string, region: RegionCode) => story.entry('sos-raised', { unit: unitId(id), device: deviceId('d'), region, at: instant(clock), lon: null, lat: null })
  return { story, watched, whole, told, drive, call }
}
const brief = (entries: readonly ShownEntry[]): string[] => entries.map((entry) => {
  if (entry.kind === 'unit-entered') return `+${entry.unit.id}${entry.shift ? ' on' : ''}`
  return entry.kind === 'unit-left' ? `-${entry.unit}` : entry.kind
})

describe('what the screens of a town hold', () => {
  it('[R22] whoever drives in is told with its duty and its rhythm, and leaves whole; nobody is told of a way next door', () => {
    const { story, watched, whole, drive } = town()
    story.signedOn('u2', 5)
    expect(drive(2, inNext)).toBeNull()
    expect(drive(2, inHome)).toEqual({ kind: 'guests', entered: [{ unit: story.world.units.get('u2'), shift: story.world.shifts.get('u2'), interval: 7 }], left: [] })
    expect(drive(2, inHome + 0.01)).toBeNull()
    expect(drive(2, inNext)).toEqual({ kind: 'guests', entered: [], left: ['u2'] })
    expect(drive(1, inNext)).toBeNull()
    expect([watched.held.unit('u1'), watched.held.unit('u2'), whole.guests()]).toEqual([true, false, null])
  })

  it('[R23] duty is told of whom the screens hold, from the cut that shows a unit until the cut that shows it no more', () => {
    const { story, watched, whole, told, drive } = town()
    story.signedOn('u1')
    story.signedOn('u2')
    expect([brief(told(watched)), brief(told(whole))]).toEqual([['shift-started'], ['shift-started', 'shift-started']])
    drive(2, inHome)
    story.signedOff('u2')
    // The world has it elsewhere already; the screens still show it.
    story.fixes(9_000, [{ unit: 2, device: 2, time: 9_000, lon: inNext }])
    story.signedOn('u2')
    expect(brief(told(watched))).toEqual(['shift-ended', 'shift-started'])
    expect(drive(2, inNext)).toMatchObject({ left: ['u2'] })
    story.signedOff('u2')
    expect(told(watched)).toEqual([])
  })

  it('[R23] a unit that comes to belong here comes with its duty, one that belongs elsewhere now leaves, and of others nobody hears', () => {
    const { story, watched, told, drive } = town()
    story.signedOn('u2')
    told(watched)
    story.units(unit('u2', 2, { region: HOME }), unit('u3', 3, { region: NEXT, name: '新' }))
    expect(brief(told(watched))).toEqual(['+u2 on'])
    story.units(unit('u2', 2, { region: HOME, name: '新' }), unit('u1', 1, { region: NEXT }))
    expect(brief(told(watched))).toEqual(['unit-registered', '-u1'])
    drive(2, inHome)
    // It is still there: its card stays, and says where it belongs now.
    story.units(unit('u2', 2, { region: NEXT }))
    expect(brief(told(watched))).toEqual(['unit-registered'])
    expect(drive(2, inNext)).toMatchObject({ left: ['u2'] })
    for (const id of ['u1', 'u2', 'u3']) story.entry('unit-retired', { unit: unitId(id) })
    expect(told(watched)).toEqual([])
  })

  it('[R21] who calls for help is told with its card before the call, and leaves with it unless it is here', () => {
    const { story, watched, told, drive, call } = town()
    call('u2', NEXT)
    expect(told(watched)).toEqual([])
    // It is not known where: it may be here.
    call('u2', DISTRICT)
    expect(brief(told(watched))).toEqual(['+u2', 'sos-raised'])
    drive(2, inNext)
    expect([watched.held.unit('u2'), watched.guests()]).toEqual([true, null])
    call('u2', NEXT)
    expect(brief(told(watched))).toEqual(['sos-cleared', '-u2'])
    story.entry('sos-cleared', { unit: unitId('u2') })
    expect(told(watched)).toEqual([])
    call('u2', HOME)
    drive(2, inHome)
    story.entry('sos-cleared', { unit: unitId('u2') })
    expect(brief(told(watched))).toEqual(['+u2', 'sos-raised', 'sos-cleared'])
    expect(watched.held.unit('u2')).toBe(true)
  })

  it('[R23] of an alarm of elsewhere not even the end is told, and one that moves elsewhere ends', () => {
    const { story, watched, whole, told } = town()
    const alarm = (region: RegionCode): Alarm => ({ id: alarmId('void:A1'), kind: 'void', level: 2, about: 'A1', region, since: instant(1) })
    story.entry('alarm-raised', { alarm: alarm(NEXT) })
    story.entry('alarm-withdrawn', { alarm: alarmId('void:A1') })
    expect([told(watched), brief(told(whole))]).toEqual([[], ['alarm-raised', 'alarm-withdrawn']])
    story.entry('alarm-raised', { alarm: alarm(HOME) })
    story.entry('alarm-raised', { alarm: alarm(NEXT) })
    story.entry('alarm-withdrawn', { alarm: alarmId('void:A1'), why: 'ended' })
    expect(brief(told(watched))).toEqual(['alarm-raised', 'alarm-withdrawn'])
  })

  it('[R21] what is kept after a break are the units, calls and alarms that are held, and the guests in full', () => {
    const { story, watched, whole, drive, call } = town()
    drive(2, inHome)
    call('u1', HOME)
    expect(whole.held.kept(story.world)).toBeNull()
    expect(watched.held.kept(story.world)).toEqual({ units: [1, 2], calls: ['u1'], alarms: [], guests: [{ unit: story.world.units.get('u2'), shift: null, interval: 7 }] })
    // One who starts to watch now holds the same.
    const { encoder } = new Watched(HOME, story.world, instant(9))
    expect(new Held(HOME, story.world, (number) => encoder.has(number)).kept(story.world)).toEqual(watched.held.kept(story.world))
  })

  it('[R22] a guest that a screen has already is as it is told again: off duty when it comes without', () => {
    const { story, drive } = town()
    const mirror = emptyMirror()
    story.signedOn('u2')
    fold(mirror, drive(2, inHome)!)
    expect([mirror.shifts.has('u2'), mirror.intervals.get(2)]).toEqual([true, 7])
    fold(mirror, { kind: 'guests', entered: [{ unit: unit('u2', 2), shift: null, interval: 0 }], left: [] })
    expect([mirror.units.get('u2'), mirror.shifts.size, mirror.intervals.size]).toEqual([unit('u2', 2), 0, 0])
    fold(mirror, { kind: 'guests', entered: [], left: ['u2', 'u7'].map(unitId) })
    expect([mirror.units.size, mirror.unitsByNumber.size, mirror.retired.size]).toEqual([0, 0, 0])
  })

  it('[R23] nothing that a town missed and that is not its own names a unit of elsewhere', () => {
    const { story, drive, call } = town()
    const ledger: Entry[] = []
    story.listeners.push((happening) => { if (happening.is === 'entry') ledger.push(happening.entry) })
    drive(2, inNext)
    story.signedOn('u2')
    call('u2', NEXT)
    story.entry('sos-cleared', { unit: unitId('u2') })
    story.entry('alarm-raised', { alarm: { id: alarmId('outside:u2'), kind: 'outside', level: 3, about: 'u2', region: NEXT, since: instant(1), name: 'u2' } })
    story.entry('alarm-withdrawn', { alarm: alarmId('outside:u2'), why: 'ended' })
    story.devices(device('d9', 9, 'u2', { rank: 1 }))
    story.signedOff('u2')
    story.units(unit('u2', 2, { region: townCodes[2] }))
    story.entry('unit-retired', { unit: unitId('u3') })
    expect(ledger.length).toBeGreaterThan(8)
    expect(missed(ledger, story.world, HOME)).toEqual({ shown: [], intervals: {} })
    expect(missed(ledger, story.world, DISTRICT).shown).toHaveLength(ledger.length - 1)
    for (const entry of ledger) expect(see(entry, story.world, HOME)).toBeUndefined()
  })
})
