// A cut whose columns share one piece of memory, so that it changes threads without being copied.
import { copyFixes, type FixBatch } from '../../shared/domain/fix.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Cut } from './tape.ts'

/** Fixes of one cut; more would be a fault of whoever cut it. */
export const MAX_FIXES = 1 << 20

export interface Pack { readonly at: Instant; readonly length: number; readonly memory: ArrayBuffer }

/** Bytes of a fix. */
const FIX = 48

/** The columns in a pack's memory, widest first. */
function columnsOf({ length, memory }: Pack): FixBatch {
  let at = 0
  const place = (width: number): number => (at += width * length) - width * length
  return {
    length,
    time: new Float64Array(memory, place(8), length), deviceTime: new Float64Array(memory, place(8), length), received: new Float64Array(memory, place(8), length),
    unit: new Uint32Array(memory, place(4), length), device: new Uint32Array(memory, place(4), length),
    lon: new Int32Array(memory, place(4), length), lat: new Int32Array(memory, place(4), length),
    speed: new Uint16Array(memory, place(2), length), heading: new Uint16Array(memory, place(2), length),
    accuracy: new Uint16Array(memory, place(2), length), flags: new Uint16Array(memory, place(2), length),
  }
}

export function pack({ at, batch }: Cut): Pack {
  const packed = { at, length: batch.length, memory: new ArrayBuffer(batch.length * FIX) }
  copyFixes(batch, 0, batch.length, columnsOf(packed), 0)
  return packed
}

export const unpack = (packed: Pack): Cut => ({ at: packed.at, batch: columnsOf(packed) })
