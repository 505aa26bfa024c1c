// What the screens of a region hold of what comes and goes: units, calls for help and alarms. It decides whom they are told of.
import type { Entry } from '../../shared/domain/entry.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import type { Unit, UnitId } from '../../shared/domain/unit.ts'
import type { GuestsFrame, Kept, ShownEntry, ShownUnit } from '../../shared/wire/frame.ts'
import type { World } from '../world/world.ts'
import { isWhole, see, seesAlarm, seesSos, showUnit, type Holds } from './see.ts'

/**
 * Follows what was told, not what is so: a unit that moved counts from the cut that shows it, so that no entry about it is
 * told before its card or after its leaving. A unit is held where it belongs, where the fixes frames show it (`placed`), and
 * where its call for help is seen. Screens of the whole district hold everything.
 */
export class Held implements Holds {
  readonly #region: RegionCode
  readonly #whole: boolean
  readonly #placed: (number: number) => boolean
  readonly #units = new Set<string>()
  readonly #calls = new Set<string>()
  readonly #alarms = new Set<string>()
  #entered: ShownUnit[] = []
  #left: UnitId[] = []

  /** `placed`: whether the region's fixes frames have the unit of that number. */
  constructor(region: RegionCode, world: World, placed: (number: number) => boolean) {
    this.#region = region
    this.#whole = isWhole(world, region)
    this.#placed = placed
    if (this.#whole) return
    for (const { unit, region: place } of world.sos.values()) if (seesSos(region, place)) this.#calls.add(unit)
    for (const alarm of [...world.alarms.values(), ...[...world.recalled.values()].map((one) => one.alarm)]) if (seesAlarm(region, alarm)) this.#alarms.add(alarm.id)
    for (const unit of world.units.values()) if (this.keeps(unit)) this.#units.add(unit.id)
  }

  unit(id: string): boolean { return this.#whole || this.#units.has(id) }
  call(unit: string): boolean { return this.#whole || this.#calls.has(unit) }
  alarm(id: string): boolean { return this.#whole || this.#alarms.has(id) }
  keeps({ id, number, region }: Unit): boolean {
    return this.#whole || contains(this.#region, region) || this.#placed(number) || this.#calls.has(id)
  }

  /** The entry as the screens get it, and whoever comes or goes with it; the world has it folded in. */
  hear(entry: Entry, world: World): ShownEntry[] {
    const shown = see(entry, world, this.#region, this)
    if (this.#whole) return shown ? [shown] : []
    const [before, after] = this.#follow(entry, world)
    return [...before, ...(shown ? [shown] : []), ...after]
  }

  /** Answers what the screens are told besides, before and after the entry. */
  #follow(entry: Entry, world: World): [ShownEntry[], ShownEntry[]] {
    switch (entry.kind) {
      case 'unit-registered':
        if (this.keeps(entry.data.unit)) this.#units.add(entry.data.unit.id)
        else this.#units.delete(entry.data.unit.id)
        return [[], []]
      case 'unit-retired':
        this.#units.delete(entry.data.unit)
        return [[], []]
      case 'sos-raised': {
        const { unit: id, region } = entry.data
        if (!seesSos(this.#region, region)) return [[], this.#hangUp(id, entry.seq, world)]
        this.#calls.add(id)
        const unit = world.units.get(id)
        if (!unit || this.#units.has(id)) return [[], []]
        this.#units.add(id)
        return [[{ kind: 'unit-entered', seq: entry.seq, ...showUnit(world, unit) }], []]
      }
      case 'sos-cleared': return [[], this.#hangUp(entry.data.unit, entry.seq, world)]
      case 'alarm-raised':
        if (seesAlarm(this.#region, entry.data.alarm)) this.#alarms.add(entry.data.alarm.id)
        else this.#alarms.delete(entry.data.alarm.id)
        return [[], []]
      case 'alarm-withdrawn':
        // One that was recalled is shown on, until its cause raises it again.
        if (!world.recalled.has(entry.data.alarm)) this.#alarms.delete(entry.data.alarm)
        return [[], []]
      default: return [[], []]
    }
  }

  /** A unit that was held for its call alone leaves with it. */
  #hangUp(id: UnitId, seq: number, world: World): ShownEntry[] {
    this.#calls.delete(id)
    const unit = world.units.get(id)
    if (!this.#units.has(id) || (unit && this.keeps(unit))) return []
    this.#units.delete(id)
    return [{ kind: 'unit-left', seq, unit: id }]
  }

  /** After a cut: the units that the frames show now and did not show before, and those that they show no more. */
  moved(shown: readonly number[], gone: readonly number[], world: World): void {
    if (this.#whole) return
    for (const number of shown) {
      const unit = world.unitsByNumber.get(number)
      if (!unit || this.#units.has(unit.id)) continue
      this.#units.add(unit.id)
      this.#entered.push(showUnit(world, unit))
    }
    for (const number of gone) {
      const unit = world.unitsByNumber.get(number)
      if (!unit || !this.#units.has(unit.id) || this.keeps(unit)) continue
      this.#units.delete(unit.id)
      this.#left.push(unit.id)
    }
  }

  /** Who came and went with the last cut, once; null when nobody did. */
  guests(): GuestsFrame | null {
    if (this.#entered.length + this.#left.length === 0) return null
    const frame: GuestsFrame = { kind: 'guests', entered: this.#entered, left: this.#left }
    this.#entered = []
    this.#left = []
    return frame
  }

  /** For a screen that resumes: what it may go on holding, and in full whoever does not belong here; null when that is everything. */
  kept(world: World): Kept | null {
    if (this.#whole) return null
    const units = [...this.#units].flatMap((id) => world.units.get(id) ?? [])
    return {
      units: units.map(({ number }) => number), calls: [...this.#calls], alarms: [...this.#alarms],
      guests: units.filter(({ region }) => !contains(this.#region, region)).map((unit) => showUnit(world, unit)),
    }
  }
}
