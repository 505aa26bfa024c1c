// How units keep to their plan: out of bounds, standing in one place; read off their tracks as those grow, each fix once.
import type { Beat } from '../../../shared/domain/beat.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import type { World } from '../../world/world.ts'
import type { Archive } from './archive.ts'
import { beyond, boundsOf, type Beyond, type Bounds } from './bounds.ts'
import { onDuty } from './duty.ts'
import { longestSilence } from './presences.ts'
import type { CoverageState } from './state.ts'
import { readOn, startCursor, type Cursor, type Track } from './track.ts'

/**
 * Metres beyond its bounds from which on a unit is out, and within which it is back. Fixes that count are accurate to 50 m:
 * a fix at the worst of them that was made on the border is neither.
 */
export const OUT = 100
export const BACK = 50
/**
 * Whoever keeps within so many metres of a fix for so long has come to stand there; metres about it within which it stands
 * there still. The wider ring is so much wider that no noise of a receiver leads out of it.
 */
const SETTLES = 30
const SETTLED_AFTER = 2 * MINUTE
export const STANDS = 60
/** Metres about a rest place within which a unit that came to stand rests. */
export const RESTS = 100

/** A unit by one of its devices, as far as its track was read. */
export interface Conduct {
  readonly cursor: Cursor
  revised: number
  unit: Unit
  /** Since when it is out of bounds without a break; 0 = it is not. */
  out: number
  /** Where it came to stand, in millionths of a degree, and since when; 0 = it has not been heard on duty. */
  stood: number
  lon: number
  lat: number
  settled: boolean
  /** The last fix on duty that went in; a longer silence breaks what went on. */
  last: number
  /** Where bounds were asked last, and the metres from there within which the answer stays. */
  asked: Bounds | undefined
  askedLon: number
  askedLat: number
  slack: number
  readonly beyond: Beyond
}

const fresh = (unit: Unit, revised: number): Conduct =>
  ({ cursor: startCursor(), revised, unit, out: 0, stood: 0, lon: 0, lat: 0, settled: false, last: -Infinity, asked: undefined, askedLon: 0, askedLat: 0, slack: -1, beyond: { off: -Infinity, part: 0 } })

export interface Conducts {
  /** The conduct of a track up to its newest fix; undefined for a device of nobody on the register. */
  of(state: CoverageState, track: Track, world: World): Conduct | undefined
}

/** Kept beside the state and worked out of it: what is not read yet, or was told anew, is read again from the duty's beginning. */
export function createConducts(archive: Archive): Conducts {
  const kept = new WeakMap<Track, Conduct>()
  const bounds = new Map<string, Bounds | null>()
  let setsOf: World['beats'] | undefined

  const boundsAt = (world: World, unit: Unit, at: number): Bounds | undefined => {
    const { beats: sets } = world
    if (setsOf !== sets) {
      bounds.clear()
      setsOf = sets
    }
    let index = sets.length - 1
    while (index >= 0 && sets[index].from > at) index--
    if (index < 0) return undefined
    const key = `${index} ${unit.tier} ${unit.region} ${unit.team}`
    let found = bounds.get(key)
    if (found === undefined) bounds.set(key, found = boundsOf(sets[index].beats.filter((beat) => isOwn(beat, unit)), world.district.shapes.get(unit.region)?.polygons ?? []) ?? null)
    return found ?? undefined
  }

  return {
    of(state, track, world) {
      const unit = world.unitsByNumber.get(track.unit)
      if (!unit) return undefined
      let conduct = kept.get(track)
      if (!conduct || conduct.revised !== track.revised || conduct.unit !== unit) kept.set(track, conduct = fresh(unit, track.revised))
      if (conduct.cursor.time === track.time) return conduct
      // One lookup a reading, not one a fix: sets change seldom.
      const { beats: sets } = world
      let [set, own] = [-1, undefined as Bounds | undefined]
      const limit = longestSilence(track.interval)
      const take = (time: number, lon: number, lat: number): void => {
        if (!onDuty(state, track.unit, time)) return reset(conduct!)
        let index = sets.length - 1
        while (index >= 0 && sets[index].from > time) index--
        if (index !== set) [set, own] = [index, boundsAt(world, unit, time)]
        go(conduct!, own, limit, time, lon, lat)
      }
      if (!readOn(track, conduct.cursor, dutySince(state, track.unit, track.time), take, archive)) {
        kept.set(track, conduct = fresh(unit, track.revised))
        readOn(track, conduct.cursor, dutySince(state, track.unit, track.time), take, archive)
      }
      return conduct
    },
  }
}

/** Whether a beat is one of the unit's: of its tier and its team. */
export const isOwn = (beat: Beat, { tier, team }: { readonly tier: Tier; readonly team: string }): boolean => beat.tier === tier && beat.team === team

/** The beginning of the duty that holds an instant; the instant itself when none does. */
function dutySince({ duty }: CoverageState, unit: number, at: number): number {
  const spans = duty.get(unit) ?? []
  for (let index = spans.length - 2; index >= 0; index -= 2) if (at >= spans[index] && at < spans[index + 1]) return spans[index]
  return at
}

function reset(conduct: Conduct): void {
  conduct.out = conduct.stood = 0
  conduct.last = -Infinity
  conduct.asked = undefined
}

function go(conduct: Conduct, bounds: Bounds | undefined, limit: number, time: number, lon: number, lat: number): void {
  if (time - conduct.last > limit) reset(conduct)
  conduct.last = time
  if (conduct.stood === 0 || metres(conduct.lon, conduct.lat, lon, lat) > (conduct.settled ? STANDS : SETTLES)) {
    conduct.stood = time
    conduct.settled = false
    conduct.lon = lon
    conduct.lat = lat
  } else if (time - conduct.stood >= SETTLED_AFTER) conduct.settled = true
  if (bounds && conduct.asked === bounds && metres(conduct.askedLon, conduct.askedLat, lon, lat) <= conduct.slack) return
  conduct.asked = bounds
  conduct.askedLon = lon
  conduct.askedLat = lat
  if (bounds) beyond(bounds, lon, lat, conduct.beyond)
  else conduct.beyond.off = -Infinity
  const { off } = conduct.beyond
  if (off > OUT) conduct.out ||= time
  else if (off <= BACK) conduct.out = 0
  // As long as it has gone no farther, nothing can have changed; a metre for the planes.
  conduct.slack = Math.max(0, (conduct.out > 0 ? off - BACK : OUT - off) - 1)
}

/** Metres between two places in millionths of a degree that are near one another. */
export function metres(lonA: number, latA: number, lon: number, lat: number): number {
  const [x, y] = [(lon - lonA) * METRES * Math.cos(lat * RADIANS), (lat - latA) * METRES]
  return Math.sqrt(x * x + y * y)
}
const METRES = 6_371_008.8 * Math.PI / 180e6
const RADIANS = Math.PI / 180e6
