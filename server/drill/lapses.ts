// What goes wrong with patrols, and when: beats left empty, rounds missed or at the wrong time, posts left. Pure in seed and block.
import type { Beat, BeatId, LineBeat, PointBeat } from '../../shared/domain/beat.ts'
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Block } from './duty.ts'
import { chance, pick, whole, type Chance } from './random.ts'
import { windowsIn } from './windows.ts'

export const lapseKinds = ['empty', 'missed', 'early', 'late', 'left', 'rim', 'refill', 'tardy', 'stray', 'border', 'loiter', 'overstay'] as const
/**
 * empty: a town's car skips two tours and stands at the station, so that the areas around stay empty for some hours ·
 * missed, early, late: a line's round is not walked, or beyond its window and allowance · left: a manned post is left ·
 * rim: its guard walks to and fro over the rim of the post, never out for long · refill: a team walks its round, but its
 * phone is blind meanwhile and tells it only afterwards · tardy: a round is done after its window, but within its allowance ·
 * stray: a team beside the lead walks out of the village and stays out · border: such a team walks to and fro over the
 * village's border, never far · loiter: a team beside the lead stands on the line for too long · overstay: a guard stays on
 * and on at a visit.
 */
export type LapseKind = (typeof lapseKinds)[number]

export interface Lapse {
  readonly kind: LapseKind
  /** For empty one of the areas; every other one of the squad but the station's is as empty. */
  readonly beat: BeatId
  readonly units: readonly string[]
  /** The tour or the round of the block, from 0. */
  readonly round: number
  /** When a post is left or its rim walked, a unit strays, walks the border or loiters; when a phone is blind; the block for the others. */
  readonly from: Instant
  readonly to: Instant
}

/** Assumption, stated: lapses per day of the whole district; few enough for a wall to show each. */
export const lapsesPerDay: Readonly<Record<LapseKind, number>> = { empty: 2, missed: 3, early: 2, late: 2, left: 5, rim: 3, refill: 3, tardy: 2, stray: 2, border: 2, loiter: 2, overstay: 2 }
const BLOCKS_A_DAY = 3
/** At night no team has another one beside it. */
const BLOCKS_TOGETHER = 2
/** Metres a second of a team at leisure: what a round takes at most. */
const SLOW = 1.2

export interface LapseParts {
  readonly seed: number
  /** Multiplies how often anything happens; 0 = never. */
  readonly rate: number
  readonly beats: readonly Beat[]
  /** Who covers what in the block, the lead first. */
  readonly cover: ReadonlyMap<BeatId, readonly string[]>
  /** Areas in which the station of their car lies. */
  readonly stations: ReadonlySet<BeatId>
  readonly lengthOf: (beat: LineBeat) => number
  /** Where somebody can stray to or loiter from the base of a line; whether a post is visited from a lodge apart from it. */
  readonly strays: (beat: LineBeat) => unknown
  readonly loiters: (beat: LineBeat) => unknown
  readonly visited: (beat: PointBeat) => boolean
}

/** What one of those does who are there beside the lead. */
const besides: ReadonlySet<LapseKind> = new Set(['stray', 'border', 'loiter'])

/** The lapses of a block; no beat has two. */
export function lapsesIn(parts: LapseParts, block: Block): Lapse[] {
  const next = chance(parts.seed, 'lapses', block.from)
  const taken = new Set<string>()
  return lapseKinds.flatMap((kind) => {
    const count = Math.floor((lapsesPerDay[kind] / (besides.has(kind) ? BLOCKS_TOGETHER : BLOCKS_A_DAY)) * parts.rate + next())
    const able = parts.rate > 0 ? parts.beats.filter((beat) => can(parts, kind, beat, block)) : []
    return Array.from({ length: count }, (): Lapse | undefined => {
      const free = able.filter(({ id }) => !(parts.cover.get(id) ?? []).some((unit) => taken.has(unit)))
      if (free.length === 0) return undefined
      const beat = pick(next, free)
      const units = parts.cover.get(beat.id) ?? []
      for (const unit of units) taken.add(unit)
      return { kind, beat: beat.id, units: besides.has(kind) ? units.slice(1, 2) : beat.tier === 'line' ? units.slice(0, 1) : units, ...timed(next, kind, beat, block) }
    }).filter((lapse) => lapse !== undefined)
  })
}

