// Where each unit is now: one row per unit number, held as columns; newest wins.
import type { FixBatch } from './fix.ts'
import { emptyBatch, copyFixes } from './fix.ts'

/** The columns that cross to a screen, of which the first `length` rows count. */
export type Shown = Pick<FixBatch, 'length' | 'unit' | 'time' | 'lon' | 'lat' | 'speed' | 'heading' | 'flags'>

/** The latest place of every unit, indexed by unit number; `time` 0 = never had one. */
export class Places {
  columns: FixBatch = emptyBatch(64)

  /** One above the highest unit number that fits without growing. */
  get capacity(): number { return this.columns.length }

  has(unit: number): boolean { return unit < this.columns.length && this.columns.time[unit] > 0 }

  reserve(unit: number): void {
    if (unit < this.columns.length) return
    let size = this.columns.length
    while (size <= unit) size *= 2
    const grown = emptyBatch(size)
    copyFixes(this.columns, 0, this.columns.length, grown, 0)
    this.columns = grown
  }

  /** Writes row `index` of `batch` as the place of its unit. */
  put(batch: FixBatch, index: number): void {
    this.copy(batch, index, batch.unit[index])
  }

  /** The same under a number of the caller's choice. */
  copy(batch: FixBatch, index: number, number: number): void {
    this.reserve(number)
    const { columns } = this
    columns.unit[number] = batch.unit[index]
    columns.device[number] = batch.device[index]
    columns.time[number] = batch.time[index]
    columns.deviceTime[number] = batch.deviceTime[index]
    columns.received[number] = batch.received[index]
    columns.lon[number] = batch.lon[index]
    columns.lat[number] = batch.lat[index]
    columns.speed[number] = batch.speed[index]
    columns.heading[number] = batch.heading[index]
    columns.accuracy[number] = batch.accuracy[index]
    columns.flags[number] = batch.flags[index]
  }

  /** Writes a row of what a screen is told: the columns that do not cross stay as they are. */
  show(rows: Shown, index: number): void {
    const unit = rows.unit[index]
    this.reserve(unit)
    const { columns } = this
    columns.unit[unit] = unit
    columns.time[unit] = rows.time[index]
    columns.lon[unit] = rows.lon[index]
    columns.lat[unit] = rows.lat[index]
    columns.speed[unit] = rows.speed[index]
    columns.heading[unit] = rows.heading[index]
    columns.flags[unit] = rows.flags[index]
  }

  forget(unit: number): void {
    if (unit < this.columns.length) this.columns.time[unit] = 0
  }

  /** The numbers of all units that have a place, ascending. */
  known(): number[] {
    const numbers: number[] = []
    for (let unit = 0; unit < this.columns.length; unit++) if (this.columns.time[unit] > 0) numbers.push(unit)
    return numbers
  }
}
