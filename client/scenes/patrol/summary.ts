// One sentence of facts for the masthead of the patrol scene: calls for help, the three shares, the voids.
import type { CoverageReading } from '../../../shared/domain/reading.ts'
import { MINUTE } from '../../../shared/domain/time.ts'
import { tiers } from '../../../shared/domain/tier.ts'
import { voidsOf, type BeatNow } from '../../map/beats.ts'
import type { Say } from '../../words/index.ts'
import { emsOf } from '../../words/span.ts'
import type { Clause } from '../duty/summary.ts'
import { headline } from './figures.ts'

export interface SentenceFacts {
  readonly sos: number
  /** null while none came. */
  readonly coverage: CoverageReading | null
  readonly beats: readonly BeatNow[]
}

/** Clauses that fit into `ems` em; calls for help and voids are never the ones left out. */
export function sentence(say: Say, { sos, coverage, beats }: SentenceFacts, ems: number): Clause[] {
  const first: Clause[] = sos > 0 ? [{ n: sos, text: say('summary.sos', { n: sos }) }] : []
  if (coverage === null) return [...first, { n: null, text: say('patrol.state.unknown') }]
  if (coverage.set === null) return [...first, { n: null, text: say('patrol.state.none') }]
  const shares = tiers.flatMap((tier): Clause[] => {
    const share = headline(coverage.tiers[tier])
    return share === null ? [] : [{ n: share, text: say('patrol.sum.share', { tier: say(`tier.${tier}.short`), n: share }) }]
  })
  if (shares.length === 0) return [...first, { n: null, text: say('patrol.state.idle') }]
  // Counted by the reading: the beats may not be here yet, and nobody may read that there is no gap for that.
  const n = tiers.reduce((sum, tier) => sum + coverage.tiers[tier].voids, 0)
  const oldest = Math.max(0, ...voidsOf(beats).map(({ age }) => age ?? 0))
  const gaps: Clause = n === 0 ? { n: null, text: say('patrol.sum.calm') }
    : { n, text: oldest > 0 ? say('patrol.sum.gapsFor', { n, minutes: Math.floor(oldest / MINUTE) }) : say('patrol.sum.gaps', { n }) }
  const width = (clauses: readonly Clause[]): number => clauses.reduce((sum, { text }) => sum + emsOf(text) + 1, -1)
  while (shares.length > 0 && width([...first, ...shares, gaps]) > ems) shares.pop()
  return [...first, ...shares, gaps]
}
