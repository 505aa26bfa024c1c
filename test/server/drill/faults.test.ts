// What goes wrong: in its stated frequency, only where a dialect can show it, and never with rate 0.
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { dialects } from '../../../shared/domain/unit.ts'
import { faultKinds, faultsOf, outageAt, perHour, spellsAt, spellsOfDay } from '../../../server/drill/faults.ts'
import { nextBeat, saidAt, type Talk } from '../../../server/drill/fixes.ts'
import { metresBetween } from '../../../shared/domain/geo.ts'
import { movementOf } from '../../../server/drill/movement.ts'
import { roadsOf } from '../../../server/drill/roads.ts'
import { rosterOf } from '../../../server/drill/roster.ts'
import { device, MORNING, SEED, shifts, squareGround } from './given.ts'

const ground = squareGround()
const movement = movementOf(SEED, ground, roadsOf(SEED, ground), shifts())
const talk = (faults: number): Talk => ({ seed: SEED, ground, movement, faults })
const roster = rosterOf(SEED, ground, 120)

describe('faults', () => {
  it('[X14] a dialect shows only faults that it can show, and a rate of 0 none at all', () => {
    for (const dialect of dialects) {
      const kinds = new Set<string>()
      for (let n = 0; n < 40; n++) {
        for (let at = MORNING; at < MORNING + 6 * HOUR; at = instant(at + 10 * MINUTE)) {
          const one = device({ id: `f${n}`, dialect, gateway: dialect === 'batch' ? 'g' : null })
          for (const { kind } of spellsAt(SEED, one, at, 20)) kinds.add(kind)
          expect(spellsAt(SEED, one, at, 0)).toEqual([])
        }
      }
      for (const kind of kinds) expect(faultsOf[dialect]).toContain(kind)
      expect(kinds.size).toBeGreaterThan(4)
    }
    expect(outageAt(SEED, 'g', MORNING, 0)).toBeUndefined()
  })

  it('[X14] spells come as often as stated', () => {
    let silent = 0
    const [devices, hours] = [300, 8]
    for (let n = 0; n < devices; n++) {
      const starts = new Set<number>()
      for (let at = MORNING; at < MORNING + hours * HOUR; at = instant(at + 4 * MINUTE)) {
        for (const { kind, from } of spellsAt(SEED, device({ id: `s${n}` }), at, 1)) if (kind === 'silence') starts.add(from)
      }
      silent += starts.size
    }
    expect(silent / devices / hours).toBeGreaterThan(perHour.silence! * 0.7)
    expect(silent / devices / hours).toBeLessThan(perHour.silence! * 1.4)
    const pressed = Array.from({ length: 3_000 }, (_, n) => spellsOfDay(SEED, device({ id: `b${n}` }), MORNING, 1)).flat().filter(({ kind }) => kind === 'sos')
    expect(pressed.length).toBeGreaterThan(30)
    expect(pressed.length).toBeLessThan(95)
  })

  it('[X14] a gateway fails once or twice a day for six to twenty minutes', () => {
    let minutes = 0
    for (let at: number = MORNING; at < MORNING + 20 * DAY; at += MINUTE) if (outageAt(SEED, 'radio-gateway', instant(at), 1)) minutes++
    expect(minutes / 20).toBeGreaterThan(6)
    expect(minutes / 20).toBeLessThan(40)
  })
})

describe('fixes', () => {
  it('[X15] devices measure at whole seconds on a beat of their own interval', () => {
    for (const one of roster.devices) {
      const first = nextBeat(SEED, one, MORNING)
      expect(first).toBeGreaterThan(MORNING)
      expect(first - MORNING).toBeLessThanOrEqual(one.interval * SECOND)
      expect(first % SECOND).toBe(0)
      expect(nextBeat(SEED, one, first)).toBe(first + one.interval * SECOND)
      expect(nextBeat(SEED, one, instant(first - 1))).toBe(first)
    }
  })

  it('[X15] without faults every fix is where its unit is, valid, timely and accurate', () => {
    for (const one of roster.devices.slice(0, 60)) {
      const unit = roster.units.find(({ id }) => id === one.unit)!
      for (let at = nextBeat(SEED, one, MORNING); at < MORNING + 20 * MINUTE; at = nextBeat(SEED, one, at)) {
        const said = saidAt(talk(0), unit, one, at)
        if (said.is !== 'now') return expect.fail('a faultless device spoke late or not at all')
        const [lon, lat] = ground.plane.place(movement.motion(unit, at).spot)
        const { fix } = said
        const fine = metresBetween(lon, lat, fix.lon, fix.lat) < 20 && fix.time === at && fix.at === at && fix.valid && !fix.sos && !fix.refill
          && said.times === 1 && fix.faults.length === 0 && (one.dialect === 'jt808' ? fix.accuracy === null : fix.accuracy! > 0 && fix.accuracy! <= 50)
        if (!fine) expect.fail(`a fault without a fault: ${JSON.stringify(said)}`)
      }
    }
  })

  it('[X15] each fault shows in the fix as it does in the field, and is named in it', () => {
    const seen = new Set<string>()
    const wrong: string[] = []
    for (const one of roster.devices.filter(({ dialect }, n) => dialect === 'jt808' || n % 9 === 0)) {
      const unit = roster.units.find(({ id }) => id === one.unit)!
      for (let at = nextBeat(SEED, one, MORNING); at < MORNING + 3 * HOUR; at = nextBeat(SEED, one, at)) {
        const said = saidAt(talk(40), unit, one, at)
        if (said.is === 'silent') { seen.add('silence'); continue }
        const { fix } = said
        for (const kind of fix.faults) seen.add(kind)
        const [lon, lat] = ground.plane.place(movement.motion(unit, at).spot)
        const off = metresBetween(lon, lat, fix.lon, fix.lat)
        const has = (kind: (typeof faultKinds)[number]): boolean => fix.faults.includes(kind)
        const right = {
          later: (said.is === 'later') === has('blind'), twice: (said.times === 2) === has('repeat'), valid: fix.valid !== has('nofix'),
          sos: fix.sos === has('sos'), clock: (fix.time !== fix.at) === has('clock'),
          place: has('nowhere') ? fix.lon === 0 && fix.lat === 0 : has('drift') ? off > 4_200 : off < (has('imprecise') ? 250 : 20),
          accuracy: !has('imprecise') || fix.accuracy! > 50,
        }
        for (const [what, fine] of Object.entries(right)) if (!fine) wrong.push(`${what} of ${JSON.stringify(fix)}, ${off} m off`)
      }
    }
    expect(wrong).toEqual([])
    expect([...seen].sort()).toEqual(faultKinds.filter((kind) => kind !== 'gateway').sort())
  })
})
