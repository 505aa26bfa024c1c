// Events of the last 24 h as marks on a time line: each level its own shape, the gravest on top.
import { severities, type Severity } from '../../../shared/domain/event.ts'
import type { ArrivalsReading } from '../../../shared/domain/reading.ts'
import type { ChartOption } from '../engine.ts'
import type { Ink } from '../theme.ts'
import { besideBezels, clockTick, EDGE, hoursFor, hourTicks, timeAxis, type Plot } from './axis.ts'

/** Sizes in rem, shapes as paths; level 4 first, so that level 1 is drawn last. */
const shapes: Readonly<Record<Severity, { readonly symbol: string; readonly size: number }>> = {
  1: { symbol: 'path://M20 0L40 20L20 40L0 20Z', size: 1.1 },
  2: { symbol: 'path://M20 1.5L40 38H0Z', size: 0.98 },
  3: { symbol: 'path://M0 0H40V40H0Z', size: 0.72 },
  4: { symbol: 'path://M0 2H40L20 38.5Z', size: 0.72 },
}

/** `words.now` stands at the right end; `plot` keeps symbols and labels beside the bezels. */
export function marksOption(marks: ArrivalsReading['marks'], plot: Plot, ink: Ink, words: { readonly now: string }): ChartOption {
  return {
    animation: false,
    grid: { left: EDGE * ink.rem, right: EDGE * ink.rem, top: 0, bottom: 1.75 * ink.rem },
    xAxis: timeAxis(plot, hourTicks(plot, hoursFor(plot, ink.rem), ink.rem, true), ink, clockTick, words.now),
    yAxis: { type: 'value', min: -1, max: 1, show: false },
    series: [...severities].reverse().map((level) => ({
      type: 'scatter' as const, silent: true, clip: false, z: 10 - level,
      symbol: shapes[level].symbol, symbolSize: shapes[level].size * ink.rem, itemStyle: { color: ink.severity[level], opacity: 1 },
      data: marks.filter((mark) => mark.level === level).map(({ at }) => [besideBezels(plot, at, shapes[level].size * ink.rem / 2), 0.1]),
    })),
  }
}
