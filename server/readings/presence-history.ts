// Who was on duty and fresh at the last quarter-hour boundaries, per tier: of the district and of every region that had a unit.
import { isFresh } from '../../shared/domain/freshness.ts'
import { tiers, type Tier } from '../../shared/domain/tier.ts'
import { MINUTE, type Instant } from '../../shared/domain/time.ts'
import { DEPTH } from './codes.ts'
import { byTier, freshnessOf, type Rows } from './unit-rows.ts'

export const QUARTER = 15 * MINUTE
/** Quarter-hours shown: 95 whole ones and the one that is running. */
export const SHOWN = 96
/** Per tier: fresh, and on duty; nobody on duty and unknown are both 0 and shown alike. */
const WIDTH = 2 * tiers.length

/** Rings by region number (0 = the district) and quarter: some 2 kB a region. */
export interface History { counts: Uint32Array }

export const emptyHistory = (): History => ({ counts: new Uint32Array(SHOWN * WIDTH) })

const offset = (region: number, end: number): number => (region * SHOWN + (end / QUARTER) % SHOWN) * WIDTH

/** Keeps what the rows say of the boundary `end`; unknown when nobody listened. */
export function record({ history, rows }: { readonly history: History; readonly rows: Rows }, end: Instant, known: boolean): void {
  const { list, holders } = rows.codes
  grow(history, list.length)
  const { counts } = history
  for (let region = 0; region < list.length; region++) counts.fill(0, offset(region, end), offset(region, end) + WIDTH)
  if (!known) return
  const span = SHOWN * WIDTH
  for (let number = 0; number < rows.tier.length; number++) {
    if (rows.onDuty[number] === 0) continue
    const fresh = isFresh(freshnessOf(rows, number, end)) ? 1 : 0
    const at = offset(0, end) + 2 * (rows.tier[number] - 1)
    counts[at] += fresh
    counts[at + 1]++
    const [home, where] = [rows.home[number] * DEPTH, rows.where[number] * DEPTH]
    for (let depth = 0; depth < DEPTH; depth++) {
      const [first, second] = [holders[home + depth], holders[where + depth]]
      if (first > 0) {
        counts[at + first * span] += fresh
        counts[at + first * span + 1]++
      }
      if (second > 0 && second !== first) {
        counts[at + second * span] += fresh
        counts[at + second * span + 1]++
      }
    }
  }
}

/** Shares of a region at a recorded boundary; null where nobody was on duty or nothing is known. */
export function recorded({ counts }: History, region: number | undefined, end: Instant): Record<Tier, number | null> {
  if (region === undefined || offset(region, end) >= counts.length) return byTier(() => null)
  return byTier((tier) => {
    const at = offset(region, end) + 2 * tiers.indexOf(tier)
    return counts[at + 1] > 0 ? counts[at] / counts[at + 1] : null
  })
}

function grow(history: History, regions: number): void {
  if (history.counts.length >= regions * SHOWN * WIDTH) return
  const grown = new Uint32Array(Math.ceil(regions / 64) * 64 * SHOWN * WIDTH)
  grown.set(history.counts)
  history.counts = grown
}
