// New events of each town, village or grid as bars from zero, with a mark where the window before stood.
import type { RegionsReading } from '../../../shared/domain/reading.ts'
import type { ChartOption } from '../engine.ts'
import { smallText, type Ink } from '../theme.ts'

export type TownRow = RegionsReading['rows'][number]

/** Rows with the most new events first, then code; the region shown itself, whose code is the shortest, stays last: known no finer. */
export function rankTowns(rows: readonly TownRow[]): TownRow[] {
  const shown = Math.min(...rows.map(({ region }) => region.length))
  const towns = rows.filter(({ region }) => region.length > shown)
  const unplaced = rows.filter(({ region }) => region.length === shown)
  return [...towns.sort((a, b) => b.last24h - a.last24h || (a.region < b.region ? -1 : 1)), ...unplaced]
}

/** `name` and `figures` give a row's words; `top` is shared by charts that stand beside one another. */
export function townsOption(rows: readonly TownRow[], top: number, name: (row: TownRow) => string, figures: (row: TownRow) => { now: string; before: string }, ink: Ink): ChartOption {
  const labels = smallText(ink, ink.text[0])
  return {
    animation: false,
    grid: { left: 6.2 * ink.rem, right: 6.4 * ink.rem, top: 0, bottom: 0 },
    xAxis: { type: 'value', min: 0, max: Math.max(1, top), show: false },
    yAxis: [
      { type: 'category', inverse: true, data: rows.map(name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...labels, interval: 0, align: 'left', margin: 6.2 * ink.rem } },
      {
        type: 'category', inverse: true, position: 'right', data: rows.map((_, index) => String(index)), axisLine: { show: false }, axisTick: { show: false },
        axisLabel: {
          ...labels, interval: 0, align: 'right', margin: 6.4 * ink.rem,
          formatter: (index: string) => {
            const { now, before } = figures(rows[Number(index)])
            return `{now|${now}}{before|${before}}`
          },
          rich: { now: { ...labels, width: 2 * ink.rem, align: 'right' }, before: { ...smallText(ink), width: 3.9 * ink.rem, align: 'right' } },
        },
      },
    ],
    series: [
      { type: 'bar', silent: true, barWidth: 0.5 * ink.rem, data: rows.map(({ last24h }) => last24h), itemStyle: { color: ink.seq[3] }, backgroundStyle: { color: ink.seq[0] }, showBackground: true },
      {
        type: 'scatter', silent: true, symbol: 'rect', symbolSize: [Math.max(2, 0.16 * ink.rem), 1.05 * ink.rem], z: 4,
        data: rows.flatMap(({ before24h }, index) => (before24h > 0 ? [[Math.min(before24h, top), index]] : [])), itemStyle: { color: ink.text[0], opacity: 1 },
      },
    ],
  }
}
