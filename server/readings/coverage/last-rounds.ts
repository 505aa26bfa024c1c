// The last rounds of one beat, with who kept each: looked up in what is remembered, so that nothing more is kept for it.
import type { Beat } from '../../../shared/domain/beat.ts'
import type { BeatRound, BeatRounds, BeatShift, RoundState } from '../../../shared/domain/rounds.ts'
import { instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { World } from '../../world/world.ts'
import type { Told } from './deliver.ts'
import { onDuty } from './duty.ts'
import { groundAt, type Field } from './field.ts'
import type { Delivered, Judged } from './judge.ts'
import { askedOf } from './sheet.ts'
import type { CoverageState, Slot } from './state.ts'
import { chunksAbout, unpack, type Track } from './track.ts'

/** What is looked into; `judged` at `now`. */
export interface Remembered { readonly state: CoverageState; readonly field: Field; readonly world: World; readonly now: Instant }

/** Of the beat as it is judged, with the newest plan where it has several; null when no plan of that id is valid or was of late. */
export function lastRounds(judged: readonly Judged[], id: string, parts: Remembered): BeatRounds | null {
  const of = judged.filter(({ beat }) => beat.id === id)
  const one = of.find(({ now }) => now !== null) ?? of.at(-1)
  if (!one) return null
  const { most: _, asked, unit } = askedOf(one.beat, 0)
  const shifts = [one.before, one.now?.due ?? null].filter((told) => told !== null)
  return { beat: one.beat.id, tier: one.beat.tier, at: parts.now, asked: { amount: asked, unit, people: one.beat.people }, shifts: shifts.map((told) => shiftOf(one.beat, told, parts)) }
}

function shiftOf(beat: Beat, { shift, windows, manned }: Delivered, parts: Remembered): BeatShift {
  return {
    name: shift.name, from: shift.from, to: shift.to, rounds: windows.map((window) => roundOf(beat, window, parts)),
    manned: beat.tier === 'point' && beat.plan.manned !== null ? { part: manned.part / MINUTE, whole: manned.whole / MINUTE } : null,
  }
}

function roundOf(beat: Beat, window: Told, parts: Remembered): BeatRound {
  const { from, to, closes, done, most, few } = window
  const number = done > 0 ? keeperAt(beat, done, parts) : undefined
  return {
    from: instant(from), to: instant(to), closes: instant(closes), state: stateOf(window, parts.now),
    at: done > 0 ? instant(done) : null,
    unit: number === undefined ? null : parts.world.unitsByNumber.get(number)?.id ?? null,
    most: done > 0 || most < 0 ? null : Math.floor(beat.tier === 'line' ? most : most / MINUTE),
    few: few > 0 ? few : null,
  }
}

function stateOf({ from, to, opens, closes, done }: Told, now: Instant): RoundState {
  if (done > 0) return done <= from ? 'early' : done > to ? 'late' : 'kept'
  if (closes <= now) return 'missed'
  return opens < now ? 'on' : 'ahead'
}

/** The unit whose position or check-in made the round done at an instant; of several the one with the lowest number. */
function keeperAt(beat: Beat, done: number, { state, field }: Remembered): number | undefined {
  const slots = [...state.slots.values()].filter(({ id, from, until }) => id === beat.id && from <= done && done <= until)
  const found = slots.flatMap((slot) => (beat.tier === 'line' ? walkersAt(slot, done, state, field) : staying(slot, done, state)))
  return found.length === 0 ? undefined : Math.min(...found)
}

/** Those in an area or at a point then, and those who checked in just then. */
function staying({ number, presences: { first, last, track }, checked }: Slot, at: number, state: CoverageState): number[] {
  const over = track.filter((_, index) => first[index] <= at && at <= last[index]).map((one) => state.tracks[one].unit)
  const on = state.tracks.filter(({ inside, since, time }) => inside.some((slot, index) => slot === number && since[index] <= at && at <= time)).map(({ unit }) => unit)
  return [...over, ...on, ...checked.unit.filter((_, index) => checked.at[index] === at)].filter((unit) => onDuty(state, unit, at))
}

/** Those whose step that ended just then covered a part of the line. */
const walkersAt = ({ number }: Slot, at: number, state: CoverageState, field: Field): number[] =>
  state.tracks.filter((track) => track.tier === 'line' && track.time >= at && onDuty(state, track.unit, at) && walked(track, number, at, field)).map(({ unit }) => unit)

function walked(track: Track, slot: number, at: number, field: Field): boolean {
  const { time, lon, lat } = unpack(track, ...chunksAbout(track, at, at), field.archive)
  let found = false
  for (let row = 0; row < time.length && !found; row++) {
    if (time[row] !== at) continue
    const before = Math.max(0, row - 1)
    groundAt(field, at)?.along(lon[before], lat[before], lon[row], lat[row], (beat) => { found ||= beat === slot })
  }
  return found
}
