// Where a figure of coverage comes from, and one beat with its plan and what it got of it.
import type { GridEvent } from '../../../shared/domain/event.ts'
import type { CoverageReading, Readings } from '../../../shared/domain/reading.ts'
import { clockText, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import type { BeatNow } from '../../map/beats.ts'
import type { Explanation } from '../../ui/explanation.ts'
import type { Say } from '../../words/index.ts'
import { momentText } from '../../words/moment.ts'
import type { Names } from '../duty/names.ts'
import { frameOf, stamp, type Part } from '../duty/provenance.ts'
import { barNames, headline, type BarName } from './figures.ts'
import { silenceOf } from './quiet.ts'
import { nextTurn } from './turns.ts'

/** coverage: ages on the map; oldest: town × tier; a tier's headline or one of its bars; one beat by its id. */
export type CoverageTile = 'coverage' | 'oldest' | `coverage:${Tier}` | `coverage:${Tier}:${BarName}` | `beat:${string}`
export const isCoverageTile = (tile: string): tile is CoverageTile => /^(coverage|oldest|beat)(:|$)/.test(tile)
export const coverageTiles: readonly CoverageTile[] = ['coverage', 'oldest', ...tiers.flatMap((tier) => [`coverage:${tier}` as const, ...barNames.map((bar) => `coverage:${tier}:${bar}` as const)])]

export interface CoverageFacts { readonly beats: readonly BeatNow[]; readonly open: readonly GridEvent[]; readonly now: Instant }

/** null while the reading has not come, no set is in force, or the beat is not among those shown. */
export function explainCoverage(say: Say, names: Names, readings: Partial<Readings>, tile: CoverageTile, facts: CoverageFacts): Explanation | null {
  const { coverage } = readings
  if (!coverage || coverage.set === null) return null
  const [what, of, bar] = tile.split(':')
  if (what === 'beat') {
    const now = facts.beats.find(({ beat }) => beat.id === tile.slice('beat:'.length))
    return now ? beatExplained(say, names, readings, coverage, now, facts) : null
  }
  const frame = { ...frameOf(say, names, readings, coverage, { says: tile.replace(':', '.').replace(':', '-').replace(/^(coverage|oldest)$/, 'patrol-$1'), from: 'places' }), symbols: '', loose: false }
  if (of === undefined) return wholeExplained(say, coverage, tile, frame, facts)
  const tier = of as Tier
  const { met, due, voids } = coverage.tiers[tier]
  const title = `${say(`tier.${tier}.short`)} ${say(`patrol.${bar === undefined ? 'met' : `bar.${bar}`}.${tier}`)}`
  if (bar === undefined) {
    return { ...frame, title, ...wholeShare(met, due), numerator: met, denominator: due, parts: stateParts(say, facts.beats.filter(({ beat }) => beat.tier === tier)), notes: [{ label: say(`patrol.gap.${tier}`), text: String(voids) }] }
  }
  const [delivered, planned] = coverage.tiers[tier][bar as BarName]
  return { ...frame, title, ...wholeShare(delivered, planned), numerator: delivered, denominator: planned, parts: [] }
}

/** The same per cent as on the panel. */
const wholeShare = (part: number, whole: number) => ({ figure: headline({ met: part, due: whole }), unit: '%' })

const stateParts = (say: Say, beats: readonly BeatNow[]): Part[] =>
  (['met', 'due', 'void', 'idle'] as const).map((state) => ({ label: say(`patrol.beatState.${state}`), value: beats.filter((now) => now.state === state).length }))

function wholeExplained(say: Say, coverage: CoverageReading, tile: CoverageTile, frame: Omit<Explanation, 'title' | 'figure' | 'unit' | 'parts'>, { beats }: CoverageFacts): Explanation {
  const [met, due] = tiers.reduce(([a, b], tier) => [a + coverage.tiers[tier].met, b + coverage.tiers[tier].due], [0, 0])
  if (tile === 'oldest') {
    const oldest = Math.max(-1, ...beats.filter(({ state }) => state !== 'idle').map(({ age }) => age ?? -1))
    return { ...frame, title: say('patrol.matrix.title'), figure: oldest < 0 ? null : Math.floor(oldest / MINUTE), unit: say('span.minute'), numerator: null, denominator: null, parts: [] }
  }
  return { ...frame, title: say('patrol.map.title'), ...wholeShare(met, due), numerator: met, denominator: due, parts: stateParts(say, beats) }
}

function beatExplained(say: Say, names: Names, readings: Partial<Readings>, coverage: CoverageReading, now: BeatNow, { open, now: at }: CoverageFacts): Explanation {
  const { beat, age, last, present, due, delivered, planned, share, worth } = now
  const silence = silenceOf(now, open)
  const turn = nextTurn(beat, coverage.shift, at)
  const note = (key: string, text: string): { label: string; text: string } => ({ label: say(`patrol.beat.${key}`), text })
  return {
    ...frameOf(say, names, readings, coverage, { says: `beat.${beat.tier}`, from: 'places' }), symbols: '', loose: false,
    title: beat.name, figure: age === null ? null : Math.floor(age / MINUTE), unit: `${say('patrol.beat.unit')}${say('joins.place')}${say(`patrol.beatState.${now.state}`)}`,
    window: coverage.shift ? `${coverage.shift.name} ${say('sheet.range', { from: stamp(coverage.shift.from), to: stamp(coverage.shift.to) })}` : say('patrol.state.idle'),
    numerator: null, denominator: null, parts: [],
    notes: [
      note(`shift.${beat.tier}`, [say('patrol.beat.planned', { n: planned }), say('patrol.beat.due', { n: due }), say('patrol.beat.delivered', { n: delivered }), hereText(say, now), ...(worth > 0 ? [say('patrol.beat.worth', { n: worth })] : [])].join(say('joins.place'))),
      note('last', present > 0 ? say('patrol.beat.here', { time: last === null ? '' : clockText(last) }) : last === null ? say('patrol.never') : momentText(say, last, at)),
      ...(share === null ? [] : [note(`share.${beat.tier}`, `${share}%`)]),
      note('plan', planText(say, now)),
      ...(turn ? [note(`${turn.on ? 'turnOn' : 'turnNext'}.${beat.tier}`, `${clockText(turn.from)}–${clockText(turn.to)}`)] : []),
      note('team', `${beat.team}${say('joins.place')}${names.place(beat.region)}`),
      ...(silence === null ? [] : [note('silence', say(`patrol.silence.${silence}`))]),
    ],
  }
}

/** The people that are there, beside those asked for while they are too few. */
export const hereText = (say: Say, { beat, present, people }: BeatNow): string =>
  (present > 0 && people < beat.people ? say('patrol.turn.few', { n: people, of: beat.people }) : say('patrol.turn.here', { n: people }))

function planText(say: Say, { beat }: BeatNow): string {
  const asked = beat.tier === 'area' ? say('patrol.plan.area', { n: beat.plan.stays, dwell: beat.plan.dwell, share: Math.round(beat.plan.cells * 100) })
    : beat.tier === 'line' ? say('patrol.plan.line', { n: beat.plan.rounds, share: Math.round(beat.plan.length * 100) })
      : beat.plan.manned === null ? say('patrol.plan.point', { n: beat.plan.visits, dwell: beat.plan.dwell }) : say('patrol.plan.post', { share: Math.round(beat.plan.manned * 100) })
  return [asked, say('patrol.plan.people', { n: beat.people }), say('patrol.plan.interval', { n: beat.interval })].join(say('joins.sentence'))
}
