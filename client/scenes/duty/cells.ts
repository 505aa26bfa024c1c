// The link-state bar's cells: this screen, one per source, the last break; what is not live comes before what is.
import type { Freshness } from '../../../shared/domain/freshness.ts'
import type { SourceHealth } from '../../../shared/domain/reading.ts'
import { HOUR, MINUTE, SECOND, type Instant } from '../../../shared/domain/time.ts'
import type { Break, LinkState } from '../../stores/link.ts'
import type { Say } from '../../words/index.ts'
import { periodText } from '../../words/moment.ts'
import { emsOf, spanText } from '../../words/span.ts'

export interface Cell {
  readonly id: string
  readonly state: Freshness
  readonly name: string
  readonly text: string
  /** Places of the bar that it takes. */
  readonly span: 1 | 2
}

export interface CellFacts {
  readonly link: LinkState
  readonly silence: number
  readonly sources: readonly SourceHealth[]
  readonly last: Break | null
  readonly now: Instant | null
}

const order: Readonly<Record<Freshness, number>> = { lost: 0, stale: 1, aging: 2, live: 3 }

/** The cells for `places` places; sources keep their own order, and those that do not fit stand together in one cell. */
export function linkCells(say: Say, facts: CellFacts, places: number): Cell[] {
  const own: Cell = { id: 'screen', ...screenState(say, facts), name: say('link.screen'), span: 1 }
  const last = lastBreak(say, facts, places)
  const room = places - own.span - last.span
  return [own, ...(room > 0 ? sourceCells(say, facts, room) : []), last]
}

function screenState(say: Say, { link, silence }: CellFacts): { state: Freshness; text: string } {
  const word = say(`link.state.${link}`)
  const states: Readonly<Record<LinkState, Freshness>> = { opening: 'lost', live: 'live', degraded: 'aging', lost: 'lost' }
  return { state: states[link], text: silence > 0 ? `${word}·${silence < 60 ? say('link.seconds', { n: silence }) : spanText(say, silence * SECOND)}` : word }
}

function sourceCells(say: Say, { sources, now }: CellFacts, room: number): Cell[] {
  const cells = sources.map((source): Cell => ({
    id: source.id, state: source.freshness, name: source.name, text: ageText(say, source.last, now), span: spanOfName(source.name),
  }))
  if (cells.reduce((sum, { span }) => sum + span, 0) <= room) return cells
  const troubled = cells.map((cell, index) => ({ cell, index })).sort((a, b) => order[a.cell.state] - order[b.cell.state] || a.index - b.index)
  let left = room - 1
  const shown = new Set<Cell>()
  for (const { cell } of troubled) {
    if (cell.span > left) continue
    shown.add(cell)
    left -= cell.span
  }
  const rest = cells.filter((cell) => !shown.has(cell))
  const live = rest.every(({ state }) => state === 'live')
  const worst = rest.reduce<Freshness>((least, { state }) => (order[state] < order[least] ? state : least), 'live')
  return [
    ...cells.filter((cell) => shown.has(cell)),
    { id: 'others', state: worst, name: say('link.others'), text: say(live ? 'link.othersLive' : 'link.othersMore', { n: rest.length }), span: 1 },
  ]
}

/** A name that leaves no room for "23 小时前" beside it takes two places. */
const spanOfName = (name: string): 1 | 2 => (emsOf(name) > 4.2 ? 2 : 1)

/** How long ago a source spoke; beyond half a day the time itself is of no more use than "never". */
function ageText(say: Say, last: Instant | null, now: Instant | null): string {
  if (last === null || now === null) return say('link.never')
  const age = Math.max(0, now - last)
  if (age < MINUTE) return say('link.ago', { n: Math.floor(age / SECOND) })
  return age < HOUR ? say('link.agoMinutes', { n: Math.floor(age / MINUTE) }) : say('link.agoHours', { n: Math.floor(age / HOUR) })
}

function lastBreak(say: Say, { last, now }: CellFacts, places: number): Cell {
  if (!last) return { id: 'last', state: 'live', name: say('link.last'), text: say('link.none'), span: 1 }
  if (places < 4) return { id: 'last', state: 'live', name: say('link.last'), text: periodText(say, last.to, last.to, now), span: 1 }
  return { id: 'last', state: 'live', name: say('link.last'), text: `${periodText(say, last.from, last.to, now)} ${recovered(say, last)}`.trimEnd(), span: 2 }
}

function recovered(say: Say, { entries }: Break): string {
  if (entries === null) return ''
  if (entries === 'picture') return say('link.whole')
  return entries === 0 ? say('link.nothing') : say('link.missing', { n: entries })
}

/** Places of about 12.5 rem in each column of the layout. */
export const placesIn = (columns: readonly number[]): number[] => columns.map((width) => Math.max(1, Math.floor((width + 1) / 12.6)))

export interface BarColumn { readonly width: number; readonly places: number; readonly cells: readonly Cell[] }

/**
 * Deals the cells out to the columns in order, spread by width, none across a column's edge;
 * null when they do not all find room.
 */
export function dealCells(cells: readonly Cell[], columns: readonly number[]): BarColumn[] | null {
  const most = placesIn(columns)
  const spanOf = (list: readonly Cell[]): number => list.reduce((sum, { span }) => sum + span, 0)
  const whole = columns.reduce((sum, width) => sum + width, 0)
  const dealt: Cell[][] = columns.map(() => [])
  let column = 0
  for (const [index, cell] of cells.entries()) {
    const full = spanOf(dealt[column]) + cell.span > most[column]
    // A column with its share of the cells is left, as long as those after it can take the rest.
    const share = spanOf(cells) * columns.slice(0, column + 1).reduce((sum, width) => sum + width, 0) / whole
    const after = most.slice(column + 1).reduce((sum, n) => sum + n, 0)
    const served = spanOf(cells.slice(0, index)) + cell.span / 2 > share && spanOf(cells.slice(index)) + 1 <= after
    if (full || served) column++
    if (column === columns.length) return null
    dealt[column].push(cell)
  }
  return columns.map((width, index) => ({ width, places: Math.max(1, spanOf(dealt[index])), cells: dealt[index] }))
}

/** The bar: as many sources as find room in the columns, the troubled before the live. */
export function barColumns(say: Say, facts: CellFacts, columns: readonly number[]): BarColumn[] {
  for (let places = placesIn(columns).reduce((sum, n) => sum + n, 0); places > 0; places--) {
    const dealt = dealCells(linkCells(say, facts, places), columns)
    if (dealt) return dealt
  }
  return columns.map((width) => ({ width, places: 1, cells: [] }))
}
