// The shift sheet as the pages of a workbook: totals, all rows, each town's, and what the figures mean.
import { momentIn, reasonsText, shiftText, type SheetSay } from '../../shared/words/sheet.ts'
import { sheetZh } from '../../shared/words/sheet.zh-CN.ts'
import { totalsOf, type SheetRow, type SheetTotals, type SheetTown, type ShiftSheet } from '../../shared/domain/sheet.ts'
import { tiers } from '../../shared/domain/tier.ts'
import { clockText } from '../../shared/domain/time.ts'
import { at, type BookPage, type Cell } from './book-page.ts'

/** The words of the sheet; a key that is not there is a bug. */
export const sayZh: SheetSay = (key, values = {}) => {
  const word = key.split('.').reduce<unknown>((words, part) => (words as Record<string, unknown>)[part], sheetZh)
  if (typeof word !== 'string') throw new Error(`the sheet has no word ${key}`)
  return word.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}

const heads = (...keys: (keyof typeof sheetZh.head)[]): string[] => keys.map((key) => sheetZh.head[key])
const COUNTS = ['planned', 'due', 'delivered', 'missed', 'early', 'late'] as const
const ROWS = { heads: heads('town', 'tier', 'id', 'name', 'shift', ...COUNTS, 'done', 'asked', 'unit', 'share', 'last', 'state', 'reasons'), widths: [12, 10, 8, 18, 8, 6, 8, 6, 6, 6, 6, 9, 9, 6, 9, 17, 9, 70] }
const TOTALS = { heads: heads('town', 'tier', 'beats', 'met', ...COUNTS), widths: [14, 12, 8, 8, 8, 8, 8, 8, 8, 8] }

export function pagesOf(sheet: ShiftSheet): BookPage[] {
  const title = `${sheet.district} ${sheetZh.title}${sheet.mark === null ? '' : `（${sheetZh.mark[sheet.mark]}）`}`
  const about = [
    sheet.region.name, shiftText(sayZh, sheet), sayZh('asOf', { time: momentIn(sayZh, sheet.asOf, sheet.shifts.at(-1)?.from ?? sheet.asOf) }),
    ...(sheet.which === 'now' && sheet.shifts.length > 0 ? [sheetZh.still] : []),
  ].join('  ')
  const page = (name: string, of: { readonly heads: readonly string[]; readonly widths: readonly number[] }, rows: readonly (readonly Cell[])[]): BookPage => ({ name, title, about, ...of, rows })
  const all = sheet.towns.flatMap((town) => rowsOf(town))
  return [
    page(sheetZh.summary, TOTALS, totals(sheet.towns)), page(sheetZh.all, ROWS, all),
    ...sheet.towns.map((town) => page(town.name, ROWS, rowsOf(town))),
    page(sheetZh.notes, { heads: [sheetZh.notes], widths: [110] }, [
      ...Object.values(sheetZh.note).map((note) => [note]),
      ...(sheet.since === null ? [] : [[sayZh('since', { time: momentIn(sayZh, sheet.since, sheet.asOf) })]]),
    ]),
  ]
}

const rowsOf = (town: SheetTown): Cell[][] => town.rows.map((row) => cellsOf(town.name, row))

function cellsOf(town: string, row: SheetRow): Cell[] {
  const { amount } = row
  return [
    town, sheetZh.tier[row.tier], row.id, row.name, `${row.shift.name} ${clockText(row.shift.from)}`, ...COUNTS.map((key) => row[key]),
    amount && Math.floor(amount.part), amount && Math.round(amount.whole), amount && sheetZh.unit[row.tier === 'line' ? 'metres' : 'minutes'], row.asked,
    row.last === null ? null : at(row.last), sheetZh.state[row.state], reasonsText(sayZh, row),
  ]
}

function totals(towns: readonly SheetTown[]): Cell[][] {
  const cells = (name: string, tier: string, { beats, met, ...counts }: SheetTotals): Cell[] => [name, tier, beats, met, ...COUNTS.map((key) => counts[key])]
  const whole = { name: sheetZh.total, rows: towns.flatMap(({ rows }) => rows) }
  return [...towns, whole].flatMap(({ name, rows }) =>
    tiers.map((tier) => cells(name, sheetZh.tier[tier], totalsOf(rows.filter((row) => row.tier === tier)))))
}
