// Every reading together: stepped by what happens, shown at an instant, kept in snapshots.
import type { Alarm, AlarmEnding } from '../../shared/domain/alarm.ts'
import type { Beat } from '../../shared/domain/beat.ts'
import type { Breach } from '../../shared/domain/breach.ts'
import type { CoverageCost, Leaving } from '../../shared/domain/coverage-cost.ts'
import type { IngestCounts } from '../../shared/domain/health.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { BeatRounds } from '../../shared/domain/rounds.ts'
import type { SheetShift, ShiftSheet } from '../../shared/domain/sheet.ts'
import type { Steps } from '../../shared/domain/steps.ts'
import { SECOND, type Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { Happening } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { arrivals } from './arrivals.ts'
import { IN_MEMORY, type Archive } from './coverage/archive.ts'
import { createCoverage, deaf as deafCoverage } from './coverage/coverage.ts'
import { isHeld, oldestTicket } from './coverage/track.ts'
import { fixes } from './fixes.ts'
import { forces } from './forces.ts'
import { showIngest } from './ingest.ts'
import { open } from './open.ts'
import { apart, together, type Pieces } from './pieces.ts'
import { deaf, presence } from './presence.ts'
import { regions } from './regions.ts'

/** Raised with every change of a state's shape; states of another version are not thawed but rebuilt. */
const VERSION = 12

/** Milliseconds for which coverage stays as it was judged: who looks every other second judges anew every other time. */
const COVERAGE = 2.9 * SECOND

/** A new statistic is one file and one line here (and its type in shared/domain/reading). */
const readings = (archive: Archive) => ({ arrivals, open, regions, presence, fixes, forces, coverage: createCoverage(archive) }) as const
type List = ReturnType<typeof readings>
const start = (list: List) => ({
  arrivals: list.arrivals.start(), open: list.open.start(), regions: list.regions.start(), presence: list.presence.start(), fixes: list.fixes.start(),
  coverage: list.coverage.start(), forces: list.forces.start(),
})
type States = ReturnType<typeof start>

export interface ReadingsKeeper {
  /** Takes a happening that the world has just taken, before the world takes the next. */
  step(happening: Happening, world: World): void
  /**
   * Every reading of a region at `now`, ingest's being the server's own; changes nothing. Of `before`, what was shown of the
   * region last, coverage is taken over for some seconds: it is dear, and its ages are told by instants that stay.
   */
  show(now: Instant, world: World, counts: IngestCounts, region: RegionCode, before?: Readings): Readings
  /** Which beats and units break their plan at `now`. */
  breaches(now: Instant, world: World): readonly Breach[]
  /** Why an alarm of the patrol plan stands no more. */
  ending(alarm: Alarm, now: Instant, world: World): AlarmEnding
  /** The shift sheet of a region, of the shift that is on or the newest that is over. */
  sheet(now: Instant, world: World, which: SheetShift, region: RegionCode): ShiftSheet
  /** What a unit's leaving at `now` uncovers. */
  cost(unit: Unit, leaving: Leaving, now: Instant, world: World): CoverageCost
  /** The last rounds of a beat; null when there is no such beat. */
  rounds(beat: string, now: Instant, world: World): BeatRounds | null
  /** Says that nobody listened from the last happening until `now`: presence in between is unknown, not nought. */
  deaf(now: Instant): void
  /** What adopting a set of beats will ask for, worked out ahead in steps; a set that was not made ready is adopted all the same. */
  ready(beats: readonly Beat[], world: World): Steps<void>
  /** Pieces of plain data that stay as they are whatever happens next; the archive has what they point to. */
  freeze(): Pieces
  /** Resolves when the archive has all that a `freeze` of just now points to on disk; then, once those pieces are kept and no older ones, call what it answers. */
  secure(): Promise<() => void>
  /** Drops what the archive has of runs that nobody goes on from; before anything happens. */
  clear(): void
  /** Goes on from frozen states, sharing nothing with them; false, and nothing changed, when they are of another version or the archive lacks what they point to. */
  thaw(pieces: unknown): boolean
}

export function createReadings(archive: Archive = IN_MEMORY): ReadingsKeeper {
  const list = readings(archive)
  let states: States = start(list)
  const coverage = (now: Instant, world: World, region: RegionCode, before?: Readings): Readings['coverage'] => {
    if (!before) return list.coverage.show(states.coverage, now, world, region)
    return now - before.coverage.asOf < COVERAGE ? before.coverage : list.coverage.showRecent(states.coverage, now, world, region, COVERAGE)
  }
  return {
    step(happening, world) {
      states.arrivals = list.arrivals.step(states.arrivals, happening, world)
      states.open = list.open.step(states.open, happening, world)
      states.regions = list.regions.step(states.regions, happening, world)
      states.presence = list.presence.step(states.presence, happening, world)
      states.fixes = list.fixes.step(states.fixes, happening, world)
      states.coverage = list.coverage.step(states.coverage, happening, world)
      states.forces = list.forces.step(states.forces, happening, world)
    },
    show: (now, world, counts, region, before) => ({
      arrivals: list.arrivals.show(states.arrivals, now, world, region),
      open: list.open.show(states.open, now, world, region),
      regions: list.regions.show(states.regions, now, world, region),
      presence: list.presence.show(states.presence, now, world, region),
      fixes: list.fixes.show(states.fixes, now, world, region),
      coverage: coverage(now, world, region, before),
      forces: list.forces.show(states.forces, now, world, region),
      ingest: showIngest(counts, now),
    }),
    deaf(now) {
      deaf(states.presence, now)
      deafCoverage(states.coverage, now)
    },
    breaches: (now, world) => list.coverage.breaches(states.coverage, now, world, COVERAGE),
    ending: (alarm, now, world) => list.coverage.ending(states.coverage, now, world, alarm),
    sheet: (now, world, which, region) => list.coverage.sheet(states.coverage, now, world, which, region),
    cost: (unit, leaving, now, world) => list.coverage.cost(states.coverage, now, world, unit, leaving),
    rounds: (beat, now, world) => list.coverage.rounds(states.coverage, now, world, beat),
    ready: (beats, world) => list.coverage.ready(states.coverage, beats, world),
    freeze: () => apart({ version: VERSION, states }),
    async secure() {
      const oldest = (): number => states.coverage.tracks.reduce((least, track) => Math.min(least, oldestTicket(track)), Infinity)
      const frozen = oldest()
      await archive.sync()
      // What came late meanwhile may lie in older hours than all that was frozen.
      return () => { archive.forget(Math.min(frozen, oldest())) }
    },
    clear() { archive.clear() },
    thaw(pieces) {
      if (!isFrozen(pieces)) return false
      const thawed = (together(pieces) as { states: States }).states
      if (!thawed.coverage.tracks.every((track) => isHeld(track, archive))) return false
      states = thawed
      return true
    },
  }
}

function isFrozen(pieces: unknown): pieces is Pieces {
  const head: unknown = Array.isArray(pieces) ? pieces[0] : undefined
  return typeof head === 'object' && head !== null && 'version' in head && head.version === VERSION
}