/** Whether a lapse can happen to a beat so that what follows from it is plain. */
function can({ cover, stations, lengthOf, strays, loiters, visited }: LapseParts, kind: LapseKind, beat: Beat, block: Block): boolean {
  const there = cover.get(beat.id) ?? []
  if (there.length === 0) return false
  if (kind === 'empty') return beat.tier === 'area' && there.length === 1 && !stations.has(beat.id)
  if (kind === 'left' || kind === 'rim') return beat.tier === 'point' && beat.plan.manned !== null
  if (kind === 'stray' || kind === 'border') return beat.tier === 'line' && there.length > 1 && strays(beat) !== null
  if (kind === 'overstay') return beat.tier === 'point' && beat.plan.manned === null && beat.plan.longest !== undefined && beat.plan.visits > 0 && visited(beat)
  if (kind === 'loiter') return beat.tier === 'line' && beat.plan.stand !== undefined && there.length > 1 && loiters(beat) !== null
  if (beat.tier !== 'line') return false
  const windows = windowsIn(block, beat.plan.rounds, beat.plan.windows)
  if (kind === 'missed' || kind === 'refill') return windows.length > 0
  if (kind === 'tardy') return windows.length > 0 && beat.plan.allowance >= 10
  const needed = (2 * lengthOf(beat)) / SLOW * 1_000 + (beat.plan.allowance + 12) * MINUTE
  return windows.length > 1 && windows[1].from - windows[0].to > needed
}

function timed(next: Chance, kind: LapseKind, beat: Beat, block: Block): Pick<Lapse, 'round' | 'from' | 'to'> {
  const throughout = { from: block.from, to: block.to }
  switch (kind) {
    case 'empty': return { round: whole(next, 1, 2), ...throughout }
    case 'tardy': return { round: 0, ...throughout }
    case 'overstay': return { round: whole(next, 0, 2), ...throughout }
    case 'stray':
    case 'border': {
      const from = instant(block.from + whole(next, 60, 180) * MINUTE)
      return { round: 0, from, to: instant(from + whole(next, 100, 120) * MINUTE) }
    }
    case 'loiter': {
      const from = instant(block.from + whole(next, 60, 240) * MINUTE)
      return { round: 0, from, to: instant(from + ((beat.tier === 'line' ? beat.plan.stand ?? 0 : 0) + whole(next, 10, 25)) * MINUTE) }
    }
    case 'early': return { round: 1, ...throughout }
    case 'late': return { round: 0, ...throughout }
    case 'missed': return { round: whole(next, 0, roundsIn(beat, block).length - 1), ...throughout }
    case 'refill': {
      const windows = roundsIn(beat, block)
      const round = whole(next, 0, windows.length - 1)
      // The round is told after its window, and after what it may be late.
      return { round, from: windows[round].from, to: instant(windows[round].to + (allowanceOf(beat) + whole(next, 6, 12)) * MINUTE) }
    }
    case 'left':
    case 'rim': {
      const from = block.from + whole(next, 60, 360) * MINUTE
      return { round: 0, from: instant(from), to: instant(from + (kind === 'left' ? (beat as PointBeat).interval + whole(next, 8, 35) : whole(next, 30, 60)) * MINUTE) }
    }
  }
}

const roundsIn = (beat: Beat, block: Block): ReturnType<typeof windowsIn> =>
  (beat.tier === 'line' ? windowsIn(block, beat.plan.rounds, beat.plan.windows) : [])
const allowanceOf = (beat: Beat): number => (beat.tier === 'area' ? 0 : beat.plan.allowance)
