// How every beat stands at an instant: whether it is due, met or void, and what its shift and the one before delivered.
import type { Beat } from '../../../shared/domain/beat.ts'
import { occurrences, type Occurrence } from '../../../shared/domain/coverage/calendar.ts'
import type { Ground } from '../../../shared/domain/coverage/ground.ts'
import { freshness, isFresh } from '../../../shared/domain/freshness.ts'
import type { Delivery, Fraction } from '../../../shared/domain/reading.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import { DAY, instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { deliveryOf, mannedOf, minutesOf, NONE, NOTHING, roundsOf, staysOf, visitsOf, type Check, type Seen, type Stay, type Told } from './deliver.ts'
import { crewAt, onDuty } from './duty.ts'
import { groundAt, type Field } from './field.ts'
import { longestSilence } from './presences.ts'
import { REPAIRED, type CoverageState, type Slot } from './state.ts'

/** One beat in one shift. */
export interface Delivered {
  readonly shift: Occurrence
  /** Each round, stay or visit that was planned, in order of time. */
  readonly windows: readonly Told[]
  /** When somebody was there last in the shift. */
  readonly seen: Instant | null
  readonly rounds: Delivery
  readonly length: Fraction
  readonly stays: Delivery
  readonly minutes: Fraction
  readonly visits: Delivery
  readonly manned: Fraction
  /** Share of the running round. */
  readonly round: number | null
}

export interface Judged {
  readonly beat: Beat
  /** Its newest shift that is over, as far as this plan was valid at the shift's end. */
  readonly before: Delivered | null
  /** Null for a beat whose plan is over: it is told for `before` alone. */
  readonly now: {
    readonly last: Instant | null
    /** Units there by their newest fix, while that is fresh. */
    readonly present: number
    /** The people of those. */
    readonly people: number
    /** Null while no shift of it is on. */
    readonly due: (Delivered & { readonly since: Instant; readonly cells: Fraction; readonly isVoid: boolean; readonly met: boolean }) | null
  } | null
}

const DAYS = 2 * DAY

/** Every beat whose plan is valid, or was at the end of a shift of the last two days. */
export function judge(state: CoverageState, field: Field, now: Instant): readonly Judged[] {
  const shifts = occurrences(state.plans, now - DAYS, now)
  const stays = staysBySlot(state)
  const there = whoIsThere(state, now, (time) => groundAt(field, time))
  const judged: Judged[] = []
  for (const slot of state.slots.values()) {
    const beat = field.beats.get(slot.number)
    if (!beat || slot.from > now) continue
    const own = shifts.filter(({ name }) => beat.shifts.includes(name))
    const seen = seenOf(state, slot, stays)
    const tell = (shift: Occurrence): Delivered => deliver(field, slot, beat, shift, seen, Math.min(now, shift.to))
    const over = own.filter(({ to }) => to < now && to > slot.from && to <= slot.until).sort((a, b) => b.to - a.to || b.from - a.from).at(0)
    const valid = slot.until > now
    if (!valid && !over) continue
    judged.push({ beat, before: over ? tell(over) : null, now: valid ? { ...presentIn(state, there.get(slot.number), now), ...standing(field, slot, beat, own, seen, tell, now) } : null })
  }
  return judged
}

/** What is known of a beat's stays and check-ins. */
export const seenOf = (state: CoverageState, slot: Slot, stays: ReadonlyMap<number, readonly Stay[]>): Seen =>
  ({ stays: stays.get(slot.number) ?? [], checks: checksOf(state, slot), duties: state })

const presentIn = (state: CoverageState, units: ReadonlySet<number> | undefined, now: Instant): { readonly present: number; readonly people: number } =>
  ({ present: units?.size ?? 0, people: [...units ?? []].reduce((sum, unit) => sum + crewAt(state, unit, now), 0) })

/** The units that are in each beat by their newest fix, on the ground of its time: on duty then and now, and fresh. */
export function whoIsThere(state: CoverageState, now: Instant, groundOf: (time: number) => Ground | undefined): Map<number, Set<number>> {
  const there = new Map<number, Set<number>>()
  for (const { unit, tier, interval, time, lon, lat, counts } of state.tracks) {
    if (!counts || !isFresh(freshness(instant(time), interval, now)) || !onDuty(state, unit, now)) continue
    const enter = (slot: number): void => void (there.get(slot) ?? there.set(slot, new Set()).get(slot)!).add(unit)
    eachBeatAt(groundOf(time), tier, lon, lat, enter)
  }
  return there
}

/** Calls back with the beats of a tier that hold a place; of a line, also more than once. */
export function eachBeatAt(ground: Ground | undefined, tier: Tier, lon: number, lat: number, take: (slot: number) => void): void {
  if (tier === 'line') ground?.along(lon, lat, lon, lat, take)
  else if (tier === 'point') ground?.points(lon, lat, take)
  else ground?.cells(lon, lat).forEach((slot, index) => { if (index % 2 === 0) take(slot) })
}

/** Presences by slot, those that go on too. */
export function staysBySlot({ slots, tracks }: CoverageState): Map<number, Stay[]> {
  const found = new Map<number, Stay[]>()
  for (const { number, presences: { first, last, track } } of slots.values()) {
    if (first.length > 0) found.set(number, first.map((from, index) => {
      const { unit, interval } = tracks[track[index]]
      return { unit, first: from, last: last[index], reaches: last[index] + longestSilence(interval) }
    }))
  }
  for (const { unit, inside, since, time, interval } of tracks) {
    inside.forEach((slot, index) => {
      const stay = { unit, first: since[index], last: time, reaches: time + longestSilence(interval) }
      const there = found.get(slot)
      if (there) there.push(stay)
      else found.set(slot, [stay])
    })
  }
  return found
}

