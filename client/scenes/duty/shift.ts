// Which shift the duty room is in, from the catalogue's table.
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import { clockText, type Instant } from '../../../shared/domain/time.ts'

export type ShiftWords = Catalogue['shifts'][number]

/** The shift that holds `at`; one that ends at or before its start runs over midnight. */
export function shiftAt(shifts: readonly ShiftWords[], at: Instant): ShiftWords | undefined {
  const time = clockText(at)
  return shifts.find(({ from, to }) => (to > from ? time >= from && time < to : time >= from || time < to))
}
