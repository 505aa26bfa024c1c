// After a start: the world and the readings as they were, from snapshot, ledger and tape, in the order in which things happened.
import type { Entry } from '../../shared/domain/entry.ts'
import { isOpen } from '../../shared/domain/event.ts'
import { DAY, instant, type Instant } from '../../shared/domain/time.ts'
import type { District } from '../district/district.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ReadingsKeeper } from '../readings/all.ts'
import type { Tape } from '../tape/tape.ts'
import { evolve, evolveFixes } from '../world/evolve.ts'
import { freezeWorld, thawWorld } from '../world/keep.ts'
import { lacks, putBack } from '../world/recall.ts'
import { emptyWorld, type World } from '../world/world.ts'
import { pack, unpack } from './snapshot.ts'

const SNAPSHOT = 'world'
/** Entries asked for at a time, and asks on their way: the ledger's thread reads on while this one folds. */
const PAGE = 250
const AHEAD = 16
/** How far back the tape is read when there is no snapshot: as far as presence history reaches. */
const REACH = DAY

interface Kept { readonly world: unknown; readonly readings: unknown; readonly tapeAt: number }
/** The first piece: how many of those after it are the readings'; the rest is the world's. */
interface KeptHead { readonly tapeAt: number; readonly readings: number }

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
  if (!thawed) fresh.clear()
  const world = thawed ?? emptyWorld(district)
  let tapeAt = instant(thawed && kept ? kept.tapeAt : now - REACH)
  const from = { snapshot: thawed ? world.seq : null, entries: 0, cuts: 0 }
  const cuts = tape.play(tapeAt, instant(Number.MAX_SAFE_INTEGER))[Symbol.asyncIterator]()
  let cut = await cuts.next()
  for await (const { entries, histories } of pagesAfter(ledger, world.seq)) {
    for (const entry of entries) {
      while (!cut.done && cut.value.at < entry.committed) {
        take(world, fresh, cut.value)
        tapeAt = cut.value.at
        from.cuts++
        cut = await cuts.next()
      }
      const lacked = lacks(world, entry)
      if (lacked !== undefined) putBack(world, histories.get(lacked) ?? await ledger.about(lacked), entry.seq)
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

/** Entries in order, and the whole histories of events that they probably come back to when the world has let them go. */
interface Page { readonly entries: readonly Entry[]; readonly histories: ReadonlyMap<string, readonly Entry[]> }

/** All entries after `from` in pages, some of which are always on their way. */
async function* pagesAfter(ledger: Ledger, from: number): AsyncIterable<Page> {
  let next = from
  const asked: Promise<Page>[] = []
  for (;;) {
    for (; asked.length < AHEAD && next < ledger.head; next += PAGE) {
      const page = ask(ledger, next)
      // Whoever gets there meets the failure.
      page.catch(() => undefined)
      asked.push(page)
    }
    const page = await asked.shift()
    if (!page) return
    yield page
  }
}

async function ask(ledger: Ledger, from: number): Promise<Page> {
  const entries = await ledger.read(from, PAGE)
  const ids = new Set(entries.map(reopenedBy).filter((id) => id !== undefined))
  return { entries, histories: new Map(await Promise.all([...ids].map(async (id) => [id, await ledger.about(id)] as const))) }
}

const reopenedBy = (entry: Entry): string | undefined =>
  entry.kind === 'event-moved' && !isOpen(entry.data.from) && isOpen(entry.data.to) ? entry.data.event : undefined

async function load(ledger: Ledger): Promise<Kept | undefined> {
  const snapshot = await ledger.loadSnapshot(SNAPSHOT)
  if (!snapshot || snapshot.seq > ledger.head) return undefined
  try {
    const [head, ...pieces] = unpack(snapshot.bytes)
    const { tapeAt, readings } = head as KeptHead
    return { tapeAt, readings: pieces.slice(0, readings), world: pieces.slice(readings) }
  } catch {
    // A snapshot of another runtime or a damaged one is no loss: the ledger has everything.
    return undefined
  }
}

/** Keeps world and readings as they stand now; `tapeAt` is the newest cut they hold. */
export async function keep(ledger: Ledger, world: World, readings: ReadingsKeeper, tapeAt: Instant): Promise<void> {
  const { seq } = world
  const frozen = readings.freeze()
  const head: KeptHead = { tapeAt, readings: frozen.length }
  // What a snapshot points to is on disk before it is, and what an older one points to stays until it is gone.
  const [forget, bytes] = await Promise.all([readings.secure(), pack([head, ...frozen, ...freezeWorld(world)])])
  await ledger.saveSnapshot(SNAPSHOT, seq, bytes)
  forget()
}
