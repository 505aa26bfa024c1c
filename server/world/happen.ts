// The one road by which anything becomes so: to disk first, then into the world, then to whoever listens, in order.
import type { Draft, Entry } from '../../shared/domain/entry.ts'
import { FixBuffer, type FixBatch } from '../../shared/domain/fix.ts'
import { isRefusal, refuse } from '../../shared/domain/refusal.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { Appended, Ledger } from '../ledger/ledger.ts'
import { storeFault } from '../sql/fault.ts'
import type { Tape } from '../tape/tape.ts'
import { evolve, evolveFixes } from './evolve.ts'
import { lacks, recall } from './recall.ts'
import type { World } from './world.ts'

/** Something that has happened and is in the world already. */
export type Happening =
  | { readonly is: 'entry'; readonly entry: Entry }
  | { readonly is: 'fixes'; readonly at: Instant; readonly batch: FixBatch }

/** The disk did not take it: nothing may be acknowledged. */
export class StorageFailed extends Error {}

export interface Happen {
  /** Resolves when the entries are on disk and in the world; refusals come back in their place. */
  record(drafts: readonly Draft[]): Promise<readonly Appended[]>
  /**
   * `fill` pushes admitted rows to the next cut at once; resolves when that cut is on disk and in the world,
   * rejects with StorageFailed when the disk did not take it.
   */
  tape(fill: (buffer: FixBuffer) => void): Promise<void>
  /** Listeners hear every happening once, in order, after the world has it. */
  on(listener: (happening: Happening) => void): void
  /** Resolves when everything handed in so far is on disk or refused. */
  settle(): Promise<void>
}

export interface HappenParts {
  readonly world: World
  readonly ledger: Ledger
  readonly tape: Tape
  now(): Instant
  /**
   * Milliseconds from a cut to the next when many fixes come in: the most that an acknowledgement waits longer. Few wait
   * 50 ms at most, and after quiet nobody waits.
   */
  gather?(): number
  /** Instant of the tape's newest cut: cuts ascend also when the clock was set back meanwhile. */
  readonly lastCut?: Instant | null
  /** Called when a store refused what was to be written, and with null when it has written something. */
  storage?(store: 'ledger' | 'tape', error: Error | null): void
}

export function createHappen(parts: HappenParts): Happen {
  const listeners: ((happening: Happening) => void)[] = []
  const tell = (happening: Happening): void => { for (const listener of listeners) listener(happening) }
  const entries = entryRoad(parts, tell)
  const fixes = fixRoad(parts, tell)
  return {
    record: (drafts) => entries.record(drafts),
    tape: (fill) => fixes.tape(fill),
    on: (listener) => { listeners.push(listener) },
    settle: async () => { await Promise.all([entries.settle(), fixes.settle()]) },
  }
}

