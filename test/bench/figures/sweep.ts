// Sweeps: what should cost nothing, and whether it does. Units that say nothing, regions nobody watches, a long past.
import { join } from 'node:path'
import { loadDistrict } from '../../../server/district/load.ts'
import { levelOf } from '../../../shared/domain/region.ts'
import { root } from '../../start.ts'
import { measure, withFleet, type Bench } from '../bench.ts'
import { manners } from '../fleet.ts'
import { writeHistory } from '../history.ts'
import { register } from '../product.ts'
import type { Measured } from '../run.ts'
import { CUT } from './paced.ts'

export interface Point { readonly at: string; readonly measured: Measured }
export interface Sweep { readonly silent: readonly Point[]; readonly regions: readonly Point[]; readonly history: readonly Point[] }

const SCREENS = 10
/** Two repeats of one point differ by up to a quarter (shared/PERFORMANCE §1). */
const NOISE = 1.35

/** Most over least of CPU per report; flat when within the noise of two repeats. */
export function spreadOf(points: readonly Point[]): { ratio: number; flat: boolean } {
  const costs = points.map(({ measured }) => measured.cpuPerReport)
  const ratio = Math.max(...costs) / Math.min(...costs)
  return { ratio, flat: ratio <= NOISE }
}

export async function sweep(bench: Bench): Promise<Sweep> {
  const silent: Point[] = []
  const regions: Point[] = []
  const history: Point[] = []
  const { units } = bench.setting
  const look = async (points: Point[], at: string, product: Parameters<typeof measure>[1]): Promise<void> => {
    points.push({ at, measured: await measure(bench, product, manners.walk, { label: at }) })
  }
  await withFleet(bench, { cut: CUT }, async (product) => {
    await look(silent, `${units} units report`, product)
    history.push({ ...silent[0], at: 'an empty store' })
    for (const more of [2, 4]) {
      await register(product, { from: units * (more - 1), count: 2 * units })
      await bench.rig.watch(product, 'product', SCREENS)
      await look(silent, `+ ${more * units} silent`, product)
    }
  }, SCREENS)
  const district = await loadDistrict(join(root, 'public/district/510304'))
  const towns = [...district.regions.keys()].filter((code) => levelOf(code) === 'town')
  await withFleet(bench, { cut: CUT }, async (product) => {
    for (const watched of [0, 1, 16]) {
      await bench.rig.watch(product, 'product', [district.manifest.code, ...towns].slice(0, watched))
      await look(regions, `${watched} of ${district.regions.size} regions watched`, product)
    }
  }, 0)
  for (const [entries, fixes] of [[50_000, 500_000], [200_000, 2_000_000]]) {
    await withFleet(bench, { cut: CUT, before: (folder) => writeHistory(folder, { entries, fixes }) }, async (product) => {
      await look(history, `${entries / 1_000} k entries and ${fixes / 1e6} M fixes before`, product)
    }, SCREENS)
  }
  return { silent, regions, history }
}
