// How many fixes were received in each second of the last hour: in the district, its towns and its villages.
import { DEPTH, type Codes } from './codes.ts'

/** Seconds kept: an hour, and room for what arrives while `now` lags behind it. */
const RING = 3600 + 60
/** Depths of codes that have a ring: towns and villages. A ring of 15 kB for every grid would be several times all others. */
const COUNTED = 2

/**
 * Second k holds what was received in (k − 1, k] seconds since 1970. Windows end at a whole second for that reason,
 * and are exact for the seconds that they say.
 */
export interface FixCounts {
  readonly second: Float64Array
  /** Rings by the number of the region's code; 0 = the district. */
  readonly rings: (Uint32Array | null)[]
}

export const emptyCounts = (): FixCounts => ({ second: new Float64Array(RING), rings: [new Uint32Array(RING)] })

/** Counts one fix once in the district and once in every town and village of its unit; false when it is older than what is kept. */
export function take(counts: FixCounts, second: number, { holders }: Codes, home: number, where: number): boolean {
  const slot = second % RING
  if (second < counts.second[slot]) return false
  if (second > counts.second[slot]) {
    counts.second[slot] = second
    for (const ring of counts.rings) if (ring) ring[slot] = 0
  }
  count(counts, 0, slot)
  for (let depth = 0; depth < COUNTED; depth++) {
    const [first, other] = [holders[home * DEPTH + depth], holders[where * DEPTH + depth]]
    if (first > 0) count(counts, first, slot)
    if (other > 0 && other !== first) count(counts, other, slot)
  }
  return true
}

function count({ rings }: FixCounts, region: number, slot: number): void {
  while (rings.length <= region) rings.push(null)
  const ring = rings[region] ??= new Uint32Array(RING)
  ring[slot]++
}

/** How many in the `seconds` up to and including `last`. */
export function countSeconds({ second, rings }: FixCounts, region: number, last: number, seconds: number): number {
  const ring = rings[region]
  let sum = 0
  if (ring) for (let at = last - seconds + 1; at <= last; at++) if (second[at % RING] === at) sum += ring[at % RING]
  return sum
}
