// Who speaks when a device does: its numbers, its unit's kind, the reference system of the source.
import type { Crs } from '../../shared/domain/geo.ts'
import type { Device } from '../../shared/domain/unit.ts'
import type { World } from '../world/world.ts'
import type { Speaker } from './admit.ts'

/** What comes through a gateway is in the gateway's reference system, whatever the device's registration says. */
export const crsOf = (world: World, device: Device): Crs =>
  (device.gateway === null ? undefined : world.gateways.get(device.gateway)?.crs) ?? device.crs

/** Undefined when the device or its unit is not registered any more. */
export function speakerOf(world: World, device: Device): Speaker | undefined {
  const standing = world.devices.get(device.id)
  const unit = standing && world.units.get(standing.unit)
  return unit && { unit: unit.number, device: standing.number, crs: crsOf(world, standing), kind: unit.kind }
}
