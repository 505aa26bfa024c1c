// Chart options as plain data: lengths, sums, ticks, sizes and colours, without a canvas.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrivalsOption, MOST_PARTS, partsOf, partSteps, sumOf, topOf } from '../../../client/charts/options/arrivals.ts'
import { besideBezels, clockTick, dayTicks, hoursFor, hourTicks, MOST_TICKS, type Plot } from '../../../client/charts/options/axis.ts'
import { marksOption } from '../../../client/charts/options/marks.ts'
import { presenceOption, presencePoints, sampleTimes } from '../../../client/charts/options/presence.ts'
import { rankTowns, townScale, townsOption } from '../../../client/charts/options/towns.ts'
import { readInk, SMALLEST_TEXT } from '../../../client/charts/theme.ts'
import { DAY, HOUR, instant } from '../../../shared/domain/time.ts'
import { arrivalsReading, NOW, presenceReading } from '../given.ts'

const ink = readInk((property) => property, 32)
const plot = (width = 1600, bezels: number[] = []): Plot => ({ from: instant(NOW - DAY), to: NOW, width, bezels })
interface Series { type: string; stack?: string; data: unknown[]; itemStyle?: { color: string } }
const seriesOf = (option: { series?: unknown }): Series[] => option.series as Series[]
const counts = fc.array(fc.nat({ max: 9 }), { minLength: 96, maxLength: 96 })

describe('presence', () => {
  it('[S8] draws one point per sample up to now, and nothing where nothing is known', () => {
    const history = [...Array.from({ length: 90 }, () => null), 0.9, 0.8, null, 1, 0, 0.85]
    const points = presencePoints(presenceReading(history), 'area')
    expect(points.map(([, share]) => share)).toEqual(history)
    expect(points.at(-1)?.[0]).toBe(NOW)
    const [water, trough, end] = seriesOf(presenceOption(presenceReading(history), 'area', ink))
    expect(water.data).toHaveLength(96)
    expect(end.data).toEqual([[NOW, 0.85]])
    for (const [index, share] of history.entries()) {
      const rest = (trough.data[index] as [number, number | null])[1]
      if (share === null) expect(rest).toBeNull()
      else expect(share + (rest ?? 0)).toBeCloseTo(1)
    }
  })

  it('[S8] puts samples on whole quarter-hours, ascending, the last at its own instant', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000_000_000_000 }), (asOf) => {
      const times = sampleTimes(instant(asOf), 900_000, 96)
      return times.length === 96 && times[95] === asOf && times.slice(0, 95).every((at, index) => at % 900_000 === 0 && at < times[index + 1])
    }))
  })

  it('[S9] gives a tier its own hue, and severity only to events', () => {
    expect(JSON.stringify(presenceOption(presenceReading([0.5]), 'line', ink))).toContain('--line')
    expect(JSON.stringify(presenceOption(presenceReading([0.5]), 'line', ink))).not.toContain('--sev')
    expect(JSON.stringify(arrivalsOption(arrivalsReading({ a: 1 }, { a: [1] }).series['24h'], [{ codes: ['a'], tone: 4 }], plot(), [], clockTick, ink))).not.toMatch(/--(sev|area|line|point)/)
  })
})

