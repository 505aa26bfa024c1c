// The server's clock: the machine's own, or a sped-up one for the drill; the only place that reads the time.
import { instant, type Instant } from '../shared/domain/time.ts'

export interface Clock {
  now(): Instant
  readonly speed: number
  /** A sped-up clock runs ahead of the machine's: after a restart it goes on from what the store has seen. No effect at speed 1. */
  resume(seen: Instant): void
}

/** Runs `speed` times as fast as the machine's clock, from now on; whole milliseconds. */
export function createClock(speed: number): Clock {
  if (speed === 1) return { now: () => instant(Date.now()), speed, resume: () => undefined }
  let start = Date.now()
  const from = performance.now()
  const now = (): Instant => instant(Math.round(start + (performance.now() - from) * speed))
  return {
    now, speed,
    resume(seen) {
      if (seen > now()) start += seen - now()
    },
  }
}
