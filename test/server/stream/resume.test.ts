// Generated histories of screens that come, drop and come back: what a screen holds is what it would hold had it never left (short form of R8).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missed, Watched } from '../../../server/stream/watched.ts'
import { picture } from '../../../server/stream/picture.ts'
import { pictureReason } from '../../../server/stream/reason.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { isOpen, stageMoves, type Stage } from '../../../shared/domain/event.ts'
import { regionCode, type RegionCode } from '../../../shared/domain/region.ts'
import { alarmId } from '../../../shared/domain/alarm.ts'
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import type { Frame } from '../../../shared/wire/frame.ts'
import { fold, foldFixes } from '../../../shared/wire/fold.ts'
import { emptyMirror, type Mirror } from '../../../shared/wire/mirror.ts'
import { device, DISTRICT, Story, townCodes, unit } from '../world/given.ts'

const regions: readonly RegionCode[] = [DISTRICT, ...townCodes]
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('report' as const), event: fc.nat(11), town: fc.nat(2), level: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const) }) },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('move' as const), event: fc.nat(11), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('relocate' as const), event: fc.nat(11), town: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('duty' as const), unit: fc.integer({ min: 1, max: 5 }), on: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('sos' as const), unit: fc.integer({ min: 1, max: 5 }), on: fc.boolean(), town: fc.nat(2) }) },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('fix' as const), unit: fc.integer({ min: 1, max: 5 }), lon: fc.integer({ min: 0, max: 29 }) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('home' as const), unit: fc.integer({ min: 1, max: 5 }), town: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('alarm' as const), about: fc.nat(2), town: fc.nat(2), why: fc.constantFrom('raise' as const, 'ended' as const, 'refilled' as const) }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('flush' as const) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('drop' as const), screen: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('return' as const), screen: fc.nat(3), page: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('repeat' as const), screen: fc.nat(3) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** One screen a region, each live or away; the server side is the product's own. */
class Theatre {
  readonly story = new Story()
  readonly ledger: Entry[] = []
  readonly screens = regions.map((region) => ({ region, mirror: emptyMirror(), live: false, watched: null as Watched | null, last: null as Frame | null }))
  #moved = new Set<number>()
  #clock = 1_000_000

  constructor() {
    this.story.listeners.push((happening) => {
      if (happening.is === 'fixes') for (const number of happening.batch.unit) this.#moved.add(number)
      else {
        this.ledger.push(happening.entry)
        for (const { watched, live } of this.screens) if (live) watched?.hear(happening.entry, this.story.world)
      }
    })
    for (let n = 1; n <= 5; n++) this.story.units(unit(`u${n}`, n, { region: townCodes[n % 3] })).devices(device(`d${n}`, n, `u${n}`))
    for (const screen of this.screens) this.comeBack(screen, 5)
  }

