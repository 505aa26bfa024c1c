// The last rounds of one beat: which were due, which were kept, when and by whom.
import type { BeatId } from './beat.ts'
import type { Fraction } from './reading.ts'
import type { Tier } from './tier.ts'
import type { Instant } from './time.ts'

/** kept, early, late: done in its window, or outside of it within the allowance. missed: closed undone. on: its window is open. ahead: it opens later. */
export const roundStates = ['kept', 'early', 'late', 'missed', 'on', 'ahead'] as const
export type RoundState = (typeof roundStates)[number]

/** A stay of an area beat, a round of a line beat, a visit of a point beat. */
export interface BeatRound {
  readonly from: Instant
  readonly to: Instant
  /** `to` and the plan's allowance. */
  readonly closes: Instant
  readonly state: RoundState
  /** When it was done. */
  readonly at: Instant | null
  /** Whose position or check-in it was; null when it was not done, or so long ago that nobody can tell. */
  readonly unit: string | null
  /** Only as a screen is told it: it was a unit that the screen does not see, and `unit` is null. */
  readonly elsewhere?: true
  /** Of one that is not done: the longest stay in whole minutes, or the metres covered; null when nobody was there. */
  readonly most: number | null
  /** Of one that is not done although its dwell or length was: by how many people, fewer than are asked for; else null. */
  readonly few: number | null
}

export interface BeatShift {
  readonly name: string
  readonly from: Instant
  readonly to: Instant
  /** In order of time. */
  readonly rounds: readonly BeatRound[]
  /** Minutes manned of those so far, of a post; null for any other beat. */
  readonly manned: Fraction | null
}

export interface BeatRounds {
  readonly beat: BeatId
  readonly tier: Tier
  readonly at: Instant
  /** What one round asks for: minutes of a stay or a visit, metres of a line. */
  readonly asked: { readonly amount: number; readonly unit: 'minutes' | 'metres'; readonly people: number }
  /** The shift that is on, and before it the newest one that is over; of those the ones that it has. */
  readonly shifts: readonly BeatShift[]
}
