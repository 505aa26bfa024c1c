// Beats as they stand now: the plan from the set, the figures from the reading, the age by the clock of the last beat.
import type { ShownBeat } from '../../shared/domain/beat.ts'
import { beatStates, type BeatColumns, type BeatState } from '../../shared/domain/reading.ts'
import { instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'

/** Minutes up to which a visit is of a step; older than the last is the fifth step. */
export const AGE_STEPS = [15, 30, 60, 120] as const
export type AgeStep = 0 | 1 | 2 | 3 | 4

/** The step of an age in ms; never visited is the darkest. */
export function ageStep(age: number | null): AgeStep {
  const step = age === null ? -1 : AGE_STEPS.findIndex((minutes) => age <= minutes * MINUTE)
  return (step < 0 ? AGE_STEPS.length : step) as AgeStep
}

export interface BeatNow {
  readonly beat: ShownBeat
  readonly state: BeatState
  /** The last visit; null = none known. */
  readonly last: Instant | null
  /** ms since then; 0 while somebody is there. */
  readonly age: number | null
  readonly step: AgeStep
  /** Units that are there, and their people. */
  readonly present: number
  readonly people: number
  /** Rounds, stays or visits: due by now, delivered of them, in the whole shift. */
  readonly due: number
  readonly delivered: number
  readonly planned: number
  /** Per cent; null where the plan asks none. */
  readonly share: number | null
  readonly worth: number
}

/**
 * The beats of the reading that the set knows, in the reading's order. The two may be of different sets for a moment:
 * they are joined by id, and what one of them does not know is left out rather than guessed.
 */
export function beatsNow(set: readonly ShownBeat[], columns: BeatColumns, at: Instant): BeatNow[] {
  const known = new Map(set.map((beat) => [beat.id as string, beat]))
  return columns.id.flatMap((id, row): BeatNow[] => {
    const beat = known.get(id)
    const state = beatStates[columns.state[row]]
    if (!beat || !state) return []
    const last = columns.last[row] > 0 ? instant(columns.last[row] * SECOND) : null
    const present = columns.present[row]
    const age = present > 0 ? 0 : last === null ? null : Math.max(0, at - last)
    return [{
      beat, state, last, age, step: ageStep(age), present, people: columns.people[row], due: columns.due[row], delivered: columns.delivered[row], planned: columns.planned[row],
      share: columns.share[row] < 0 ? null : columns.share[row], worth: columns.worth[row],
    }]
  })
}

/** Voids, the one whose gap is worth most first; then the one longest without anybody; never seen before all others. */
export const voidsOf = (beats: readonly BeatNow[]): BeatNow[] =>
  beats.filter(({ state }) => state === 'void').sort((a, b) => b.worth - a.worth || olderFirst(a, b))

/** Longest without anybody first, never seen before all, then id: an order that changes only when a visit does. */
export const olderFirst = (a: BeatNow, b: BeatNow): number =>
  (b.age ?? Infinity) === (a.age ?? Infinity) ? (a.beat.id < b.beat.id ? -1 : 1) : (b.age ?? Infinity) - (a.age ?? Infinity)
