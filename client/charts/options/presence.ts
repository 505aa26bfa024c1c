// The share of a tier that is online, over 24 h: water from zero up to the line, a grey trough up to all on duty; unknown quarters stay empty.
import type { PresenceReading } from '../../../shared/domain/reading.ts'
import { DAY, instant, type Instant } from '../../../shared/domain/time.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { ChartOption } from '../engine.ts'
import type { Ink } from '../theme.ts'
import { EDGE } from './axis.ts'

/** When each of `count` samples was taken: whole steps, the last one at `asOf`. */
export function sampleTimes(asOf: Instant, step: number, count: number): Instant[] {
  const lastWhole = (Math.ceil(asOf / step) - 1) * step
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? asOf : instant(lastWhole - (count - 2 - index) * step)))
}

/** [time, share 0–1 or null] of a tier. */
export const presencePoints = (reading: PresenceReading, tier: Tier): [Instant, number | null][] => {
  const history = reading.history[tier]
  const times = sampleTimes(reading.asOf, reading.step, history.length)
  return history.map((share, index) => [times[index], share])
}

export const presenceOption = (reading: PresenceReading, tier: Tier, ink: Ink): ChartOption =>
  waterOption(presencePoints(reading, tier), reading.asOf, ink.tier[tier], ink)

/** Shares of the day up to `asOf` as water of this hue, and above it a grey trough of what is missing to the whole. */
export function waterOption(points: readonly (readonly [Instant, number | null])[], asOf: Instant, hue: string, ink: Ink): ChartOption {
  const last = points.at(-1)
  const stroke = Math.max(1.5, 0.11 * ink.rem)
  return {
    animation: false,
    // The last point is drawn whole, at 0 and at 100 % too.
    grid: { left: EDGE * ink.rem, right: EDGE * ink.rem, top: 0.35 * ink.rem, bottom: 0.35 * ink.rem },
    xAxis: {
      type: 'value', min: asOf - DAY, max: asOf, axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: ink.hair, width: Math.max(1, 0.06 * ink.rem) } },
    },
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    series: [
      {
        type: 'line', data: [...points].map((point) => [...point]), symbol: 'none', connectNulls: false, silent: true, clip: false, stack: 'duty',
        lineStyle: { color: hue, width: stroke }, areaStyle: { color: hue, opacity: 0.17 },
      },
      {
        type: 'line', data: points.map(([at, share]) => [at, share === null ? null : 1 - share]), symbol: 'none', connectNulls: false, silent: true, stack: 'duty',
        lineStyle: { width: 0 }, areaStyle: { color: ink.text[0], opacity: 0.13 },
      },
      {
        type: 'scatter', data: last?.[1] === null || last === undefined ? [] : [[...last]], symbol: 'circle', symbolSize: 0.6 * ink.rem, silent: true, clip: false,
        itemStyle: { color: hue, opacity: 1 },
      },
    ],
  }
}
