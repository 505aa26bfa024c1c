// Days of the display zone, as the tape names its files.
import { calendar, DAY, instant, startOfDay, type Instant } from '../../shared/domain/time.ts'

/** What a tape can hold: four digits of a year. */
export const EARLIEST = instant(0)
export const LATEST = instant(Date.UTC(9999, 11, 31))

/** YYYY-MM-DD in the display zone; bounds of a range may lie beyond all days, and are the first or last one then. */
export function dayOf(at: Instant): string {
  const { year, month, day } = calendar(instant(Math.min(Math.max(at, EARLIEST), LATEST)))
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}

export const dayFileName = (day: string): string => `tape-${day}.db`

/** The day of a file name, undefined for another file. */
export const dayOfFile = (name: string): string | undefined => /^tape-(\d{4}-\d{2}-\d{2})\.db$/.exec(name)?.[1]

/** A microsecond before a day's end: noon in London lies on the same date in the display zone. */
export const endOfDay = (day: string): Instant => instant(startOfDay(instant(Date.parse(`${day}T12:00:00Z`))) + DAY - 2 ** -10)
