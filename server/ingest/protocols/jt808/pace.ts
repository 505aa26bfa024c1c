// How fast one terminal may speak: a bucket of messages that fills with time. Who overdraws is slowed down, not cut off.
import { SECOND, type Instant } from '../../../../shared/domain/time.ts'

export interface Pace {
  /** Messages that may come at once; below 0 the terminal has to wait. */
  left: number
  at: Instant
}

/** `rate` messages a second in the long run, `burst` at once. */
export interface Pacing { readonly rate: number; readonly burst: number }

export const startPace = (pacing: Pacing, now: Instant): Pace => ({ left: pacing.burst, at: now })

/** Takes `messages` out and answers whether the terminal may go on. A clock set back costs nobody anything. */
export function spend(pace: Pace, pacing: Pacing, now: Instant, messages: number): boolean {
  const passed = Math.max(0, now - pace.at)
  pace.at = now
  pace.left = Math.min(pacing.burst, pace.left + passed * pacing.rate / SECOND) - messages
  return pace.left >= 0
}
