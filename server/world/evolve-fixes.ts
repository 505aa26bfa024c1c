// Moves units by a batch of fixes: the newest fresh fix of a unit's highest-ranked device is its place.
import { fixColumns, NOT_A_PLACE, type FixBatch } from '../../shared/domain/fix.ts'
import { freshness, isFresh } from '../../shared/domain/freshness.ts'
import { fromMicro } from '../../shared/domain/geo.ts'
import type { Places } from '../../shared/domain/places.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { Device } from '../../shared/domain/unit.ts'
import type { World } from './world.ts'

/**
 * Folds in a batch row by row, each judged at its own received time, so that it does not matter where batches are cut.
 * Rows of unknown, retired or re-assigned devices change nothing: they are on the tape, but nobody's place.
 */
export function evolveFixes(world: World, batch: FixBatch): void {
  for (let row = 0; row < batch.length; row++) {
    if (batch.flags[row] & NOT_A_PLACE) continue
    const device = world.devicesByNumber.get(batch.device[row])
    if (!device || world.units.get(device.unit)?.number !== batch.unit[row]) continue
    if (batch.time[row] <= timeOf(world.devicePlaces, device.number)) continue
    copyRow(batch, row, world.devicePlaces, device.number)
    settle(world, device.unit, batch.unit[row], instant(batch.received[row]))
  }
}

const timeOf = (places: Places, number: number): number => places.has(number) ? places.columns.time[number] : 0

/** `Places` index by unit number on their own; device places are the same columns under device numbers. */
function copyRow(from: FixBatch, row: number, to: Places, number: number): void {
  to.reserve(number)
  for (const name of fixColumns) to.columns[name][number] = from[name][row]
}

/** Puts the unit where its best device is. */
function settle(world: World, id: string, number: number, now: Instant): void {
  const best = bestDevice(world, world.devicesOfUnit.get(id) ?? [], now)
  if (!best) return
  const at = best.device.number
  const { columns } = world.places
  // The place may still be a retired device's: with nobody fresh the newest that is known stays.
  if (!best.fresh && timeOf(world.places, number) >= timeOf(world.devicePlaces, at)) return
  const still = world.places.has(number)
    && columns.lon[number] === world.devicePlaces.columns.lon[at] && columns.lat[number] === world.devicePlaces.columns.lat[at]
  copyRow(world.devicePlaces.columns, at, world.places, number)
  world.places.columns.unit[number] = number
  if (!still) locate(world, number)
}

function bestDevice(world: World, devices: readonly Device[], now: Instant): { device: Device; fresh: boolean } | undefined {
  let newest: Device | undefined
  for (const device of devices) {
    if (!world.devicePlaces.has(device.number)) continue
    const time = timeOf(world.devicePlaces, device.number)
    if (isFresh(freshness(instant(time), device.interval, now))) return { device, fresh: true }
    if (!newest || time > timeOf(world.devicePlaces, newest.number)) newest = device
  }
  return newest && { device: newest, fresh: false }
}

/** Looks up the finest region of a unit's place; by far the dearest step, so units that stand still skip it. */
export function locate(world: World, number: number): void {
  const { lon, lat } = world.places.columns
  while (world.whereabouts.length <= number) world.whereabouts.push(undefined)
  world.whereabouts[number] = world.district.locate(fromMicro(lon[number]), fromMicro(lat[number]))
}
