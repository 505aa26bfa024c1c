// What a fix and the way to it say of cells and lines: claimed where they count, taken back where a late fix tells otherwise.
import { MINUTE, SECOND } from '../../../shared/domain/time.ts'
import type { Ground } from '../../../shared/domain/coverage/ground.ts'
import { crewAt } from './duty.ts'
import { groundAt, type Field } from './field.ts'
import { cover, shiftsOf } from './rounds.ts'
import type { CoverageState } from './state.ts'
import type { Track } from './track.ts'

/** Millionths of a degree between two places at which the way between fixes is looked at: some 20 m. */
const STRIDE = 200
/** Millionths of a degree in a second, in longitude or latitude: faster (some 60 m/s) nobody went that way. */
const FASTEST = 600
/** A way longer than this in time is not known. */
const UNKNOWN_WAY = 2 * MINUTE

/** One step of a track: a fix, and the one before it where the way between them counts. */
export interface Step {
  track: Track
  ground: Ground
  way: boolean
  lonA: number; latA: number; timeA: number
  lon: number; lat: number; time: number
}

/** The last claim of a cell (of a line: cell −1) was taken back: when and where it was. */
export interface Lost { readonly slot: number; readonly cell: number; readonly at: number; readonly lon: number; readonly lat: number }

/** What is under way while a happening is taken in. */
export interface Work {
  readonly state: CoverageState
  readonly field: Field
  /** Slot → beginnings of the shifts whose rounds must be made out anew. */
  readonly anew: Map<number, Set<number>>
  readonly lost: Lost[]
  /** Scratch: the beats that a fix is in. */
  readonly inside: number[]
  readonly step: Step
  /** Takes a part of a line as covered by `step`. */
  readonly cover: (slot: number, from: number, to: number) => void
  readonly uncover: (slot: number) => void
  readonly enter: (slot: number) => void
}

const NO_GROUND: Ground = { cells: () => [], along: () => undefined, points: () => undefined }

export function workOn(state: CoverageState, field: Field, nobody: Track): Work {
  const step: Step = { track: nobody, ground: NO_GROUND, way: false, lonA: 0, latA: 0, timeA: 0, lon: 0, lat: 0, time: 0 }
  const work: Work = {
    state, field, anew: new Map(), lost: [], inside: [], step,
    cover(number, from, to) {
      const slot = state.slots.get(number)
      const beat = field.beats.get(number)
      if (!slot || beat?.tier !== 'line') return
      if (step.time > slot.last) {
        slot.last = step.time
        slot.lastBy = step.track.number + 1
      }
      const { time, track: { unit } } = step
      const shift = cover(state, slot, beat, { time, from, to, unit, people: beat.people === 1 ? 1 : crewAt(state, unit, time) })
      for (const one of shift) markAnew(work, number, one)
    },
    uncover(number) {
      const slot = state.slots.get(number)
      const beat = field.beats.get(number)
      if (!slot || beat?.tier !== 'line') return
      if (slot.last === step.time && slot.lastBy === step.track.number + 1) {
        slot.last = 0
        work.lost.push({ slot: number, cell: -1, at: step.time, lon: step.lon, lat: step.lat })
      }
      for (const shift of shiftsOf(slot, step.time)) markAnew(work, number, shift)
    },
    enter(number) { work.inside.push(number) },
  }
  return work
}

function markAnew({ anew }: Work, slot: number, shift: number): void {
  const shifts = anew.get(slot)
  if (shifts) shifts.add(shift)
  else anew.set(slot, new Set([shift]))
}

/** Whether the way from one fix of a device to its next is taken as gone: no longer silent than 2e and two minutes, and not too fast. */
export function knowsWay(interval: number, timeA: number, lonA: number, latA: number, time: number, lon: number, lat: number): boolean {
  const gap = time - timeA
  if (gap > Math.min(2 * interval * SECOND, UNKNOWN_WAY)) return false
  const far = Math.max(Math.abs(lon - lonA), Math.abs(lat - latA))
  return far <= FASTEST * gap / SECOND
}

/** Takes the step's way and fix as gone, and lists in `inside` the area or point beats that the fix is in. */
export function claim(work: Work): void {
  const { step, field } = work
  work.inside.length = 0
  step.ground = groundAt(field, step.time) ?? NO_GROUND
  switch (step.track.tier) {
    case 'area':
      if (step.way) eachStride(step, (lon, lat, time) => see(work, lon, lat, time))
      return see(work, step.lon, step.lat, step.time, work.inside)
    case 'line':
      return step.way ? step.ground.along(step.lonA, step.latA, step.lon, step.lat, work.cover) : step.ground.along(step.lon, step.lat, step.lon, step.lat, work.cover)
    case 'point': return step.ground.points(step.lon, step.lat, work.enter)
    default: return step.track.tier satisfies never
  }
}

/** The area or point beats that a fix is in, in `inside`; claims nothing. */
export function look(work: Work): void {
  const { step, field } = work
  work.inside.length = 0
  step.ground = groundAt(field, step.time) ?? NO_GROUND
  if (step.track.tier === 'point') return step.ground.points(step.lon, step.lat, work.enter)
  if (step.track.tier === 'line') return
  const hits = step.ground.cells(step.lon, step.lat)
  for (let at = 0; at < hits.length; at += 2) work.inside.push(hits[at])
}

/** Takes back what the step had claimed, if it had. */
export function unclaim(work: Work): void {
  const { step, field } = work
  step.ground = groundAt(field, step.time) ?? NO_GROUND
  switch (step.track.tier) {
    case 'area':
      if (step.way) eachStride(step, (lon, lat, time) => forget(work, lon, lat, time))
      return forget(work, step.lon, step.lat, step.time)
    case 'line':
      return step.way ? step.ground.along(step.lonA, step.latA, step.lon, step.lat, work.uncover) : step.ground.along(step.lon, step.lat, step.lon, step.lat, work.uncover)
    case 'point': return
    default: return step.track.tier satisfies never
  }
}

/** Places between the two fixes, at most a stride apart, with their instants. */
function eachStride({ lonA, latA, timeA, lon, lat, time }: Step, take: (lon: number, lat: number, time: number) => void): void {
  const count = Math.ceil(Math.max(Math.abs(lon - lonA), Math.abs(lat - latA)) / STRIDE)
  for (let index = 1; index < count; index++) {
    const part = index / count
    take(Math.round(lonA + (lon - lonA) * part), Math.round(latA + (lat - latA) * part), Math.round(timeA + (time - timeA) * part))
  }
}

function see({ state, step }: Work, lon: number, lat: number, time: number, inside?: number[]): void {
  const hits = step.ground.cells(lon, lat)
  for (let at = 0; at < hits.length; at += 2) {
    const slot = state.slots.get(hits[at])
    if (!slot) continue
    inside?.push(slot.number)
    if (time <= slot.seen[hits[at + 1]]) continue
    slot.seen[hits[at + 1]] = time
    slot.seenBy[hits[at + 1]] = step.track.number + 1
  }
}

function forget({ state, step, lost }: Work, lon: number, lat: number, time: number): void {
  const hits = step.ground.cells(lon, lat)
  for (let at = 0; at < hits.length; at += 2) {
    const [slot, cell] = [state.slots.get(hits[at]), hits[at + 1]]
    if (!slot || slot.seen[cell] !== time || slot.seenBy[cell] !== step.track.number + 1) continue
    slot.seen[cell] = 0
    lost.push({ slot: slot.number, cell, at: time, lon, lat })
  }
}
