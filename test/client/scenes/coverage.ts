// What tests of coverage start from: the shipped set of beats, and a reading of it with everything filled in.
import { loadBeats } from '../../../server/district/beats/load.ts'
import { forScreens, type ShownBeat } from '../../../shared/domain/beat.ts'
import { beatStates, type BeatState, type CoverageReading, type TierCoverage } from '../../../shared/domain/reading.ts'
import { HOUR, instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { NOW } from '../given.ts'

export const set: readonly ShownBeat[] = forScreens((await loadBeats('public/district/510304'))!.beats)

/** One beat's figures; minutes since the last visit, null = never. */
export interface Figures { readonly state?: BeatState; readonly minutes?: number | null; readonly present?: number; readonly people?: number; readonly worth?: number; readonly share?: number }

export function columnsOf(beats: readonly { readonly id: string }[], figures: (id: string) => Figures): CoverageReading['beats'] {
  const all = beats.map(({ id }) => ({ id, ...figures(id) }))
  return {
    id: all.map(({ id }) => id), state: all.map(({ state }) => beatStates.indexOf(state ?? 'met')),
    last: all.map(({ minutes = 10 }) => (minutes === null ? 0 : Math.floor((NOW - minutes * MINUTE) / SECOND))), present: all.map(({ present = 0 }) => present), people: all.map(({ present = 0, people = 2 * present }) => people), since: all.map(() => Math.floor((NOW - 5 * HOUR) / SECOND)),
    due: all.map(() => 3), delivered: all.map(() => 2), planned: all.map(() => 4), share: all.map(({ share = 80 }) => share), worth: all.map(({ worth = 0 }) => worth),
  }
}

const nothing = { planned: 0, due: 0, done: 0, missed: 0, early: 0, late: 0 }
const none = { part: 0, whole: 0 }
const tier: TierCoverage = {
  shift: { beats: 36, rounds: nothing, length: none, stays: nothing, minutes: none, visits: nothing, manned: none },
  met: 31, due: 36, voids: 2, rounds: [118, 144], reach: [212_000, 241_000], time: [24, 45], history: [null, 0.5, 1] }
export const coverageReading = (change: Partial<CoverageReading> = {}): CoverageReading => ({
  formula: 'met ÷ due', from: instant(NOW - 5 * HOUR), to: NOW, asOf: NOW, numerator: 31, denominator: 36, set: 'a', shift: { name: '乙班', from: instant(NOW - 5 * HOUR), to: instant(NOW + 3 * HOUR) },
  tiers: { area: tier, line: tier, point: tier }, beats: columnsOf(set, () => ({})), before: null, step: 900_000, since: null, ...change,
})
