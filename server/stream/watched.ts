// A watched region: everything is encoded once for all the screens that watch it.
import type { Entry } from '../../shared/domain/entry.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { EntriesFrame, GuestsFrame, Intervals, ShownEntry } from '../../shared/wire/frame.ts'
import { FixesEncoder } from '../../shared/wire/fixes.ts'
import type { World } from '../world/world.ts'
import { intervalOf } from '../world/interval.ts'
import { Held } from './held.ts'
import { holdsNow, see, seesUnit, showUnit } from './see.ts'

/** Milliseconds between two cuts with which both ends settle. */
const SETTLE = 500

export class Watched {
  readonly region: RegionCode
  readonly encoder = new FixesEncoder()
  readonly held: Held
  #pending: ShownEntry[] = []
  #intervals: Record<number, number> = {}
  /** Somebody comes or lags: one of the next cuts is to be one that a keyframe can follow. */
  wantsKey = false
  #settledAt = -Infinity
  /** By unit number: 1 = sees it wherever it is, because it belongs here; 0 = ask. */
  #ours = new Uint8Array(0)
  /** Seq up to which this region's screens have been sent entries. */
  sentTo: number

  constructor(region: RegionCode, world: World, at: Instant) {
    this.region = region
    this.sentTo = world.seq
    // Those who join now get a keyframe of what is known now.
    this.#cut(at, world.places.known(), world, true)
    this.held = new Held(region, world, (number) => this.encoder.has(number))
  }

  /** Takes one entry that the world has just folded in. */
  hear(entry: Entry, world: World): void {
    this.#pending.push(...this.held.hear(entry, world))
    if (entry.kind === 'unit-registered' || entry.kind === 'unit-retired') this.#ours.fill(0)
    if (entry.kind === 'device-registered') {
      const unit = world.units.get(entry.data.device.unit)
      if (unit && this.held.unit(unit.id)) this.#intervals[unit.number] = intervalOf(world, unit.id)
    }
  }

  /** The entries since the last flush as one frame; also when all were filtered out, so that the range has no holes. */
  flush(world: World): EntriesFrame | undefined {
    if (world.seq === this.sentTo) return undefined
    const frame: EntriesFrame = { kind: 'entries', from: this.sentTo, to: world.seq, entries: this.#pending, intervals: this.#intervals }
    this.sentTo = world.seq
    this.#pending = []
    this.#intervals = {}
    return frame
  }

  /**
   * Whether both ends settle with the cut of now (monotonic ms). It costs every screen of the region some bytes, so one that
   * lags time and again is served twice a second at most.
   */
  settles(now: number): boolean {
    if (!this.wantsKey || now - this.#settledAt < SETTLE) return false
    this.wantsKey = false
    this.#settledAt = now
    return true
  }

  /**
   * One delta of the units whose place changed (ascending numbers); undefined when none concerns this region.
   * `settle`: a keyframe is asked for; then there is always a frame, after which `encoder.key` can be made.
   */
  cut(at: Instant, changed: readonly number[], world: World, settle = false): Uint8Array | undefined {
    const { bytes, fresh, gone } = this.#cut(at, changed, world, settle)
    if (fresh.length + gone.length > 0) this.held.moved(fresh, gone, world)
    return bytes
  }

  /** Who came and went with the last cut, to be sent before it and after all entries up to now; null when nobody did. */
  guests(): GuestsFrame | null { return this.held.guests() }

  /** `fresh`: units that the frames did not have. */
  #cut(at: Instant, changed: readonly number[], world: World, settle: boolean): { bytes: Uint8Array | undefined; fresh: readonly number[]; gone: readonly number[] } {
    const { encoder } = this
    const fresh: number[] = []
    const units: number[] = []
    const gone: number[] = []
    for (const number of changed) {
      if (!this.#sees(number, world)) {
        if (encoder.has(number)) gone.push(number)
      } else if (world.places.has(number)) {
        if (!encoder.has(number)) {
          units.push(number)
          fresh.push(number)
        } else if (encoder.timeOf(number) !== Math.round(world.places.columns.time[number])) units.push(number)
      }
    }
    const bytes = units.length + gone.length > 0 || settle ? encoder.delta(at, units, world.places, gone, settle) : undefined
    return { bytes, fresh, gone }
  }

  #sees(number: number, world: World): boolean {
    if (this.#ours[number] === 1) return true
    const unit = world.unitsByNumber.get(number)
    if (!unit || !contains(this.region, unit.region)) return seesUnit(this.region, world, number)
    if (number >= this.#ours.length) {
      const grown = new Uint8Array(2 * number + 64)
      grown.set(this.#ours)
      this.#ours = grown
    }
    this.#ours[number] = 1
    return true
  }
}

/** What a screen that rejoins missed: entries of (from, to] as it sees them, oldest first. */
export function missed(entries: readonly Entry[], world: World, region: RegionCode): { shown: ShownEntry[]; intervals: Intervals } {
  const shown: ShownEntry[] = []
  const intervals: Record<number, number> = {}
  const holds = holdsNow(world, region)
  for (const entry of entries) {
    const one = see(entry, world, region, holds)
    // It may be one that the screen never had: it comes with its duty.
    if (one?.kind === 'unit-registered') shown.push({ kind: 'unit-entered', seq: one.seq, ...showUnit(world, one.data.unit) })
    else if (one) shown.push(one)
    if (entry.kind === 'device-registered') {
      const unit = world.units.get(entry.data.device.unit)
      if (unit && holds.unit(unit.id)) intervals[unit.number] = intervalOf(world, unit.id)
    }
  }
  return { shown, intervals }
}
