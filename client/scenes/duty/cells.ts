// The link-state bar's cells: this screen, one per source, the last break; what is not live comes before what is.
import type { Freshness } from '../../../shared/domain/freshness.ts'
import type { SourceHealth } from '../../../shared/domain/reading.ts'
import { clockText, HOUR, MINUTE, SECOND, type Instant } from '../../../shared/domain/time.ts'
import type { Break, LinkState } from '../../stores/link.ts'
import type { Say } from '../../words/index.ts'
import { spanText } from '../../words/span.ts'

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
  const last = lastBreak(say, facts.last)
  const room = places - own.span - last.span
  return [own, ...sourceCells(say, facts, room), last]
}

function screenState(say: Say, { link, silence }: CellFacts): { state: Freshness; text: string } {
  const word = say(`link.state.${link}`)
  const states: Readonly<Record<LinkState, Freshness>> = { opening: 'lost', live: 'live', degraded: 'aging', lost: 'lost' }
  return { state: states[link], text: silence > 0 ? `${word}·${silence < 60 ? say('link.seconds', { n: silence }) : spanText(say, silence * SECOND)}` : word }
}

function sourceCells(say: Say, { sources, now }: CellFacts, room: number): Cell[] {
  const cell = (source: SourceHealth): Cell => ({
    id: source.id, state: source.freshness, name: source.name, text: ageText(say, source.last, now), span: 1,
  })
  if (sources.length <= room) return sources.map(cell)
  const troubled = sources.map((source, index) => ({ source, index })).sort((a, b) => order[a.source.freshness] - order[b.source.freshness] || a.index - b.index)
  const shown = new Set(troubled.slice(0, Math.max(0, room - 1)).map(({ source }) => source))
  const rest = sources.filter((source) => !shown.has(source))
  const live = rest.every(({ freshness }) => freshness === 'live')
  const worst = rest.reduce<Freshness>((state, { freshness }) => (order[freshness] < order[state] ? freshness : state), 'live')
  return [
    ...sources.filter((source) => shown.has(source)).map(cell),
    { id: 'others', state: worst, name: say('link.others'), text: say(live ? 'link.othersLive' : 'link.othersMore', { n: rest.length }), span: 1 },
  ]
}

/** How long ago a source spoke; beyond half a day the time itself is of no more use than "never". */
function ageText(say: Say, last: Instant | null, now: Instant | null): string {
  if (last === null || now === null) return say('link.never')
  const age = Math.max(0, now - last)
  if (age < MINUTE) return say('link.ago', { n: Math.floor(age / SECOND) })
  return age < HOUR ? say('link.agoMinutes', { n: Math.floor(age / MINUTE) }) : say('link.agoHours', { n: Math.floor(age / HOUR) })
}

function lastBreak(say: Say, last: Break | null): Cell {
  if (!last) return { id: 'last', state: 'live', name: say('link.last'), text: say('link.none'), span: 1 }
  const from = clockText(last.from)
  const to = clockText(last.to)
  const recovered = last.entries === null ? say('link.whole') : last.entries === 0 ? say('link.nothing') : say('link.missing', { n: last.entries })
  return { id: 'last', state: 'live', name: say('link.last'), text: `${from === to ? from : `${from}–${to}`} ${recovered}`, span: 2 }
}

/** Places of about 12.5 rem in each column of the layout. */
export const placesIn = (columns: readonly number[]): number[] => columns.map((width) => Math.max(1, Math.floor((width + 1) / 12.6)))

/** Deals the cells out to the columns: as many places as are needed, spread by width, none across a column's edge. */
export function dealCells(cells: readonly Cell[], columns: readonly number[]): { width: number; places: number; cells: Cell[] }[] {
  const places = placesIn(columns)
  const needed = cells.reduce((sum, { span }) => sum + span, 0)
  for (let spare = places.reduce((sum, n) => sum + n, 0) - needed; spare > 0; spare--) {
    const least = (index: number): number => (index === columns.length - 1 ? cells[cells.length - 1].span : 1)
    const crowded = places.map((n, index) => ({ n, index, crowding: n / columns[index] })).filter(({ n, index }) => n > least(index))
    if (crowded.length === 0) break
    places[crowded.reduce((most, one) => (one.crowding > most.crowding ? one : most)).index]--
  }
  const left = [...cells]
  return columns.map((width, index) => {
    const dealt: Cell[] = []
    let free = places[index]
    while (left.length > 0 && left[0].span <= free) {
      const cell = left.shift()
      if (!cell) break
      dealt.push(cell)
      free -= cell.span
    }
    return { width, places: places[index], cells: dealt }
  })
}
