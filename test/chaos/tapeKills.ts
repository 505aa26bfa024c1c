// Kills a process that writes a tape, again and again, and compares what it acknowledged with what is there.
import { isDeepStrictEqual } from 'node:util'
import { HOUR, instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import type { Cut } from '../../server/tape/tape.ts'
import { cutAt, NOON, plain } from '../server/tape/batches.ts'
import { startChild } from './child.ts'
import { below } from './random.ts'

/** Twelve cuts ten seconds apart, of which two stand alone, and the next ones after an hour and more: days end while it runs. */
const RUN = { cuts: 12, step: 10_000, time: 72 * MINUTE }
const atOf = (number: number): Instant => instant(NOON + Math.floor(number / RUN.cuts) * RUN.time + number % RUN.cuts * RUN.step)
export const numberOf = (at: Instant): number => Math.floor((at - NOON) / RUN.time) * RUN.cuts + (at - NOON) % RUN.time / RUN.step

/** Cut number `n`, the same again for the same number; one fix in ten is two days late. */
export const cutOf = (n: number): Cut => cutAt(atOf(n), Array.from({ length: 1 + n % 40 }, (_, index) => ({
  unit: 1 + (n + index) % 60, device: index, time: atOf(n) - (index % 10 === 9 ? 48 * HOUR : index * 100), received: atOf(n) - index,
  lon: 104_700_000 + n, lat: 29_300_000 - index, speed: (n * index) % 0xffff, flags: n % 2,
})))

export interface TapeKillReport { readonly kills: number; readonly acknowledged: number; readonly faults: readonly string[] }

export async function killTapeWriter(folder: string, kills: number, random: () => number): Promise<TapeKillReport> {
  const acknowledged = new Set<number>()
  for (let kill = 0; kill < kills; kill++) {
    const child = startChild('tapeWriter.ts', [folder])
    if (random() < 0.75) await child.line()
    await new Promise((done) => { setTimeout(done, below(random, 400)) })
    const lines = await child.kill()
    for (const line of lines) if (/^\d+$/.test(line)) acknowledged.add(Number(line))
  }
  return { kills, acknowledged: acknowledged.size, faults: await look(folder, acknowledged) }
}

async function look(folder: string, acknowledged: ReadonlySet<number>): Promise<string[]> {
  const faults: string[] = []
  const seen = new Set<number>()
  const tape = await openSqliteTape({ folder })
  try {
    const end = await tape.last() ?? instant(0)
    let fixesOfOne = 0
    for await (const cut of tape.play(instant(0), end)) {
      const number = numberOf(cut.at)
      if (seen.has(number)) faults.push(`cut ${number} is there twice`)
      if (!isDeepStrictEqual(plain(cut), plain(cutOf(number)))) faults.push(`cut ${number} is not what was written`)
      seen.add(number)
      for (const unit of cut.batch.unit) if (unit === 1) fixesOfOne++
    }
    for (const number of acknowledged) if (!seen.has(number)) faults.push(`cut ${number} was acknowledged and is lost`)
    const { length } = await tape.track(1, instant(0), end)
    if (length !== fixesOfOne) faults.push(`the track of unit 1 has ${length} fixes, the tape ${fixesOfOne}`)
  } finally {
    await tape.close()
  }
  return faults
}
