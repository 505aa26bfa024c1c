// Who covers what: which units stand for which beats, and who of them is there in a block. Pure in seed, roster and beats.
import type { AreaBeat, Beat, BeatId, PointBeat } from '../../shared/domain/beat.ts'
import { contains } from '../../shared/domain/region.ts'
import type { UnitKind } from '../../shared/domain/unit.ts'
import { leadOf, works, type Block, type OnRoster, type Squad } from './duty.ts'
import type { Ground, Spot, Town, Village } from './ground.ts'
import { between, chance } from './random.ts'

export interface Place { readonly town: Town; readonly village: Village }
/** Where the unit of a beat is at home. */
export interface Station extends Place { readonly beat: BeatId; readonly home: Spot }

/** Units that a line or a post has at most: one, and one who relieves it. */
const PER_BEAT = 2

const villageAt = (ground: Ground, spot: Spot): Place | undefined => {
  for (const town of ground.towns) {
    if (!ground.holds(spot, town.region.code)) continue
    const village = town.villages.find(({ region }) => ground.holds(spot, region.code))
    if (village) return { town, village }
  }
  return undefined
}

/** Stations of street teams, the most important lines first, every line once before any twice: where its line begins. */
export function lineStations(ground: Ground, beats: readonly Beat[]): Station[] {
  const lines = beats.filter((beat) => beat.tier === 'line').toSorted((a, b) => a.priority - b.priority)
  const first = lines.flatMap((beat): Station[] => {
    const home = ground.plane.spot(...beat.line[0])
    const place = villageAt(ground, home)
    return place ? [{ ...place, beat: beat.id, home }] : []
  })
  return Array.from({ length: PER_BEAT }, () => first).flat()
}

/** Stations of guards, manned posts first: at the post, or for posts that are only visited a short walk from it. */
export function pointStations(seed: number, ground: Ground, beats: readonly Beat[]): Station[] {
  const points = beats.filter((beat) => beat.tier === 'point').toSorted((a, b) => Number(a.plan.manned === null) - Number(b.plan.manned === null) || a.priority - b.priority)
  return Array.from({ length: PER_BEAT }, (_, turn) => points.flatMap((beat): Station[] => {
    const place = villageAt(ground, ground.plane.spot(...beat.place))
    return place ? [{ ...place, beat: beat.id, home: lodge(seed, ground, beat, place, turn) }] : []
  })).flat()
}

/** Metres between a visited post and where its guard is otherwise, and of two guards at one gate. */
const LODGE_M = [90, 150] as const
const GATE_M = 12

function lodge(seed: number, ground: Ground, beat: PointBeat, { village }: Place, turn: number): Spot {
  const next = chance(seed, 'lodge', beat.id, turn)
  const post = ground.plane.spot(...beat.place)
  if (beat.plan.manned !== null) return { x: post.x + between(next, -GATE_M, GATE_M) / 2, y: post.y + between(next, -GATE_M, GATE_M) / 2 }
  const least = beat.plan.radius + LODGE_M[0] - 60
  return walkable(ground, village, post, next, least, least + LODGE_M[1] - LODGE_M[0]) ?? post
}

/** A spot at a distance from `from` with a clear straight way through the village; undefined when chance finds none. */
export function walkable(ground: Ground, village: Village, from: Spot, next: () => number, least: number, most: number): Spot | undefined {
  for (let tries = 0; tries < 60; tries++) {
    const [turn, far] = [between(next, 0, 2 * Math.PI), between(next, least, most)]
    const at = (metres: number): Spot => ({ x: from.x + metres * Math.sin(turn), y: from.y + metres * Math.cos(turn) })
    const steps = Array.from({ length: 8 }, (_, i) => at(((far + 15) * (i + 1)) / 8))
    if (steps.every((spot) => ground.holds(spot, village.region.code))) return at(far)
  }
  return undefined
}

interface Posted extends OnRoster { readonly kind: UnitKind; readonly team: string; readonly region: string }

/** Squads by unit: area beats of one team are covered by all its units and led by cars, a line or post by those stationed there. */
export function squadsOf(units: readonly Posted[], beats: readonly Beat[], stationOf: (unit: string) => BeatId | undefined): Map<string, Squad> {
  const squads = new Map<string, Squad>()
  const found = (id: string, own: readonly Posted[], covered: readonly Beat[], leads: readonly Posted[]): void => {
    if (own.length === 0 || covered.length === 0) return
    const squad: Squad = {
      id, units: own.map((unit) => unit.id), leads: leads.map((unit) => unit.id), beats: covered.map((beat) => beat.id), people: Math.max(...covered.map(({ people }) => people)),
      shifts: [...new Set(covered.flatMap(({ shifts }) => shifts))],
    }
    for (const unit of own) squads.set(unit.id, squad)
  }
  const areas = beats.filter((beat) => beat.tier === 'area')
  for (const [key, covered] of Map.groupBy(areas, ({ team, region }) => `${region} ${team}`)) {
    const own = units.filter((unit) => unit.tier === 'area' && contains(covered[0].region, unit.region as AreaBeat['region']))
    const best = (['car', 'motorcycle', 'foot'] as const).map((kind) => own.filter((unit) => unit.kind === kind)).find(({ length }) => length > 0) ?? []
    found(`squad ${key}`, own, covered, best)
  }
  const byStation = Map.groupBy(units.filter((unit) => stationOf(unit.id) !== undefined), (unit) => stationOf(unit.id)!)
  for (const [beat, own] of byStation) found(`squad ${beat}`, own, beats.filter(({ id }) => id === beat), own)
  return squads
}

/** Who covers each beat that is due in a block, the lead first. A beat that is due and named with nobody has no units on the roster. */
export function coverOf(seed: number, units: readonly OnRoster[], beats: readonly Beat[], block: Block): Map<BeatId, string[]> {
  const cover = new Map<BeatId, string[]>(beats.filter(({ shifts }) => shifts.includes(block.name)).map(({ id }) => [id, []]))
  for (const unit of units) {
    const { squad } = unit
    if (!squad || !works(seed, unit, block)) continue
    for (const beat of squad.beats) {
      const there = cover.get(beat)
      if (leadOf(seed, squad, block) === unit.id) there?.unshift(unit.id)
      else there?.push(unit.id)
    }
  }
  return cover
}

