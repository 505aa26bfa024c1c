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

/** A change of duty: whose, and from when on fixes have to be judged anew. */
export interface DutyChange { readonly unit: number; readonly from: number }

export function followDuty(state: CoverageState, entry: Entry): DutyChange | undefined {
  switch (entry.kind) {
    case 'unit-registered':
      state.numbers.set(entry.data.unit.id, entry.data.unit.number)
      return undefined
    case 'unit-retired': return end(state, entry.data.unit, entry.committed)
    case 'shift-started': return begin(state, entry.data.unit, entry.data.at)
    case 'shift-ended': return end(state, entry.data.unit, entry.data.at)
    default: return undefined
  }
}

function begin(state: CoverageState, id: string, at: number): DutyChange | undefined {
  const unit = state.numbers.get(id)
  if (unit === undefined) return undefined
  const spans = state.duty.get(unit) ?? []
  state.duty.set(unit, spans)
  // Who signs on while on goes on.
  if (spans.at(-1) === Infinity) return undefined
  spans.push(at, Infinity)
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
export function forgetDuties({ duty }: CoverageState, before: number): void {
  for (const [unit, spans] of duty) {
    const kept = spans.filter((_, index) => spans[index | 1] >= before)
    if (kept.length === 0) duty.delete(unit)
    else if (kept.length < spans.length) duty.set(unit, kept)
  }
}
