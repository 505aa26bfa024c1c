// Presences: a device in an area or a point from its first to its last fix there, silences no longer than a stay allows.
import { MINUTE, SECOND } from '../../../shared/domain/time.ts'
import type { CoverageState, Slot } from './state.ts'
import type { Track } from './track.ts'

/** The longest silence within a stay, ms: 2e, but no less than two minutes. */
export const longestSilence = (interval: number): number => Math.max(2 * interval * SECOND, 2 * MINUTE)

/** The beats that somebody is in, parallel to since when. */
export interface Inside { inside: number[]; since: number[] }

/**
 * Goes from the fix at `before` to the next: who stays, stays; who left or was silent for too long has been there until
 * `before`, which is handed to `close`; `beats` are those that the next fix is in.
 */
export function goOn(who: Inside, before: number, time: number, limit: number, beats: readonly number[], close: (slot: number, first: number, last: number) => void): void {
  const unbroken = time - before <= limit
  let kept = 0
  for (let index = 0; index < who.inside.length; index++) {
    const [slot, first] = [who.inside[index], who.since[index]]
    if (unbroken && beats.includes(slot)) {
      who.inside[kept] = slot
      who.since[kept++] = first
    } else close(slot, first, before)
  }
  who.inside.length = kept
  who.since.length = kept
  for (const slot of beats) {
    if (who.inside.includes(slot)) continue
    who.inside.push(slot)
    who.since.push(time)
  }
}

/** Keeps a presence that is over. */
export function keepPresence({ slots }: CoverageState, { number, been }: Track, slot: number, first: number, last: number): void {
  const presences = slots.get(slot)?.presences
  if (!presences) return
  if (!been.includes(slot)) been.push(slot)
  presences.first.push(first)
  presences.last.push(last)
  presences.track.push(number)
}

/** A presence that was taken out: of which beat, from when to when, and whether it went on. */
export interface Taken { readonly slot: number; readonly first: number; readonly last: number; readonly open: boolean }

/** Takes out all presences of a track that have a part in [from, to]. */
export function takePresences({ slots }: CoverageState, track: Track, from: number, to: number): Taken[] {
  const taken: Taken[] = []
  for (const number of track.been) {
    const slot = slots.get(number)
    if (!slot) continue
    const { first, last, track: of } = slot.presences
    let kept = 0
    for (let index = 0; index < first.length; index++) {
      if (of[index] === track.number && first[index] <= to && last[index] >= from) {
        taken.push({ slot: slot.number, first: first[index], last: last[index], open: false })
        continue
      }
      first[kept] = first[index]
      last[kept] = last[index]
      of[kept++] = of[index]
    }
    first.length = kept
    last.length = kept
    of.length = kept
  }
  const { inside, since } = track
  track.inside = []
  track.since = []
  inside.forEach((slot, index) => {
    if (since[index] <= to) return void taken.push({ slot, first: since[index], last: track.time, open: true })
    track.inside.push(slot)
    track.since.push(since[index])
  })
  return taken
}

export function forgetPresences({ presences: { first, last, track } }: Slot, before: number): void {
  let kept = 0
  for (let index = 0; index < first.length; index++) {
    if (last[index] < before) continue
    first[kept] = first[index]
    last[kept] = last[index]
    track[kept++] = track[index]
  }
  first.length = kept
  last.length = kept
  track.length = kept
}
