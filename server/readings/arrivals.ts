// Arrivals of events by category and level in rolling windows, put where they happened in time, whenever they came.
import { severities, type Severity } from '../../shared/domain/event.ts'
import { windowNames, type ArrivalSeries, type ArrivalsReading, type ArrivalWindow, type WindowName } from '../../shared/domain/reading.ts'
import { DAY, HOUR, instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import type { Reading } from './reading.ts'
import { countIn, countSteps, countUpTo, emptyTimeline, insert, type Timeline } from './timeline.ts'
import { windowAt, type Window } from './windows.ts'

/** Category code → a time line of `occurred` per level 1–4. */
export interface ArrivalsState { readonly byCategory: Map<string, readonly Timeline[]> }

/** Marks that a time line of a day can carry. */
const MARKS = 400

const seriesSteps = {
  '1h': { step: MINUTE, count: 60 },
  '24h': { step: 15 * MINUTE, count: 96 },
  '7d': { step: 3 * HOUR, count: 56 },
} as const satisfies Record<keyof ArrivalsReading['series'], { step: number; count: number }>

const formulas = {
  rolling: 'count(e: from < e.occurred ≤ asOf); before = count(e: from − (asOf − from) < e.occurred ≤ from)',
  ytd: 'count(e: from ≤ e.occurred ≤ asOf), from = 01-01 00:00 UTC+8; before = the same dates of the year before',
} as const

export const arrivals: Reading<ArrivalsState, ArrivalsReading> = {
  start: () => ({ byCategory: new Map() }),

  step(state, happened) {
    if (happened.is !== 'entry' || happened.entry.kind !== 'event-reported') return state
    const { category, level, occurred } = happened.entry.data.event
    let lines = state.byCategory.get(category)
    if (!lines) state.byCategory.set(category, lines = severities.map(emptyTimeline))
    insert(lines[level - 1], occurred)
    return state
  },

  show(state, now, world) {
    const first = firstOf(state)
    const categories = categoriesOf(state, world)
    return {
      windows: byName(windowNames, (name) => arrivalWindow(state, categories, name, now, first)),
      series: byName(['1h', '24h', '7d'] as const, (name) => arrivalSeries(state, categories, seriesSteps[name], now)),
      marks: marksOf(state, now),
    }
  },
}

const byName = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>

/** The catalogue's categories in its order, then those that only the past knows. */
const categoriesOf = (state: ArrivalsState, world: World): readonly string[] =>
  [...new Set([...world.catalogue?.categories.map(({ code }) => code) ?? [], ...state.byCategory.keys()])]

/** The earliest `occurred` of all, Infinity when nothing ever arrived. */
function firstOf(state: ArrivalsState): number {
  let first = Infinity
  for (const lines of state.byCategory.values()) for (const line of lines) if (line.length > 0) first = Math.min(first, line.times[0])
  return first
}

function arrivalWindow(state: ArrivalsState, categories: readonly string[], name: WindowName, now: Instant, first: number): ArrivalWindow {
  const window = windowAt(name, now)
  // 1 January 00:00 itself belongs to the new year, see windowAt; instants are whole milliseconds.
  const inclusive = name === 'ytd' ? 1 : 0
  const count = (line: Timeline, span: { from: Instant; to: Instant }) => countIn(line, span.from - inclusive, span.to)
  const byLevel: Record<Severity, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
  let total = 0
  const byCategory = byName(categories, (category) => {
    let sum = 0
    for (const level of severities) {
      const line = state.byCategory.get(category)?.[level - 1]
      const counted = line ? count(line, window) : 0
      byLevel[level] += counted
      sum += counted
    }
    total += sum
    return sum
  })
  return {
    formula: name === 'ytd' ? formulas.ytd : formulas.rolling, from: window.from, to: window.to, asOf: now,
    numerator: total, denominator: null, total, byCategory, byLevel, before: countBefore(state, window, first, count),
  }
}

/** null when the record does not reach back to where the compared span begins. */
function countBefore(state: ArrivalsState, { before }: Window, first: number, count: (line: Timeline, span: Window['before']) => number): number | null {
  if (first > before.from) return null
  let sum = 0
  for (const lines of state.byCategory.values()) for (const line of lines) sum += count(line, before)
  return sum
}

function arrivalSeries(state: ArrivalsState, categories: readonly string[], { step, count }: { step: number; count: number }, now: Instant): ArrivalSeries {
  return {
    step, from: instant(now - step * count), to: now,
    byCategory: byName(categories, (category) => {
      const sums = new Array<number>(count).fill(0)
      for (const line of state.byCategory.get(category) ?? []) countSteps(line, step, count, now).forEach((n, index) => { sums[index] += n })
      return sums
    }),
  }
}

/** The newest of the last 24 h, newest last; of one instant the graver last, so that it is the one that stays. */
function marksOf(state: ArrivalsState, now: Instant): ArrivalsReading['marks'] {
  const marks: { at: Instant; level: Severity }[] = []
  for (const lines of state.byCategory.values()) {
    for (const level of severities) {
      const { times } = lines[level - 1]
      const end = countUpTo(lines[level - 1], now)
      for (let index = Math.max(end - MARKS, countUpTo(lines[level - 1], now - DAY)); index < end; index++) {
        marks.push({ at: instant(times[index]), level })
      }
    }
  }
  return marks.sort((a, b) => a.at - b.at || b.level - a.level).slice(-MARKS)
}