function deliver(field: Field, slot: Slot, beat: Beat, shift: Occurrence, seen: Seen, now: number): Delivered {
  const told = { shift, rounds: NOTHING, length: NONE, stays: NOTHING, minutes: NONE, visits: NOTHING, manned: NONE, round: null }
  switch (beat.tier) {
    case 'area': {
      const windows = staysOf(slot, beat, shift, seen, now)
      return { ...told, windows, seen: lastIn(shift, seen.stays, [], now), stays: deliveryOf(windows, now), minutes: minutesOf(slot, beat, shift, seen, now) }
    }
    case 'line': {
      const shape = field.shapes.get(slot.number)
      const { windows, length, share } = roundsOf(slot, beat, shift, shape?.tier === 'line' ? shape.line.length : 0, now)
      const parts = slot.rounds.filter((round) => round.shift === shift.from && round.until === shift.to).map(({ newest }) => newest)
      return { ...told, windows, seen: lastIn(shift, [], parts, now), rounds: deliveryOf(windows, now), length, round: share }
    }
    case 'point': {
      const windows = visitsOf(slot, beat, shift, seen, now)
      return {
        ...told, windows, seen: lastIn(shift, seen.stays, seen.checks.map(({ at }) => at), now), visits: deliveryOf(windows, now),
        manned: beat.plan.manned === null ? NONE : mannedOf(slot, beat, shift, seen, now),
      }
    }
    default: return beat satisfies never
  }
}

/** The newest instant of some in the shift, by `now`. */
function lastIn({ from, to }: Occurrence, stays: readonly Stay[], instants: readonly number[], now: number): Instant | null {
  const until = Math.min(to, now)
  let last = -Infinity
  for (const stay of stays) if (stay.first <= until) last = Math.max(last, Math.min(stay.last, until))
  for (const at of instants) if (at <= until) last = Math.max(last, at)
  return last > from ? instant(last) : null
}

/** Check-ins of units of the tier that were on duty. */
export const checksOf = (state: CoverageState, { checked }: Slot): Check[] =>
  checked.at.map((at, index) => ({ at, unit: checked.unit[index] })).filter(({ at, unit }) => onDuty(state, unit, at))

function standing(field: Field, slot: Slot, beat: Beat, own: readonly Occurrence[], known: Seen, tell: (shift: Occurrence) => Delivered, now: Instant): Pick<NonNullable<Judged['now']>, 'last' | 'due'> {
  const last = lastOf(slot, known)
  const recent = last > now - REPAIRED ? instant(last) : null
  const shift = own.findLast(({ from, to }) => from < now && now <= to)
  if (!shift) return { last: recent, due: null }
  const since = instant(Math.max(slot.from, dueSince(own, shift, now)))
  const isVoid = now - Math.max(recent ?? 0, since) > beat.interval * MINUTE
  const told = tell(shift)
  const shape = field.shapes.get(slot.number)
  const cells = beat.tier === 'area' && shape?.tier === 'area' ? seen(slot, shape.cells.weights, now - beat.interval * MINUTE) : NONE
  return { last: recent, due: { ...told, since, cells, isVoid, met: isMet(beat, told, cells, isVoid, now - since) } }
}

/** When the shifts of a beat that follow one another without a break began; looked for as far as an interval can reach. */
function dueSince(own: readonly Occurrence[], shift: Occurrence, now: number): number {
  let since: number = shift.from
  for (let found = true; found && since > now - DAY;) {
    found = false
    for (const { from, to } of own) {
      if (from >= since || to < since) continue
      since = from
      found = true
    }
  }
  return since
}

function lastOf(slot: Slot, { stays, checks }: Seen): number {
  let last = slot.last
  for (let cell = 0; cell < slot.seen.length; cell++) if (slot.seen[cell] > last) last = slot.seen[cell]
  for (const stay of stays) last = Math.max(last, stay.last)
  for (const { at } of checks) last = Math.max(last, at)
  return last
}

function seen(slot: Slot, weights: Float64Array, after: number): Fraction {
  let [part, whole] = [0, 0]
  for (let cell = 0; cell < weights.length; cell++) {
    whole += weights[cell]
    if (slot.seen[cell] > after) part += weights[cell]
  }
  return { part, whole }
}

/** Shares of rounded weights: as many as there are cells may be added up. */
const SLACK = 1e-9

/** What a beat is asked for so far; in the first interval of being due the cells asked for grow with the time. */
function isMet(beat: Beat, told: Delivered, cells: Fraction, isVoid: boolean, passed: number): boolean {
  switch (beat.tier) {
    case 'area': {
      const asked = beat.plan.cells * Math.min(1, passed / (beat.interval * MINUTE)) * cells.whole
      return !isVoid && told.stays.missed === 0 && cells.part >= asked - SLACK * cells.whole
    }
    case 'line': return told.rounds.missed === 0
    case 'point': return told.visits.missed === 0 && (beat.plan.manned === null || told.manned.part >= beat.plan.manned * told.manned.whole)
    default: return beat satisfies never
  }
}
