// Arrivals of events by category and level in rolling windows, put where they happened in time, whenever they came.
import { severities, type Severity } from '../../shared/domain/event.ts'
import { windowNames, type ArrivalSeries, type ArrivalsReading, type ArrivalWindow, type WindowName } from '../../shared/domain/reading.ts'
import { DAY, HOUR, instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { firstOf, linesIn, startArrivals, stepArrivals, type ArrivalsState, type Lines } from './arrival-lines.ts'
import type { Reading } from './reading.ts'
import { addSteps, countIn, countUpTo, type Timeline } from './timeline.ts'
import { windowAt, type Window } from './windows.ts'

/** Marks that a time line of a day can carry. */
const MARKS = 400

const seriesSteps = {
  '1h': { step: MINUTE, count: 60 },
  '24h': { step: 15 * MINUTE, count: 96 },
  '7d': { step: 3 * HOUR, count: 56 },
} as const satisfies Record<keyof ArrivalsReading['series'], { step: number; count: number }>

const formulas = {
  rolling: 'count(e: from < e.occurred ≤ asOf); before = count(e: from − (asOf − from) < e.occurred ≤ from); e.region in the region shown',
  ytd: 'count(e: from ≤ e.occurred ≤ asOf), from = 01-01 00:00 UTC+8; before = the same dates of the year before; e.region in the region shown',
} as const

export const arrivals: Reading<ArrivalsState, ArrivalsReading> = {
  start: startArrivals,
  step: stepArrivals,

  show(state, now, world, region) {
    const shown: Shown = { lines: linesIn(state, region, world), categories: categoriesOf(state, world), first: firstOf(state) }
    return {
      windows: byName(windowNames, (name) => arrivalWindow(shown, name, now)),
      series: byName(['1h', '24h', '7d'] as const, (name) => arrivalSeries(shown, seriesSteps[name], now)),
      marks: marksOf(shown, now),
    }
  },
}

interface Shown {
  readonly lines: Lines
  readonly categories: readonly string[]
  /** The earliest `occurred` of the whole record, whatever region is shown. */
  readonly first: number
}

const byName = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>

/** The catalogue's categories in its order, then those that only the past of the district knows. */
const categoriesOf = (state: ArrivalsState, world: World): readonly string[] =>
  [...new Set([...world.catalogue?.categories.map(({ code }) => code) ?? [], ...state.categories])]

function arrivalWindow(shown: Shown, name: WindowName, now: Instant): ArrivalWindow {
  const window = windowAt(name, now)
  // 1 January 00:00 itself belongs to the new year, see windowAt; instants are whole milliseconds.
  const inclusive = name === 'ytd' ? 1 : 0
  const count = (lines: readonly Timeline[], span: { from: Instant; to: Instant }): number => {
    let sum = 0
    for (const line of lines) sum += countIn(line, span.from - inclusive, span.to)
    return sum
  }
  const byLevel: Record<Severity, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
  let total = 0
  const byCategory = byName(shown.categories, (category) => {
    let sum = 0
    for (const level of severities) {
      const counted = count(shown.lines(category, level), window)
      byLevel[level] += counted
      sum += counted
    }
    total += sum
    return sum
  })
  return {
    formula: name === 'ytd' ? formulas.ytd : formulas.rolling, from: window.from, to: window.to, asOf: now,
    numerator: total, denominator: null, total, byCategory, byLevel, before: countBefore(shown, window, count),
  }
}

/** null when the record does not reach back to where the compared span begins. */
function countBefore({ lines, categories, first }: Shown, { before }: Window, count: (lines: readonly Timeline[], span: Window['before']) => number): number | null {
  if (first > before.from) return null
  let sum = 0
  for (const category of categories) for (const level of severities) sum += count(lines(category, level), before)
  return sum
}

function arrivalSeries({ lines, categories }: Shown, { step, count }: { step: number; count: number }, now: Instant): ArrivalSeries {
  return {
    step, from: instant(now - step * count), to: now,
    byCategory: byName(categories, (category) => {
      const sums = new Array<number>(count).fill(0)
      for (const level of severities) for (const line of lines(category, level)) addSteps(line, step, now, sums)
      return sums
    }),
  }
}

/** The newest of the last 24 h, newest last; of one instant the graver last, so that it is the one that stays. */
function marksOf({ lines, categories }: Shown, now: Instant): ArrivalsReading['marks'] {
  const marks: { at: Instant; level: Severity }[] = []
  for (const category of categories) {
    for (const level of severities) {
      for (const line of lines(category, level)) {
        const end = countUpTo(line, now)
        for (let index = Math.max(end - MARKS, countUpTo(line, now - DAY)); index < end; index++) marks.push({ at: instant(line.times[index]), level })
      }
    }
  }
  return marks.sort((a, b) => a.at - b.at || b.level - a.level).slice(-MARKS)
}
