// What a screen of a part of the district may call its own: its open events are here whole, every other reading is the district's.
import { stages, severities, type GridEvent, type Stage } from '../../../shared/domain/event.ts'
import { ageClasses, type OpenReading, type Readings } from '../../../shared/domain/reading.ts'
import { levelOf, type RegionCode } from '../../../shared/domain/region.ts'
import { instant, type Instant } from '../../../shared/domain/time.ts'
import { levelCounts } from './queue.ts'

/** Whether the screen shows less than the district that the readings are of. */
export const isPart = (region: RegionCode | null): boolean => region !== null && levelOf(region) !== 'district'

/** The open reading of these events alone, counted as the server counts the district's. */
export function readOpen(events: readonly GridEvent[], now: Instant, formula: string): OpenReading {
  const byStage: Partial<Record<Stage, { count: number; oldest: Instant }>> = {}
  for (const stage of stages) {
    const times = events.filter((event) => event.stage === stage).map(({ occurred }) => occurred)
    if (times.length > 0) byStage[stage] = { count: times.length, oldest: instant(Math.min(...times)) }
  }
  const ages = events.map(({ occurred }) => Math.max(0, now - occurred)).sort((a, b) => a - b)
  const middle = ages.length >> 1
  const byLevel = levelCounts(events)
  return {
    formula, from: now, to: now, asOf: now, numerator: events.length, denominator: null, total: events.length, byStage,
    byLevel: Object.fromEntries(severities.map((level) => [level, byLevel[level - 1]])) as OpenReading['byLevel'],
    ages: ageClasses.map((upTo, index) => {
      const above = index === 0 ? -1 : ageClasses[index - 1] ?? Infinity
      return { upTo, byLevel: levelCounts(events.filter(({ occurred }) => Math.max(0, now - occurred) > above && Math.max(0, now - occurred) <= (upTo ?? Infinity))) }
    }),
    medianAge: ages.length === 0 ? null : ages.length % 2 === 1 ? ages[middle] : (ages[middle - 1] + ages[middle]) / 2,
    oldest: events.length === 0 ? null : instant(Math.min(...events.map(({ occurred }) => occurred))),
  }
}

/** The readings as this screen shows them: those of a part of the district count its own open events. */
export function readingsOf(readings: Partial<Readings>, region: RegionCode | null, events: readonly GridEvent[], now: Instant): Partial<Readings> {
  return isPart(region) ? { ...readings, open: readOpen(events, now, readings.open?.formula ?? '') } : readings
}
