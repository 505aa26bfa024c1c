// What the tracks of a tier hold of a time and a place, read again: for lines told anew and for claims taken back.
import { HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Shape } from '../../../shared/domain/coverage/ground.ts'
import { reach } from '../../../shared/domain/coverage/plane.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import { claim, knowsWay, type Lost, type Work } from './claims.ts'
import { crewAt, onDuty } from './duty.ts'
import { groundAt } from './field.ts'
import { coverAnew, type Part } from './rounds.ts'
import { REPAIRED } from './state.ts'
import { eachChunk, timesOf, unpack, type Box, type Stretch, type Track } from './track.ts'
import { copyOf, keepClaim, keepRound, type Unread } from './unread.ts'

/** Calls back with every step of a tier's tracks that ends in (from, to], of the chunks that reach into a box, on duty; answers those that could not be read. */
function eachStep({ state, step, field }: Work, tier: Tier, box: Box, from: number, to: number, take: () => void): Unread[] {
  const unread: Unread[] = []
  for (const track of state.tracks) {
    if (track.tier !== tier) continue
    eachChunk(track, box, from, to, (index) => {
      const stretch = unpack(track, index, index + 1, field.archive, () => {
        const [first, last] = timesOf(track, index)
        unread.push({ track, from: first, to: last })
      })
      for (let row = stretch.led ? 1 : 0; row < stretch.time.length; row++) {
        if (stretch.time[row] <= from || stretch.time[row] > to || !onDuty(state, track.unit, stretch.time[row])) continue
        fill(step, track, stretch, row)
        step.way &&= onDuty(state, track.unit, step.timeA)
        take()
      }
    })
  }
  return unread
}

function fill(step: Work['step'], track: Track, { time, lon, lat }: Stretch, row: number): void {
  step.track = track
  step.time = time[row]
  step.lon = lon[row]
  step.lat = lat[row]
  step.way = row > 0 && knowsWay(track.interval, time[row - 1], lon[row - 1], lat[row - 1], time[row], lon[row], lat[row])
  if (!step.way) return
  step.timeA = time[row - 1]
  step.lonA = lon[row - 1]
  step.latA = lat[row - 1]
}

/** How far back is looked for another claim, a longer time when the shorter held none. */
const BACK = [5 * MINUTE, HOUR, REPAIRED]
/** Millionths of a degree: no cell is as wide. */
const CELL = 3_000

/** Finds the last claims that are left where one was taken back. */
export function restore(work: Work): void {
  const { state, lost, field } = work
  for (const one of lost) {
    const slot = state.slots.get(one.slot)
    if (!slot) continue
    const last = (): number => (one.cell < 0 ? slot.last : slot.seen[one.cell])
    if (last() >= one.at) continue
    const box = boxOf(one, field.shapes.get(one.slot))
    for (const back of BACK) {
      keepClaim(slot, one, eachStep(work, slot.tier, box, one.at - back, one.at, () => claim(work)))
      if (last() > one.at - back) break
    }
  }
  lost.length = 0
}

function boxOf({ cell, lon, lat }: Lost, shape: Shape | undefined): Box {
  if (cell < 0 && shape?.tier === 'line') return boxOfLine(shape)
  return { west: lon - CELL, south: lat - CELL, east: lon + CELL, north: lat + CELL }
}

function boxOfLine({ line: { plane, x, y, dx, dy, metres }, buffer }: Extract<Shape, { tier: 'line' }>): Box {
  const ends = (at: Float64Array, direction: Float64Array) => [...at, ...at.map((one, piece) => one + direction[piece] * metres[piece])]
  const [xs, ys] = [ends(x, dx), ends(y, dy)]
  const more = reach(buffer, plane)
  return {
    west: plane.lon + Math.min(...xs) / plane.east - more.lon, east: plane.lon + Math.max(...xs) / plane.east + more.lon,
    south: plane.lat + Math.min(...ys) / plane.north - more.lat, north: plane.lat + Math.max(...ys) / plane.north + more.lat,
  }
}

/** Makes out the rounds anew that asked for it. */
export function roundAnew(work: Work): void {
  const { state, field, anew, step } = work
  for (const [number, shifts] of anew) {
    const [slot, shape, beat] = [state.slots.get(number), field.shapes.get(number), field.beats.get(number)]
    if (!slot || shape?.tier !== 'line' || beat?.tier !== 'line') continue
    for (const shift of shifts) {
      const rounds = slot.rounds.filter((round) => round.shift === shift)
      const found: Part[] = []
      const unread = eachStep(work, 'line', boxOfLine(shape), Math.min(...rounds.map(({ opens }) => opens)), Math.max(...rounds.map(({ closes }) => closes)), () => {
        const { time, track: { unit } } = step
        const people = crewAt(state, unit, time)
        const take = (one: number, from: number, to: number): void => { if (one === number) found.push({ time, from, to, unit, people }) }
        const here = groundAt(field, step.time)
        if (step.way) here?.along(step.lonA, step.latA, step.lon, step.lat, take)
        else here?.along(step.lon, step.lat, step.lon, step.lat, take)
      })
      found.sort((a, b) => a.time - b.time)
      const before = new Map(unread.length > 0 ? rounds.map((round) => [round, copyOf(round)]) : [])
      coverAnew(slot, beat, shift, state.at - REPAIRED, found, (round) => {
        const had = before.get(round)
        if (had) keepRound(round, had, { people: beat.people, goal: slot.goal }, unread)
      })
    }
  }
  anew.clear()
}
