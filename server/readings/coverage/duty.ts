// Who was on duty when, as sign-ons and sign-offs say, also those that come after the fixes of their time.
import type { Entry } from '../../../shared/domain/entry.ts'
import type { CoverageState } from './state.ts'

/** Whether the unit was on duty at an instant: from ≤ t < until. */
export const onDuty = ({ duty }: CoverageState, unit: number, at: number): boolean => isWithin(duty.get(unit), at)

/** Whether an instant is in one of a unit's spans: [from, until, from, until …], ascending. */
export function isWithin(spans: readonly number[] | undefined, at: number): boolean {
  if (!spans) return false
  for (let index = spans.length - 2; index >= 0; index -= 2) if (at >= spans[index] && at < spans[index + 1]) return true
  return false
}

/** Calls back with the parts of [from, to] in which a unit is on duty, ends included, and with how many people. */
export function eachCrew({ duty, crews }: Duties, unit: number, from: number, to: number, take: (people: number, from: number, to: number) => void): void {
  const spans = duty.get(unit) ?? []
  crews.get(unit)?.forEach((people, index) => {
    const [begins, ends] = [Math.max(from, spans[2 * index]), Math.min(to, spans[2 * index + 1] - 1)]
    if (begins <= ends) take(people, begins, ends)
  })
}

/** With how many people a unit is on duty at an instant, the most that are said; 0 when it is not. */
export function crewAt(duties: Duties, unit: number, at: number): number {
  let found = 0
  eachCrew(duties, unit, at, at, (people) => { found = Math.max(found, people) })
  return found
}

/** When units are on duty, and with how many people. */
export type Duties = Pick<CoverageState, 'duty' | 'crews'>

/** A change of duty: whose, and from when on fixes have to be judged anew. */
export interface DutyChange { readonly unit: number; readonly from: number }

export function followDuty(state: CoverageState, entry: Entry): DutyChange | undefined {
  switch (entry.kind) {
    case 'unit-registered':
      state.numbers.set(entry.data.unit.id, entry.data.unit.number)
      return undefined
    case 'unit-retired': return end(state, entry.data.unit, entry.committed)
    case 'shift-started': return begin(state, entry.data.unit, entry.data.at, entry.data.people)
    case 'shift-ended': return end(state, entry.data.unit, entry.data.at)
    default: return undefined
  }
}

function begin(state: CoverageState, id: string, at: number, people: number): DutyChange | undefined {
  const unit = state.numbers.get(id)
  if (unit === undefined) return undefined
  const spans = state.duty.get(unit) ?? []
  const crews = state.crews.get(unit) ?? []
  state.duty.set(unit, spans)
  state.crews.set(unit, crews)
  // Who signs on while on goes on, with the people that were said first.
  if (spans.at(-1) === Infinity) return undefined
  spans.push(at, Infinity)
  crews.push(people)
  return { unit, from: at }
}

function end(state: CoverageState, id: string, at: number): DutyChange | undefined {
  const unit = state.numbers.get(id)
  const spans = unit === undefined ? undefined : state.duty.get(unit)
  if (unit === undefined || spans?.at(-1) !== Infinity) return undefined
  spans[spans.length - 1] = Math.max(at, spans[spans.length - 2])
  return { unit, from: at }
}

/** Forgets duties that ended before an instant. */
export function forgetDuties({ duty, crews }: CoverageState, before: number): void {
  for (const [unit, spans] of duty) {
    const kept = spans.filter((_, index) => spans[index | 1] >= before)
    if (kept.length === spans.length) continue
    const people = crews.get(unit)?.filter((_, index) => spans[2 * index + 1] >= before) ?? []
    if (kept.length === 0) {
      duty.delete(unit)
      crews.delete(unit)
    } else {
      duty.set(unit, kept)
      crews.set(unit, people)
    }
  }
}