  play(one: Step): void {
    const { story } = this
    this.#clock += 1_000
    switch (one.is) {
      case 'report': if (!story.world.events.has(`e${one.event}`)) story.reported(`e${one.event}`, { region: townCodes[one.town], level: one.level, occurred: instant(this.#clock) }); break
      case 'move': this.#move(`e${one.event}`, one.pick); break
      case 'relocate': {
        const event = story.world.events.get(`e${one.event}`)
        if (event) story.entry('event-relocated', { event: event.id, from: event.region, region: townCodes[one.town], lon: null, lat: null })
        break
      }
      case 'duty':
        if (one.on) story.entry('shift-started', { unit: unitId(`u${one.unit}`), people: 1, at: instant(this.#clock) })
        else story.entry('shift-ended', { unit: unitId(`u${one.unit}`), at: instant(this.#clock) })
        break
      case 'sos': {
        // One call stands per unit until a person clears it.
        const id = unitId(`u${one.unit}`)
        if (story.world.sos.has(id)) story.entry('sos-cleared', { unit: id })
        else if (one.on) story.entry('sos-raised', { unit: id, device: deviceId(`d${one.unit}`), region: townCodes[one.town], at: instant(this.#clock), lon: null, lat: null })
        break
      }
      case 'fix': story.fixes(this.#clock, [{ unit: one.unit, device: one.unit, time: this.#clock, lon: 104.7 + one.lon / 100 }]); break
      case 'home': story.units(unit(`u${one.unit}`, one.unit, { region: townCodes[one.town], name: `n${this.#clock}` })); this.#moved.add(one.unit); break
      case 'alarm': {
        const id = alarmId(`void:${one.about}`)
        if (one.why === 'raise') story.entry('alarm-raised', { alarm: { id, kind: 'void', level: 2, about: String(one.about), region: townCodes[one.town], since: instant(this.#clock), relief: { unit: `u${one.about + 1}`, minutes: 3, home: townCodes[(one.about + 1) % 3] } } })
        else if (story.world.alarms.has(id)) story.entry('alarm-withdrawn', { alarm: id, why: one.why })
        break
      }
      case 'flush': this.flush(); break
      case 'drop': this.screens[one.screen].live = false; break
      case 'return': this.comeBack(this.screens[one.screen], one.page); break
      case 'repeat': {
        const { mirror, last, live } = this.screens[one.screen]
        if (last?.kind === 'entries' && live) expect(fold(mirror, last)).toBe('repeated')
        break
      }
      default: one satisfies never
    }
  }

  #move(id: string, pick: number): void {
    const event = this.story.world.events.get(id)
    const next: readonly Stage[] = event ? stageMoves[event.stage] : []
    if (event && next.length > 0) this.story.entry('event-moved', { event: event.id, from: event.stage, to: next[pick % next.length], at: instant(this.#clock), action: null, owner: null, source: 'platform' })
  }

  flush(): void {
    const changed = [...this.#moved].sort((a, b) => a - b)
    this.#moved.clear()
    for (const screen of this.screens) {
      if (!screen.live || !screen.watched) continue
      this.#give(screen, screen.watched.flush(this.story.world))
      const bytes = screen.watched.cut(instant(this.#clock), changed, this.story.world)
      const guests = screen.watched.guests()
      if (guests) this.#give(screen, guests)
      expect(guests?.entered.length === 0 && guests.left.length === 0).not.toBe(true)
      if (bytes) expect(foldFixes(screen.mirror, bytes)).toBe('applied')
    }
  }

  #give(screen: Theatre['screens'][number], frame: Frame | undefined): void {
    if (!frame) return
    screen.last = frame
    expect(fold(screen.mirror, frame)).toBe('applied')
  }

  /** As stream/socket joins a screen: resume in pages or a picture, then a keyframe. */
  comeBack(screen: Theatre['screens'][number], page: number): void {
    if (screen.live) return
    const { world } = this.story
    const { mirror, region } = screen
    screen.watched = new Watched(region, world, instant(this.#clock))
    const reason = pictureReason('epoch', world.seq, mirror.epoch, mirror.epoch === null ? null : mirror.seq)
    if (reason !== null) this.#give(screen, this.picture(region, screen.watched))
    else {
      const from = mirror.seq
      for (let cursor = mirror.seq; cursor < world.seq;) {
        const entries = this.ledger.filter(({ seq }) => seq > cursor).slice(0, page)
        const to = entries[entries.length - 1].seq
        const { shown, intervals } = missed(entries, world, region)
        this.#give(screen, { kind: 'entries', from: cursor, to, entries: shown, intervals })
        cursor = to
      }
      this.#give(screen, { kind: 'resumed', from, to: world.seq, count: 0, since: null, until: null, kept: screen.watched.held.kept(world) })
    }
    screen.live = true
    expect(foldFixes(mirror, screen.watched.encoder.key(this.#clock))).toBe('applied')
  }

  /** Of a screen that starts now, unless another one's watching is given. */
  picture(region: RegionCode, { held } = new Watched(region, this.story.world, instant(this.#clock))): Frame {
    return picture({ world: this.story.world, epoch: 'epoch', region, held, reason: 'first', at: instant(this.#clock), speed: 1, unpaired: true, readings: {} })
  }
}

const essence = ({ seq, units, shifts, events, sos, alarms, recalled, intervals }: Mirror) => ({
  seq, units: [...units].sort(), shifts: [...shifts].sort(), events: [...events].sort(([a], [b]) => (a < b ? -1 : 1)), sos: [...sos.keys()].sort(), alarms: [...alarms].sort(), recalled: [...recalled].sort(), intervals: [...intervals].sort(([a], [b]) => a - b),
})

describe('resume', () => {
  it('[F12] [R23] an alarm that was recalled and is raised elsewhere ends where it was, also for a screen that was away', () => {
    const alarm = (town: number, why: 'raise' | 'refilled'): Step => ({ is: 'alarm', about: 0, town, why })
    for (const away of [[], [1]]) {
      const theatre = new Theatre()
      for (const one of [alarm(0, 'raise'), alarm(0, 'refilled'), { is: 'flush' } as const]) theatre.play(one)
      expect(theatre.screens[1].mirror.recalled.size).toBe(1)
      for (const screen of away) theatre.play({ is: 'drop', screen })
      for (const one of [alarm(1, 'raise'), { is: 'flush' } as const]) theatre.play(one)
      for (const screen of away) theatre.play({ is: 'return', screen, page: 5 })
      expect(theatre.screens.map(({ mirror: { alarms, recalled } }) => [alarms.size, recalled.size])).toEqual([[1, 0], [0, 0], [1, 0], [0, 0]])
    }
  })

  it('[F12] [R21] through generated histories of drops, returns and repeats every screen ends with the picture of its region', { timeout: 120_000 }, () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const theatre = new Theatre()
      for (const one of steps) theatre.play(one)
      for (const screen of theatre.screens) theatre.comeBack(screen, 3)
      theatre.flush()
      for (const { region, mirror } of theatre.screens) {
        const fresh = emptyMirror()
        fold(fresh, theatre.picture(regionCode(region)))
        expect(essence(mirror)).toEqual(essence(fresh))
        for (const event of mirror.events.values()) expect(isOpen(event.stage)).toBe(true)
        const { world } = theatre.story
        const seen = [...world.units.values()].filter(({ id, region: home, number }) => home.startsWith(region) || (world.whereabouts[number] ?? '').startsWith(region) || (world.sos.get(id)?.region ?? '').startsWith(region))
        expect([...mirror.units.keys()].sort()).toEqual(seen.map(({ id }) => id as string).sort())
        expect([...mirror.unitsByNumber.keys()].sort()).toEqual(seen.map(({ number }) => number).sort())
        const here = world.places.known().filter((number) => {
          const where = world.whereabouts[number]
          return (world.unitsByNumber.get(number)?.region ?? '').startsWith(region) || (where ?? '').startsWith(region)
        })
        expect(mirror.places.known()).toEqual(here)
        for (const number of here) expect(mirror.places.columns.lon[number]).toBe(world.places.columns.lon[number])
      }
    }), { numRuns: 10_000 })
  })
})
