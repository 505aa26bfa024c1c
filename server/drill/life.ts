// The life of one drill event: every move of its stages with a plausible delay, rework and refusals included.
import type { Severity, Stage } from '../../shared/domain/event.ts'
import { calendar, DAY, HOUR, instant, MINUTE, startOfDay, type Instant } from '../../shared/domain/time.ts'
import { paces, turns, type Group } from './mix.ts'
import names from './names.json' with { type: 'json' }
import { lognormal, whole, type Chance } from './random.ts'

export interface Move { readonly to: Stage; readonly at: Instant; readonly action: string; readonly owner: string | null }
export interface Owners { readonly centre: string; readonly handler: string }

const OFFICE = { opens: 8, closes: 20 }

/** Moves in the order of time, each allowed by the canonical machine; level 3 and 4 move in office hours alone. */
export function lifeOf(next: Chance, event: { readonly group: Group; readonly level: Severity; readonly reported: Instant }, owners: Owners): Move[] {
  const pace = paces[event.group]
  const urgent = event.level <= 2 || event.group === 'emergency'
  const moves: Move[] = []
  let clock: number = event.reported
  const go = (to: Stage, minutes: number, action: string, owner: string | null): void => {
    const later = clock + Math.max(20_000, lognormal(next, minutes * MINUTE, pace.spread))
    clock = Math.round((urgent ? later : inOffice(instant(later), next)) / 1000) * 1000
    moves.push({ to, at: instant(clock), action, owner })
  }
  const words = names.action
  const turn = (share: number): boolean => next() < share

  if (!urgent && event.level === 4 && turn(turns.self)) {
    go('closed', 20, words.self, owners.handler)
    return moves
  }
  if (!urgent && turn(turns.returned)) {
    go('draft', pace.accept, words.draft, owners.centre)
    go('reported', 3 * 60, words.reported, null)
  }
  if (!urgent && turn(turns.rejected)) {
    go('rejected', pace.accept, words.rejected, owners.centre)
    return moves
  }
  if (turn(turns.merged)) {
    go('merged', pace.accept, words.merged, owners.centre)
    return moves
  }
  const speedUp = urgent && event.group !== 'emergency' ? 0.25 : 1
  go('accepted', pace.accept * speedUp, words.accepted, owners.centre)
  if (!urgent && turn(turns.void)) {
    go('void', pace.dispatch, words.void, owners.centre)
    return moves
  }
  go('dispatched', pace.dispatch * speedUp, words.dispatched, owners.handler)
  if (turn(turns.refused)) {
    go('accepted', pace.sign * speedUp, words.refused, owners.centre)
    go('dispatched', pace.dispatch * speedUp, words.dispatched, owners.handler)
  }
  go('handling', pace.sign * speedUp, words.handling, owners.handler)
  if (!urgent && turn(turns.suspended)) {
    go('suspended', pace.handle / 2, words.suspended, owners.handler)
    go('handling', 7 * 24 * 60, words.resumed, owners.handler)
  }
  go('handled', pace.handle * speedUp, words.handled, owners.handler)
  for (let chanceOfRework = turns.rework; turn(chanceOfRework); chanceOfRework = turns.again) {
    go('handling', pace.check, words.rework, owners.handler)
    go('handled', pace.handle / 3, words.handled, owners.handler)
  }
  go('closed', pace.check * speedUp, words.closed, owners.centre)
  go('archived', 3 * 24 * 60, words.archived, owners.centre)
  return moves
}

/** The instant itself in office hours, else some minutes after the next opening. */
function inOffice(at: Instant, next: Chance): number {
  const { hour } = calendar(at)
  if (hour >= OFFICE.opens && hour < OFFICE.closes) return at
  const opening = startOfDay(at) + OFFICE.opens * HOUR + (hour >= OFFICE.closes ? DAY : 0)
  return opening + whole(next, 1, 90) * MINUTE
}
