// How long the fixes of the last minutes were on their way, each with the regions of its unit.

/** Delays kept of one second: of a burst every second, every fourth … one, evenly over the second. */
const MOST = 1024

interface Second {
  length: number
  /** Fixes that came, and of how many one is kept. */
  came: number
  stride: number
  ms: Float64Array
  /** Two a delay: numbers of the codes where the unit belongs and where it was. */
  regions: Uint32Array
}

/** Second → delays of fixes that came by themselves. */
export type Delays = Map<number, Second>

export function keepDelay(delays: Delays, second: number, ms: number, home: number, where: number): void {
  let kept = delays.get(second)
  if (!kept) delays.set(second, kept = { length: 0, came: 0, stride: 1, ms: new Float64Array(64), regions: new Uint32Array(128) })
  if (kept.came++ % kept.stride !== 0) return
  if (kept.length === MOST) thin(kept)
  if (kept.length === kept.ms.length) grow(kept)
  kept.ms[kept.length] = ms
  kept.regions[2 * kept.length] = home
  kept.regions[2 * kept.length + 1] = where
  kept.length++
}

/** Keeps every second delay. */
function thin(kept: Second): void {
  for (let row = 0; 2 * row < kept.length; row++) {
    kept.ms[row] = kept.ms[2 * row]
    kept.regions[2 * row] = kept.regions[4 * row]
    kept.regions[2 * row + 1] = kept.regions[4 * row + 1]
  }
  kept.length = Math.ceil(kept.length / 2)
  kept.stride *= 2
}

function grow(kept: Second): void {
  const grown = { ms: new Float64Array(2 * kept.length), regions: new Uint32Array(4 * kept.length) }
  grown.ms.set(kept.ms)
  grown.regions.set(kept.regions)
  Object.assign(kept, grown)
}

/** Keeps so many seconds of delays behind the newest. */
export function forgetDelays(delays: Delays, seconds: number): void {
  let newest = 0
  for (const second of delays.keys()) newest = Math.max(newest, second)
  for (const second of delays.keys()) if (second <= newest - seconds) delays.delete(second)
}

/** The delays of (from, to] seconds in a region (`inside`: by code number), in no order. */
export function delaysIn(delays: Delays, from: number, to: number, inside: Uint8Array): Float64Array {
  const seconds: Second[] = []
  for (let second = from + 1; second <= to; second++) {
    const kept = delays.get(second)
    if (kept) seconds.push(kept)
  }
  const found = new Float64Array(seconds.reduce((sum, second) => sum + countIn(second, inside), 0))
  let at = 0
  for (const { length, ms, regions } of seconds) {
    for (let row = 0; row < length; row++) if ((inside[regions[2 * row]] | inside[regions[2 * row + 1]]) !== 0) found[at++] = ms[row]
  }
  return found
}

function countIn({ length, regions }: Second, inside: Uint8Array): number {
  let sum = 0
  for (let row = 0; row < length; row++) sum += inside[regions[2 * row]] | inside[regions[2 * row + 1]]
  return sum
}
