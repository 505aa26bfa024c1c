// Every reading against the same computed the long way, over days of anything.
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IngestCounts } from '../../../shared/domain/health.ts'
import type { Readings } from '../../../shared/domain/reading.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import { tiers } from '../../../shared/domain/tier.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { createReadings, type ReadingsKeeper } from '../../../server/readings/all.ts'
import { seesUnit } from '../../../server/stream/see.ts'
import { evolve } from '../../../server/world/evolve.ts'
import { freezeWorld, thawWorld } from '../../../server/world/keep.ts'
import { device, DISTRICT, smallDistrict, Story, townCodes, unit } from '../world/given.ts'
import { dayArb, regions, tell, type Day } from './day.ts'
import { naiveFixes, naiveHistory, naiveMarks, naiveOpen, naiveRegions, naiveSeries, naiveTiers, naiveWindows } from './naive.ts'

const counts: IngestCounts = { sources: [], unregistered: [] }
const MIN = 60_000

function listening(story: Story): ReadingsKeeper {
  const readings = createReadings()
  story.listeners.push((happening, world) => readings.step(happening, world))
  return readings
}

type Check = (story: Story, now: Instant, show: (region?: RegionCode) => Readings) => void

/** Shows at some instants of the day: at happenings, just before and after edges that they make, and later. */
function shown(day: Day, check: Check, runs = 40): void {
  const story = new Story()
  const readings = listening(story)
  const look = (now: number): void => check(story, instant(now), (region = DISTRICT) => readings.show(instant(now), story.world, counts, region))
  let last = 0
  tell(day, story, (now, index) => {
    last = now
    if (index % Math.ceil(day.ops.length / 4) === 0) look(now)
  })
  const edges = [...story.world.events.values()].flatMap(({ occurred }) => [5 * MIN, 60 * MIN, 24 * 60 * MIN, 7 * 24 * 60 * MIN].map((span) => occurred + span))
  const quarter = Math.ceil(last / (15 * MIN)) * 15 * MIN
  const instants = [last, last + 1, quarter, quarter + 1, last + 37 * MIN, last + 26 * 60 * MIN, ...edges.filter((edge) => edge > last).flatMap((edge) => [edge - 1, edge, edge + 1])]
  for (const now of instants.slice(0, runs)) look(now)
}

const property = (check: Check, numRuns = 60): void =>
  fc.assert(fc.property(dayArb, (day) => shown(day, check, 18)), { numRuns })

