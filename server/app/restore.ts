// After a start: the world and the readings as they were, from snapshot, ledger and tape, in the order in which things happened.
import { deserialize, serialize } from 'node:v8'
import { DAY, instant, type Instant } from '../../shared/domain/time.ts'
import type { District } from '../district/district.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ReadingsKeeper } from '../readings/all.ts'
import type { Tape } from '../tape/tape.ts'
import { evolve, evolveFixes } from '../world/evolve.ts'
import { freezeWorld, thawWorld } from '../world/keep.ts'
import { emptyWorld, type World } from '../world/world.ts'

const SNAPSHOT = 'world'
const PAGE = 2_000
/** How far back the tape is read when there is no snapshot: as far as presence history reaches. */
const REACH = DAY

interface Kept { readonly world: unknown; readonly readings: unknown; readonly tapeAt: number }

export interface Restored {
  readonly world: World
  readonly readings: ReadingsKeeper
  /** What was read to get there, for the log. */
  readonly from: { readonly snapshot: number | null; readonly entries: number; readonly cuts: number }
  /** Instant of the newest cut in world and readings. */
  readonly tapeAt: Instant
}

export interface RestoreParts {
  readonly district: District
  readonly ledger: Ledger
  readonly tape: Tape
  readonly now: Instant
  createReadings(): ReadingsKeeper
}

export async function restore({ district, ledger, tape, now, createReadings }: RestoreParts): Promise<Restored> {
  const kept = await load(ledger)
  const readings = createReadings()
  const thawed = kept && readings.thaw(kept.readings) ? thawWorld(district, kept.world) : undefined
  const fresh = thawed ? readings : createReadings()
  const world = thawed ?? emptyWorld(district)
  let tapeAt = instant(thawed && kept ? kept.tapeAt : now - REACH)
  const from = { snapshot: thawed ? world.seq : null, entries: 0, cuts: 0 }
  const cuts = tape.play(tapeAt, instant(Number.MAX_SAFE_INTEGER))[Symbol.asyncIterator]()
  let cut = await cuts.next()
  for (let page = await ledger.read(world.seq, PAGE); page.length > 0; page = await ledger.read(world.seq, PAGE)) {
    for (const entry of page) {
      while (!cut.done && cut.value.at < entry.committed) {
        take(world, fresh, cut.value)
        tapeAt = cut.value.at
        from.cuts++
        cut = await cuts.next()
      }
      evolve(world, entry)
      fresh.step({ is: 'entry', entry }, world)
      from.entries++
    }
  }
  for (; !cut.done; cut = await cuts.next()) {
    take(world, fresh, cut.value)
    tapeAt = cut.value.at
    from.cuts++
  }
  return { world, readings: fresh, from, tapeAt }
}

function take(world: World, readings: ReadingsKeeper, cut: { at: Instant; batch: Parameters<typeof evolveFixes>[1] }): void {
  evolveFixes(world, cut.batch)
  readings.step({ is: 'fixes', at: cut.at, batch: cut.batch }, world)
}

async function load(ledger: Ledger): Promise<Kept | undefined> {
  const snapshot = await ledger.loadSnapshot(SNAPSHOT)
  if (!snapshot || snapshot.seq > ledger.head) return undefined
  try {
    return deserialize(snapshot.bytes) as Kept
  } catch {
    // A snapshot of another runtime or a damaged one is no loss: the ledger has everything.
    return undefined
  }
}

/** Keeps world and readings as they stand; `tapeAt` is the newest cut they hold. */
export async function keep(ledger: Ledger, world: World, readings: ReadingsKeeper, tapeAt: Instant): Promise<void> {
  const bytes = serialize({ world: freezeWorld(world), readings: readings.freeze(), tapeAt } satisfies Kept)
  await ledger.saveSnapshot(SNAPSHOT, world.seq, bytes)
}
