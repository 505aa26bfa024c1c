// The tape's asks over its shelf of days; each looks at a bounded slice, so that an append never waits long behind it.
import { FixBuffer, type FixBatch } from '../../shared/domain/fix.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { StoreFault, storeFault, type FaultKind } from '../sql/fault.ts'
import type { Answer } from '../sql/serve.ts'
import { dayOf, endOfDay } from './day.ts'
import type { DayTotal } from './seal.ts'
import { byDay, type TapeShelf } from './shelf.ts'
import { mayHold } from './span.ts'
import { pack, unpack, type Pack } from './pack.ts'
import type { Cut } from './tape.ts'
import { pickFixes } from './track.ts'

/** Cuts and fixes that one ask decodes at most. */
const CUTS = 256
const FIXES = 20_000

/** Behind which cut a walk over the days goes on, and the one of that day that it decoded last (0 = none); null at the end. */
export interface Place { readonly day: string; readonly seq: number; readonly read: number }

export interface Range { readonly from: Instant; readonly to: Instant; readonly place: Place | null }

/** What the disk said to one cut; null = it has it. */
export type Taken = { readonly fault: FaultKind; readonly message: string } | null

export function tapeDesk(shelf: TapeShelf) {
  /** The first day from the place on that fits and has cuts behind the place. */
  const nextDay = (place: Place, fits: { day?: (day: string) => boolean; total: (total: DayTotal) => boolean }) => {
    for (const day of shelf.days()) {
      if (day < place.day || fits.day?.(day) === false) continue
      const { seq, read } = day === place.day ? place : { seq: 0, read: 0 }
      const total = shelf.total(day)
      if (total.cuts > seq && fits.total(total)) return { day, seq, read, file: shelf.file(day).cuts }
    }
    return null
  }

  return {
    append(packs: readonly Pack[]): Answer<readonly Taken[]> {
      const taken = byDay(packs.map(unpack)).flatMap((run): Taken[] => {
        try {
          shelf.append(run.day, run.cuts)
          return run.cuts.map(() => null)
        } catch (error) {
          const fault = storeFault(error)
          if (!fault) throw error
          return run.cuts.map(() => ({ fault: fault.fault, message: fault.message }))
        }
      })
      return { value: taken, after: () => { shelf.tidy() } }
    },

    /** Cuts with from < at ≤ to from the place on. What is whole before a damage is answered before the damage is. */
    play({ from, to, place }: Range): Answer<{ cuts: readonly Pack[]; next: Place | null }> {
      const found = nextDay(place ?? { day: dayOf(from), seq: 0, read: 0 }, {
        day: (day) => endOfDay(day) > from && day <= dayOf(to), total: ({ at }) => at > from,
      })
      if (!found) return { value: { cuts: [], next: null } }
      const { day, file } = found
      const cuts: Cut[] = []
      const answer = (next: Place | null) => {
        const packs = cuts.map(pack)
        return { value: { cuts: packs, next }, transfer: packs.map(({ memory }) => memory) }
      }
      // The first row wanted builds on those before it, from a key row on.
      let seq = found.read > 0 ? found.read : file.stepTo(file.seqAt(from) + 1, 0) - 1
      let fixes = 0
      for (const row of file.rows(seq, CUTS)) {
        if (row.at > to) return answer(null)
        const cut = file.cut(row)
        if (isFault(cut) && cuts.length > 0) break
        if (isFault(cut)) throw cut
        if (row.at > from) cuts.push(cut)
        seq = row.seq
        if ((fixes += cut.batch.length) >= FIXES) break
      }
      return answer({ day, seq, read: seq })
    },

    /** The unit's fixes with from < time ≤ to out of a slice of cuts, in the order of the tape. */
    track({ unit, from, to, place }: Range & { unit: number }): Answer<{ batch: FixBatch; next: Place | null }> {
      const buffer = new FixBuffer()
      const found = nextDay(place ?? { day: '', seq: 0, read: 0 }, { total: ({ first, last }) => first <= to && last > from })
      if (!found) return { value: { batch: buffer.take(), next: null } }
      const { day, file } = found
      const { rows, seq } = file.search(found.seq, from, to)
      let { read } = found
      let fixes = 0
      for (const row of rows) {
        if (!mayHold(row.units, unit)) continue
        for (let step = file.stepTo(row.seq, read); step <= row.seq; step++) {
          const cut = file.cut(step === row.seq ? row : { seq: step })
          if (isFault(cut)) throw cut
          read = step
          if (step === row.seq) pickFixes(cut.batch, unit, from, to, buffer)
          if ((fixes += cut.batch.length) >= FIXES) return { value: { batch: buffer.take(), next: { day, seq: step < row.seq ? row.seq - 1 : row.seq, read } } }
        }
      }
      return { value: { batch: buffer.take(), next: { day, seq, read } } }
    },

    last: (_: null): Answer<Instant | null> => ({ value: lastOf(shelf) }),

    drop: (before: Instant): Answer<number> => ({ value: shelf.drop(dayOf(before)) }),

    close(_: null): Answer<null> {
      shelf.close()
      return { value: null }
    },
  }
}

const isFault = (cut: Cut | StoreFault): cut is StoreFault => cut instanceof StoreFault

/** The newest cut's instant, null for an empty tape. */
export function lastOf(shelf: TapeShelf): Instant | null {
  const last = shelf.last()
  return last === null ? null : instant(last)
}

export type TapeDesk = ReturnType<typeof tapeDesk>
