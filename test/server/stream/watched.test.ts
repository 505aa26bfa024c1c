// A watched region: who lags costs the others little.
import { expect, it } from 'vitest'
import { instant } from '../../../shared/domain/time.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { maskAlarm, maskRelief } from '../../../server/stream/see.ts'
import { Watched } from '../../../server/stream/watched.ts'
import { emptyWorld } from '../../../server/world/world.ts'
import type { Alarm, AlarmId } from '../../../shared/domain/alarm.ts'
import { DISTRICT, smallDistrict, townCodes } from '../world/given.ts'

it('[F21] screens that lag or come time and again make the others settle twice a second at most', () => {
  const world = emptyWorld(smallDistrict())
  const watched = new Watched(regionCode('510304'), world, instant(1_000))
  expect(watched.encoder.settled).toBe(true)
  expect(watched.settles(0)).toBe(false)
  const served: number[] = []
  for (let now = 0; now < 3_000; now += 50) {
    watched.wantsKey = true
    if (watched.settles(now)) served.push(now)
  }
  expect(served).toEqual([0, 500, 1_000, 1_500, 2_000, 2_500])
  expect(watched.wantsKey).toBe(true)
})

it('[K21] the alarm of an event that the world has let go says no more than its town', () => {
  const world = emptyWorld(smallDistrict())
  const alarm: Alarm = { id: 'a1' as AlarmId, kind: 'event', about: 'e1', level: 1, region: regionCode('51030400100101'), since: instant(5) }
  expect(maskAlarm(world, alarm).region).toBe('510304001')
  expect(maskAlarm(world, { ...alarm, kind: 'sos' }).region).toBe('51030400100101')
})

it('[R20] the relief of a void has its name and its home on screens of that home and of the district, and nowhere else', () => {
  const alarm: Alarm = { id: 'v1' as AlarmId, kind: 'void', about: 'A01', level: 2, region: townCodes[0], since: instant(5), relief: { unit: 'u9', minutes: 4, home: townCodes[1] } }
  expect([DISTRICT, townCodes[1]].map((region) => maskRelief(region, alarm))).toEqual([alarm, alarm])
  expect(maskRelief(townCodes[0], alarm)).toEqual({ ...alarm, relief: { unit: null, minutes: 4 } })
  // A village of its home is a part of it: the unit is the town's.
  expect(maskRelief(regionCode(`${townCodes[1]}201`), alarm).relief).toEqual({ unit: null, minutes: 4 })
  const old = { ...alarm, relief: { unit: 'u9', minutes: 4 } }
  expect([DISTRICT, townCodes[0]].map((region) => maskRelief(region, old).relief)).toEqual([old.relief, { unit: null, minutes: 4 }])
  expect(maskRelief(townCodes[0], { ...alarm, relief: null })).toEqual({ ...alarm, relief: null })
})
