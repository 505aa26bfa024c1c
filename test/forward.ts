// A clock for servers in tests that runs on from an instant and can be set forward.
import type { Clock } from '../server/clock.ts'
import { instant } from '../shared/domain/time.ts'

/** `forward`: moves it on by so many ms. */
export interface ForwardClock { readonly clock: Clock; now(): number; forward(ms: number): void }

export function clockFrom(from: number): ForwardClock {
  const begun = performance.now()
  let ahead = 0
  const now = (): number => from + ahead + Math.round(performance.now() - begun)
  return { clock: { speed: 1, now: () => instant(now()), resume: () => undefined }, now, forward(ms) { ahead += ms } }
}
