// Every reading together: stepped by what happens, shown at an instant, kept in snapshots.
import type { IngestCounts } from '../../shared/domain/health.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { arrivals } from './arrivals.ts'
import { fixes } from './fixes.ts'
import { showIngest } from './ingest.ts'
import { open } from './open.ts'
import { own } from './own.ts'
import { deaf, presence } from './presence.ts'
import { regions } from './regions.ts'

/** Raised with every change of a state's shape; states of another version are not thawed but rebuilt. */
const VERSION = 2

/** A new statistic is one file and one line here (and its type in shared/domain/reading). */
const list = { arrivals, open, regions, presence, fixes } as const
const start = () => ({
  arrivals: arrivals.start(), open: open.start(), regions: regions.start(), presence: presence.start(), fixes: fixes.start(),
})
type States = ReturnType<typeof start>

export interface ReadingsKeeper {
  /** Takes a happening that the world has just taken, before the world takes the next. */
  step(happening: Happening, world: World): void
  /** Every reading of a region at `now`, ingest's being the server's own; changes nothing. */
  show(now: Instant, world: World, counts: IngestCounts, region: RegionCode): Readings
  /** Says that nobody listened from the last happening until `now`: presence in between is unknown, not nought. */
  deaf(now: Instant): void
  /** Plain data for v8.serialize, sharing the states' own columns: serialize it before anything else happens. */
  freeze(): unknown
  /** Goes on from frozen states, sharing nothing with them; false, and nothing changed, when they are of another version. */
  thaw(frozen: unknown): boolean
}

export function createReadings(): ReadingsKeeper {
  let states = start()
  return {
    step(happening, world) {
      states.arrivals = list.arrivals.step(states.arrivals, happening, world)
      states.open = list.open.step(states.open, happening, world)
      states.regions = list.regions.step(states.regions, happening, world)
      states.presence = list.presence.step(states.presence, happening, world)
      states.fixes = list.fixes.step(states.fixes, happening, world)
    },
    show: (now, world, counts, region) => ({
      arrivals: list.arrivals.show(states.arrivals, now, world, region),
      open: list.open.show(states.open, now, world, region),
      regions: list.regions.show(states.regions, now, world, region),
      presence: list.presence.show(states.presence, now, world, region),
      fixes: list.fixes.show(states.fixes, now, world, region),
      ingest: showIngest(counts, now),
    }),
    deaf: (now) => deaf(states.presence, now),
    freeze: () => ({ version: VERSION, states }),
    thaw(frozen) {
      if (!isFrozen(frozen)) return false
      states = own(frozen.states)
      return true
    },
  }
}

const isFrozen = (frozen: unknown): frozen is { version: number; states: States } =>
  typeof frozen === 'object' && frozen !== null && 'version' in frozen && frozen.version === VERSION
