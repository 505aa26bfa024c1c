// Beats in the drill: who covers what, that a day without lapses delivers every plan, and where lapses show.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Beat } from '../../../shared/domain/beat.ts'
import { HOUR, instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { blockAt, dutyAt, leadOf } from '../../../server/drill/duty.ts'
import type { Talk } from '../../../server/drill/fixes.ts'
import { distance, groundOf, type Ground } from '../../../server/drill/ground.ts'
import { movementOf } from '../../../server/drill/movement.ts'
import { patrolsOf, type Patrols } from '../../../server/drill/patrols.ts'
import { roadsOf, type Roads } from '../../../server/drill/roads.ts'
import { rosterOf, type Roster } from '../../../server/drill/roster.ts'
import { coverOf } from '../../../server/drill/squads.ts'
import { seenOf, shortAreas, shortLines, shortPoints, staysOf } from './delivered.ts'
import { MORNING, realBeats, realDistrict, SEED, shifts } from './given.ts'

const list = shifts()
/** From the beginning of one shift to a day later. */
const FROM = blockAt(list, MORNING).from
const TO = instant(FROM + 24 * HOUR)
const BEFORE = instant(FROM - 5 * HOUR)

let ground: Ground
let roads: Roads
let beats: readonly Beat[]
let roster: Roster
interface Play { readonly patrols: Patrols; readonly talk: Talk }
const play = (seed: number, faults: number, own: Roster): Play => {
  const patrols = patrolsOf({ seed, ground, roads, shifts: list, units: own.units, beats, faults })
  return { patrols, talk: { seed, ground, movement: movementOf(seed, ground, roads, list, patrols), faults: 0, spellAt: patrols.spellAt } }
}
let quiet: Play
let look: { talk: Talk; shifts: typeof list; from: Instant; to: Instant }

beforeAll(async () => {
  ground = groundOf(await realDistrict())
  roads = roadsOf(SEED, ground)
  beats = await realBeats()
  roster = rosterOf(SEED, ground, 325, beats)
  quiet = play(SEED, 0, roster)
  look = { talk: quiet.talk, shifts: list, from: BEFORE, to: TO }
})

const blocks = (count: number): ReturnType<typeof blockAt>[] => {
  const found = [blockAt(list, MORNING)]
  while (found.length < count) found.push(blockAt(list, found[found.length - 1].to))
  return found
}

describe('squads', () => {
  it('[U7] every beat that is due has units of its tier and team assigned, its lead first, whatever the day and seed', () => {
    for (const seed of [SEED, 7]) {
      const { units } = rosterOf(seed, ground, 325, beats)
      const byId = new Map(units.map((unit) => [unit.id, unit]))
      for (const block of blocks(30)) {
        const cover = coverOf(seed, units, beats, block)
        expect([...cover.keys()]).toEqual(beats.filter(({ shifts: due }) => due.includes(block.name)).map(({ id }) => id))
        for (const beat of beats) {
          for (const [at, id] of (cover.get(beat.id) ?? []).entries()) {
            const unit = byId.get(id)!
            if (unit.tier !== beat.tier || !unit.region.startsWith(beat.region)) expect.fail(`${id} covers ${beat.id}`)
            if ((leadOf(seed, unit.squad!, block) === id) !== (at === 0)) expect.fail(`${id} leads ${beat.id} or not`)
          }
          if (cover.get(beat.id)?.length === 0) expect.fail(`nobody covers ${beat.id} in ${block.name}`)
        }
      }
    }
  })

  it('[U7] the lead is on duty all the block, relieved within five minutes, and of the people that the beat needs', () => {
    const byId = new Map(roster.units.map((unit) => [unit.id, unit]))
    for (const block of blocks(4).slice(1, 3)) {
      for (const [id, cover] of coverOf(SEED, roster.units, beats, block)) {
        const beat = beats.find((one) => one.id === id)!
        const squad = byId.get(cover[0])!.squad!.units.map((unit) => byId.get(unit)!)
        let gap = 0
        for (let at: number = block.from; at < block.to; at += 30_000) {
          // Crews change within half an hour of a block's ends.
          if (at - block.from > 30 * MINUTE && block.to - at > 30 * MINUTE) continue
          const people = Math.max(...squad.map((unit) => dutyAt(SEED, list, unit, instant(at))?.people ?? 0))
          gap = people >= beat.people ? 0 : gap + 30_000
          if (gap > 5 * MINUTE) expect.fail(`${id} has no unit of more than ${people} people at ${new Date(at).toISOString()}`)
        }
      }
    }
  })

  it('[U7] a small roster covers what is most important, and a district without beats has no squads', () => {
    const { units } = rosterOf(SEED, ground, 60, beats)
    const covered = new Set(units.flatMap(({ squad }) => squad?.beats ?? []))
    expect(beats.filter((beat) => beat.tier === 'line' && beat.priority === 1).every(({ id }) => covered.has(id))).toBe(true)
    expect(rosterOf(SEED, ground, 60).units.every(({ squad }) => squad === undefined)).toBe(true)
    expect(rosterOf(SEED, ground, 2_000, beats).units).toHaveLength(2_000)
  })
})

describe('patrols', () => {
  it('[U8] nobody leaves the district, and nobody is faster than on wheels or on foot, across duties too', () => {
    const limit = { car: 45 / 3.6, motorcycle: 45 / 3.6, foot: 1.4, post: 1.4 }
    for (const unit of roster.units.filter((_, n) => n % 5 === 0)) {
      const region = unit.tier === 'area' ? undefined : unit.tier === 'line' && unit.squad ? unit.region.slice(0, 9) as typeof unit.region : unit.region
      let before = quiet.talk.movement.motion(unit, FROM).spot
      for (let at: number = FROM; at < TO; at += 10_000) {
        const { spot } = quiet.talk.movement.motion(unit, instant(at))
        if (distance(before, spot) / 10 > limit[unit.kind] + 0.05) expect.fail(`${unit.id} at ${distance(before, spot) / 10} m/s`)
        if (at % (5 * MINUTE) === 0 && !ground.holds(spot, region)) expect.fail(`${unit.id} left at ${new Date(at).toISOString()}`)
        before = spot
      }
    }
  })

  it('[U8] where a unit is does not depend on what was asked before', () => {
    const asked = roster.units.filter((_, n) => n % 12 === 0).flatMap((unit) => [0, 3, 11, 100, -40].map((hours) => ({ unit, at: instant(MORNING + hours * HOUR) })))
    const forwards = play(SEED, 1, roster).talk.movement
    const fresh = play(SEED, 1, roster).talk.movement
    const backwards = [...asked].reverse().map(({ unit, at }) => fresh.measured(unit, 'd', at)).reverse()
    expect(asked.map(({ unit, at }) => forwards.measured(unit, 'd', at))).toEqual(backwards)
  })

  it('[U9] a day without lapses keeps every area seen, with its stays of ten minutes and more', { timeout: 120_000 }, () => {
    const areas = beats.filter((beat) => beat.tier === 'area')
    const seen = seenOf(quiet.talk, roster, list, 'area', BEFORE, TO)
    expect(shortAreas(areas, seen, look)).toEqual([])
    const stays = staysOf(areas, seen, quiet.talk)
    for (const beat of areas) {
      for (const block of blocks(3)) {
        const there = stays.filter((stay) => stay.beat === beat.id && stay.from >= block.from && stay.to < block.to)
        expect(there.length, `${beat.name} ${block.name}`).toBeGreaterThanOrEqual(beat.plan.stays)
      }
    }
  })

  it('[U9] a day without lapses walks every round of every line in its window', { timeout: 120_000 }, () => {
    const seen = seenOf(quiet.talk, roster, list, 'line', BEFORE, TO)
    expect(shortLines(beats.filter((beat) => beat.tier === 'line'), seen, look)).toEqual([])
  })

  it('[U9] a day without lapses makes every visit, mans every post, and leaves none void at a relief', { timeout: 120_000 }, () => {
    const seen = seenOf(quiet.talk, roster, list, 'point', BEFORE, TO)
    expect(shortPoints(beats.filter((beat) => beat.tier === 'point'), seen, { ...look, from: FROM })).toEqual([])
  })
})
