// The front of the tape on disk: the port over a desk in a thread; group commit, and long walks in slices.
import { copyFixes, emptyBatch, type FixBatch } from '../../shared/domain/fix.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { StoreFault } from '../sql/fault.ts'
import { groupCommit } from '../sql/group.ts'
import type { Thread } from '../sql/thread.ts'
import { EARLIEST, LATEST } from './day.ts'
import type { Place, Taken, TapeDesk } from './desk.ts'
import { MAX_FIXES, pack, unpack, type Pack } from './pack.ts'
import type { Cut, Tape } from './tape.ts'
import { byTime } from './track.ts'

/** Cuts that one commit may take. */
const GROUP = 256

type Reach = Pick<Thread<TapeDesk, unknown>, 'ask' | 'end'>

/** Throws RangeError for a cut that no tape may take: a bug of whoever cut it. */
export function checkCut(cut: Cut, last: Instant | null): void {
  if (!(cut.at >= EARLIEST && cut.at <= LATEST)) throw new RangeError(`a cut at ${cut.at}`)
  if (last !== null && cut.at < last) throw new RangeError(`a cut at ${cut.at} cannot follow one at ${last}: cuts ascend`)
  if (cut.batch.length > MAX_FIXES) throw new RangeError(`a cut of ${cut.batch.length} fixes; ${MAX_FIXES} is the most`)
}

export function tapeFront(reach: Reach, ready: Instant | null): Tape {
  let given = ready
  let last = ready
  const group = groupCommit<Pack, Taken>((cuts) => reach.ask('append', cuts, cuts.map(({ memory }) => memory)), GROUP)

  return {
    async append(cut) {
      checkCut(cut, given)
      given = cut.at
      // The commit may come later: whoever appended may use its columns again at once.
      const [taken] = await group.add([pack(cut)])
      if (taken) throw new StoreFault(taken.fault, taken.message)
      last = instant(Math.max(last ?? -Infinity, cut.at))
    },

    async* play(from, to) {
      let place: Place | null = null
      do {
        const slice: { cuts: readonly Pack[]; next: Place | null } = await reach.ask('play', { from, to, place })
        yield* slice.cuts.map(unpack)
        place = slice.next
      } while (place)
    },

    async track(unit, from, to) {
      const batches: FixBatch[] = []
      let place: Place | null = null
      do {
        const slice: { batch: FixBatch; next: Place | null } = await reach.ask('track', { unit, from, to, place })
        if (slice.batch.length > 0) batches.push(slice.batch)
        place = slice.next
      } while (place)
      return byTime(joined(batches))
    },

    last: () => Promise.resolve(last),

    async drop(before) {
      const dropped = await reach.ask('drop', before)
      if (last !== null && dropped > 0) last = await reach.ask('last', null)
      return dropped
    },

    async close() {
      await group.idle()
      try {
        await reach.ask('close', null)
      } finally {
        await reach.end()
      }
    },
  }
}

function joined(batches: readonly FixBatch[]): FixBatch {
  const all = emptyBatch(batches.reduce((length, batch) => length + batch.length, 0))
  let at = 0
  for (const batch of batches) {
    copyFixes(batch, 0, batch.length, all, at)
    at += batch.length
  }
  return all
}
