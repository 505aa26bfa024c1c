// What can be said of a cut without decoding it: whose fixes and of which times, so that a track skips the rest.
import type { FixBatch } from '../../shared/domain/fix.ts'

/** Unit numbers are folded to this many bits: exact for a district's units, never a false "not in it" for more. */
const BITS = 4_096

export interface Span { readonly first: number; readonly last: number; readonly units: Uint8Array }

/** Earliest and latest fix time (`at` for a cut without fixes) and a bitmap of the units, its empty tail cut off. */
export function spanOf(batch: FixBatch, at: number): Span {
  let first = Infinity
  let last = -Infinity
  for (const time of batch.time) {
    if (time < first) first = time
    if (time > last) last = time
  }
  const bits = new Uint8Array(BITS / 8)
  let length = 0
  for (const unit of batch.unit) {
    const bit = unit % BITS
    bits[bit >> 3] |= 1 << (bit & 7)
    length = Math.max(length, (bit >> 3) + 1)
  }
  return { first: first === Infinity ? at : first, last: last === -Infinity ? at : last, units: bits.slice(0, length) }
}

/** Whether the cut may hold fixes of the unit; false is certain. */
export function mayHold(units: Uint8Array, unit: number): boolean {
  const bit = unit % BITS
  return (bit >> 3) < units.length && (units[bit >> 3] & (1 << (bit & 7))) !== 0
}
