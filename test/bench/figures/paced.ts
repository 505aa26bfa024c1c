// Figures at one frame a second: bytes per position for each manner of fleet, and what the server's core pays.
import { measure, wants, withFleet, type Bench } from '../bench.ts'
import { manners } from '../fleet.ts'
import type { Measured } from '../run.ts'

export const CUT = 1_000

export type Paced = Partial<Record<keyof typeof manners, Measured>>

export async function paced(bench: Bench): Promise<Paced> {
  const out: Paced = {}
  await withFleet(bench, { cut: CUT }, async (product) => {
    out.walk = await measure(bench, product)
    if (!wants(bench, 'bytes')) return
    for (const name of ['white', 'smooth', 'rough', 'posts', 'still'] as const) out[name] = await measure(bench, product, manners[name])
  })
  if (!wants(bench, 'bytes')) return out
  await withFleet(bench, { cut: CUT }, async (product) => {
    // Taxis have been heard before: two fixes each, a cut apart.
    for (const ago of [2, 1]) {
      await bench.rig.generator.call('past', { manner: manners.taxis, ago: ago * manners.taxis.interval })
      await new Promise((next) => { setTimeout(next, 1.5 * CUT) })
    }
    for (const name of ['taxis', 'bursts'] as const) out[name] = await measure(bench, product, manners[name])
  })
  return out
}
