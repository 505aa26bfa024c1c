// Where a figure comes from: formula, window, fraction and parts of whatever tile a person asked about.
import { ageClasses, windowNames, type Provenance, type Readings, type WindowName } from '../../../shared/domain/reading.ts'
import { calendar, clockText, type Instant } from '../../../shared/domain/time.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import type { Say } from '../../words/index.ts'
import { spanText } from '../../words/span.ts'
import type { Names } from './names.ts'
import { stageCounts } from './queue.ts'

/** What can be asked about. */
export type Tile = 'open' | 'ages' | 'towns' | 'presence' | `presence:${Tier}` | `arrivals:${WindowName}`
export interface Part { readonly label: string; readonly value: number }

export interface Explained {
  readonly title: string
  readonly figure: number | null
  readonly unit: string
  readonly formula: string
  readonly window: string
  readonly asOf: string
  readonly numerator: number | null
  readonly denominator: number | null
  readonly source: string
  readonly parts: readonly Part[]
  readonly loose: boolean
}

const stamp = (at: Instant): string => {
  const { month, day } = calendar(at)
  return `${month}-${String(day).padStart(2, '0')} ${clockText(at)}`
}

function frameOf(say: Say, names: Names, readings: Partial<Readings>, of: Provenance) {
  const heard = readings.ingest?.sources.filter(({ last }) => last !== null).map(names.source) ?? []
  return {
    formula: of.formula, numerator: of.numerator, denominator: of.denominator, asOf: clockText(of.asOf),
    window: of.from === of.to ? `${say('sheet.state')} ${stamp(of.to)}` : say('sheet.range', { from: stamp(of.from), to: stamp(of.to) }),
    source: heard.length > 0 ? heard.join(say('joins.list')) : say('sheet.own'),
  }
}

function withParts(figure: number | null, parts: readonly Part[]) {
  const summed = parts.reduce((sum, { value }) => sum + value, 0)
  return { figure, parts, loose: figure !== null && parts.length > 0 && summed !== figure }
}

/** The definition of a tile; null while its reading has not come. */
export function explain(say: Say, names: Names, readings: Partial<Readings>, tile: Tile): Explained | null {
  const { open, towns, presence, arrivals } = readings
  if (tile === 'open') {
    return open ? {
      title: say('queue.title'), unit: '', ...frameOf(say, names, readings, open),
      ...withParts(open.total, [
        ...stageCounts(open).map(({ count }, index) => ({ label: say(`slot[${index}]`), value: count })),
      ]),
    } : null
  }
  if (tile === 'ages') {
    return open ? {
      title: say('queue.ages'), unit: '', ...frameOf(say, names, readings, open),
      ...withParts(open.total, open.ages.map(({ upTo, byLevel }) => ({ label: ageLabel(say, upTo), value: byLevel.reduce((sum, n) => sum + n, 0) }))),
    } : null
  }
  if (tile === 'towns') {
    return towns ? {
      title: say('towns.title'), unit: '', ...frameOf(say, names, readings, towns),
      ...withParts(towns.numerator, towns.rows.map(({ region, last24h }) => ({ label: names.place(region as never), value: last24h }))),
    } : null
  }
  if (tile === 'presence') {
    return presence ? {
      title: say('tide.title'), ...shareOf(presence.numerator, presence.denominator), ...frameOf(say, names, readings, presence), loose: false,
      parts: tiers.map((tier) => ({ label: say(`tier.${tier}.who`), value: presence.tiers[tier].onDuty })),
    } : null
  }
  const [name, of] = tile.split(':')
  if (name === 'presence') return presence ? tierExplained(say, names, readings, presence, of as Tier) : null
  const window = arrivals?.windows[of as WindowName]
  return window ? {
    title: `${say('arrivals.title')} ${say(`arrivals.window.${of}`)}`, unit: '', ...frameOf(say, names, readings, window),
    ...withParts(window.total, Object.entries(window.byCategory).map(([code, value]) => ({ label: names.category(code), value }))),
  } : null
}

const shareOf = (numerator: number | null, denominator: number | null) =>
  ({ figure: numerator !== null && denominator ? Math.round(numerator / denominator * 100) : null, unit: '%' })

function tierExplained(say: Say, names: Names, readings: Partial<Readings>, presence: Readings['presence'], tier: Tier): Explained {
  const { registered, onDuty, byFreshness } = presence.tiers[tier]
  const online = byFreshness.live + byFreshness.aging
  return {
    title: `${say(`tier.${tier}.short`)} ${say(`tier.${tier}.who`)}`, ...frameOf(say, names, readings, presence),
    ...shareOf(online, onDuty), numerator: online, denominator: onDuty, loose: false,
    parts: [
      ...(['live', 'aging', 'stale', 'lost'] as const).map((state) => ({ label: say(`fresh.${state}`), value: byFreshness[state] })),
      { label: say('tide.registered', { n: '' }).trim(), value: registered },
    ],
  }
}

/** "≤ 15 分", and for the last class "> 7 天". */
export function ageLabel(say: Say, upTo: number | null): string {
  if (upTo !== null) return say('queue.upTo', { span: spanText(say, upTo) })
  const last = [...ageClasses].reverse().find((limit) => limit !== null) ?? 0
  return say('queue.over', { span: spanText(say, last) })
}

/** Every tile there is, so that tests can ask about each. */
export const tiles: readonly Tile[] = [
  'open', 'ages', 'towns', 'presence', ...tiers.map((tier) => `presence:${tier}` as const), ...windowNames.map((name) => `arrivals:${name}` as const),
]
