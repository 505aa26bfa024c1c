// Where a figure comes from: formula, window, fraction and parts of whatever tile a person asked about.
import { ageClasses, windowNames, type Readings, type WindowName } from '../../../shared/domain/reading.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import type { Say } from '../../words/index.ts'
import { spanText } from '../../words/span.ts'
import type { Names } from './names.ts'
import { stageCounts } from './queue.ts'
import { belowKey } from './scope.ts'
import type { Explanation } from '../../ui/explanation.ts'
import { explainForces } from '../forces/explain.ts'
import { isForcesTile, type ForcesTile } from '../forces/figures.ts'
import { explainCoverage, isCoverageTile, type CoverageFacts, type CoverageTile } from '../patrol/explain.ts'
import { frameOf, shareOf, withParts } from './provenance.ts'

/** One unit by its id: what it is and what its leaving costs; not a figure, so it has no definition. */
export type UnitTile = `unit:${string}`

/** What can be asked about. */
export type Tile = CoverageTile | ForcesTile | UnitTile | 'open' | 'ages' | 'towns' | 'presence' | 'duty' | `presence:${Tier}` | `arrivals:${WindowName}`

/** The definition of a tile; null while its reading has not come. */
export function explain(say: Say, names: Names, readings: Partial<Readings>, tile: Tile, facts?: CoverageFacts): Explanation | null {
  if (isCoverageTile(tile)) return facts ? explainCoverage(say, names, readings, tile, facts) : null
  if (tile.startsWith('unit:')) return null
  if (isForcesTile(tile)) return explainForces(say, names, readings, tile)
  const { open, regions: towns, presence, arrivals } = readings
  if (tile === 'open') {
    return open ? {
      title: say('queue.title'), unit: '', ...frameOf(say, names, readings, open, { says: 'open', from: 'events' }),
      ...withParts(open.total, [
        ...stageCounts(open).map(({ count }, index) => ({ label: say(`slot[${index}]`), value: count })),
      ]),
    } : null
  }
  if (tile === 'ages') {
    return open ? {
      title: say('queue.ages'), unit: '', ...frameOf(say, names, readings, open, { says: 'ages', from: 'events' }),
      ...withParts(open.total, open.ages.map(({ upTo, byLevel }) => ({ label: ageLabel(say, upTo), value: byLevel.reduce((sum, n) => sum + n, 0) }))),
    } : null
  }
  if (tile === 'towns') {
    return towns ? {
      title: say(belowKey(towns)), unit: '', ...frameOf(say, names, readings, towns, { says: 'towns', from: 'events' }),
      ...withParts(towns.numerator, towns.rows.map(({ region, last24h }) => ({ label: names.region(regionCode(region)), value: last24h }))),
    } : null
  }
  if (tile === 'presence') {
    return presence ? {
      title: say('tide.title'), ...shareOf(presence.numerator, presence.denominator), ...frameOf(say, names, readings, presence, { says: 'presence', from: 'places' }), loose: false,
      parts: tiers.map((tier) => ({ label: say(`tier.${tier}.who`), value: presence.tiers[tier].onDuty })),
    } : null
  }
  if (tile === 'duty') return presence ? dutyExplained(say, names, readings, presence) : null
  const [name, of] = tile.split(':')
  if (name === 'presence') return presence ? tierExplained(say, names, readings, presence, of as Tier) : null
  const window = arrivals?.windows[of as WindowName]
  return window ? {
    title: `${say('arrivals.title')} ${say(`arrivals.window.${of}`)}`, unit: '', ...frameOf(say, names, readings, window, { says: of === 'ytd' ? 'ytd' : 'rolling', from: 'events' }),
    ...withParts(window.total, Object.entries(window.byCategory).map(([code, value]) => ({ label: names.category(code), value }))),
  } : null
}

function tierExplained(say: Say, names: Names, readings: Partial<Readings>, presence: Readings['presence'], tier: Tier): Explanation {
  const { registered, onDuty, byFreshness } = presence.tiers[tier]
  const online = byFreshness.live + byFreshness.aging
  return {
    title: `${say(`tier.${tier}.short`)} ${say(`tier.${tier}.who`)}`, ...frameOf(say, names, readings, presence, { says: 'presence', from: 'places' }),
    ...shareOf(online, onDuty), numerator: online, denominator: onDuty, loose: false,
    parts: [
      ...(['live', 'aging', 'stale', 'lost'] as const).map((state) => ({ label: say(`fresh.${state}`), value: byFreshness[state] })),
      { label: say('tide.registered', { n: '' }).trim(), value: registered },
    ],
  }
}

/** Those on duty and those registered, of all tiers. */
export function dutyCounts({ tiers: by }: Readings['presence']): { readonly on: number; readonly of: number } {
  return tiers.reduce((sum, tier) => ({ on: sum.on + by[tier].onDuty, of: sum.of + by[tier].registered }), { on: 0, of: 0 })
}

function dutyExplained(say: Say, names: Names, readings: Partial<Readings>, presence: Readings['presence']): Explanation {
  const { on, of } = dutyCounts(presence)
  return {
    title: say('sheet.duty'), figure: on, unit: '', ...frameOf(say, names, readings, presence, { says: 'duty', from: 'ledger' }),
    symbols: '', numerator: on, denominator: of, loose: false,
    parts: tiers.flatMap((tier) => {
      const name = say(`tier.${tier}.short`)
      const { onDuty, registered } = presence.tiers[tier]
      return [{ label: say('sheet.signed', { tier: name }), value: onDuty }, { label: say('sheet.registered', { tier: name }), value: registered }]
    }),
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
  'open', 'ages', 'towns', 'presence', 'duty', ...tiers.map((tier) => `presence:${tier}` as const), ...windowNames.map((name) => `arrivals:${name}` as const),
]
