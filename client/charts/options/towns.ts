// New events of each town, village or grid as bars from zero, with a mark where the window before stood.
import type { RegionsReading } from '../../../shared/domain/reading.ts'
import type { ChartOption } from '../engine.ts'
import { emsOf } from '../../words/span.ts'
import { SMALLEST_TEXT, smallText, type Ink } from '../theme.ts'

export type TownRow = RegionsReading['rows'][number]

/** Rows with the most new events first, then code; the region shown itself, whose code is the shortest, stays last: known no finer. */
export function rankTowns(rows: readonly TownRow[]): TownRow[] {
  const shown = Math.min(...rows.map(({ region }) => region.length))
  const towns = rows.filter(({ region }) => region.length > shown)
  const unplaced = rows.filter(({ region }) => region.length === shown)
  return [...towns.sort((a, b) => b.last24h - a.last24h || (a.region < b.region ? -1 : 1)), ...unplaced]
}

/** What charts that stand beside one another share: the largest count, and the widest name in em. */
export interface TownScale { readonly top: number; readonly widest: number }

export const townScale = (rows: readonly TownRow[], name: (row: TownRow) => string): TownScale => ({
  top: Math.max(1, ...rows.map(({ last24h, before24h }) => Math.max(last24h, before24h))), widest: Math.max(0, ...rows.map((row) => emsOf(name(row)))),
})

/** rem right of the bars: this window's count and the one before it, of three digits each. */
const NOW = 2
const BEFORE = 3.4

/** `name` and `figures` give a row's words. */
export function townsOption(rows: readonly TownRow[], { top, widest }: TownScale, name: (row: TownRow) => string, figures: (row: TownRow) => { now: string; before: string }, ink: Ink): ChartOption {
  const labels = smallText(ink, ink.text[0])
  const left = (widest * SMALLEST_TEXT + 0.6) * ink.rem
  const right = (NOW + BEFORE + 0.4) * ink.rem
  return {
    animation: false,
    grid: { left, right, top: 0, bottom: 0 },
    xAxis: { type: 'value', min: 0, max: top, show: false },
    yAxis: [
      { type: 'category', inverse: true, data: rows.map(name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...labels, interval: 0, align: 'left', margin: left } },
      {
        type: 'category', inverse: true, position: 'right', data: rows.map((_, index) => String(index)), axisLine: { show: false }, axisTick: { show: false },
        axisLabel: {
          ...labels, interval: 0, align: 'right', margin: right,
          formatter: (index: string) => {
            const { now, before } = figures(rows[Number(index)])
            return `{now|${now}}{before|${before}}`
          },
          rich: { now: { ...labels, width: NOW * ink.rem, align: 'right' }, before: { ...smallText(ink), width: BEFORE * ink.rem, align: 'right' } },
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
