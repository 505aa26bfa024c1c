// Fixes 定位 travel as columns: no object per fix on the hot way.
import type { Instant } from './time.ts'

/** "Not said" in the 16-bit columns speed, heading and accuracy. */
export const UNKNOWN = 0xffff

/** What admission found out about a fix; bits of `FixBatch.flags`. */
export const fixFlag = {
  /** Older than a fix of the same device already taken: goes to history, never moves a marker. */
  late: 1,
  /** Impossible speed from the device's fix before it: kept, flagged, not shown as the unit's place. */
  jump: 2,
  /** The device's clock is more than 24 h behind or 5 min ahead: ordered and aged by received time. */
  clock: 4,
  /** Accuracy worse than the limit: kept, never counted as coverage, never shown as a place. */
  inaccurate: 8,
  /** The SOS bit was set. */
  sos: 16,
  /** Sent from a device's memory after an outage. */
  refill: 32,
  /** Place lies outside the district. */
  outside: 64,
} as const

/** Flags that keep a fix from becoming the unit's place. */
export const NOT_A_PLACE = fixFlag.late | fixFlag.jump | fixFlag.inaccurate

/**
 * Many fixes as columns of one length. `time` is the instant the fix holds for (device time, or received time
 * when the clock is wrong); lon and lat in millionths of a degree WGS 84; speed and accuracy in 0.1 m/s and 0.1 m;
 * heading in whole degrees from north.
 */
export interface FixBatch {
  readonly length: number
  /** Unit and device numbers. */
  readonly unit: Uint32Array
  readonly device: Uint32Array
  readonly time: Float64Array
  readonly deviceTime: Float64Array
  readonly received: Float64Array
  readonly lon: Int32Array
  readonly lat: Int32Array
  readonly speed: Uint16Array
  readonly heading: Uint16Array
  readonly accuracy: Uint16Array
  readonly flags: Uint16Array
}

export function emptyBatch(length: number): FixBatch {
  return {
    length,
    unit: new Uint32Array(length), device: new Uint32Array(length),
    time: new Float64Array(length), deviceTime: new Float64Array(length), received: new Float64Array(length),
    lon: new Int32Array(length), lat: new Int32Array(length),
    speed: new Uint16Array(length), heading: new Uint16Array(length), accuracy: new Uint16Array(length),
    flags: new Uint16Array(length),
  }
}

/** The columns' names in one place, so that copying code cannot forget one. */
export const fixColumns = ['unit', 'device', 'time', 'deviceTime', 'received', 'lon', 'lat', 'speed', 'heading', 'accuracy', 'flags'] as const

/** Copies rows [from, from + length) of `source` to `target` at `at`. */
export function copyFixes(source: FixBatch, from: number, length: number, target: FixBatch, at: number): void {
  for (const name of fixColumns) target[name].set(source[name].subarray(from, from + length), at)
}

/** A batch that grows; `take` hands out what was pushed and starts anew. */
export class FixBuffer {
  /** Rows from `length` on mean nothing. */
  columns = emptyBatch(256)
  #length = 0

  get length(): number { return this.#length }

  push(row: {
    unit: number; device: number; time: Instant; deviceTime: Instant; received: Instant
    lon: number; lat: number; speed: number; heading: number; accuracy: number; flags: number
  }): void {
    const at = this.next()
    const { columns } = this
    columns.unit[at] = row.unit
    columns.device[at] = row.device
    columns.time[at] = row.time
    columns.deviceTime[at] = row.deviceTime
    columns.received[at] = row.received
    columns.lon[at] = row.lon
    columns.lat[at] = row.lat
    columns.speed[at] = row.speed
    columns.heading[at] = row.heading
    columns.accuracy[at] = row.accuracy
    columns.flags[at] = row.flags
  }

  /** Makes room for one more row and answers its index in `columns`; the caller fills every column. */
  next(): number {
    if (this.#length === this.columns.length) {
      const grown = emptyBatch(this.columns.length * 2)
      copyFixes(this.columns, 0, this.#length, grown, 0)
      this.columns = grown
    }
    return this.#length++
  }

  take(): FixBatch {
    const taken = emptyBatch(this.#length)
    copyFixes(this.columns, 0, this.#length, taken, 0)
    this.#length = 0
    return taken
  }
}
