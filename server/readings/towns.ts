// Each town's arrivals of the last 24 h against the 24 h before, and its open events by level.
import type { TownsReading } from '../../shared/domain/reading.ts'
import { ancestor, type RegionCode } from '../../shared/domain/region.ts'
import { DAY, instant } from '../../shared/domain/time.ts'
import type { District } from '../district/district.ts'
import type { Reading } from './reading.ts'
import { countIn, emptyTimeline, insert, remove, type Timeline } from './timeline.ts'

/**
 * Town code → a time line of `occurred`; events whose place is known no finer than the district have their own ('').
 * Which towns there are is asked when shown, so that a state outlives an import of other geometry.
 */
export interface TownsState { readonly byTown: Map<string, Timeline> }

const FORMULA = 'last24h = count(e: asOf − 24 h < e.occurred ≤ asOf); before24h = count(e: asOf − 48 h < e.occurred ≤ asOf − 24 h); '
  + 'open = count(e: e.stage ∈ open at asOf); e.region in the town'

export const towns: Reading<TownsState, TownsReading> = {
  start: () => ({ byTown: new Map() }),

  step(state, happened, world) {
    if (happened.is !== 'entry') return state
    const { entry } = happened
    if (entry.kind === 'event-reported') {
      insert(lineOf(state, entry.data.event.region), entry.data.event.occurred)
    } else if (entry.kind === 'event-relocated') {
      const event = world.events.get(entry.data.event)
      if (event && remove(lineOf(state, entry.data.from), event.occurred)) insert(lineOf(state, entry.data.region), event.occurred)
    }
    return state
  },

  show(state, now, world) {
    const { code } = world.district.manifest
    const rows = new Map(rowsOf(world.district).map((region) => [region, emptyRow(region)]))
    const rowOf = (town: string): Row => rows.get(town as RegionCode) ?? rows.get(code)!
    for (const [town, line] of state.byTown) {
      const row = rowOf(town)
      row.last24h += countIn(line, now - DAY, now)
      row.before24h += countIn(line, now - 2 * DAY, now - DAY)
    }
    for (const { region, level } of world.open.values()) rowOf(townOf(region)).open[level - 1]++
    let total = 0
    for (const row of rows.values()) total += row.last24h
    return { formula: FORMULA, from: instant(now - DAY), to: now, asOf: now, numerator: total, denominator: null, rows: [...rows.values()] }
  },
}

interface Row { readonly region: string; last24h: number; before24h: number; readonly open: [number, number, number, number] }
const emptyRow = (region: string): Row => ({ region, last24h: 0, before24h: 0, open: [0, 0, 0, 0] })

const townOf = (region: RegionCode): string => ancestor(region, 'town') ?? ''

function lineOf(state: TownsState, region: RegionCode): Timeline {
  const town = townOf(region)
  let line = state.byTown.get(town)
  if (!line) state.byTown.set(town, line = emptyTimeline())
  return line
}

/** Every town in code order, then the district for events with no known town. */
const rowsOf = (district: District): RegionCode[] =>
  [...[...district.regions.values()].filter(({ level }) => level === 'town').map(({ code }) => code).sort(), district.manifest.code]
