// Officers in grids 千名政法干警进网格: which grids have one bound, how often they were visited, which lie unvisited.
import type { GridFigures, GridsReading } from '../../shared/domain/reading.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import { DAY, instant, startOfMonth, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { isWhole } from './codes.ts'
import { unlessFew } from './few.ts'
import { partsOf } from './parts.ts'
import { countIn, type Timeline } from './timeline.ts'

export interface VisitState {
  /** Grid → the instants of its visits. */
  readonly byGrid: Map<RegionCode, Timeline>
  /** When the first binding of an officer began. */
  since: Instant | null
}

export const emptyVisits = (): VisitState => ({ byGrid: new Map(), since: null })

const LATELY = 30 * DAY

const FORMULA = 'share = bound ÷ grids; bound = count(g: an officer is bound to g at asOf); visits = count(v: from ≤ v.at ≤ asOf), from = 1st of the month 00:00 UTC+8; '
  + 'unvisited = count(g: no v of g with asOf − 30 d < v.at ≤ asOf), unknown while the first binding is younger than 30 d; g in the region shown or in the row\'s'

export function showGrids({ byGrid, since }: VisitState, now: Instant, world: World, shown: RegionCode): GridsReading {
  const whole = isWhole(shown, world)
  const { parts, partOf } = partsOf(world, shown)
  const from = startOfMonth(now)
  const known = since !== null && since <= now - LATELY
  const rows = parts.map((region) => ({ region, grids: 0, bound: 0, visits: 0, unvisited: known ? 0 : null }))
  const { officers, grids } = boundAt(world, now, (grid) => whole || contains(shown, grid))
  for (const { code, level } of world.district.regions.values()) {
    if (level !== 'grid' || !(whole || contains(shown, code))) continue
    const row = rows[partOf(code)]
    const line = byGrid.get(code)
    row.grids++
    if (grids.has(code)) row.bound++
    if (row.unvisited !== null && !(line && countIn(line, now - LATELY, now) > 0)) row.unvisited++
  }
  for (const [grid, line] of byGrid) if (whole || contains(shown, grid)) rows[partOf(grid)].visits += countIn(line, from - 1, now)
  const sum = (of: (row: GridFigures) => number | null): number => rows.reduce((all, row) => all + (of(row) ?? 0), 0)
  const [bound, all] = [sum((row) => row.bound), sum((row) => row.grids)]
  return {
    formula: FORMULA, from, to: now, asOf: now, numerator: bound, denominator: all,
    grids: all, bound, visits: sum((row) => row.visits), unvisited: known ? sum((row) => row.unvisited) : null,
    officers: unlessFew(officers), rows, since: since === null ? null : instant(since),
  }
}

/** How many officers are bound to grids of a region at an instant, and to which. */
function boundAt({ bindings }: World, now: Instant, inRegion: (grid: RegionCode) => boolean): { officers: number; grids: Set<RegionCode> } {
  const grids = new Set<RegionCode>()
  let officers = 0
  for (const of of bindings.values()) {
    let here = false
    for (const { role, grid, since } of of) {
      if (role !== 'officer' || since > now || !inRegion(grid)) continue
      grids.add(grid)
      here = true
    }
    if (here) officers++
  }
  return { officers, grids }
}
