// Figures as `npm start` runs by itself: how old a position is when a screen has it, peak memory, and intake alone.
import { measure, wants, withFleet, type Bench } from '../bench.ts'
import { manners } from '../fleet.ts'
import type { Measured } from '../run.ts'

export interface Live {
  readonly batches: Measured | null
  readonly spread: Measured | null
  /** Without a screen. */
  readonly ingest: Measured | null
}

export async function live(bench: Bench): Promise<Live> {
  let [batches, spread, ingest]: (Measured | null)[] = [null, null, null]
  await withFleet(bench, { cut: null }, async (product) => {
    if (wants(bench, 'latency', 'memory')) batches = await measure(bench, product, manners.walk, { label: 'as npm start runs' })
    if (wants(bench, 'latency')) spread = await measure(bench, product, manners.walk, { spread: true, label: 'as npm start runs, arrivals spread' })
    if (!wants(bench, 'ingest')) return
    await bench.rig.watch(product, 'product', 0)
    ingest = await measure(bench, product, manners.walk, { label: 'no screens' })
  })
  return { batches, spread, ingest }
}
