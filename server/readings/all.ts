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
import { apart, together, type Pieces } from './pieces.ts'
import { deaf, presence } from './presence.ts'
import { regions } from './regions.ts'

/** Raised with every change of a state's shape; states of another version are not thawed but rebuilt. */
const VERSION = 4

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
  /** Pieces of plain data that stay as they are whatever happens next. */
  freeze(): Pieces
  /** Goes on from frozen states, sharing nothing with them; false, and nothing changed, when they are of another version. */
  thaw(pieces: unknown): boolean
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
    freeze: () => apart({ version: VERSION, states }),
    thaw(pieces) {
      if (!isFrozen(pieces)) return false
      states = (together(pieces) as { states: States }).states
      return true
    },
  }
}

function isFrozen(pieces: unknown): pieces is Pieces {
  const head: unknown = Array.isArray(pieces) ? pieces[0] : undefined
  return typeof head === 'object' && head !== null && 'version' in head && head.version === VERSION
}
