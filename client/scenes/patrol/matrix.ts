// Town × tier: of each the beat that has been longest without anybody; a cell with a void is a void.
import { ancestor, levelOf, regionCode, type RegionCode } from '../../../shared/domain/region.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { olderFirst, type BeatNow } from '../../map/beats.ts'

export interface Cell {
  /** The beat that the figure is of. */
  readonly worst: BeatNow
  readonly gap: boolean
}
export interface MatrixRow {
  readonly region: RegionCode
  /** null: the town has no beat of the tier that is due; 'idle' when it has some that are not due now. */
  readonly cells: Readonly<Record<Tier, Cell | 'idle' | null>>
}

/** A row per town of a district, or per village of a part of it; what is counted no finer stands with the part itself. */
export function matrixOf(beats: readonly BeatNow[], shown: RegionCode, order: readonly string[]): MatrixRow[] {
  const level = levelOf(shown) === 'district' ? 'town' : 'village'
  const rows = new Map<string, Record<Tier, BeatNow[]>>(order.map((region) => [region, { area: [], line: [], point: [] }]))
  for (const now of beats) {
    const region = ancestor(now.beat.region, level) ?? now.beat.region
    const row = rows.get(region) ?? { area: [], line: [], point: [] }
    rows.set(region, row)
    row[now.beat.tier].push(now)
  }
  return [...rows].map(([region, row]) => ({ region: regionCode(region), cells: Object.fromEntries(tiers.map((tier) => [tier, cellOf(row[tier])])) as Record<Tier, Cell | 'idle' | null> }))
}

function cellOf(beats: readonly BeatNow[]): Cell | 'idle' | null {
  if (beats.length === 0) return null
  const due = beats.filter(({ state }) => state !== 'idle')
  const gaps = due.filter(({ state }) => state === 'void')
  const [worst] = (gaps.length > 0 ? gaps : due).toSorted(olderFirst)
  return worst ? { worst, gap: gaps.length > 0 } : 'idle'
}

/** How many voids a row has, and the oldest age in it: what decides which rows stay when there is no room for all. */
const weight = ({ cells }: MatrixRow): readonly [number, number] => tiers.reduce<readonly [number, number]>(([gaps, age], tier) => {
  const cell = cells[tier]
  return cell === null || cell === 'idle' ? [gaps, age] : [gaps + (cell.gap ? 1 : 0), Math.max(age, cell.worst.age ?? Infinity)]
}, [0, -1])

/** All rows where there is room; otherwise those with the most voids and the oldest ages, in their own order, and how many are left out. */
export function fitRows(rows: readonly MatrixRow[], room: number): { readonly shown: readonly MatrixRow[]; readonly more: number } {
  if (rows.length <= room) return { shown: rows, more: 0 }
  const worst = rows.map((row, index) => ({ row, index, weight: weight(row) }))
    .sort((a, b) => b.weight[0] - a.weight[0] || (a.weight[1] === b.weight[1] ? a.index - b.index : b.weight[1] - a.weight[1])).slice(0, Math.max(0, room))
  return { shown: worst.sort((a, b) => a.index - b.index).map(({ row }) => row), more: rows.length - worst.length }
}
