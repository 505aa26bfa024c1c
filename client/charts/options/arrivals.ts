// New events per step, stacked by category in neutral steps of grey; the parts add up to the whole.
import type { ArrivalSeries, ArrivalsReading } from '../../../shared/domain/reading.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import type { ChartOption } from '../engine.ts'
import { SMALLEST_TEXT, smallText, type Ink } from '../theme.ts'
import { timeAxis, type Plot } from './axis.ts'

/** Parts that are told apart by tone; what is beyond them is one part, the rest. */
export const MOST_PARTS = 5

export interface Part { readonly codes: readonly string[]; readonly tone: 0 | 1 | 2 | 3 | 4 }

/** Categories as parts, the year's largest first and brightest, so that tones keep still; with more than five the smallest share the last. */
export function partsOf(reading: ArrivalsReading): Part[] {
  const year = reading.windows.ytd.byCategory
  const ranked = Object.keys(year).sort((a, b) => year[b] - year[a] || (a < b ? -1 : 1))
  const alone = ranked.length > MOST_PARTS ? ranked.slice(0, MOST_PARTS - 1) : ranked
  const parts: Part[] = alone.map((code, index) => ({ codes: [code], tone: (4 - index) as Part['tone'] }))
  const rest = ranked.slice(alone.length)
  return rest.length > 0 ? [...parts, { codes: rest, tone: 0 }] : parts
}

export const sumOf = (counts: Readonly<Record<string, number>>, part: Part): number =>
  part.codes.reduce((sum, code) => sum + (counts[code] ?? 0), 0)

/** One count per step for a part. */
export function partSteps(series: ArrivalSeries, part: Part): number[] {
  const lists = part.codes.map((code) => series.byCategory[code] ?? [])
  const length = Math.max(0, ...Object.values(series.byCategory).map((list) => list.length))
  return Array.from({ length }, (_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0))
}

/** What the parts of each step add up to. */
const wholes = (stacks: readonly (readonly number[])[]): number[] =>
  (stacks[0] ?? []).map((_, step) => stacks.reduce((sum, list) => sum + list[step], 0))

/** The tallest stack, and a round top above it: small counts keep room, so that one event never fills the plot. */
export function topOf(stacks: readonly (readonly number[])[]): number {
  const tallest = Math.max(0, ...wholes(stacks))
  if (tallest <= 4) return 4
  const unit = 10 ** Math.floor(Math.log10(tallest))
  return [1, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * unit).find((top) => top >= tallest) ?? tallest
}

/** rem of the plot under which the half of its top has no room for a label of its own. */
const LOW = 3.2
/** rem above and below the plot: half a label, and the axis. */
const ABOVE = 0.75
const BELOW = 1.75

export function arrivalsOption(series: ArrivalSeries, parts: readonly Part[], plot: Plot, ticks: readonly Instant[], text: (at: Instant) => string, ink: Ink): ChartOption {
  const stacks = parts.map((part) => partSteps(series, part))
  const top = topOf(stacks)
  const low = plot.height !== undefined && plot.height < (ABOVE + LOW + BELOW) * ink.rem
  const barWidth = Math.max(1, plot.width / Math.max(1, stacks[0]?.length ?? 1) * 0.8)
  const middle = (step: number): Instant => instant(series.from + (step + 0.5) * series.step)
  return {
    animation: false,
    grid: { left: plotLeft(ink.rem), right: 0, top: ABOVE * ink.rem, bottom: BELOW * ink.rem },
    xAxis: timeAxis(plot, ticks, ink, text),
    yAxis: {
      type: 'value', min: 0, max: top, interval: low ? top : top / 2, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...smallText(ink), margin: 0.5 * ink.rem, showMinLabel: false },
      splitLine: { show: true, lineStyle: { color: ink.hair, width: Math.max(1, 0.05 * ink.rem) } },
    },
    series: [
      ...parts.map((part, index) => ({
        type: 'bar' as const, stack: 'all', silent: true, barWidth, z: 3, itemStyle: { color: ink.seq[part.tone] },
        data: stacks[index].map((count, step) => [middle(step), count]),
      })),
      // A bright cap on every stack: the whole stays readable where its darkest part is on top.
      {
        type: 'scatter' as const, silent: true, symbol: 'rect', symbolSize: [barWidth, Math.max(1.5, 0.1 * ink.rem)], z: 4, itemStyle: { color: ink.text[1], opacity: 1 },
        data: wholes(stacks).flatMap((whole, step) => (whole > 0 ? [[middle(step), whole]] : [])),
      },
    ],
  }
}

/** px left of the plot that the counts' labels take. */
export const plotLeft = (rem: number): number => SMALLEST_TEXT * rem * 2.2
