// The health of what comes in, as the link-state bar shows it; the counts themselves are kept by ingest.
import { freshness, type Freshness } from '../../shared/domain/freshness.ts'
import type { IngestCounts, SourceCount } from '../../shared/domain/health.ts'
import type { IngestReading } from '../../shared/domain/reading.ts'
import type { RefusalCode } from '../../shared/domain/refusal.ts'
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'

const FORMULA = 'admittedLastMinute = count(admitted: asOf − 60 s < received ≤ asOf) over all sources of the server, whatever region is shown; refusals = counts by reason since start'

/** A source without a rhythm is never called lost for being quiet: it is live while just heard, after that merely old. */
const QUIET = 15 * MINUTE

/** The server's own, the same on every screen. Stateless: health is not folded from happenings, since refusals never happen to the world. */
export function showIngest(counts: IngestCounts, now: Instant): IngestReading {
  const refusals: Partial<Record<RefusalCode, number>> = {}
  for (const { refused } of counts.sources) {
    for (const [code, times] of Object.entries(refused) as [RefusalCode, number][]) refusals[code] = (refusals[code] ?? 0) + times
  }
  return {
    formula: FORMULA, from: instant(now - MINUTE), to: now, asOf: now,
    numerator: counts.sources.reduce((sum, { admittedLastMinute }) => sum + admittedLastMinute, 0), denominator: null,
    sources: counts.sources.map((source) => ({
      id: source.id, kind: source.kind, name: source.name, last: source.last, interval: source.interval,
      freshness: freshnessOf(source, now), connections: source.connections,
      admittedLastMinute: source.admittedLastMinute, refusedLastHour: source.refusedLastHour,
    })),
    refusals, unregistered: counts.unregistered.length,
  }
}

function freshnessOf({ last, interval }: SourceCount, now: Instant): Freshness {
  if (interval !== null || last === null) return freshness(last, interval ?? 0, now)
  return now - last <= QUIET ? 'live' : 'stale'
}
