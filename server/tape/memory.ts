// A tape in memory, for tests and trials: gone when closed.
import { FixBuffer } from '../../shared/domain/fix.ts'
import { StoreFault } from '../sql/fault.ts'
import { dayOf } from './day.ts'
import { checkCut } from './front.ts'
import { pack, unpack } from './pack.ts'
import type { Cut, Tape } from './tape.ts'
import { byTime, pickFixes } from './track.ts'

export function memoryTape(): Tape {
  let cuts: Cut[] = []
  let open = true
  const check = async (): Promise<void> => {
    await Promise.resolve()
    if (!open) throw new StoreFault('gone', 'the store is closed')
  }
  const last = () => cuts.at(-1)?.at ?? null
  return {
    async append(cut) {
      checkCut(cut, last())
      if (open) cuts.push(unpack(pack(cut)))
      await check()
    },
    async* play(from, to) {
      await check()
      // The list is looked at as it grows.
      for (const cut of cuts) if (cut.at > from && cut.at <= to) yield cut
    },
    async track(unit, from, to) {
      await check()
      const buffer = new FixBuffer()
      for (const { batch } of cuts) pickFixes(batch, unit, from, to, buffer)
      return byTime(buffer.take())
    },
    last: async () => {
      await check()
      return last()
    },
    async drop(before) {
      await check()
      const kept = cuts.filter(({ at }) => dayOf(at) >= dayOf(before))
      const days = new Set(cuts.map(({ at }) => dayOf(at))).size - new Set(kept.map(({ at }) => dayOf(at))).size
      cuts = kept
      return days
    },
    async close() {
      await check()
      open = false
    },
  }
}
