// Damaged tapes: makes one, breaks copies of it, and judges whether what is played is what was written.
import { readdirSync, rmSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { instant } from '../../shared/domain/time.ts'
import { storeFault } from '../../server/sql/fault.ts'
import type { Cut, Tape } from '../../server/tape/tape.ts'
import { plain } from '../server/tape/batches.ts'
import { tapeHere } from '../server/tape/here.ts'
import { copyStore } from './damage.ts'
import { cutOf } from './tapeKills.ts'

const CUTS = 600

/** Writes a tape of three days; `copy` is made while the last day's log is still to be emptied. */
export async function makeTape(folder: string, copy: string): Promise<void> {
  let tape = tapeHere(folder)
  for (let n = 0; n < CUTS; n++) {
    await tape.append(cutOf(n))
    if (n !== CUTS - 100) continue
    await tape.close()
    tape = tapeHere(folder)
  }
  copyStore(folder, copy)
  await tape.close()
}

export const tapeFiles = (folder: string): string[] => readdirSync(folder).filter((name) => /\.db(-wal)?$/.test(name))

/** 'refused' by opening, 'found' when playing or tracking, 'same' when all is there. Throws when something else is played. */
export async function judgeTape(folder: string): Promise<'refused' | 'found' | 'same'> {
  let tape: Tape
  try {
    tape = tapeHere(folder)
  } catch (error) {
    if (!storeFault(error)) throw error
    return 'refused'
  }
  try {
    const { seen, told } = await playAll(tape)
    const faults = told.length
    const expected = Array.from({ length: CUTS }, (_, n) => cutOf(n))
    const byAt = new Map(expected.map((cut) => [cut.at, plain(cut)]))
    for (const cut of seen) if (!isDeepStrictEqual(plain(cut), byAt.get(cut.at))) throw new Error(`a wrong cut at ${cut.at} was played`)
    const there = new Set(seen.map(({ at }) => at))
    for (const { at } of expected) {
      if (!there.has(at) && !told.some(({ after, where }) => at > after && at <= where)) throw new Error(`the cut at ${at} was left out without a word`)
    }
    const fixes = expected.flatMap(({ batch }) => [...batch.unit].filter((unit) => unit === 7)).length
    const tracked = await tape.track(7, instant(0), expected[CUTS - 1].at).catch((error: unknown) => {
      if (!storeFault(error)) throw error
      return null
    })
    if (tracked && tracked.length !== fixes) throw new Error(`a track of ${tracked.length} fixes instead of ${fixes}`)
    return faults > 0 || !tracked ? 'found' : 'same'
  } finally {
    await tape.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Plays on behind every fault; each tells what is lost: from the last cut before it to where playing goes on. */
async function playAll(tape: Tape): Promise<{ seen: Cut[]; told: { after: number; where: number }[] }> {
  const seen: Cut[] = []
  const end = cutOf(CUTS).at
  const told: { after: number; where: number }[] = []
  for (let from = instant(0); ;) {
    try {
      for await (const cut of tape.play(from, end)) seen.push(cut)
      return { seen, told }
    } catch (error) {
      const fault = storeFault(error)
      if (!fault || fault.where === null || fault.where <= from) throw error
      told.push({ after: Math.max(from, seen.at(-1)?.at ?? 0), where: fault.where })
      from = instant(fault.where)
    }
  }
}
