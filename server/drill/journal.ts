// Writes ground truth as it is played; without a file it keeps nothing.
import { createWriteStream, type WriteStream } from 'node:fs'
import type { Instant } from '../../shared/domain/time.ts'
import type { DrillEvent } from './day.ts'
import type { DrillDevice, Roster } from './roster.ts'
import type { Parcel } from './senders/sender.ts'
import type { Line } from './truth.ts'

export interface Journal {
  write(line: Line): void
  roster(roster: Roster): void
  /** The parcel is about to be sent for the first time. */
  sending(parcel: Parcel, now: Instant): void
  settled(parcel: Parcel, taken: boolean | null, now: Instant): void
  event(event: DrillEvent, answer: { readonly id: string; readonly region: string; readonly repeated: boolean }, now: Instant): void
  close(): Promise<void>
}

/** Appends to the file, so that a drill that was started again continues the same truth. `first` numbers its first fix. */
export function createJournal(file: string | null, first: number): Journal {
  const stream: WriteStream | null = file === null ? null : createWriteStream(file, { flags: 'a' })
  const numbers = new WeakMap<Parcel, number>()
  let next = first
  const write = (line: Line): void => { stream?.write(`${JSON.stringify(line)}\n`) }
  return {
    write,
    roster(roster) {
      for (const { id, name, tier, kind, region } of roster.units) write({ is: 'unit', id, name, tier, kind, region })
      for (const device of roster.devices) write(deviceLine(device))
    },
    sending(parcel, now) {
      if (!stream) return
      const n = next++
      numbers.set(parcel, n)
      const { device, unit, at, time, lon, lat, accuracy, valid, sos, refill, faults } = parcel.fix
      write({ is: 'fix', n, device, unit, at, time, lon, lat, accuracy, valid, sos, refill, faults, sent: now })
    },
    settled(parcel, taken, now) {
      const n = numbers.get(parcel)
      if (n !== undefined) write({ is: 'answer', n, at: now, taken })
    },
    event({ key, category, level, region, occurred }, { id, region: answered, repeated }, now) {
      write({ is: 'event', key, id, repeated, category, level, region, answered, occurred, at: now })
    },
    close: () => new Promise((resolve) => {
      if (stream) stream.end(resolve)
      else resolve()
    }),
  }
}

const deviceLine = ({ id, unit, dialect, rank, interval }: DrillDevice): Line => ({ is: 'device', id, unit, dialect, rank, interval })
