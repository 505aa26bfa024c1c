// Time along the bottom of a chart: whole hours or midnights, never more than six, none of them across a bezel.
import { calendar, clockText, DAY, HOUR, instant, startOfDay, type Instant } from '../../../shared/domain/time.ts'
import { SMALLEST_TEXT, smallText, type Ink } from '../theme.ts'

export const MOST_TICKS = 6

/** What a plot is: its time span, its width (and, where it matters, its height) in px, and bezel lines in px from its left edge. */
export interface Plot { readonly from: Instant; readonly to: Instant; readonly width: number; readonly height?: number; readonly bezels: readonly number[] }

const xOf = (plot: Plot, at: number): number => (at - plot.from) / (plot.to - plot.from) * plot.width

/** rem left and right of a time line, so that symbols at its ends are drawn whole. */
export const EDGE = 0.55

/** rem that the word at the right end takes, and the gap before it. */
const NOW_LABEL = 2.2
const NOW_GAP = 0.5

/** px that a clock's five characters take on either side of their middle. */
const halfLabel = (rem: number): number => SMALLEST_TEXT * rem * 1.35

/** rem between two marks of an axis, so that their labels stand apart. */
const APART = 3.7
/** Steps in hours that people count time by. */
const STEPS = [1 / 12, 1 / 6, 1 / 3, 1 / 2, 1, 2, 3, 4, 6, 12]

/** The finest step in hours whose labels have room in the plot and are no more than six. */
export function hoursFor(plot: Plot, rem: number): number {
  const span = (plot.to - plot.from) / HOUR
  return STEPS.find((hours) => span / hours <= MOST_TICKS && hours / span * plot.width >= APART * rem) ?? STEPS[STEPS.length - 1]
}

/** Marks every `hours` of the display zone's day, where their label has room within the plot and beside its bezels. */
export function hourTicks(plot: Plot, hours: number, rem: number, nowLabel: boolean): Instant[] {
  const half = halfLabel(rem)
  const right = plot.width - half - (nowLabel ? (NOW_LABEL + NOW_GAP) * rem : 0)
  const ticks: Instant[] = []
  for (let at = startOfDay(plot.from); at <= plot.to; at = instant(at + Math.round(hours * HOUR))) {
    const x = xOf(plot, at)
    if (at >= plot.from && x >= half && x <= right && plot.bezels.every((bezel) => Math.abs(bezel - x) > half)) ticks.push(at)
  }
  return ticks.slice(-MOST_TICKS)
}

/** Midnights, each named by its date, where there is room: every day, or every second, third … one up to today. */
export function dayTicks(plot: Plot, rem: number): Instant[] {
  const half = halfLabel(rem)
  const ticks: Instant[] = []
  for (let at = startOfDay(plot.to); at >= plot.from; at = instant(at - DAY)) {
    const x = xOf(plot, at)
    if (x >= half && x <= plot.width - half && plot.bezels.every((bezel) => Math.abs(bezel - x) > half)) ticks.unshift(at)
  }
  const apart = DAY / (plot.to - plot.from) * plot.width
  const every = Math.max(Math.ceil(ticks.length / MOST_TICKS), Math.ceil((APART - 0.5) * rem / apart))
  return ticks.filter((_, index) => (ticks.length - 1 - index) % every === 0)
}

/** "8/25": a date where a year needs no saying. */
export function dateText(at: Instant): string {
  const { month, day } = calendar(at)
  return `${month}/${day}`
}

/** The axis itself; `now` is the word at its right end, without it the end has no label. */
export function timeAxis(plot: Plot, ticks: readonly Instant[], ink: Ink, text: (at: Instant) => string, now?: string) {
  return {
    type: 'value' as const, min: plot.from, max: plot.to, splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: ink.rule, width: Math.max(1, 0.06 * ink.rem) } },
    axisTick: { show: false },
    axisLabel: {
      ...smallText(ink), show: true, margin: 0.35 * ink.rem, hideOverlap: false, showMinLabel: true, showMaxLabel: true,
      customValues: now === undefined ? [...ticks] : [...ticks, plot.to],
      alignMaxLabel: now === undefined ? undefined : 'right' as const,
      formatter: (at: number) => (now !== undefined && at === plot.to ? `{now|${now}}` : text(instant(at))),
      rich: { now: smallText(ink, ink.text[0]) },
    },
  }
}

export const clockTick = (at: Instant): string => clockText(at)

/** Moves a symbol of `half` px so that no bezel runs through it; answers its time. */
export function besideBezels(plot: Plot, at: Instant, half: number): Instant {
  const x = xOf(plot, at)
  const bezel = plot.bezels.find((line) => Math.abs(line - x) < half)
  if (bezel === undefined) return at
  const moved = x < bezel ? bezel - half : bezel + half
  return instant(plot.from + moved / plot.width * (plot.to - plot.from))
}
