// The regions right below the one shown: arrivals of the last 24 h against the 24 h before, and open events by level.
import type { RegionsReading } from '../../shared/domain/reading.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import { DAY, instant, type Instant } from '../../shared/domain/time.ts'
import { isWhole } from './codes.ts'
import { partsOf } from './parts.ts'
import type { Reading } from './reading.ts'
import { countIn, emptyTimeline, insert, remove, type Timeline } from './timeline.ts'

/**
 * The finest known region → a time line of `occurred`. Which regions there are is asked when shown, so that a state
 * outlives an import of other geometry.
 */
export interface RegionsState { readonly byRegion: Map<RegionCode, Timeline> }

const FORMULA = 'last24h = count(e: asOf − 24 h < e.occurred ≤ asOf); before24h = count(e: asOf − 48 h < e.occurred ≤ asOf − 24 h); '
  + 'open = count(e: e.stage ∈ open at asOf); e.region in the row\'s region; last row: e.region in the region shown and in none of the rows above'

export const regions: Reading<RegionsState, RegionsReading> = {
  start: () => ({ byRegion: new Map() }),

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

  show(state, now, world, shown) {
    const whole = isWhole(shown, world)
    const { parts, partOf } = partsOf(world, shown)
    const rows = parts.map(emptyRow)
    const rowOf = (region: RegionCode): Row => rows[partOf(region)]
    for (const [region, line] of state.byRegion) if (whole || contains(shown, region)) add(rowOf(region), line, now)
    for (const { region, level } of world.open.values()) if (whole || contains(shown, region)) rowOf(region).open[level - 1]++
    let total = 0
    for (const row of rows) total += row.last24h
    return { formula: FORMULA, from: instant(now - DAY), to: now, asOf: now, numerator: total, denominator: null, rows }
  },
}

interface Row { readonly region: RegionCode; last24h: number; before24h: number; readonly open: [number, number, number, number] }
const emptyRow = (region: RegionCode): Row => ({ region, last24h: 0, before24h: 0, open: [0, 0, 0, 0] })

function add(row: Row, line: Timeline, now: Instant): void {
  row.last24h += countIn(line, now - DAY, now)
  row.before24h += countIn(line, now - 2 * DAY, now - DAY)
}

function lineOf(state: RegionsState, region: RegionCode): Timeline {
  let line = state.byRegion.get(region)
  if (!line) state.byRegion.set(region, line = emptyTimeline())
  return line
}
