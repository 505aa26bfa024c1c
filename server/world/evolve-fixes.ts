// Moves units by a batch of fixes: the newest fresh fix of a unit's highest-ranked device is its place.
import { NOT_A_PLACE, type FixBatch } from '../../shared/domain/fix.ts'
import { freshness, isFresh } from '../../shared/domain/freshness.ts'
import type { Places } from '../../shared/domain/places.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import type { Device } from '../../shared/domain/unit.ts'
import type { Route, World } from './world.ts'

/**
 * Folds in a batch row by row, each judged at its own received time, so that it does not matter where batches are cut.
 * Rows of unknown, retired or re-assigned devices change nothing: they are on the tape, but nobody's place.
 */
export function evolveFixes(world: World, batch: FixBatch): void {
  for (let row = 0; row < batch.length; row++) {
    if (batch.flags[row] & NOT_A_PLACE) continue
    const route = routeOf(world, batch.device[row])
    if (!route || route.unit !== batch.unit[row]) continue
    const { number } = route.device
    if (batch.time[row] <= timeOf(world.devicePlaces, number)) continue
    world.devicePlaces.copy(batch, row, number)
    if (route.alone && timeOf(world.places, route.unit) < batch.time[row]) put(world, batch, row, route.unit)
    else settle(world, route.device.unit, route.unit, instant(batch.received[row]))
  }
}

/** Whose place a device's fixes are; undefined for an unknown, retired or unassigned one. */
function routeOf(world: World, number: number): Route | undefined {
  const known = world.routes[number]
  if (known) return known
  const device = world.devicesByNumber.get(number)
  const unit = device && world.units.get(device.unit)
  if (!device || !unit) return undefined
  return world.routes[number] = { device, unit: unit.number, alone: world.devicesOfUnit.get(unit.id)?.length === 1 }
}

const timeOf = (places: Places, number: number): number => places.has(number) ? places.columns.time[number] : 0

/** Moves the unit to a row of fixes. */
function put(world: World, from: FixBatch, row: number, number: number): void {
  const { places } = world
  const still = places.has(number) && places.columns.lon[number] === from.lon[row] && places.columns.lat[number] === from.lat[row]
  places.copy(from, row, number)
  places.columns.unit[number] = number
  if (!still) locate(world, number)
}

/** Puts the unit where its best device is. */
function settle(world: World, id: string, number: number, now: Instant): void {
  const best = bestDevice(world, world.devicesOfUnit.get(id) ?? [], now)
  if (!best) return
  const at = best.device.number
  // The place may still be a retired device's: with nobody fresh the newest that is known stays.
  if (!best.fresh && timeOf(world.places, number) >= timeOf(world.devicePlaces, at)) return
  put(world, world.devicePlaces.columns, at, number)
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
  world.whereabouts[number] = world.spots.find(number, lon[number], lat[number])
}
