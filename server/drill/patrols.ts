// What everybody on duty does for the beats: tours, rounds, visits and what goes wrong with them, planned per duty. Pure.
import type { Beat, BeatId, LineBeat, PointBeat } from '../../shared/domain/beat.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { blockAt, dutyIn, leadOf, type Block, type Duty } from './duty.ts'
import type { Spell } from './faults.ts'
import { distance, type Ground, type Spot, type Town } from './ground.ts'
import { covers } from './inside.ts'
import { lapsesIn, type Lapse } from './lapses.ts'
import type { Leg } from './plan.ts'
import { chance, whole } from './random.ts'
import type { Roads } from './roads.ts'
import type { DrillUnit } from './roster.ts'
import { awayLegs, besideLegs, lineLegs, loiterLegs, rimLegs, tourLegs, visitLegs, type Round, type Wrong } from './rounds.ts'
import { coverOf, walkable } from './squads.ts'
import { tourOf, TOUR_M, stationOf, type Tour } from './tour.ts'
import { strayLegs, wayOut, type Way } from './stray.ts'
import { onTrack, trackOf, type Track } from './track.ts'
import { windowsIn } from './windows.ts'

export interface PatrolsParts {
  readonly seed: number
  readonly ground: Ground
  readonly roads: Roads
  readonly shifts: Catalogue['shifts']
  readonly units: readonly DrillUnit[]
  readonly beats: readonly Beat[]
  /** Multiplies how often patrols go wrong; 0 = never. */
  readonly faults: number
}

/** A stretch of time in which a unit has one duty, or none. */
export interface Stint { readonly from: Instant; readonly to: Instant; readonly duty: Duty | null }

export interface Patrols {
  readonly beats: readonly Beat[]
  stintAt(unit: DrillUnit, at: Instant): Stint
  /** Legs of a unit that covers a beat in this duty; undefined for one that is only there besides. */
  legs(unit: DrillUnit, duty: Duty): readonly Leg[] | undefined
  /** The rounds of a line's lead in this duty. */
  rounds(unit: DrillUnit, duty: Duty): readonly Round[]
  lapses(block: Block): readonly Lapse[]
  cover(block: Block): ReadonlyMap<BeatId, readonly string[]>
  /** The blindness of a unit's phones that a lapse asks for. */
  spellAt(unit: string, at: Instant): Spell | undefined
}

const BLOCKS_KEPT = 4

