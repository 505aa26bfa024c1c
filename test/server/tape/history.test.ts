// Random histories: the tape on disk, closed and opened in between, says the same as the one in memory.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DAY, HOUR, instant } from '../../../shared/domain/time.ts'
import { memoryTape } from '../../../server/tape/memory.ts'
import type { Tape } from '../../../server/tape/tape.ts'
import { temporaryFolder } from '../../contracts/folders.ts'
import { batchOf, likelyRows, NOON, plain, played } from './batches.ts'
import { tapeHere } from './here.ts'

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), later: fc.constantFrom(0, 1_000, 7 * HOUR, DAY), rows: likelyRows(instant(0)), many: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), ago: fc.nat(3 * DAY) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), unit: fc.constantFrom(1, 2, 3, 4_097, 9), ago: fc.nat(4 * DAY), length: fc.nat(3 * DAY) }) },
)

it('[T12] says the same on disk, over restarts, as in memory', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
    const folder = temporaryFolder()
    const memory = memoryTape()
    let disk = tapeHere(folder)
    let at: number = NOON
    const same = async <Said>(ask: (tape: Tape) => Promise<Said>): Promise<void> => {
      expect(await ask(disk)).toEqual(await ask(memory))
    }
    try {
      for (const one of steps) {
        switch (one.do) {
          case 'append': {
            const cuts = Array.from({ length: one.many }, () => {
              at += one.later
              const now = at
              return { at: instant(now), batch: batchOf(one.rows.map((row) => ({ ...row, time: now + (row.time ?? 0), received: now + (row.received ?? 0) }))) }
            })
            for (const tape of [disk, memory]) await Promise.all(cuts.map((cut) => tape.append(cut)))
            break
          }
          case 'reopen':
            await disk.close()
            disk = tapeHere(folder)
            break
          case 'drop':
            await same((tape) => tape.drop(instant(at - one.ago)))
            break
          case 'ask':
            await same((tape) => tape.track(one.unit, instant(at - one.ago), instant(at - one.ago + one.length)))
            await same(async (tape) => (await played(tape.play(instant(at - one.ago), instant(at - one.ago + one.length)))).map(plain))
            break
          default: one satisfies never
        }
        await same((tape) => tape.last())
      }
      await same(async (tape) => (await played(tape.play(instant(0), instant(at)))).map(plain))
      for (const unit of [1, 2, 3, 4_097]) await same((tape) => tape.track(unit, instant(0), instant(at + DAY)))
    } finally {
      await disk.close()
    }
  }), { numRuns: 40 })
})
