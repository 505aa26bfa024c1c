// The whole picture of a region: what a screen needs to start, or to start again.
import type { Readings } from '../../shared/domain/reading.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Intervals, PictureFrame, PictureReason } from '../../shared/wire/frame.ts'
import { intervalOf } from '../world/interval.ts'
import type { World } from '../world/world.ts'
import { maskAlarm, maskRelief, seeEvents, seesAlarm, seesSos } from './see.ts'

export function intervals(world: World): Intervals {
  const byNumber: Record<number, number> = {}
  for (const unit of world.units.values()) {
    const interval = intervalOf(world, unit.id)
    if (interval > 0) byNumber[unit.number] = interval
  }
  return byNumber
}

export interface PictureParts {
  readonly world: World
  readonly epoch: string
  readonly region: RegionCode
  readonly reason: PictureReason
  readonly at: Instant
  readonly speed: number
  readonly unpaired: boolean
  readonly readings: Partial<Readings>
}

export function picture({ world, epoch, region, reason, at, speed, unpaired, readings }: PictureParts): PictureFrame {
  return {
    kind: 'picture', reason, epoch, seq: world.seq, region, at, speed, unpaired, readings,
    mark: world.mark, catalogue: world.catalogue,
    units: [...world.units.values()],
    intervals: intervals(world),
    shifts: [...world.shifts.values()],
    events: seeEvents(world, region),
    sos: [...world.sos.values()].filter((sos) => seesSos(region, sos.region)),
    alarms: [...world.alarms.values()].filter((alarm) => seesAlarm(region, alarm)).map((alarm) => maskRelief(region, maskAlarm(world, alarm))),
    recalled: [...world.recalled.values()].filter(({ alarm }) => seesAlarm(region, alarm)).map((one) => ({ ...one, alarm: maskRelief(region, one.alarm) })),
  }
}