export function patrolsOf({ seed, ground, roads, shifts, units, beats, faults }: PatrolsParts): Patrols {
  const byId = new Map(beats.map((beat) => [beat.id, beat]))
  const tours = new Map<string, { tour: Tour | undefined; station: BeatId | undefined }>()
  const tracks = new Map<BeatId, Track>()
  const ways = new Map<BeatId, Way | null>()
  const blocks = new Map<Instant, { cover: Map<BeatId, string[]>; lapses: readonly Lapse[] }>()

  function tourFor(town: Town): { tour: Tour | undefined; station: BeatId | undefined } {
    let known = tours.get(town.region.code)
    if (!known) {
      const areas = beats.filter((beat) => beat.tier === 'area' && beat.region === town.region.code).filter((beat) => beat.tier === 'area')
      const home = stationOf(roads, ground, town.region)
      known = {
        tour: tourOf(roads, ground, town.region.code, home, areas, town.urban ? TOUR_M.urban : TOUR_M.rural),
        station: areas.find((beat) => covers(beat, ...ground.plane.place(roads.nodes[home])))?.id,
      }
      tours.set(town.region.code, known)
    }
    return known
  }
  function trackFor(beat: LineBeat): Track {
    let known = tracks.get(beat.id)
    if (!known) tracks.set(beat.id, known = trackOf(beat.line.map((place) => ground.plane.spot(...place))))
    return known
  }
  function blockOf(block: Block): { cover: Map<BeatId, string[]>; lapses: readonly Lapse[] } {
    let known = blocks.get(block.from)
    if (!known) {
      const cover = coverOf(seed, units, beats, block)
      const stations = new Set(faults > 0 ? ground.towns.flatMap((town) => tourFor(town).station ?? []) : [])
      known = { cover, lapses: faults > 0 ? lapsesIn({ seed, rate: faults, beats, cover, stations, lengthOf: (beat) => trackFor(beat).length, strays: strayFrom, loiters: loiterAt, visited: (beat) => squadHomes(beat).every((home) => distance(home, ground.plane.spot(...beat.place)) > beat.plan.radius + 15) }, block) : [] }
      blocks.set(block.from, known)
      if (blocks.size > BLOCKS_KEPT) blocks.delete(blocks.keys().next().value!)
    }
    return known
  }
  /** Where a team can stray to from the base of a line; the same whoever it is. */
  const strayFrom = (beat: LineBeat): Way | null => {
    let known = ways.get(beat.id)
    if (known === undefined) {
      const base = onTrack(trackFor(beat), 0).spot
      const village = ground.towns.flatMap(({ villages }) => villages).find(({ region }) => ground.holds(base, region.code))
      const lines = beats.filter((one) => one.tier === 'line').filter(({ team }) => team === beat.team).map((one) => trackFor(one))
      const kept = lines.flatMap((track) => Array.from({ length: Math.ceil(track.length / 50) + 1 }, (_, n) => onTrack(track, Math.min(track.length, n * 50)).spot))
      ways.set(beat.id, known = village ? wayOut(ground, village.region.code, base, kept) : null)
    }
    return known
  }
  /** The share of a line at which somebody loiters: apart from its base and from every post. */
  const loiterAt = (beat: LineBeat): number | null => {
    const track = trackFor(beat)
    const posts = beats.filter((one) => one.tier === 'point').map(({ place }) => ground.plane.spot(...place))
    const bases = beats.filter((one) => one.tier === 'line').map((one) => onTrack(trackFor(one), 0).spot)
    return [0.4, 0.35, 0.3, 0.45, 0.25].find((share) => {
      const { spot } = onTrack(track, track.length * share)
      return bases.every((base) => distance(spot, base) > 200) && posts.every((post) => distance(spot, post) > 200)
    }) ?? null
  }
  const squadHomes = (beat: PointBeat): Spot[] => units.filter(({ squad }) => squad?.beats[0] === beat.id).map(({ home }) => home)
  const lapseOf = (unit: DrillUnit, block: Block): Lapse | undefined => blockOf(block).lapses.find((lapse) => lapse.units.includes(unit.id))
  const villageOf = (unit: DrillUnit) => ground.towns.flatMap(({ villages }) => villages).find(({ region }) => region.code === unit.region)
  const ownBeat = (unit: DrillUnit): Beat | undefined => unit.squad && byId.get(unit.squad.beats[0])

  function walked(unit: DrillUnit, duty: Duty): { legs: Leg[]; rounds: Round[] } | undefined {
    const beat = ownBeat(unit)
    if (!unit.squad || beat?.tier !== 'line') return undefined
    const next = chance(seed, 'rounds', unit.id, duty.from)
    const lapse = lapseOf(unit, duty.block)
    if (leadOf(seed, unit.squad, duty.block) !== unit.id) {
      const [track, share, way] = [trackFor(beat), lapse?.kind === 'loiter' ? loiterAt(beat) : null, lapse?.kind === 'stray' || lapse?.kind === 'border' ? strayFrom(beat) : null]
      if (lapse && share !== null) return { legs: loiterLegs(next, track, duty, share, lapse), rounds: [] }
      return lapse && way ? { legs: besideLegs(next, track, duty, lapse, strayLegs(onTrack(track, 0).spot, way, lapse)), rounds: [] } : lineLegs(next, track, duty, [], null)
    }
    const how = lapse?.kind
    const wrong: Wrong | null = lapse && (how === 'missed' || how === 'early' || how === 'late' || how === 'tardy') ? { how, round: lapse.round, allowance: beat.plan.allowance } : null
    return lineLegs(next, trackFor(beat), duty, windowsIn(duty.block, beat.plan.rounds, beat.plan.windows), wrong)
  }

  function guarded(unit: DrillUnit, beat: PointBeat, duty: Duty): readonly Leg[] {
    const next = chance(seed, 'guard', unit.id, duty.from)
    const post = ground.plane.spot(...beat.place)
    if (beat.plan.manned === null) {
      if (unit.squad && leadOf(seed, unit.squad, duty.block) !== unit.id) return []
      const own = lapseOf(unit, duty.block)
      const longer = own?.kind === 'overstay' && beat.plan.longest !== undefined ? { round: own.round, minutes: beat.plan.longest + whole(next, 6, 15) } : null
      const windows = windowsIn(duty.block, beat.plan.visits, beat.plan.windows)
      return unit.home === post ? [] : visitLegs(next, trackOf([unit.home, post]), beat.plan.dwell, windows, duty, longer)
    }
    const lapse = lapseOf(unit, duty.block)
    if (lapse?.kind !== 'left' && lapse?.kind !== 'rim') return []
    const village = villageOf(unit)
    const far = village && walkable(ground, village, post, chance(seed, 'off', beat.id, duty.block.from), beat.plan.radius + 60, beat.plan.radius + 110)
    if (!far) return []
    if (lapse.kind === 'left') return awayLegs(unit.home, far, lapse.from, lapse.to)
    const onWay = (metres: number): Spot => {
      const length = Math.hypot(far.x - post.x, far.y - post.y)
      return { x: post.x + ((far.x - post.x) * metres) / length, y: post.y + ((far.y - post.y) * metres) / length }
    }
    return rimLegs(unit.home, onWay(beat.plan.radius - 12), onWay(beat.plan.radius + 10), lapse.from, lapse.to)
  }

  return {
    beats,
    stintAt(unit, at) {
      const block = blockAt(shifts, at)
      const duties = [blockAt(shifts, instant(block.from - 1)), block, blockAt(shifts, block.to)]
        .flatMap((one) => dutyIn(seed, shifts, unit, one) ?? [])
      const duty = duties.find(({ from, to }) => from <= at && at < to)
      if (duty) return { from: duty.from, to: duty.to, duty }
      return {
        from: instant(Math.max(block.from, ...duties.map(({ to }) => to).filter((to) => to <= at))),
        to: instant(Math.min(block.to, ...duties.map(({ from }) => from).filter((from) => from > at))), duty: null,
      }
    },
    legs(unit, duty) {
      const beat = ownBeat(unit)
      if (!unit.squad || !beat) return undefined
      if (beat.tier === 'point') return guarded(unit, beat, duty)
      if (beat.tier === 'line') return walked(unit, duty)?.legs
      if (unit.kind === 'foot' || leadOf(seed, unit.squad, duty.block) !== unit.id) return undefined
      const town = ground.towns.find(({ region }) => region.code === beat.region)
      const tour = town && tourFor(town).tour
      const lapse = lapseOf(unit, duty.block)
      return tour && tourLegs(chance(seed, 'tour', unit.id, duty.from), tour, duty, lapse?.kind === 'empty' ? lapse.round : null).legs
    },
    rounds: (unit, duty) => walked(unit, duty)?.rounds ?? [],
    lapses: (block) => blockOf(block).lapses,
    cover: (block) => blockOf(block).cover,
    spellAt(unit, at) {
      if (faults === 0) return undefined
      const block = blockAt(shifts, at)
      const lapse = blockOf(block).lapses.find(({ kind, units: own, from, to }) => kind === 'refill' && own.includes(unit) && from <= at && at < to)
      return lapse && { kind: 'blind', from: lapse.from, to: lapse.to, size: 0 }
    },
  }
}
