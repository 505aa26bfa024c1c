// What every definition says of where its figure comes from: window, fraction, source, and parts that need not add up.
import type { Provenance, Readings, SourceHealth } from '../../../shared/domain/reading.ts'
import { calendar, clockText, type Instant } from '../../../shared/domain/time.ts'
import type { Explanation } from '../../ui/explanation.ts'
import type { Say } from '../../words/index.ts'
import type { Names } from './names.ts'

export type Part = Explanation['parts'][number]

export const stamp = (at: Instant): string => {
  const { month, day } = calendar(at)
  return `${month}-${String(day).padStart(2, '0')} ${clockText(at)}`
}

/** What a figure is counted from: events come from event sources, places from dialects and gateways. */
const sourcesOf = { events: ['events'], places: ['dialect', 'gateway'], ledger: [] } as const satisfies Record<string, readonly SourceHealth['kind'][]>
/** Symbols longer than this say less than the words above them. */
const SHORT = 90

export interface Saying { readonly says: string; readonly from: keyof typeof sourcesOf }

export function frameOf(say: Say, names: Names, readings: Partial<Readings>, of: Provenance, { says, from }: Saying) {
  const kinds: readonly SourceHealth['kind'][] = sourcesOf[from]
  const heard = readings.ingest?.sources.filter(({ kind, last }) => last !== null && kinds.includes(kind)).map(names.source) ?? []
  return {
    formula: say(`sheet.says.${says}`), symbols: of.formula.length <= SHORT ? of.formula : '', numerator: of.numerator, denominator: of.denominator, asOf: clockText(of.asOf),
    window: of.from === of.to ? `${say('sheet.state')} ${stamp(of.to)}` : say('sheet.range', { from: stamp(of.from), to: stamp(of.to) }),
    source: heard.length > 0 ? heard.join(say('joins.list')) : say('sheet.own'),
  }
}

export function withParts(figure: number | null, parts: readonly Part[]) {
  const summed = parts.reduce((sum, { value }) => sum + value, 0)
  return { figure, parts, loose: figure !== null && parts.length > 0 && summed !== figure }
}

export const shareOf = (numerator: number | null, denominator: number | null) =>
  ({ figure: numerator !== null && denominator ? Math.round(numerator / denominator * 100) : null, unit: '%' })
