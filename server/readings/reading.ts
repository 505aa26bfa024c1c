// The one shape of every statistic: a state that steps with what happened and shows what is true at an instant.
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'

/**
 * Strangers to one another; disposable: rebuilt from ledger and tape at any time. A state is plain data (objects, arrays,
 * Maps, typed arrays; no class instances), because snapshots keep it with v8.serialize.
 */
export interface Reading<State, Shown> {
  start(): State
  /** In place or new; deterministic. */
  step(state: State, happened: Happening, world: World): State
  /** What is so of one region; the district is everything. Rolling windows move here, with `now`, not in timers. */
  show(state: State, now: Instant, world: World, region: RegionCode): Shown
}
