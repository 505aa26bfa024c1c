// Every reading against the same computed the long way, over days of anything.
import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IngestCounts } from '../../../shared/domain/health.ts'
import type { Readings } from '../../../shared/domain/reading.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { createReadings, type ReadingsKeeper } from '../../../server/readings/all.ts'
import { Story } from '../world/given.ts'
import { dayArb, tell, type Day } from './day.ts'
import { naiveFixes, naiveHistory, naiveMarks, naiveOpen, naiveSeries, naiveTowns, naiveWindows } from './naive.ts'

const counts: IngestCounts = { sources: [], unregistered: [] }
const MIN = 60_000

function listening(story: Story): ReadingsKeeper {
  const readings = createReadings()
  story.listeners.push((happening, world) => readings.step(happening, world))
  return readings
}

/** Shows at some instants of the day: at happenings, just before and after edges that they make, and later. */
function shown(day: Day, check: (story: Story, now: Instant, show: () => Readings) => void, runs = 40): void {
  const story = new Story()
  const readings = listening(story)
  const look = (now: number): void => check(story, instant(now), () => readings.show(instant(now), story.world, counts))
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

const property = (check: (story: Story, now: Instant, show: () => Readings) => void, numRuns = 60): void =>
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
      const { rows, numerator } = show().towns
      expect(rows).toEqual(naiveTowns(story.world, now))
      expect(numerator).toBe(show().arrivals.windows['24h'].total)
    })
  })

  it('[N6] presence at every quarter-hour of the last day is what was so then, as a replay of everything says', () => {
    property((story, now, show) => expect(show().presence.history).toEqual(naiveHistory(story.told, now)))
  })

  it('[N7] fix rate, ages and delays are what the list of all fixes says', () => {
    property((story, now, show) => expect(show().fixes).toMatchObject(naiveFixes(story.told, story.world, now)))
  })

  it('[N8] being shown changes nothing: readings shown at every turn and readings never shown end alike', () => {
    fc.assert(fc.property(dayArb, (day) => {
      const story = new Story()
      const [often, never] = [listening(story), listening(story)]
      let last = instant(0)
      tell(day, story, (now) => {
        last = instant(now)
        often.show(last, story.world, counts)
        often.show(instant(now + 999), story.world, counts)
      })
      expect(often.show(last, story.world, counts)).toEqual(never.show(last, story.world, counts))
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
      for (const now of [last, instant(last + 50 * MIN)]) expect(kept.show(now, story.world, counts)).toEqual(whole.show(now, story.world, counts))
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
    for (const frozen of [null, 3, {}, { version: 0, states: {} }]) expect(readings.thaw(frozen)).toBe(false)
    expect(readings.show(instant(2_000), story.world, counts).arrivals.windows['5m'].total).toBe(1)
  })
})
