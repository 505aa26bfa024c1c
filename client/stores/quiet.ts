// The quiet minute: when a wall that has run for a day may load itself anew, so that nothing creeps over weeks.
import { calendar, HOUR, MINUTE, type Instant } from '../../shared/domain/time.ts'

export interface Calm {
  /** How long the page has been up, ms of its own clock. */
  readonly up: number
  /** Server time of the last beat. */
  readonly shown: Instant | null
  /** Alarms standing, and whether the link lives: an empty wall that cannot come back is worse than an old page. */
  readonly alarms: number
  readonly live: boolean
}

/** Between 4:00 and 4:30 in the display zone, after 20 hours, with nothing standing; the wall is back within seconds. */
export function isQuietMinute({ up, shown, alarms, live }: Calm): boolean {
  if (up < 20 * HOUR || shown === null || alarms > 0 || !live) return false
  const { hour, minute } = calendar(shown)
  return hour === 4 && minute * MINUTE < HOUR / 2
}
