// SOS 紧急求助: a device's call becomes a standing one before anything else is judged, with or without a position.
import type { EntryData } from '../../shared/domain/entry.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import type { Device, Unit } from '../../shared/domain/unit.ts'
import { StorageFailed, type Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { placeOf, timing } from './admit.ts'
import { defaultLimits } from './limits.ts'
import type { Observation } from './observation.ts'
import { crsOf } from './speaker.ts'

/** The device and crs decide the unit and the place; an unusable place is none, the call stands all the same. */
export function callOf(world: World, unit: Unit, device: Device, said: Observation): EntryData<'sos-raised'> {
  const place = said.valid ? placeOf(said, crsOf(world, device)) : undefined
  const known = place ? world.district.locate(place[0], place[1]) : world.whereabouts[unit.number]
  return {
    unit: unit.id, device: device.id, region: known ?? unit.region,
    at: timing(said, world.catalogue?.limits ?? defaultLimits).time,
    lon: place?.[0] ?? null, lat: place?.[1] ?? null,
  }
}

export interface Calls {
  /** Resolves when a call of the device's unit stands on disk; rejects with StorageFailed when the disk did not take it. */
  raise(device: Device, said: Observation): Promise<void>
}

/**
 * One standing call per unit: more of the same change nothing until a person clears it. Drafts carry no idempotency
 * key on purpose: after clearing, the same message is a call again (a terminal with a frozen clock must be heard).
 */
export function createCalls({ world, happen }: { world: World; happen: Pick<Happen, 'record'> }): Calls {
  const raising = new Map<string, Promise<void>>()

  const record = async (unit: Unit, device: Device, said: Observation): Promise<void> => {
    const [answer] = await happen.record([{
      kind: 'sos-raised', data: callOf(world, unit, device, said), by: device.id, about: unit.id, received: said.received,
      ...(said.at !== null && Number.isFinite(said.at) ? { deviceTime: said.at } : {}),
    }])
    if (isRefusal(answer)) throw new StorageFailed(`a call for help was not taken: ${answer.refused}`)
  }

  return {
    raise(device, said) {
      const unit = world.units.get(device.unit)
      if (!unit) return Promise.resolve()
      const standing = raising.get(unit.id)
      if (standing) return standing
      if (world.sos.has(unit.id)) return Promise.resolve()
      const mine = record(unit, device, said).finally(() => raising.delete(unit.id))
      raising.set(unit.id, mine)
      return mine
    },
  }
}
