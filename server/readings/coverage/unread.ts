// What stays as it stood where the disk cannot give back a stretch of a track: nothing that was told is taken away for that.
import type { Lost } from './claims.ts'
import { lengthOn, unite } from './rounds.ts'
import type { Round, Slot } from './state.ts'
import type { Track } from './track.ts'

/** A chunk that could not be read: whose, and its first and last instant. */
export interface Unread { readonly track: Track; readonly from: number; readonly to: number }

/**
 * Gives a claim that was taken back, and of which the readable tracks hold nothing as late, to the latest stretch that may
 * hold it: it passed there, and nobody can say that it did not claim.
 */
export function keepClaim(slot: Slot, { cell, at }: Lost, unread: readonly Unread[]): void {
  for (const { track, to } of unread) {
    const until = Math.min(at, to)
    if (cell < 0 && until > slot.last) [slot.last, slot.lastBy] = [until, track.number + 1]
    if (cell >= 0 && until > slot.seen[cell]) [slot.seen[cell], slot.seenBy[cell]] = [until, track.number + 1]
  }
}

/** What of a round changes. */
type Made = Pick<Round, 'done' | 'newest'> & { readonly spans: readonly number[]; readonly walks: Round['walks'] }

export const copyOf = ({ done, newest, spans, walks }: Round): Made => ({ done, newest, spans: [...spans], walks: walks.map((walk) => ({ ...walk, spans: [...walk.spans] })) })

/** Gives a round that was made anew without what could not be read what it had besides, where it had more. */
export function keepRound(round: Round, before: Made, asked: { readonly people: number; readonly goal: number }, unread: readonly Unread[]): void {
  if (!unread.some(({ from, to }) => from <= round.closes && to > round.opens)) return
  const had = lengthOn({ ...round, spans: [...before.spans], walks: before.walks })
  if (had <= lengthOn(round) && (before.done === 0 || (round.done > 0 && round.done <= before.done))) return
  unite(round, before, asked)
}
