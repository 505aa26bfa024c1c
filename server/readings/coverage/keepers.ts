// Who keeps each beat from falling void, and when it falls void once they are gone and nobody else moves.
import type { Beat } from '../../../shared/domain/beat.ts'
import { occurrences, type Occurrence } from '../../../shared/domain/coverage/calendar.ts'
import type { Uncovered } from '../../../shared/domain/coverage-cost.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import { DAY, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { crewAt, onDuty } from './duty.ts'
import { groundAt, type Field } from './field.ts'
import { whoIsThere } from './judge.ts'
import type { CoverageState, Slot } from './state.ts'

/** A beat that is void in (from, to] without its one keeper. */
export interface Kept { readonly slot: number; readonly beat: Beat; readonly unit: number; readonly kept: Uncovered['kept']; readonly from: number; readonly to: number }

/** A post to be manned that is not once a unit goes: how many people remain. */
export interface Manned { readonly slot: number; readonly beat: Beat; readonly unit: number; readonly remain: number }

/** A beat that is valid now and was visited within its interval: its one keeper, or one without whom too few people are there. */
export interface Held { readonly slot: Slot; readonly beat: Beat; readonly unit: number; readonly kept: Uncovered['kept'] }

export interface Keepers { readonly voids: readonly Kept[]; readonly posts: readonly Manned[]; readonly held: readonly Held[] }

/**
 * Every beat of a tier that falls void in [now, until] when its keeper leaves, every post that is empty at once, and who
 * keeps what.
 * A beat is kept by those who are in it (on duty, fresh: they stay and go on reporting) or, when nobody is, by the one that
 * was there last, so that no void is laid to more than one unit; where two are there, neither is its keeper. Who is needed
 * there with others, because without it they are fewer people than the plan asks for, costs what only as many can do: the
 * beat does not fall void.
 */
export function keepersOf(state: CoverageState, field: Field, tier: Tier, now: Instant, until: Instant): Keepers {
  const visits = lastVisits(state, tier)
  const there = thereUntil(state, field, now, until)
  const shifts = occurrences(state.plans, now - 2 * DAY, until)
  const [voids, posts, held]: [Kept[], Manned[], Held[]] = [[], [], []]
  for (const slot of state.slots.values()) {
    const beat = field.beats.get(slot.number)
    if (!beat || slot.tier !== tier || slot.from > until || slot.until <= now) continue
    const present = there.get(slot.number)
    const due = dueSpans(beat, shifts)
    const isPost = beat.tier === 'point' && beat.plan.manned !== null && slot.from <= now && due.some(({ from, to }) => from < now && now <= to)
    if (present && present.size > 1) {
      const people = [...present].reduce((sum, one) => sum + crewAt(state, one, now), 0)
      for (const one of present) {
        const remain = people - crewAt(state, one, now)
        if (slot.from > now || people < beat.people || remain >= beat.people) continue
        held.push({ slot, beat, unit: one, kept: 'there' })
        if (isPost) posts.push({ slot: slot.number, beat, unit: one, remain })
      }
      continue
    }
    const last = visits.get(slot.number)
    const unit = present ? [...present][0] : last?.unit
    if (unit === undefined || !onDuty(state, unit, now)) continue
    const kept = present ? 'there' : 'last'
    // Alone and too few it does nothing that its leaving could undo.
    if (slot.from <= now && crewAt(state, unit, now) >= beat.people && (present || (last?.at ?? 0) + beat.interval * MINUTE >= now)) held.push({ slot, beat, unit, kept })
    for (const span of due) {
      const from = Math.max(last?.at ?? 0, span.from, slot.from) + beat.interval * MINUTE
      const to = Math.min(span.to, slot.until, until)
      if (from >= now && from < to) voids.push({ slot: slot.number, beat, unit, kept, from, to })
    }
    if (isPost && present) posts.push({ slot: slot.number, beat, unit, remain: 0 })
  }
  return { voids, posts, held }
}

/** Who is in each beat now, and in those of sets that begin before `until` if they stay. */
function thereUntil(state: CoverageState, field: Field, now: Instant, until: Instant): Map<number, Set<number>> {
  const grounds = [groundAt(field, now), ...field.grounds.filter(({ from }) => from > now && from <= until).map(({ ground }) => ground)]
  return new Map(grounds.flatMap((ground) => [...whoIsThere(state, now, () => ground)]))
}

/** Shifts of a beat that follow one another without a break, as one: (from, to]. */
function dueSpans(beat: Beat, shifts: readonly Occurrence[]): { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = []
  for (const { name, from, to } of shifts) {
    if (!beat.shifts.includes(name)) continue
    const before = spans.at(-1)
    if (before && from <= before.to) before.to = Math.max(before.to, to)
    else spans.push({ from, to })
  }
  return spans
}

interface Visit { readonly at: number; readonly unit: number }

/** The last visit of every beat of a tier, and whose it was. */
function lastVisits(state: CoverageState, tier: Tier): Map<number, Visit> {
  const visits = new Map<number, Visit>()
  const put = (slot: number, at: number, unit: number): void => {
    if (at > (visits.get(slot)?.at ?? 0)) visits.set(slot, { at, unit })
  }
  for (const slot of state.slots.values()) if (slot.tier === tier) visitsOver(state, slot, (at, unit) => { put(slot.number, at, unit) })
  for (const { inside, time, unit } of state.tracks) for (const slot of inside) if (state.slots.get(slot)?.tier === tier) put(slot, time, unit)
  return visits
}

/** What the slot itself remembers: cells, the line, presences that are over, check-ins. */
function visitsOver(state: CoverageState, { seen, seenBy, last, lastBy, presences, checked }: Slot, take: (at: number, unit: number) => void): void {
  let newest = -1
  for (let cell = 0; cell < seen.length; cell++) if (seen[cell] > (newest < 0 ? 0 : seen[newest])) newest = cell
  if (newest >= 0) take(seen[newest], state.tracks[seenBy[newest] - 1].unit)
  if (last > 0) take(last, state.tracks[lastBy - 1].unit)
  presences.last.forEach((at, index) => { take(at, state.tracks[presences.track[index]].unit) })
  checked.at.forEach((at, index) => { if (onDuty(state, checked.unit[index], at)) take(at, checked.unit[index]) })
}
