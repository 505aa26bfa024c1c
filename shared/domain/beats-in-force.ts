// Which beats and plans are valid when: sets one after another, each until the next begins.
import type { Beat, BeatSet } from './beat.ts'
import { DAY, instant, type Instant } from './time.ts'

export interface BeatsInForce {
  readonly hash: string
  /** From here on, this instant included, until the next set begins. */
  readonly from: Instant
  readonly beats: readonly Beat[]
}

/** How long a set that is over is remembered: as long as the memory of a device is believed. */
const REMEMBERED = 32 * DAY

/**
 * The sets, oldest first, with one more. It begins when it says, but never before it was adopted: the past is judged by
 * the plan that was valid then. Of two that begin at one instant the one adopted later holds.
 */
export function adopt(sets: readonly BeatsInForce[], { hash, content, committed }: { readonly hash: string; readonly content: BeatSet; readonly committed: number }): readonly BeatsInForce[] {
  const from = instant(Math.max(content.effective, committed))
  const others = sets.filter((set) => set.from !== from)
  const all = [...others, { hash, from, beats: content.beats }].sort((a, b) => a.from - b.from)
  return all.filter((_, index) => index === all.length - 1 || all[index + 1].from > committed - REMEMBERED)
}

/** The set valid at an instant; undefined before the first. */
export const inForce = (sets: readonly BeatsInForce[], at: number): BeatsInForce | undefined => sets.findLast(({ from }) => from <= at)
