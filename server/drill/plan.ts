// What a unit does in one block of duty, leg by leg: drive and stop, walk and pause, or stand.
import type { Instant } from '../../shared/domain/time.ts'
import { MINUTE, SECOND } from '../../shared/domain/time.ts'
import type { Spot } from './ground.ts'
import { between, pick, whole, type Chance } from './random.ts'
import { route, type Roads } from './roads.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import { onTrack, rounded, trackOf, type Track } from './track.ts'

/** A stretch of a track between two instants; the last leg before an instant holds until the next one. */
export interface Leg {
  readonly from: number; readonly to: number
  readonly track: Track
  readonly start: number; readonly end: number
  /** Drives speed up and slow down; walks do not. */
  readonly drive: boolean
}
export interface Motion { readonly spot: Spot; readonly speed: number; readonly heading: number | null }

/** Cars cruise at 20–45 km/h and stop for 10–16 minutes, the stops that evidence speaks for. */
export const CRUISE = [20 / 3.6, 45 / 3.6] as const
export const STOP_MINUTES = [10, 16] as const
/** People walk at 1–1.4 m/s. */
export const WALK = [1, 1.4] as const
const ACCELERATION = 0.8

/** Drives from node to node of the beat with stops between, home again before the block ends. */
export function drivePlan(next: Chance, roads: Roads, home: number, goals: readonly number[], beat: RegionCode, from: Instant, to: Instant): Leg[] {
  const legs: Leg[] = []
  let at = home
  let clock = from + whole(next, 8, 16) * MINUTE
  for (;;) {
    const goal = pick(next, elsewhere(goals, at))
    const stop = whole(next, STOP_MINUTES[0] * 60, STOP_MINUTES[1] * 60) * SECOND
    const leg = goal === at ? undefined : driveLeg(next, roads, at, goal, beat, clock)
    const back = driveLeg(next, roads, goal, home, beat, (leg?.to ?? clock) + stop)
    if ((back?.to ?? clock + stop) > to - 2 * MINUTE) break
    if (leg) legs.push(leg)
    clock = (leg?.to ?? clock) + stop
    at = goal
  }
  const back = at === home ? undefined : driveLeg(next, roads, at, home, beat, clock)
  if (back) legs.push(back)
  return legs
}

/** Another place than where it stands, where there is any. */
function elsewhere(goals: readonly number[], at: number): readonly number[] {
  const others = goals.filter((goal) => goal !== at)
  return others.length > 0 ? others : goals
}

function driveLeg(next: Chance, roads: Roads, a: number, b: number, beat: RegionCode, from: number): Leg | undefined {
  const line = a === b ? undefined : route(roads, a, b, beat)
  if (!line || line.length < 2) return undefined
  const track = trackOf(rounded(line))
  const speed = between(next, CRUISE[0], CRUISE[1])
  return { from, to: from + driveTime(track.length, speed) * SECOND, track, start: 0, end: track.length, drive: true }
}

/** Whole seconds that a drive of so many metres takes, speeding up and slowing down included. */
export function driveTime(metres: number, speed: number): number {
  const ramp = (speed * speed) / ACCELERATION
  return Math.ceil(ramp >= metres ? 2 * Math.sqrt(metres / ACCELERATION) : metres / speed + speed / ACCELERATION)
}

/** Rounds of a closed track from its first spot, pausing on the way and at the base; where none fits in any more, parts of one there and back. */
export function walkPlan(next: Chance, base: Track, from: Instant, to: Instant, around: (round: number) => Track): Leg[] {
  const legs: Leg[] = []
  let clock = from + whole(next, 6, 14) * MINUTE
  for (let round = 0; ; round++) {
    const track = around(round)
    const speed = between(next, WALK[0], WALK[1])
    const pauses = Array.from({ length: whole(next, 2, 4) }, () => next()).sort((a, b) => a - b)
    const stands = pauses.map(() => whole(next, 60, 300) * SECOND)
    const needed = (track.length / speed) * SECOND + stands.reduce((sum, pause) => sum + pause, 0)
    if (clock + needed > to - 4 * MINUTE) {
      stroll(legs, track, clock, to - 4 * MINUTE, speed)
      break
    }
    let start = 0
    for (const [index, end] of [...pauses.map((part) => part * track.length), track.length].entries()) {
      const took = Math.ceil((end - start) / speed) * SECOND
      if (took > 0) legs.push({ from: clock, to: clock + took, track, start, end, drive: false })
      clock += took + (stands[index] ?? 0)
      start = end
    }
    clock += whole(next, 5, 15) * MINUTE
  }
  return legs.length > 0 ? legs : [{ from, to: from, track: base, start: 0, end: 0, drive: false }]
}

/** Minutes of a walk there and back, at most and at least, and of the pause after it. */
const STROLL = [12, 6] as const
const PAUSE = 8

function stroll(legs: Leg[], track: Track, from: number, to: number, speed: number): void {
  const back = trackOf([...track.line].reverse())
  for (let clock = from; clock + STROLL[1] * MINUTE <= to;) {
    const far = Math.min(track.length / 2, (speed * Math.min(STROLL[0] * MINUTE, to - clock)) / 2 / SECOND)
    const took = Math.ceil(far / speed) * SECOND
    legs.push({ from: clock, to: clock + took, track, start: 0, end: far, drive: false })
    legs.push({ from: clock + took, to: clock + 2 * took, track: back, start: back.length - far, end: back.length, drive: false })
    clock += 2 * took + PAUSE * MINUTE
  }
}

/** Where a plan has the unit at `t`; before the first leg it stands at that leg's start. */
export function motionOn(legs: readonly Leg[], home: Spot, t: number): Motion {
  let low = 0
  let high = legs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (legs[middle].from <= t) low = middle + 1
    else high = middle
  }
  if (low === 0) return { spot: home, speed: 0, heading: null }
  const leg = legs[low - 1]
  if (t >= leg.to) return { spot: onTrack(leg.track, leg.end).spot, speed: 0, heading: null }
  const { metres, speed } = progress(leg, (t - leg.from) / SECOND)
  return { ...onTrack(leg.track, leg.start + metres), speed }
}

function progress(leg: Leg, seconds: number): { metres: number; speed: number } {
  const length = leg.end - leg.start
  const total = (leg.to - leg.from) / SECOND
  if (!leg.drive) return { metres: (length * seconds) / total, speed: length / total }
  // The ramp that fits the whole seconds: v from length = v·(total − v/a).
  const cruise = (ACCELERATION * total - Math.sqrt(Math.max(0, (ACCELERATION * total) ** 2 - 4 * ACCELERATION * length))) / 2
  const ramp = cruise / ACCELERATION
  if (seconds < ramp) return { metres: (ACCELERATION * seconds ** 2) / 2, speed: ACCELERATION * seconds }
  if (seconds > total - ramp) {
    const left = total - seconds
    return { metres: length - (ACCELERATION * left ** 2) / 2, speed: ACCELERATION * left }
  }
  return { metres: (cruise * ramp) / 2 + cruise * (seconds - ramp), speed: cruise }
}
