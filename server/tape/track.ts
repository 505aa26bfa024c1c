// A track: one unit's fixes out of many cuts, in the order of their own time.
import { emptyBatch, fixColumns, type FixBatch, type FixBuffer } from '../../shared/domain/fix.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'

/** Pushes the unit's fixes with from < time ≤ to, in the batch's order. */
export function pickFixes(batch: FixBatch, unit: number, from: Instant, to: Instant, into: FixBuffer): void {
  for (let row = 0; row < batch.length; row++) {
    const time = batch.time[row]
    if (batch.unit[row] !== unit || time <= from || time > to) continue
    into.push({
      unit, device: batch.device[row], time: instant(time),
      deviceTime: instant(batch.deviceTime[row]), received: instant(batch.received[row]),
      lon: batch.lon[row], lat: batch.lat[row],
      speed: batch.speed[row], heading: batch.heading[row], accuracy: batch.accuracy[row], flags: batch.flags[row],
    })
  }
}

/** The same fixes by time; equal times keep the order in which they were admitted. */
export function byTime(batch: FixBatch): FixBatch {
  const order = Array.from({ length: batch.length }, (_, row) => row).sort((a, b) => batch.time[a] - batch.time[b] || a - b)
  const sorted = emptyBatch(batch.length)
  for (const name of fixColumns) order.forEach((row, index) => { sorted[name][index] = batch[name][row] })
  return sorted
}
