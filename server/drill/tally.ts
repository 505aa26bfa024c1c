// What became of the rows of a recorded day, by dialect: as the dialects answered, and as the server counted meanwhile.
import { itemsIn, type Api } from './api.ts'
import type { Answer } from './senders/sender.ts'

interface Column { sent: number; acknowledged: number; refused: number; rules: Map<string, number> }

/** Admitted fixes and refusals by source, as GET /api/health shows them. */
export type Counts = ReadonlyMap<string, { readonly admitted: number; readonly refused: Readonly<Record<string, number>> }>

export interface Tally {
  readonly read: number
  readonly columns: ReadonlyMap<string, Column>
  settled(dialect: string, answer: Answer | null): void
  /** Refusals inside a message that was taken as a whole. */
  answered(dialect: string, answer: Answer): void
  counts(api: Api): Promise<Counts>
  /** `restarted`: the server was started again in between, and counts since then. */
  compare(before: Counts, after: Counts, restarted: boolean): void
  table(): string
}

export function tallyOf(read: number): Tally {
  const columns = new Map<string, Column>()
  const server = { admitted: 0, refused: new Map<string, number>() }
  let since: string | null = null
  const column = (dialect: string): Column => {
    let found = columns.get(dialect)
    if (!found) columns.set(dialect, found = { sent: 0, acknowledged: 0, refused: 0, rules: new Map() })
    return found
  }
  const add = (map: Map<string, number>, name: string, count: number): void => { map.set(name, (map.get(name) ?? 0) + count) }
  return {
    read, columns,
    settled(dialect, answer) {
      const own = column(dialect)
      if (answer === null) return
      own.sent++
      if (answer.taken) own.acknowledged++
      else own.refused++
    },
    answered(dialect, answer) {
      for (const [rule, count] of Object.entries(answer.refused)) add(column(dialect).rules, rule, count)
    },
    counts: async (api) => countsIn((await api.ask('GET', '/health')).body),
    compare(before, after, restarted) {
      since = restarted ? 'since it was started again' : 'meanwhile'
      for (const [source, { admitted, refused }] of after) {
        const was = restarted ? undefined : before.get(source)
        server.admitted += admitted - (was?.admitted ?? 0)
        for (const [rule, count] of Object.entries(refused)) {
          const more = count - (was?.refused[rule] ?? 0)
          if (more > 0) add(server.refused, rule, more)
        }
      }
    },
    table() {
      const rows = [...columns].sort(([a], [b]) => (a < b ? -1 : 1))
      const sum = (pick: (own: Column) => number): number => rows.reduce((total, [, own]) => total + pick(own), 0)
      const line = (name: string, ...cells: (number | string)[]): string => [name.padEnd(16), ...cells.map((cell) => String(cell).padStart(13))].join('')
      const rules = (map: ReadonlyMap<string, number>): string => [...map].map(([rule, count]) => `${rule} ${count}`).join(', ') || 'none'
      const all = new Map<string, number>()
      for (const [, own] of rows) for (const [rule, count] of own.rules) add(all, rule, count)
      return [
        line('dialect', 'answered', 'acknowledged', 'refused'),
        ...rows.map(([name, own]) => line(name, own.sent, own.acknowledged, own.refused)),
        line('all', sum((own) => own.sent), sum((own) => own.acknowledged), sum((own) => own.refused)),
        `rows read ${read}, not answered ${read - sum((own) => own.sent)}`,
        `refused by rule, as the dialects answered: ${rules(all)}`,
        ...(since !== null ? [`as the server counted ${since}, from all devices: admitted ${server.admitted}; refused ${rules(server.refused)}`] : []),
      ].join('\n')
    },
  }
}

function countsIn(body: unknown): Counts {
  const counts = new Map<string, { admitted: number; refused: Record<string, number> }>()
  for (const source of itemsIn(body, 'sources')) {
    if (typeof source !== 'object' || source === null || !('id' in source) || !('kind' in source) || source.kind === 'events') continue
    const refused: Record<string, number> = {}
    if ('refused' in source && typeof source.refused === 'object' && source.refused !== null) {
      for (const [rule, count] of Object.entries(source.refused)) if (typeof count === 'number') refused[rule] = count
    }
    counts.set(String(source.id), { admitted: 'admitted' in source && typeof source.admitted === 'number' ? source.admitted : 0, refused })
  }
  return counts
}
