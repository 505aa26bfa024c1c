// The whole picture of a region: what a screen needs to start, or to start again.
import type { Readings } from '../../shared/domain/reading.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Unit } from '../../shared/domain/unit.ts'
import type { Intervals, PictureFrame, PictureReason } from '../../shared/wire/frame.ts'
import { intervalOf } from '../world/interval.ts'
import type { World } from '../world/world.ts'
import { maskAlarm, maskRelief, seeEvents, seesAlarm, seesSos, type Holds } from './see.ts'

function intervals(world: World, units: readonly Unit[]): Intervals {
  const byNumber: Record<number, number> = {}
  for (const unit of units) {
    const interval = intervalOf(world, unit.id)
    if (interval > 0) byNumber[unit.number] = interval
  }
  return byNumber
}

export interface PictureParts {
  readonly world: World
  readonly epoch: string
  readonly region: RegionCode
  /** Which units the region's screens are to hold. */
  readonly held: Pick<Holds, 'unit'>
  readonly reason: PictureReason
  readonly at: Instant
  readonly speed: number
  readonly unpaired: boolean
  readonly readings: Partial<Readings>
}

export function picture({ world, epoch, region, held, reason, at, speed, unpaired, readings }: PictureParts): PictureFrame {
  const units = [...world.units.values()].filter(({ id }) => held.unit(id))
  return {
    kind: 'picture', reason, epoch, seq: world.seq, region, at, speed, unpaired, readings,
    mark: world.mark, catalogue: world.catalogue,
    units,
    intervals: intervals(world, units),
    shifts: [...world.shifts.values()].filter(({ unit }) => held.unit(unit)),
    events: seeEvents(world, region),
    sos: [...world.sos.values()].filter((sos) => seesSos(region, sos.region)),
    alarms: [...world.alarms.values()].filter((alarm) => seesAlarm(region, alarm)).map((alarm) => maskRelief(region, maskAlarm(world, alarm))),
    recalled: [...world.recalled.values()].filter(({ alarm }) => seesAlarm(region, alarm)).map((one) => ({ ...one, alarm: maskRelief(region, one.alarm) })),
  }
}
