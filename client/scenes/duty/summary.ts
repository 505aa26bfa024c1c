// One sentence of facts for the masthead: what stands open, gravest first, as long as there is room.
import type { Alarm } from '../../../shared/domain/alarm.ts'
import type { GridEvent } from '../../../shared/domain/event.ts'
import type { Sos } from '../../../shared/domain/situation.ts'
import type { Say } from '../../words/index.ts'
import { emsOf } from '../../words/span.ts'
import { levelCounts } from './queue.ts'

export interface SummaryFacts {
  readonly sos: ReadonlyMap<string, Sos>
  readonly alarms: ReadonlyMap<string, Alarm>
  readonly open: readonly GridEvent[]
  /** Open events by the reading, which also counts what a wall does not show one by one; those at hand until there is one. */
  readonly total?: number | undefined
  /** Words of level 1 and 2. */
  readonly levels: readonly [string, string]
}

/** A clause: its key, what it says, and its number in bold; null = a clause without one. */
export interface Clause { readonly text: string; readonly n: number | null }

/** Clauses that fit into `ems` em of the summary's own size; the gravest are never the ones left out. */
export function summarise(say: Say, facts: SummaryFacts, ems: number): Clause[] {
  const shown = levelCounts(facts.open)
  const called = levelCounts([...facts.alarms.values()].filter(({ kind }) => kind === 'event'))
  // An alarm stands for every such event, also for one that is not shown itself: nobody may read that there is none.
  const [first, second] = [Math.max(shown[0], called[0]), Math.max(shown[1], called[1])]
  const total = facts.total ?? facts.open.length
  const silent = [...facts.alarms.values()].filter(({ kind }) => kind === 'source').length
  const clauses: Clause[] = []
  if (facts.sos.size > 0) clauses.push({ n: facts.sos.size, text: say('summary.sos', { n: facts.sos.size }) })
  if (first > 0) clauses.push({ n: first, text: say('summary.level', { n: first, level: facts.levels[0] }) })
  if (second > 0) clauses.push({ n: second, text: say('summary.level', { n: second, level: facts.levels[1] }) })
  if (first + second === 0) clauses.push({ n: null, text: say('summary.calm', { first: facts.levels[0], second: facts.levels[1] }) })
  if (silent > 0) clauses.push({ n: silent, text: say('summary.source', { n: silent }) })
  clauses.push({ n: total, text: say('summary.open', { n: total }) })
  const fitting: Clause[] = []
  let width = 0
  for (const clause of clauses) {
    width += emsOf(clause.text) + (fitting.length > 0 ? 1 : 0)
    if (fitting.length > 0 && width > ems) break
    fitting.push(clause)
  }
  return fitting
}

/** A clause in parts, its number apart from its words. */
export function clauseParts({ text, n }: Clause): { before: string; n: string; after: string } {
  const digits = n === null ? '' : String(n)
  const at = digits === '' ? -1 : text.indexOf(digits)
  return at < 0 ? { before: text, n: '', after: '' } : { before: text.slice(0, at), n: digits, after: text.slice(at + digits.length) }
}
