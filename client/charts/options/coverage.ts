// The day of a tier's coverage: the share of beats met as water, what is missing as a grey trough, with or without the hours below it.
import type { CoverageReading } from '../../../shared/domain/reading.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ChartOption } from '../engine.ts'
import type { Ink } from '../theme.ts'
import { clockTick, EDGE, hoursFor, hourTicks, timeAxis, type Plot } from './axis.ts'
import { sampleTimes, waterOption } from './presence.ts'

/** [time, share 0–1 or null] of a tier. */
export function coveragePoints(reading: Pick<CoverageReading, 'asOf' | 'step' | 'tiers'>, tier: Tier): [Instant, number | null][] {
  const { history } = reading.tiers[tier]
  const times = sampleTimes(reading.asOf, reading.step, history.length)
  return history.map((share, index) => [times[index], share])
}

/** `hours`: the plot with its bezels and the word at its right end; without it the curve stands alone. */
export function coverageOption(reading: Pick<CoverageReading, 'asOf' | 'step' | 'tiers'>, tier: Tier, ink: Ink, hours?: { readonly plot: Plot; readonly now: string }): ChartOption {
  const water = waterOption(coveragePoints(reading, tier), reading.asOf, ink.tier[tier], ink)
  if (!hours) return water
  return {
    ...water,
    grid: { left: EDGE * ink.rem, right: EDGE * ink.rem, top: 0.35 * ink.rem, bottom: 1.75 * ink.rem },
    xAxis: timeAxis(hours.plot, hourTicks(hours.plot, hoursFor(hours.plot, ink.rem), ink.rem, true), ink, clockTick, hours.now),
  }
}
