// Beats met and due at the last quarter-hour boundaries, as they were known then: of every region that has a beat.
import { ancestor, regionLevels } from '../../../shared/domain/region.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import { byTier } from '../unit-rows.ts'
import type { Judged } from './judge.ts'
import type { History } from './state.ts'

export const QUARTER = 15 * MINUTE
/** Quarter-hours shown: 95 boundaries and asOf. */
export const SHOWN = 96
/** Per tier: met, due. */
const WIDTH = 2 * tiers.length

/** The boundaries b with from < b ≤ to, at most a day of them. */
export function boundaries(from: number, to: number): number[] {
  const last = Math.floor(to / QUARTER)
  const first = Math.max(Math.floor(from / QUARTER) + 1, last - SHOWN + 1)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * QUARTER)
}

export function record(history: History, boundary: number, judged: readonly Judged[]): void {
  const regions = new Map<string, number[]>()
  for (const { beat, now } of judged) {
    if (!now?.due) continue
    const at = 2 * tiers.indexOf(beat.tier)
    for (const region of new Set(['', ...regionLevels.slice(1).map((level) => ancestor(beat.region, level) ?? '')])) {
      let counts = regions.get(region)
      if (!counts) regions.set(region, counts = Array<number>(WIDTH).fill(0))
      counts[at] += now.due.met ? 1 : 0
      counts[at + 1]++
    }
  }
  history.set(boundary, regions)
  for (const old of history.keys()) if (old <= boundary - SHOWN * QUARTER) history.delete(old)
}

/** Shares at the 95 boundaries before `now`, oldest first. */
export function sharesBefore(history: History, now: number, region: string): Record<Tier, (number | null)[]> {
  const last = Math.ceil(now / QUARTER) - 1
  const recorded = Array.from({ length: SHOWN - 1 }, (_, index) => history.get((last - SHOWN + 2 + index) * QUARTER)?.get(region))
  return byTier((tier) => {
    const at = 2 * tiers.indexOf(tier)
    return recorded.map((counts) => (counts && counts[at + 1] > 0 ? counts[at] / counts[at + 1] : null))
  })
}
