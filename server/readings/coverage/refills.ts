// Fixes that came long after their time: who sent them, when they came and of what time they are.
import { NOT_A_PLACE, fixFlag, type FixBatch } from '../../../shared/domain/fix.ts'
import { MINUTE } from '../../../shared/domain/time.ts'

/** What comes later than this after its time is a refill, whatever the device calls it. */
export const LATE = 5 * MINUTE
/** Rows of one transmission come in one batch or in the next ones. */
const SAME = MINUTE

/** What one device made up for in one transmission: fixes of [from, to] came at `received`; columns. */
export interface Refills { readonly device: number[]; readonly unit: number[]; readonly received: number[]; readonly from: number[]; readonly to: number[] }

export const noRefills = (): Refills => ({ device: [], unit: [], received: [], from: [], to: [] })

/** Jumps and inaccurate fixes make up for nothing; what is late itself does. */
const UNSOUND = NOT_A_PLACE & ~fixFlag.late

export function noteRefills(refills: Refills, batch: FixBatch): void {
  const { device, unit, received, from, to } = refills
  for (let row = 0; row < batch.length; row++) {
    const [time, came] = [Math.round(batch.time[row]), batch.received[row]]
    if (came - time < LATE || (batch.flags[row] & UNSOUND) !== 0) continue
    let at = device.length - 1
    while (at >= 0 && received[at] >= came - SAME && !(device[at] === batch.device[row] && unit[at] === batch.unit[row])) at--
    if (at >= 0 && received[at] >= came - SAME) {
      from[at] = Math.min(from[at], time)
      to[at] = Math.max(to[at], time)
      received[at] = Math.max(received[at], came)
    } else {
      device.push(batch.device[row])
      unit.push(batch.unit[row])
      received.push(came)
      from.push(time)
      to.push(time)
    }
  }
}

export function forgetRefills(refills: Refills, before: number): void {
  const old = refills.received.findIndex((at) => at >= before)
  const count = old < 0 ? refills.received.length : old
  if (count > 0) for (const column of Object.values(refills) as number[][]) column.splice(0, count)
}