describe('readings', () => {
  it('[N1] arrivals in every window, by category and level, and the window before, are what the whole list of entries says', () => {
    property((story, now, show) => {
      const { windows } = show().arrivals
      expect(windows).toMatchObject(naiveWindows(story.told, now))
      for (const window of Object.values(windows)) {
        expect(Object.values(window.byCategory).reduce((a, b) => a + b, 0)).toBe(window.total)
        expect(Object.values(window.byLevel).reduce((a, b) => a + b, 0)).toBe(window.total)
        expect(window).toMatchObject({ to: now, asOf: now, numerator: window.total })
      }
    })
  })

  it('[N2] arrival series are steps whose last ends at the very instant shown', () => {
    property((story, now, show) => {
      const { series } = show().arrivals
      for (const [name, step, count] of [['1h', MIN, 60], ['24h', 15 * MIN, 96], ['7d', 180 * MIN, 56]] as const) {
        expect(series[name].byCategory).toEqual(naiveSeries(story.told, now, step, count))
        expect(series[name]).toMatchObject({ step, from: now - step * count, to: now })
      }
      const sum = (counted: Readonly<Record<string, readonly number[]>>) => Object.values(counted).flat().reduce((a, b) => a + b, 0)
      for (const name of ['1h', '24h', '7d'] as const) expect(sum(series[name].byCategory)).toBe(show().arrivals.windows[name].total)
    }, 30)
  })

  it('[N3] the marks are the newest 400 arrivals of the last 24 h, newest last', () => {
    property((story, now, show) => expect(show().arrivals.marks).toEqual(naiveMarks(story.told, now)), 30)
  })

  it('[N4] open events by stage, level and age are what the events of the world say', () => {
    property((story, now, show) => {
      const { open } = show()
      expect(open).toMatchObject(naiveOpen(story.world, now))
      expect(open.ages.flatMap(({ byLevel }) => byLevel).reduce((a, b) => a + b, 0)).toBe(open.total)
    })
  })

  it('[N5] towns count events where they lie now, also relocated ones, and the district row holds those of no known town', () => {
    property((story, now, show) => {
      const { rows, numerator } = show().regions
      expect(rows).toEqual(naiveRegions(story.world, now))
      expect(numerator).toBe(show().arrivals.windows['24h'].total)
    })
  })

  it('[N6] presence at every quarter-hour of the last day is what was so then, as a replay of everything says', () => {
    property((story, now, show) => expect(show().presence.history).toEqual(naiveHistory(story.told, now)))
  })

  it('[N7] fix rate, ages and delays are what the list of all fixes says', () => {
    property((story, now, show) => expect(show().fixes).toMatchObject(naiveFixes(story.told, story.world, now)))
  })

  it('[N32] the readings of every town, village and grid are what its own events, units and fixes say, through relocations and late ones', { timeout: 240_000 }, () => {
    fc.assert(fc.property(dayArb, (day) => shown(day, (story, now, show) => {
      for (const region of regions) {
        const { arrivals, open, regions: below, presence, fixes } = show(region)
        expect(arrivals.windows, region).toMatchObject(naiveWindows(story.told, now, region))
        for (const [name, step, count] of [['1h', MIN, 60], ['24h', 15 * MIN, 96], ['7d', 180 * MIN, 56]] as const) {
          expect(arrivals.series[name].byCategory).toEqual(naiveSeries(story.told, now, step, count, region))
        }
        expect(arrivals.marks).toEqual(naiveMarks(story.told, now, region))
        expect(open).toMatchObject(naiveOpen(story.world, now, region))
        expect(below.rows).toEqual(naiveRegions(story.world, now, region))
        expect(below.numerator).toBe(arrivals.windows['24h'].total)
        expect(presence.history).toEqual(naiveHistory(story.told, now, region))
        const units = naiveTiers(story.world, now, region)
        for (const tier of tiers) {
          const { registered, onDuty, byFreshness } = presence.tiers[tier]
          expect({ registered, onDuty, fresh: byFreshness.live + byFreshness.aging }).toEqual(units[tier])
        }
        const counted = naiveFixes(story.told, story.world, now, region)
        expect(fixes).toMatchObject(region.length <= 12 ? counted : { numerator: null, perSecond: null, lastHour: null, age: counted.age, delay: counted.delay })
      }
    }, 6)), { numRuns: 40 })
  })

  it('[N33] the units that a region counts are those whose markers its screens see', () => {
    property((story, _now, show) => {
      for (const region of regions) {
        const seen = [...story.world.units.values()].filter(({ number }) => seesUnit(region, story.world, number))
        for (const tier of tiers) expect(show(region).presence.tiers[tier].registered).toBe(seen.filter((unit) => unit.tier === tier).length)
      }
    }, 30)
  })

  it('[N34] with other geometry units are counted where they are now known to be, from the first happening on', () => {
    const story = new Story()
    const readings = listening(story)
    story.units(unit('u1', 1, { region: DISTRICT })).devices(device('d1', 1, 'u1'))
    story.signedOn('u1', 1_000)
    story.fixes(2_000, [{ unit: 1, device: 1, time: 2_000, lon: 104.75 }])
    const world = thawWorld(smallDistrict('moved', 1), freezeWorld(story.world))!
    const onDuty = () => townCodes.map((town) => readings.show(instant(3_000), world, counts, town).presence.tiers.area.onDuty)
    expect(onDuty()).toEqual([1, 0, 0])
    const entry = story.entry('unit-registered', { unit: unit('u2', 2) }, 3_000)
    evolve(world, entry)
    readings.step({ is: 'entry', entry }, world)
    expect(onDuty()).toEqual([0, 1, 0])
  })

  it('[N8] being shown changes nothing: readings shown at every turn and readings never shown end alike', () => {
    fc.assert(fc.property(dayArb, (day) => {
      const story = new Story()
      const [often, never] = [listening(story), listening(story)]
      let last = instant(0)
      tell(day, story, (now) => {
        last = instant(now)
        often.show(last, story.world, counts, DISTRICT)
        often.show(instant(now + 999), story.world, counts, DISTRICT)
      })
      expect(often.show(last, story.world, counts, DISTRICT)).toEqual(never.show(last, story.world, counts, DISTRICT))
      expect(often.freeze()).toEqual(never.freeze())
    }), { numRuns: 40 })
  })

  it('[N9] readings frozen and thawed in the middle of a day end as those that were not', () => {
    fc.assert(fc.property(dayArb, fc.nat(60), (day, middle) => {
      const story = new Story()
      const whole = listening(story)
      let kept = createReadings()
      story.listeners.push((happening, world) => kept.step(happening, world))
      let last = instant(0)
      tell(day, story, (now, index) => {
        last = instant(now)
        if (index !== middle % day.ops.length) return
        const frozen: unknown = deserialize(serialize(kept.freeze()))
        kept = createReadings()
        expect(kept.thaw(frozen)).toBe(true)
      })
      for (const now of [last, instant(last + 50 * MIN)]) expect(kept.show(now, story.world, counts, DISTRICT)).toEqual(whole.show(now, story.world, counts, DISTRICT))
    }), { numRuns: 60 })
  })

  it('[N31] thawed readings keep no hold of the snapshot\'s bytes', () => {
    const story = new Story()
    const readings = listening(story)
    story.reported('e1', { occurred: instant(1_000) })
    const bytes = serialize({ padding: 'x'.repeat(1_000_000), readings: readings.freeze() })
    const thawed = createReadings()
    thawed.thaw((deserialize(bytes) as { readings: unknown }).readings)
    const views = (data: unknown): ArrayBufferView[] => {
      if (ArrayBuffer.isView(data)) return [data]
      if (data instanceof Map) return [...data.values()].flatMap(views)
      return typeof data === 'object' && data !== null ? Object.values(data).flatMap(views) : []
    }
    expect(views(thawed.freeze()).length).toBeGreaterThan(10)
    for (const view of views(thawed.freeze())) expect(view.buffer.byteLength).toBeLessThan(bytes.length / 2)
    expect(thawed.freeze()).toEqual(readings.freeze())
  })

  it('[N10] states of another version are not thawed and leave the readings as they were', () => {
    const story = new Story()
    const readings = listening(story)
    story.reported('e1', { occurred: instant(1_000) })
    for (const frozen of [null, 3, {}, { version: 1, states: {} }]) expect(readings.thaw(frozen)).toBe(false)
    expect(readings.show(instant(2_000), story.world, counts, DISTRICT).arrivals.windows['5m'].total).toBe(1)
  })
})