describe('arrivals', () => {
  it('[S10] adds up: the parts of every step and of every window are the whole', () => {
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), counts, { minKeys: 1, maxKeys: 9 }), (day) => {
      const year = Object.fromEntries(Object.entries(day).map(([code, list]) => [code, list.reduce((sum, n) => sum + n, 5)]))
      const reading = arrivalsReading(year, day)
      const parts = partsOf(reading)
      const stacks = parts.map((part) => partSteps(reading.series['24h'], part))
      const whole = (step: number) => Object.values(day).reduce((sum, list) => sum + list[step], 0)
      expect(parts.length).toBeLessThanOrEqual(MOST_PARTS)
      expect(parts.flatMap(({ codes }) => codes).sort()).toEqual(Object.keys(day).sort())
      for (let step = 0; step < 96; step += 7) expect(stacks.reduce((sum, list) => sum + list[step], 0)).toBe(whole(step))
      expect(parts.reduce((sum, part) => sum + sumOf(reading.windows.ytd.byCategory, part), 0)).toBe(reading.windows.ytd.total)
      const bars = seriesOf(arrivalsOption(reading.series['24h'], parts, plot(), [], clockTick, ink)).filter(({ type }) => type === 'bar')
      expect(bars.map(({ data }) => data.length)).toEqual(parts.map(() => 96))
    }), { numRuns: 30 })
  })

  it('[S10] gives each part a tone of its own, the year’s largest the brightest, the rest the darkest', () => {
    const year = { a: 9, b: 80, c: 70, d: 3, e: 2, f: 1, g: 50 }
    const parts = partsOf(arrivalsReading(year, { a: [0] }))
    expect(parts).toEqual([
      { codes: ['b'], tone: 4 }, { codes: ['c'], tone: 3 }, { codes: ['g'], tone: 2 }, { codes: ['a'], tone: 1 }, { codes: ['d', 'e', 'f'], tone: 0 },
    ])
  })

  it('[S38] has a label at half of its height only where two have room', () => {
    const reading = arrivalsReading({ a: 5 }, { a: [1, 2] })
    const step = (height?: number) => (arrivalsOption(reading.series['1h'], partsOf(reading), { ...plot(), height }, [], clockTick, ink).yAxis as { interval: number }).interval
    expect([step(), step(9 * 32), step(5 * 32)]).toEqual([2, 2, 4])
  })

  it('[S10] leaves room above the tallest stack and never cuts it', () => {
    expect([topOf([]), topOf([[0, 1]]), topOf([[3], [4]]), topOf([[37]]), topOf([[101]])]).toEqual([4, 4, 8, 40, 200])
    fc.assert(fc.property(fc.array(fc.nat({ max: 500 }), { minLength: 1 }), (list) => topOf([list]) >= Math.max(...list)))
  })
})

describe('axis', () => {
  it('[S11] has at most six labels, all within the plot and none across a bezel', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 * DAY }), fc.integer({ min: 300, max: 4_000 }), fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 3 }), (shift, width, bezels) => {
      const at: Plot = { from: instant(NOW + shift - DAY), to: instant(NOW + shift), width, bezels }
      const half = SMALLEST_TEXT * 32 * 1.25
      const xs = hourTicks(at, 4, 32, true).map((tick) => (tick - at.from) / DAY * width)
      return xs.length <= MOST_TICKS && xs.every((x) => x >= half && x <= width - half && bezels.every((bezel) => Math.abs(bezel - x) > half))
    }))
    const quarter = (hours: number): Plot => ({ from: instant(NOW + hours * 900_000 - DAY), to: instant(NOW + hours * 900_000), width: 330, bezels: [] })
    for (let step = 0; step < 24; step++) {
      // The last clock ends half a rem before the word at the right end begins.
      const last = hourTicks(quarter(step), 4, 16, true).at(-1)!
      expect((last - quarter(step).from) / DAY * 330 + SMALLEST_TEXT * 16 * 1.25).toBeLessThanOrEqual(330 - 2.7 * 16)
    }
    const week: Plot = { from: instant(NOW - 7 * DAY), to: NOW, width: 1_200, bezels: [] }
    expect(dayTicks(week, 32).length).toBeLessThanOrEqual(MOST_TICKS)
    expect(dayTicks(week, 32).every((tick) => (tick + 8 * 3_600_000) % DAY === 0)).toBe(true)
  })

  it('[S36] has as many labels as stand apart, whatever its width', () => {
    const spans = fc.constantFrom(HOUR, DAY, 7 * DAY)
    fc.assert(fc.property(spans, fc.integer({ min: 0, max: 10 * DAY }), fc.integer({ min: 8, max: 60 }), (span, shift, rems) => {
      const at: Plot = { from: instant(NOW + shift - span), to: instant(NOW + shift), width: rems * 16, bezels: [] }
      const ticks = span > DAY ? dayTicks(at, 16) : hourTicks(at, hoursFor(at, 16), 16, false)
      const xs = ticks.map((tick) => (tick - at.from) / span * at.width)
      expect(ticks.length).toBeLessThanOrEqual(MOST_TICKS)
      expect(ticks.length).toBeGreaterThan(0)
      // A label of five characters takes 2.7 rem.
      xs.slice(1).forEach((x, index) => { expect(x - xs[index]).toBeGreaterThanOrEqual(3.2 * 16 - 0.01) })
    }))
    const hour: Plot = { from: instant(NOW - HOUR), to: NOW, width: 14 * 16, bezels: [] }
    expect(hourTicks(hour, hoursFor(hour, 16), 16, false).map(clockTick)).toEqual(['21:00', '21:20'])
  })

  it('[S11] moves a symbol beside the bezel that would cross it, by no more than its own half', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: DAY }), (offset) => {
      const at = plot(1_600, [800])
      const moved = besideBezels(at, instant(NOW - DAY + offset), 17)
      const x = (moved - at.from) / DAY * 1_600
      return Math.abs(x - 800) >= 17 - 0.001 && Math.abs(moved - (NOW - DAY + offset)) <= 17 / 1_600 * DAY + 1
    }))
  })
})

