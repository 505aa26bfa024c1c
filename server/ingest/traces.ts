// What admission remembers of each device, as columns by device number: its newest fix, its last good place, what it sent lately.
import type { FixBatch } from '../../shared/domain/fix.ts'
import { NOT_A_PLACE, fixFlag } from '../../shared/domain/fix.ts'
import type { Places } from '../../shared/domain/places.ts'

/** Fix times kept per device, so that a repeated refill is known again: more than the largest 0x0704 holds. */
export const KEPT = 256

/** A device time as it is kept: milliseconds modulo 49 days, which no two fixes of a device's last ones share; 0 = none. */
const kept = (deviceTime: number): number => Math.floor(deviceTime) % 2 ** 32 || 1

const columns = (size: number) => ({
  /** Newest fix time taken that was no jump; 0 = none yet. */
  newest: new Float64Array(size),
  /** The last place that jumps are judged from; time 0 = none yet. */
  goodTime: new Float64Array(size), goodLon: new Int32Array(size), goodLat: new Int32Array(size),
  /** The last of the jumps in a row that agree with one another, and how many they are. */
  strayTime: new Float64Array(size), strayLon: new Int32Array(size), strayLat: new Int32Array(size), strays: new Uint8Array(size),
  /** Where the next device time goes in the device's stretch of `times`. */
  cursor: new Uint16Array(size),
  /** Newest device time noted: what is newer cannot have been sent before. */
  noted: new Float64Array(size),
})

/** Devices whose times lie in one page: 64 KiB. */
const IN_PAGE = 64

/** Grows with the highest device number; unused numbers cost their columns only. */
export class Traces {
  at = columns(0)
  /** By device number / IN_PAGE: the times of each, one stretch after another. */
  readonly #pages: (Uint32Array | undefined)[] = []

  reserve(device: number): void {
    const size = this.at.newest.length
    if (device < size) return
    const grown = columns(Math.max(64, 2 ** Math.ceil(Math.log2(device + 1))))
    for (const name of Object.keys(grown) as (keyof typeof grown)[]) grown[name].set(this.at[name])
    this.at = grown
  }

  /** Whether a fix of this device time has been taken, as far back as is kept. */
  sent(device: number, deviceTime: number): boolean {
    return device < this.at.noted.length && deviceTime <= this.at.noted[device] && this.#find(device, deviceTime) >= 0
  }

  note(device: number, deviceTime: number): void {
    this.reserve(device)
    const cursor = this.at.cursor[device]
    const page = this.#pages[Math.floor(device / IN_PAGE)] ??= new Uint32Array(IN_PAGE * KEPT)
    page[device % IN_PAGE * KEPT + cursor] = kept(deviceTime)
    this.at.cursor[device] = (cursor + 1) % KEPT
    if (deviceTime > this.at.noted[device]) this.at.noted[device] = deviceTime
  }

  /** The disk did not take that fix: the device will send it again and must not be told that we have it. */
  unnote(device: number, deviceTime: number): void {
    const at = this.#find(device, deviceTime)
    if (at >= 0) this.#pages[Math.floor(device / IN_PAGE)]![at] = 0
  }

  /** Puts a device back to its place on disk, after a start or after the disk refused what came later. */
  restore(device: number, places: Places): void {
    this.reserve(device)
    const known = places.has(device)
    this.at.newest[device] = known ? places.columns.time[device] : 0
    this.at.goodTime[device] = this.at.newest[device]
    this.at.goodLon[device] = known ? places.columns.lon[device] : 0
    this.at.goodLat[device] = known ? places.columns.lat[device] : 0
    this.at.strays[device] = 0
    if (known && !this.sent(device, places.columns.deviceTime[device])) this.note(device, places.columns.deviceTime[device])
  }

  /** Learns from rows that are on the tape already, in the order of admission. */
  learn(batch: FixBatch): void {
    for (let row = 0; row < batch.length; row++) {
      const device = batch.device[row]
      if (!this.sent(device, batch.deviceTime[row])) this.note(device, batch.deviceTime[row])
      if (batch.flags[row] & (fixFlag.jump | fixFlag.late) || batch.time[row] < this.at.newest[device]) continue
      this.at.newest[device] = batch.time[row]
      if (batch.flags[row] & NOT_A_PLACE) continue
      this.at.goodTime[device] = batch.time[row]
      this.at.goodLon[device] = batch.lon[row]
      this.at.goodLat[device] = batch.lat[row]
    }
  }

  /** Where in its page a device's time is; −1 = nowhere. */
  #find(device: number, deviceTime: number): number {
    const page = this.#pages[Math.floor(device / IN_PAGE)]
    if (!page) return -1
    const from = device % IN_PAGE * KEPT
    const wanted = kept(deviceTime)
    for (let at = from; at < from + KEPT; at++) if (page[at] === wanted) return at
    return -1
  }
}
