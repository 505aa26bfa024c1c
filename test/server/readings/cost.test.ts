// What a beat costs when every town has a screen of its own: half a million events behind, ten thousand units out.
import { resolve } from 'node:path'
import { serialize } from 'node:v8'
import { expect, it } from 'vitest'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { Severity } from '../../../shared/domain/event.ts'
import type { Region } from '../../../shared/domain/region.ts'
import { tiers } from '../../../shared/domain/tier.ts'
import { DAY, instant, SECOND } from '../../../shared/domain/time.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { createReadings } from '../../../server/readings/all.ts'
import { seeded } from '../../seeded.ts'
import { at, device, report, Story, unit } from '../world/given.ts'

const [EVENTS, UNITS] = [500_000, 10_000]
const noon = at('2026-07-01T12:00:00+08:00')

it('[N35] with half a million events behind and ten thousand units out, the readings of sixteen regions cost a small part of a beat and a few megabytes', { timeout: 120_000 }, async () => {
  const district = await loadDistrict(resolve(import.meta.dirname, '../../../public/district/510304'))
  const of = (level: string) => [...district.regions.values()].filter((one) => one.level === level)
  const [towns, villages, grids] = [of('town'), of('village'), of('grid')]
  const story = new Story(district)
  const readings = createReadings()
  story.listeners.push((happening, world) => readings.step(happening, world))
  const next = seeded(7)
  const pick = <One>(list: readonly One[]): One => list[Math.floor(next() * list.length)]
  for (let n = 1; n <= UNITS; n++) {
    story.units(unit(`u${n}`, n, { region: pick(villages).code, tier: tiers[n % 3] })).devices(device(`d${n}`, n, `u${n}`))
    story.signedOn(`u${n}`, noon - DAY)
  }
  for (let second = -70; second < 0; second++) {
    const rows = Array.from({ length: UNITS / 10 }, (_, n) => {
      const number = 1 + (n * 10 + (second + 70)) % UNITS
      const [lon, lat] = pick(grids).centre
      return { unit: number, device: number, time: noon + second * SECOND - 300, received: noon + second * SECOND, lon, lat }
    })
    story.fixes(noon + second * SECOND, rows)
  }
  for (let n = 0; n < EVENTS; n++) {
    const occurred = instant(noon - Math.floor(next() * 360 * DAY))
    const event = report(`e${n}`, { occurred, region: pick(grids).code, category: `c${n % 8}`, level: (1 + n % 4) as Severity })
    const entry: Entry = { seq: 0, kind: 'event-reported', data: { event }, by: 'test', about: event.id, key: null, committed: noon, received: noon, deviceTime: null }
    readings.step({ is: 'entry', entry }, story.world)
  }
  const counts = { sources: [], unregistered: [] }
  /** CPU time, since other tests share the cores; the middle one of several beats. */
  const beat = (regions: readonly Region[]): number => {
    const took = Array.from({ length: 7 }, (_, n) => {
      const before = process.cpuUsage()
      for (const { code } of regions) readings.show(instant(noon + n * 2_000), story.world, counts, code)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    })
    return took.sort((a, b) => a - b)[3]
  }
  expect(readings.show(noon, story.world, counts, towns[0].code).arrivals.windows.ytd.total).toBeGreaterThan(EVENTS / 100)
  expect(beat([...of('district'), ...towns])).toBeLessThan(80)
  expect(beat(villages.slice(0, 16))).toBeLessThan(80)

  const [states, ...lines] = readings.freeze() as [unknown, ...Float64Array[]]
  expect(serialize(states).length / 2 ** 20, 'MiB beside what is kept of each event').toBeLessThan(12)
  expect(lines.reduce((sum, line) => sum + line.byteLength, 0) / EVENTS, 'bytes an event').toBeLessThan(40)
})
