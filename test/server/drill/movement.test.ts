// Where units are: inside their ground, no faster than their kind, the same in every order of asking.
import { beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { distance, groundOf, type Ground } from '../../../server/drill/ground.ts'
import { movementOf, NOISE_M, type Movement } from '../../../server/drill/movement.ts'
import { driveTime } from '../../../server/drill/plan.ts'
import { roadsOf, route, type Roads } from '../../../server/drill/roads.ts'
import { rosterOf, type DrillUnit } from '../../../server/drill/roster.ts'
import { lengthOf } from '../../../server/drill/roads.ts'
import { rounded, onTrack, trackOf } from '../../../server/drill/track.ts'
import { MORNING, realDistrict, SEED, shifts } from './given.ts'

let ground: Ground
let roads: Roads
let units: readonly DrillUnit[]
let movement: Movement

beforeAll(async () => {
  ground = groundOf(await realDistrict())
  roads = roadsOf(SEED, ground)
  units = rosterOf(SEED, ground, 325).units
  movement = movementOf(SEED, ground, roads, shifts())
})

const some = (kind: DrillUnit['kind'], count: number): DrillUnit[] => units.filter((unit) => unit.kind === kind).slice(0, count)
const times = (hours: number, step: number): number[] => Array.from({ length: (hours * HOUR) / step }, (_, i) => MORNING + i * step)

describe('roads', () => {
  it('[X3] every way between grids stays inside the district, and only an exclave is apart', () => {
    for (const ways of roads.ways) for (const { line } of ways) expect(line.every((spot) => ground.holds(spot))).toBe(true)
    const sizes = [...Map.groupBy(roads.piece, (piece) => piece).values()].map(({ length }) => length).sort((a, b) => b - a)
    expect(sizes[0]).toBeGreaterThan(roads.nodes.length * 0.98)
    expect(sizes.length).toBeLessThanOrEqual(2)
  })

  it('[X3] a route joins its ends, dearer outside the beat, and there is none into an exclave', () => {
    const main = roads.piece[0]
    const inside = roads.nodes.map((_, n) => n).filter((n) => roads.piece[n] === main)
    const far = inside[inside.length - 1]
    const line = route(roads, inside[0], far)!
    expect(line[0]).toEqual(roads.nodes[inside[0]])
    expect(distance(line[line.length - 1], roads.nodes[far])).toBeLessThan(0.01)
    expect(lengthOf(line)).toBeGreaterThanOrEqual(distance(line[0], line[line.length - 1]))
    expect(lengthOf(route(roads, inside[0], far, roads.regions[inside[0]])!)).toBeGreaterThanOrEqual(lengthOf(line) - 0.01)
    const island = roads.piece.findIndex((piece) => piece !== main)
    if (island >= 0) expect(route(roads, inside[0], island)).toBeUndefined()
    expect(route(roads, inside[0], inside[0])).toEqual([roads.nodes[inside[0]]])
  })

  it('[X3] rounding corners keeps the ends and never lengthens the way', () => {
    const line = [{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 100 }, { x: 300, y: 100 }]
    const smooth = rounded(line)
    expect([smooth[0], smooth[smooth.length - 1]]).toEqual([line[0], line[3]])
    expect(lengthOf(smooth)).toBeLessThan(lengthOf(line))
    const track = trackOf(line)
    expect(onTrack(track, 150)).toEqual({ spot: { x: 100, y: 50 }, heading: 0 })
    expect(onTrack(track, -5).spot).toEqual(line[0])
    expect(onTrack(track, 1e6)).toEqual({ spot: { x: 300, y: 100 }, heading: 90 })
  })
})

describe('movement', () => {
  it('[X3] nobody leaves the district in a day and a half, and foot patrols and posts stay in their village', () => {
    for (const unit of [...some('car', 8), ...some('motorcycle', 3), ...some('foot', 25), ...some('post', 20)]) {
      const region = unit.kind === 'foot' || unit.kind === 'post' ? unit.region : undefined
      for (const at of times(36, 5 * MINUTE)) if (!ground.holds(movement.motion(unit, instant(at)).spot, region)) expect.fail(`${unit.id} left at ${at}`)
    }
  })

  it('[X4] cars keep to 45 km/h and people to walking pace, across blocks too, and everybody moves and rests', () => {
    const limit = { car: 45 / 3.6, motorcycle: 45 / 3.6, foot: 1.4, post: 0 }
    for (const unit of [...some('car', 5), ...some('motorcycle', 2), ...some('foot', 10), ...some('post', 3)]) {
      let before = movement.motion(unit, MORNING).spot
      let [moving, fastest, told] = [0, 0, 0]
      const seconds = times(9, 10 * SECOND)
      for (const at of seconds.slice(1)) {
        const { spot, speed } = movement.motion(unit, instant(at))
        fastest = Math.max(fastest, distance(before, spot) / 10)
        told = Math.max(told, speed)
        if (speed > 0) moving++
        before = spot
      }
      expect(Math.max(fastest, told)).toBeLessThanOrEqual(limit[unit.kind] + 0.05)
      const part = moving / seconds.length
      if (unit.kind !== 'post') expect(part).toBeGreaterThan(0.15)
      expect(part).toBeLessThan(0.95)
    }
  })

  it('[X4] cars stop for ten to sixteen minutes between drives', () => {
    for (const car of some('car', 6)) {
      let since: number | null = null
      const stops: number[] = []
      for (const at of times(5, 5 * SECOND)) {
        const still = movement.motion(car, instant(at)).speed === 0
        if (still) since ??= at
        else if (since !== null) { stops.push(at - since); since = null }
      }
      const between = stops.slice(1)
      expect(between.length).toBeGreaterThan(3)
      // Two stops at one node are one longer stop.
      for (const stop of between) expect(stop).toBeGreaterThanOrEqual(10 * MINUTE - 10 * SECOND)
      expect(Math.min(...between)).toBeLessThanOrEqual(16 * MINUTE + 10 * SECOND)
    }
    expect(driveTime(1_000, 10)).toBe(Math.ceil(100 + 12.5))
  })

  it('[X1] where a unit is does not depend on what was asked before', () => {
    const asked = [...some('car', 4), ...some('foot', 4), ...some('post', 2)].flatMap((unit) =>
      [0, 3 * HOUR, 11 * HOUR, 5 * DAY, -2 * DAY].map((offset) => ({ unit, at: instant(MORNING + offset) })))
    const fresh = movementOf(SEED, ground, roads, shifts())
    const backwards = [...asked].reverse().map(({ unit, at }) => fresh.measured(unit, 'd', at)).reverse()
    expect(asked.map(({ unit, at }) => movement.measured(unit, 'd', at))).toEqual(backwards)
    const other = movementOf(SEED + 1, ground, roads, shifts())
    expect(asked.map(({ unit, at }) => other.motion(unit, at))).not.toEqual(asked.map(({ unit, at }) => movement.motion(unit, at)))
  })

  it('[X5] a receiver is two or three metres off, and its error changes slowly', () => {
    for (const unit of [...some('car', 2), ...some('post', 3), ...some('foot', 2)]) {
      const offs = times(3, 30 * SECOND).map((at) => {
        const [true_, seen] = [movement.motion(unit, instant(at)).spot, movement.measured(unit, unit.id, instant(at)).spot]
        return seen.x - true_.x
      })
      const spread = Math.sqrt(offs.reduce((sum, x) => sum + x * x, 0) / offs.length)
      expect(spread).toBeGreaterThan(NOISE_M[unit.kind] * 0.7)
      expect(spread).toBeLessThan(NOISE_M[unit.kind] * 1.35)
      expect(Math.max(...offs.map(Math.abs))).toBeLessThan(NOISE_M[unit.kind] * 5)
    }
  })
})
