// The server's clock: the machine's own, or a sped-up one for the drill; the only place that reads the time.
import { instant, type Instant } from '../shared/domain/time.ts'

export interface Clock { now(): Instant; readonly speed: number }

/** Runs `speed` times as fast as the machine's clock, from now on. Whole milliseconds, never backwards while the machine's clock is not set back. */
export function createClock(speed: number): Clock {
  const start = Date.now()
  const from = performance.now()
  if (speed === 1) return { now: () => instant(Date.now()), speed }
  return { now: () => instant(Math.round(start + (performance.now() - from) * speed)), speed }
}
