// Patrols that go wrong: where the truth says, where a plain look at the day's fixes finds them, and nowhere else.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Beat } from '../../../shared/domain/beat.ts'
import { HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import { blockAt, type Block } from '../../../server/drill/duty.ts'
import { saidAt, type Talk } from '../../../server/drill/fixes.ts'
import { distance, groundOf, type Ground } from '../../../server/drill/ground.ts'
import { lapseKinds, lapsesPerDay } from '../../../server/drill/lapses.ts'
import { movementOf } from '../../../server/drill/movement.ts'
import { patrolsOf, type Patrols } from '../../../server/drill/patrols.ts'
import { roadsOf } from '../../../server/drill/roads.ts'
import { rosterOf, type Roster } from '../../../server/drill/roster.ts'
import { toldOf, type LapseLine } from '../../../server/drill/told.ts'
import { gather } from '../../../server/drill/truth.ts'
import { seenOf, shortAreas, shortLines, shortPoints } from './delivered.ts'
import { MORNING, realBeats, realDistrict, SEED, shifts } from './given.ts'

const list = shifts()
const FROM = blockAt(list, MORNING).from
const TO = instant(FROM + 24 * HOUR)
const RATE = 2

let ground: Ground
let beats: readonly Beat[]
let roster: Roster
let patrols: Patrols
let talk: Talk
let told: LapseLine[]
const blocks = (): Block[] => [-1, 0, 8, 16].map((hours) => blockAt(list, instant(FROM + hours * HOUR)))
const of = (...kinds: LapseLine['kind'][]): LapseLine[] => told.filter(({ kind }) => kinds.includes(kind))

beforeAll(async () => {
  ground = groundOf(await realDistrict())
  const roads = roadsOf(SEED, ground)
  beats = await realBeats()
  roster = rosterOf(SEED, ground, 325, beats)
  patrols = patrolsOf({ seed: SEED, ground, roads, shifts: list, units: roster.units, beats, faults: RATE })
  talk = { seed: SEED, ground, movement: movementOf(SEED, ground, roads, list, patrols), faults: 0, spellAt: patrols.spellAt }
  told = blocks().flatMap((block) => toldOf({ seed: SEED, ground, shifts: list, units: roster.units, patrols, movement: talk.movement }, block))
})

describe('lapses', () => {
  it('[U10] they come as often as stated, one a unit and block, and never with rate 0', () => {
    const counts = new Map<string, number>()
    const days = 40
    for (let n = 0; n < days * 3; n++) {
      const block = blockAt(list, instant(FROM + n * 8 * HOUR))
      const lapses = patrols.lapses(block)
      const units = lapses.flatMap((lapse) => lapse.units)
      expect(new Set(units).size).toBe(units.length)
      for (const { kind } of lapses) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
    for (const kind of lapseKinds) expect(Math.abs((counts.get(kind) ?? 0) / days / RATE - lapsesPerDay[kind]), kind).toBeLessThan(lapsesPerDay[kind] * 0.3)
    const none = patrolsOf({ seed: SEED, ground, roads: roadsOf(SEED, ground), shifts: list, units: roster.units, beats, faults: 0 })
    for (const block of blocks()) expect(none.lapses(block)).toEqual([])
    for (const kind of lapseKinds) expect(of(kind).length, kind).toBeGreaterThan(0)
  })

  it('[U11] areas stand empty just when the truth says, to ten seconds and a fix', { timeout: 120_000 }, () => {
    const areas = beats.filter((beat) => beat.tier === 'area')
    const before = instant(FROM - 5 * HOUR)
    const short = shortAreas(areas, seenOf(talk, roster, list, 'area', before, TO), { talk, shifts: list, from: before, to: TO })
    const found = short.filter(({ what, at }) => what === 'nobody' && at >= FROM).map(({ beat, at }) => `${beat} ${at}`)
    const expected: string[] = []
    for (let at: number = FROM; at < TO; at += 5 * MINUTE) {
      for (const { beat, from, to } of of('empty')) {
        const interval = areas.find(({ id }) => id === beat)!.interval * MINUTE
        if (at > from + interval && at <= to) expected.push(`${beat} ${at}`)
      }
    }
    // Five minutes are looked at at a time: what differs is no more than the first or last look of a gap.
    const differing = [...found.filter((one) => !expected.includes(one)), ...expected.filter((one) => !found.includes(one))]
    expect(differing.length).toBeLessThanOrEqual(of('empty').length)
    expect(found.length).toBeGreaterThan(of('empty').length)
    const emptied = new Set(of('empty').map(({ beat }) => areas.find(({ id }) => id === beat)!.region))
    for (const { beat } of short.filter(({ at }) => at >= FROM)) expect(emptied.has(areas.find(({ id }) => id === beat)!.region)).toBe(true)
  })

  it('[U11] rounds are missing from just the windows that the truth names, and walked early or late when it says', { timeout: 120_000 }, () => {
    const lines = beats.filter((beat) => beat.tier === 'line')
    const short = shortLines(lines, seenOf(talk, roster, list, 'line', FROM, TO), { talk, shifts: list, from: FROM, to: TO })
    const found = short.filter(({ what }) => what.startsWith('round')).map(({ beat, at }) => `${beat} ${at}`)
    const wrong = of('missed', 'early', 'late', 'tardy').filter(({ due }) => due!.from >= FROM)
    expect(found.sort()).toEqual(wrong.map(({ beat, due }) => `${beat} ${due!.from}`).sort())
    for (const { kind, beat, from, to, due } of of('early', 'late')) {
      const allowance = lines.find(({ id }) => id === beat)!.plan.allowance * MINUTE
      if (kind === 'early') expect(to).toBeLessThan(due!.from - allowance)
      else expect(from).toBeGreaterThan(due!.to + allowance)
      expect(to - from).toBeGreaterThan(10 * MINUTE)
    }
  })

  it('[U11] posts are left just when the truth says, and walking the rim leaves none void', { timeout: 120_000 }, () => {
    const points = beats.filter((beat) => beat.tier === 'point')
    const short = shortPoints(points, seenOf(talk, roster, list, 'point', FROM, TO), { talk, shifts: list, from: FROM, to: TO })
    const left = of('left').filter(({ from }) => from >= FROM)
    const found = short.filter(({ what }) => what.startsWith('nobody'))
    expect(found.map(({ beat }) => beat).sort()).toEqual(left.map(({ beat }) => beat).sort())
    for (const { beat, at } of found) {
      const { from } = left.find((one) => one.beat === beat && Math.abs(one.from - at) < 2 * MINUTE) ?? expect.fail(`${beat} was not left at ${at}`)
      expect(Math.abs(at - from)).toBeLessThanOrEqual(70_000)
    }
    for (const { beat } of short) expect(left.map((one) => one.beat)).toContain(beat)
    for (const { beat, units, from, to } of of('rim')) {
      const known = points.find(({ id }) => id === beat)!
      const guard = roster.units.find(({ id }) => id === units[0])!
      const offs = Array.from({ length: Math.floor((to - from) / 5_000) }, (_, n) =>
        distance(talk.movement.motion(guard, instant(from + n * 5_000)).spot, ground.plane.spot(...known.place)) > known.plan.radius)
      expect(offs.filter((off, n) => off !== offs[n - 1]).length).toBeGreaterThan(10)
    }
  })

  it('[U12] a blind phone tells its round afterwards, from memory', () => {
    for (const { units, from, to, due } of of('refill')) {
      const device = roster.devices.find(({ unit }) => unit === units[0])!
      const unit = roster.units.find(({ id }) => id === units[0])!
      const said = (at: number): string => saidAt(talk, unit, device, instant(at)).is
      expect([said(from - 1_000), said(from), said(to - 1_000), said(to)]).toEqual(['now', 'later', 'later', 'now'])
      expect(to).toBeGreaterThan(due!.to)
    }
  })

  it('[U12] truth is read back with every lapse once, however often a drill was started anew', () => {
    expect(gather([...told, ...told]).lapses).toEqual(told)
  })
})