describe('marks', () => {
  it('[S12] draws every event once, by level in its own shape, the gravest on top', () => {
    const marks = ([4, 4, 3, 2, 1] as const).map((level, index) => ({ at: instant(NOW - index * 3_600_000), level }))
    const series = seriesOf(marksOption(marks, plot(), ink, { now: '现在' })) as (Series & { z: number; symbol: string })[]
    expect(series.map(({ data }) => data.length)).toEqual([2, 1, 1, 1])
    expect(new Set(series.map(({ symbol }) => symbol)).size).toBe(4)
    expect(series.map(({ z }) => z)).toEqual([6, 7, 8, 9])
    expect(series.at(-1)?.itemStyle?.color).toBe('--sev-1')
  })
})

describe('towns', () => {
  const row = (region: string, last24h: number, before24h = 0) => ({ region, last24h, before24h, open: [0, 0, 0, 0] as const })

  it('[S13] ranks towns by new events and keeps what has no town at the end', () => {
    const ranked = rankTowns([row('510304001', 1), row('510304002', 5), row('510304003', 1), row('510304', 9)])
    expect(ranked.map(({ region }) => region)).toEqual(['510304002', '510304001', '510304003', '510304'])
    expect(rankTowns([row('510304001001', 1), row('510304001002', 5), row('510304001', 9)]).map(({ region }) => region)).toEqual(['510304001002', '510304001001', '510304001'])
    expect(rankTowns([row('51030400100101', 1)])).toHaveLength(1)
  })

  it('[S13] starts every bar at zero, marks the window before where there was one, and shares one scale', () => {
    const rows = [row('510304001', 3, 7), row('510304002', 0, 0)]
    const scale = townScale(rows, ({ region }) => region)
    expect(scale).toEqual({ top: 7, widest: expect.closeTo(9 * 0.56) })
    const option = townsOption(rows, scale, ({ region }) => region, ({ last24h, before24h }) => ({ now: `${last24h}`, before: `${before24h}` }), ink)
    expect(option.xAxis).toMatchObject({ min: 0, max: 7 })
    const [bars, before] = seriesOf(option)
    expect(bars.data).toEqual([3, 0])
    expect(before.data).toEqual([[7, 0]])
  })
})

describe('sizes', () => {
  it('[S14] writes no text smaller than the smallest size, animates nothing, and grows with rem', () => {
    const reading = arrivalsReading({ a: 5, b: 2 }, { a: [1, 2], b: [0, 1] })
    for (const rem of [16, 32, 59]) {
      const of = readInk((property) => property, rem)
      const options = [
        presenceOption(presenceReading([0.4, 0.9]), 'area', of), marksOption(reading.marks, plot(), of, { now: '现在' }),
        arrivalsOption(reading.series['7d'], partsOf(reading), plot(), [], clockTick, of), townsOption([], { top: 1, widest: 3 }, () => '', () => ({ now: '', before: '' }), of),
      ]
      for (const option of options) {
        const sizes = [...JSON.stringify(option).matchAll(/"fontSize":([\d.]+)/g)].map(([, size]) => Number(size))
        expect(sizes.every((size) => size >= SMALLEST_TEXT * rem - 0.001)).toBe(true)
        expect(option).toMatchObject({ animation: false })
        expect(option).not.toHaveProperty('tooltip')
        expect(option).not.toHaveProperty('legend')
      }
    }
  })
})
