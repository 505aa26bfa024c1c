// The quiet minute: when a wall that has run for a day may load itself anew, so that nothing creeps over weeks.
import { calendar, HOUR, MINUTE, type Instant } from '../../shared/domain/time.ts'

export interface Calm {
  /** How long the page has been up, ms of its own clock. */
  readonly up: number
  /** Server time of the last beat. */
  readonly shown: Instant | null
  /** How long the alarms have stood as they stand, ms of the page's own clock. */
  readonly settled: number
  /** Whether the link lives: an empty wall that cannot come back is worse than an old page. */
  readonly live: boolean
}

/** Alarms that have not changed for so long are being looked after: they do not hinder. */
const SETTLED = 10 * MINUTE

/**
 * Between 4:00 and 6:00 in the display zone, after 20 hours, once no alarm has come, gone or changed for ten minutes;
 * from 6:00 to 6:30 whatever the alarms do, so that no night is left out for ever. The wall is back within seconds.
 */
export function isQuietMinute({ up, shown, settled, live }: Calm): boolean {
  if (up < 20 * HOUR || shown === null || !live) return false
  const { hour, minute } = calendar(shown)
  return hour === 6 ? minute < 30 : (hour === 4 || hour === 5) && settled >= SETTLED
}
