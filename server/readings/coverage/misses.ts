// Rounds, visits and stays that nobody does any more when the keeper of their beat leaves and nobody else moves.
import { occurrences, type Occurrence, type Window } from '../../../shared/domain/coverage/calendar.ts'
import type { Missing } from '../../../shared/domain/coverage-cost.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { roundWindows, staysOf, visitsOf, type Seen, type Told } from './deliver.ts'
import { seenOf, staysBySlot } from './judge.ts'
import type { Held } from './keepers.ts'
import type { CoverageState } from './state.ts'

/** The windows of these beats that close undone in (now, until], each by what it asks for. */
export function missesOf(state: CoverageState, held: readonly Held[], now: Instant, until: Instant): (Held & Pick<Missing, 'what' | 'from' | 'to' | 'closes'>)[] {
  if (held.length === 0) return []
  const shifts = occurrences(state.plans, now, until)
  const stays = staysBySlot(state)
  return held.flatMap((one) => shifts.filter(({ name }) => one.beat.shifts.includes(name)).flatMap((shift) =>
    windowsOf(one, shift, seenOf(state, one.slot, stays), now)
      .filter(({ done, closes }) => done === 0 && closes > now && closes <= until && closes < one.slot.until)
      .map(({ from, to, closes }: Window) => ({ ...one, what: whats[one.beat.tier], from: instant(from), to: instant(to), closes: instant(closes) }))))
}

const whats = { area: 'stay', line: 'round', point: 'visit' } as const

function windowsOf({ slot, beat }: Held, shift: Occurrence, seen: Seen, now: Instant): readonly Told[] {
  switch (beat.tier) {
    case 'area': return staysOf(slot, beat, shift, seen, now)
    case 'line': return roundWindows(slot, beat, shift)
    case 'point': return visitsOf(slot, beat, shift, seen, now)
    default: return beat satisfies never
  }
}
