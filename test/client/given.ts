// What client tests start from: events, sources and readings with everything filled in.
import { eventId, type GridEvent } from '../../shared/domain/event.ts'
import type { ArrivalsReading, ArrivalWindow, OpenReading, PresenceReading, SourceHealth, RegionsReading } from '../../shared/domain/reading.ts'
import { regionCode } from '../../shared/domain/region.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { createWords } from '../../client/words/index.ts'
import type { Say } from '../../client/words/index.ts'

/** 2026-06-05 21:36:10 in the display zone. */
export const NOW: Instant = instant(Date.UTC(2026, 5, 5, 13, 36, 10))

export const gridEvent = (id: string, change: Partial<GridEvent> = {}): GridEvent => ({
  id: eventId(id), category: 'dispute', kind: null, level: 4, region: regionCode('510304001018'), lon: null, lat: null, occurred: NOW, source: '12345', ref: null,
  stage: 'reported', since: NOW, received: NOW, version: 1, rework: 0, owner: null, ...change,
})

const words = createWords('zh-CN').global
export const say: Say = (key, values) => words.t(key, values ?? {})
const wordsEn = createWords('en').global
export const english: Say = (key, values) => wordsEn.t(key, values ?? {})

export const source = (id: string, change: Partial<SourceHealth> = {}): SourceHealth => ({
  id, kind: 'gateway', name: id, last: instant(NOW - 3_000), interval: 10, freshness: 'live', connections: 1, admittedLastMinute: 5, refusedLastHour: 0, ...change,
})

const frame = { formula: 'count(e)', from: NOW, to: NOW, asOf: NOW, numerator: 3, denominator: null }

export const openReading = (byStage: OpenReading['byStage']): OpenReading => {
  const total = Object.values(byStage).reduce((sum, { count }) => sum + count, 0)
  return {
    ...frame, numerator: total, total, byStage, byLevel: { 1: 0, 2: 0, 3: 0, 4: total }, medianAge: 3_600_000, oldest: NOW,
    ages: [{ upTo: 900_000, byLevel: [0, 0, 0, total] }, { upTo: null, byLevel: [0, 0, 0, 0] }],
  }
}

export const presenceReading = (history: readonly (number | null)[]): PresenceReading => {
  const tier = { registered: 50, onDuty: 40, byFreshness: { live: 30, aging: 4, stale: 4, lost: 2 } }
  return { ...frame, numerator: 34, denominator: 40, tiers: { area: tier, line: tier, point: tier }, history: { area: history, line: history, point: history }, step: 900_000, since: NOW }
}

export const arrivalsReading = (year: Readonly<Record<string, number>>, day: Readonly<Record<string, readonly number[]>>): ArrivalsReading => {
  const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0)
  const window = (byCategory: Readonly<Record<string, number>>, before: number | null): ArrivalWindow => {
    const total = sum(Object.values(byCategory))
    return { ...frame, numerator: total, total, byCategory, byLevel: { 1: 0, 2: 0, 3: 0, 4: total }, before }
  }
  const counts = Object.fromEntries(Object.entries(day).map(([code, list]) => [code, sum(list)]))
  const steps = Math.max(...Object.values(day).map((list) => list.length))
  const series = { step: 900_000, from: instant(NOW - steps * 900_000), to: NOW, byCategory: day }
  return {
    windows: { '5m': window(counts, 0), '1h': window(counts, 2), '24h': window(counts, 9), '7d': window(counts, 4), ytd: window(year, null) },
    series: { '1h': series, '24h': series, '7d': series },
    marks: [{ at: instant(NOW - 3_600_000), level: 2 }, { at: instant(NOW - 60_000), level: 1 }],
  }
}

export const regionsReading = (rows: RegionsReading['rows']): RegionsReading => ({ ...frame, rows })
