// A tier's figures: three bars of delivered against planned, and what the plans themselves ask of each.
import type { TierCoverage } from '../../../shared/domain/reading.ts'
import type { Tier } from '../../../shared/domain/tier.ts'
import { olderFirst, voidsOf, type BeatNow } from '../../map/beats.ts'

export const barNames = ['rounds', 'reach', 'time'] as const
export type BarName = (typeof barNames)[number]

export interface Bar {
  readonly name: BarName
  readonly delivered: number
  readonly planned: number
  /** Share of the planned that the plans ask for: the tick. */
  readonly target: number
  /** Whole numbers; km with one decimal; or, of weights that are no counts of anything, per cent. */
  readonly form: 'count' | 'km' | 'share'
}

export function barsOf(tier: Tier, coverage: TierCoverage, beats: readonly BeatNow[]): Bar[] {
  return barNames.map((name) => ({
    name, delivered: coverage[name][0], planned: coverage[name][1], target: name === 'reach' ? reachAsked(tier, beats) : 1, form: formOf(tier, name),
  }))
}

const formOf = (tier: Tier, name: BarName): Bar['form'] => (name !== 'reach' || tier === 'point' ? 'count' : tier === 'line' ? 'km' : 'share')

/** Of the beats due the mean share of cells, or of length, that makes one met; of points every visit is asked for. */
function reachAsked(tier: Tier, beats: readonly BeatNow[]): number {
  const shares = beats.flatMap(({ beat, state }) => (state === 'idle' || beat.tier !== tier ? [] : beat.tier === 'area' ? [beat.plan.cells] : beat.tier === 'line' ? [beat.plan.length] : []))
  return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length
}

/** Per cent, rounded down, so that nothing is called whole before it is; null while nothing is due. */
export const headline = ({ met, due }: Pick<TierCoverage, 'met' | 'due'>): number | null => (due > 0 ? Math.floor(met / due * 100) : null)

/** Length in km, one decimal. */
export const kilometres = (metres: number): string => (metres / 1_000).toFixed(1)

/** The tier's gaps, worth most first; where there is room after them, those due that have been longest without anybody. */
export function gapsOf(tier: Tier, beats: readonly BeatNow[]): BeatNow[] {
  const own = beats.filter(({ beat }) => beat.tier === tier)
  return [...voidsOf(own), ...own.filter(({ state }) => state === 'due' || state === 'met').sort(olderFirst)]
}
