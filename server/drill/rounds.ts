// What units do for their beats, leg by leg: the tour of a car, the rounds of a street team, a guard's visits and ways off. Pure.
import { instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import type { Spot } from './ground.ts'
import { driveTime, type Leg } from './plan.ts'
import { between, whole, type Chance } from './random.ts'
import { rounded, trackOf, type Track } from './track.ts'
import type { Tour } from './tour.ts'
import type { Window } from './windows.ts'

export interface Span { readonly from: Instant; readonly to: Instant }

/** Minutes of a stay on a tour; m/s at which cars drive it: 30–45 km/h. */
export const STAY_MINUTES = [11, 15.5] as const
const CRUISE = [30 / 3.6, 44.6 / 3.6] as const
/** m/s of a team on its round. */
const PACE = [1.05, 1.35] as const
const QUICK = [1.2, 1.35] as const
/** Seconds before the first leg and after the last one in which a unit stands where the next duty begins. */
const EDGE = 60 * SECOND

/**
 * The tour again and again, as often as the stays allow, with stays just so long that the last tour ends with the duty.
 * `left` is the first of two tours that are not driven: the car stands at the station for as long. Answers the legs and when each tour begins.
 */
export function tourLegs(next: Chance, tour: Tour, span: Span, left: number | null): { legs: Leg[]; begins: number[] } {
  const tracks = tour.stretches.map(({ line, length }) => (length > 0 ? trackOf(rounded(line)) : undefined))
  const stays = tour.stretches.filter(({ stayIn }) => stayIn !== null).length
  const room = span.to - span.from - 2 * EDGE
  const drives: number[][] = []
  for (let needed = 0; ;) {
    const drive = tracks.map((track) => (track ? driveTime(track.length, between(next, CRUISE[0], CRUISE[1])) * SECOND : 0))
    needed += drive.reduce((sum, took) => sum + took, 0) + stays * STAY_MINUTES[0] * MINUTE
    if (needed > room) break
    drives.push(drive)
  }
  const driven = drives.flat().reduce((sum, took) => sum + took, 0)
  const stay = Math.min(STAY_MINUTES[1] * MINUTE, Math.floor((room - driven) / Math.max(1, stays * drives.length) / SECOND) * SECOND)
  const spread = Math.max(0, Math.floor(Math.min(STAY_MINUTES[1] * MINUTE - stay, stay - STAY_MINUTES[0] * MINUTE) / SECOND))
  const legs: Leg[] = []
  const begins: number[] = []
  let clock: number = span.from + EDGE
  let [number, longer] = [0, 0]
  for (const [n, drive] of drives.entries()) {
    begins.push(clock)
    for (const [at, { stayIn }] of tour.stretches.entries()) {
      const track = tracks[at]
      if (track && n !== left && n - 1 !== left) legs.push({ from: clock, to: clock + drive[at], track, start: 0, end: track.length, drive: true })
      clock += drive[at]
      if (stayIn === null) continue
      // One longer, the next as much shorter: together they fill the duty.
      longer = number++ % 2 === 0 ? whole(next, -spread, spread) * SECOND : -longer
      clock += stay + longer
    }
  }
  return { legs, begins }
}

/** Part of a line that makes a round, about. */
const DONE = 0.85
/** How a round of a line goes wrong. */
export type Wrong = { readonly how: 'missed' | 'early' | 'late' | 'tardy'; readonly round: number; readonly allowance: number }
/** A round as walked: out from the base to `turned`, where the line is done, and back. */
export interface Round { readonly window: Window; readonly from: number; readonly turned: number; readonly to: number }

/** Rounds of a line there and back, one in each window, with strolls of less than half of it between. */
export function lineLegs(next: Chance, line: Track, span: Span, windows: readonly Window[], wrong: Wrong | null): { legs: Leg[]; rounds: Round[] } {
  const back = trackOf([...line.line].reverse())
  const legs: Leg[] = []
  const rounds: Round[] = []
  let clock: number = span.from + EDGE + whole(next, 2, 6) * MINUTE
  const strollUntil = (end: number): void => {
    for (;;) {
      const [share, speed, pause] = [between(next, 0.15, 0.4), between(next, PACE[0], PACE[1]), whole(next, 8, 20) * MINUTE]
      const took = Math.ceil((line.length * share) / speed) * SECOND
      if (clock + pause + 2 * took + 2 * MINUTE > end) return
      clock += pause
      clock = thereAndBack(legs, line, back, clock, share, speed, [])
    }
  }
  for (const [n, window] of windows.entries()) {
    const how = wrong?.round === n ? wrong.how : null
    const speed = how === null ? between(next, PACE[0], PACE[1]) : between(next, QUICK[0], QUICK[1])
    const pauses = [whole(next, 60, 110) * SECOND, whole(next, 60, 110) * SECOND]
    const took = 2 * Math.ceil(line.length / speed) * SECOND + pauses[0] + pauses[1]
    const slack = (wrong?.allowance ?? 0) * MINUTE + 3 * MINUTE
    const begin = how === 'early' ? window.from - slack - took
      : how === 'late' ? window.to + slack
        // Most of it is walked in the middle of the allowance.
        : how === 'tardy' ? window.to + (wrong!.allowance / 2) * MINUTE - Math.ceil((line.length * DONE) / speed) * SECOND - pauses[0]
        : window.from + whole(next, 4, Math.max(4, Math.min(35, Math.floor((window.to - window.from - took) / MINUTE) - 6))) * MINUTE
    const from = Math.max(begin, clock)
    if (how === 'missed') {
      clock = Math.max(clock, window.to)
      continue
    }
    if (from + took > span.to - EDGE) break
    strollUntil(Math.min(from, how === 'late' || how === 'tardy' ? window.from : from))
    const half = legs.length
    clock = thereAndBack(legs, line, back, from, 1, speed, pauses)
    rounds.push({ window, from, turned: legs.slice(half).findLast(({ track }) => track === line)?.to ?? clock, to: clock })
  }
  strollUntil(span.to - EDGE)
  return { legs, rounds }
}

/** Walks a share of the line out and back, pausing in the middle of both ways where pauses are given; answers the end. */
function thereAndBack(legs: Leg[], line: Track, back: Track, from: number, share: number, speed: number, pauses: readonly number[]): number {
  let clock = from
  for (const [way, track] of [line, back].entries()) {
    const [begin, end] = way === 0 ? [0, line.length * share] : [line.length * (1 - share), line.length]
    const middle = (begin + end) / 2
    const parts = pauses.length > 0 ? [[begin, middle], [middle, end]] : [[begin, end]]
    for (const [n, [start, stop]] of parts.entries()) {
      const took = Math.ceil((stop - start) / speed) * SECOND
      legs.push({ from: clock, to: clock + took, track, start, end: stop, drive: false })
      clock += took + (n === 0 && pauses.length > 0 ? pauses[way] : 0)
    }
  }
  return clock
}

/** A guard walks from the lodge to the post once in each window, stays there, and walks back. */
export function visitLegs(next: Chance, way: Track, dwell: number, windows: readonly Window[], span: Span, longer: { readonly round: number; readonly minutes: number } | null = null): Leg[] {
  const back = trackOf([...way.line].reverse())
  const legs: Leg[] = []
  for (const [round, { from, to }] of windows.entries()) {
    const took = Math.ceil(way.length / between(next, PACE[0], PACE[1])) * SECOND
    const usual = Math.ceil(dwell + 2 + between(next, 0, 4)) * MINUTE
    const stay = longer?.round === round ? longer.minutes * MINUTE : usual
    // After a relief that comes late, before one that comes early.
    const last = Math.max(33, Math.floor((to - from - stay - 2 * took) / MINUTE) - 30)
    const begin = from + whole(next, 33, Math.min(last, 70)) * MINUTE
    if (begin < span.from || begin + 2 * took + stay > span.to) continue
    legs.push({ from: begin, to: begin + took, track: way, start: 0, end: way.length, drive: false })
    legs.push({ from: begin + took + stay, to: begin + 2 * took + stay, track: back, start: 0, end: back.length, drive: false })
  }
  return legs
}

/** A team strolls, walks to `share` of the line at `at.from`, stands there until `at.to`, walks back and strolls on. */
export function loiterLegs(next: Chance, line: Track, span: Span, share: number, at: Span): Leg[] {
  const back = trackOf([...line.line].reverse())
  const took = Math.ceil((line.length * share) / PACE[0]) * SECOND
  return besideLegs(next, line, span, { from: instant(at.from - took), to: instant(at.to + took) }, [
    { from: at.from - took, to: at.from, track: line, start: 0, end: line.length * share, drive: false },
    { from: at.to, to: at.to + took, track: back, start: line.length * (1 - share), end: line.length, drive: false },
  ])
}

/** Strolls before and after what a team does from the base and back between two instants. */
export const besideLegs = (next: Chance, line: Track, span: Span, at: Span, legs: readonly Leg[]): Leg[] => [
  ...lineLegs(next, line, { from: span.from, to: at.from }, [], null).legs, ...legs, ...lineLegs(next, line, { from: at.to, to: span.to }, [], null).legs,
]

/** A guard goes away from the post and comes back: away `far` at `out`, home again at `to`. */
export function awayLegs(home: Spot, far: Spot, from: number, to: number): Leg[] {
  const [out, back] = [trackOf([home, far]), trackOf([far, home])]
  const took = Math.ceil(out.length / PACE[1]) * SECOND
  return [
    { from, to: from + took, track: out, start: 0, end: out.length, drive: false },
    { from: to - took, to, track: back, start: 0, end: back.length, drive: false },
  ]
}

/** A guard walks to and fro over the rim of the post, from `near` to `far`, and never stays out. */
export function rimLegs(home: Spot, near: Spot, far: Spot, from: number, to: number): Leg[] {
  const [way, out, back] = [trackOf([home, near]), trackOf([near, far]), trackOf([far, near])]
  const speed = 0.6
  const legs: Leg[] = []
  const go = (track: Track, pause: number): void => {
    const took = Math.ceil(track.length / speed) * SECOND
    if (track.length > 0) legs.push({ from: clock, to: clock + took, track, start: 0, end: track.length, drive: false })
    clock += took + pause
  }
  let clock = from
  const wayHome = Math.ceil(way.length / speed) * SECOND
  go(way, 20 * SECOND)
  while (clock + 2 * Math.ceil(out.length / speed) * SECOND + 40 * SECOND + wayHome < to) {
    go(out, 20 * SECOND)
    go(back, 20 * SECOND)
  }
  go(trackOf([near, home]), 0)
  return legs
}