/** Entries may come back from the ledger out of turn; the world takes them by seq. */
function entryRoad({ world, ledger, storage }: HappenParts, tell: (happening: Happening) => void) {
  const waiting = new Map<number, Entry>()
  let callers: { seq: number; go: () => void; fail: (error: Error) => void }[] = []
  const underway = new Set<Promise<unknown>>()
  let following = false

  /** One at a time; whoever follows takes what comes meanwhile. Only what comes back to an event that has left the world waits for the ledger. */
  const follow = async (): Promise<void> => {
    if (following) return
    following = true
    try {
      for (let next = waiting.get(world.seq + 1); next; next = waiting.get(world.seq + 1)) {
        if (lacks(world, next) !== undefined) await recall(world, ledger, next)
        waiting.delete(next.seq)
        evolve(world, next)
        tell({ is: 'entry', entry: next })
      }
    } catch (error) {
      if (!storeFault(error)) throw error
      // The world stays behind the ledger until what it lacks can be read: nobody is told that it is in the world.
      const failure = new StorageFailed('the ledger could not be read', { cause: error })
      storage?.('ledger', failure)
      for (const { fail } of callers.splice(0)) fail(failure)
    } finally {
      following = false
    }
    const served = callers.filter(({ seq }) => seq <= world.seq)
    callers = callers.filter(({ seq }) => seq > world.seq)
    for (const { go } of served) go()
  }

  const append = async (drafts: readonly Draft[]): Promise<readonly Appended[]> => {
    const answers = await ledger.append(drafts)
    let last = 0
    let failed = false
    let written = false
    for (const answer of answers) {
      if (isRefusal(answer)) failed ||= answer.refused === 'STORAGE_FAILED'
      else {
        last = Math.max(last, answer.entry.seq)
        written ||= !answer.repeated
        if (!answer.repeated && answer.entry.seq > world.seq) waiting.set(answer.entry.seq, answer.entry)
      }
    }
    if (failed) storage?.('ledger', new StorageFailed('the ledger did not take an entry'))
    else if (written) storage?.('ledger', null)
    const there = last > world.seq ? new Promise<void>((go, fail) => { callers.push({ seq: last, go, fail }) }) : undefined
    await Promise.all([there, follow()])
    return answers
  }

  const record = async (drafts: readonly Draft[]): Promise<readonly Appended[]> => {
    if (drafts.length === 0) return []
    const refusal = refuse('STORAGE_FAILED', 'the ledger could not be read')
    // A world that was left behind is tried again first; on nothing that it does not hold may more be built.
    if (!following && waiting.has(world.seq + 1)) {
      await follow()
      if (waiting.has(world.seq + 1)) return drafts.map(() => refusal)
    }
    try {
      return await append(drafts)
    } catch (error) {
      if (!(error instanceof StorageFailed)) throw error
      return drafts.map(() => refusal)
    }
  }

  return {
    record(drafts: readonly Draft[]): Promise<readonly Appended[]> {
      const answer = record(drafts)
      underway.add(answer)
      void answer.finally(() => underway.delete(answer)).catch(() => undefined)
      return answer
    },
    async settle(): Promise<void> { await Promise.allSettled([...underway]) },
  }
}

/** Milliseconds from one cut to the next at least, and how many fixes are worth a longer wait: a commit costs as much as hundreds. */
const GATHER = { least: 50, many: 256 } as const

/** Goes on at a time of the clock that only goes on; in a later turn of the loop in any case. */
const until = (time: number): Promise<void> => new Promise((go) => {
  const wait = time - performance.now()
  if (wait > 0) setTimeout(go, wait)
  else setImmediate(go)
})

/** Fixes gather while a cut is on its way to disk: under load one fsync serves many devices. */
function fixRoad({ world, tape, now, storage, lastCut, gather = () => GATHER.least }: HappenParts, tell: (happening: Happening) => void) {
  const buffer = new FixBuffer()
  let callers: { go: () => void; fail: (error: Error) => void }[] = []
  let running: Promise<void> | null = null
  let lastAt: number = lastCut ?? 0
  /** When the last cut went to disk, by a clock that only goes on. */
  let begun = -Infinity

  const cut = async (): Promise<void> => {
    const served = callers
    callers = []
    const batch = buffer.take()
    const at = instant(Math.max(now(), lastAt + 1))
    lastAt = at
    try {
      await tape.append({ at, batch })
    } catch (error) {
      const failure = new StorageFailed('the tape did not take a cut', { cause: error })
      storage?.('tape', failure)
      for (const caller of served) caller.fail(failure)
      return
    }
    storage?.('tape', null)
    evolveFixes(world, batch)
    tell({ is: 'fixes', at, batch })
    for (const caller of served) caller.go()
  }

  const run = async (): Promise<void> => {
    while (callers.length > 0) {
      const most = gather()
      // What has come in together goes to disk together.
      await until(begun + Math.min(most, GATHER.least))
      if (buffer.length >= GATHER.many) await until(begun + most)
      begun = performance.now()
      await cut()
    }
    running = null
  }

  return {
    tape(fill: (buffer: FixBuffer) => void): Promise<void> {
      const before = buffer.length
      fill(buffer)
      if (buffer.length === before) return Promise.resolve()
      const done = new Promise<void>((go, fail) => { callers.push({ go, fail }) })
      running ??= run()
      return done
    },
    async settle(): Promise<void> { await running },
  }
}
