// A line of the bench's table: what the product does, beside its goal, the best peer and the limit.

export interface Row {
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly goal: number | null
  /** Whether the goal is met; null without one. */
  readonly met: boolean | null
  readonly peer: { readonly name: string; readonly value: number } | null
  readonly limit: { readonly what: string; readonly value: number } | null
  /** More is better: reports a second. */
  readonly more: boolean
  readonly note: string
}

export function row(figure: string, value: number, unit: string, { goal = null, peer = null, limit = null, more = false, note = '' }: Partial<Omit<Row, 'figure' | 'value' | 'unit' | 'met'>> = {}): Row {
  return { figure, value, unit, goal, met: goal === null ? null : more ? value >= goal : value <= goal, peer, limit, more, note }
}

/** Three figures that matter. */
export const round = (value: number): string =>
  (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2))

const times = (a: number, b: number): string => (a > 0 && b > 0 ? `${round(a / b)}×` : '–')

const head = ['figure', 'product', 'goal', 'met', 'peer', 'better than peer', 'limit', 'over limit', 'note']

export function rowsTable(rows: readonly Row[]): string {
  return table(head, rows.map(({ figure, value, unit, goal, met, peer, limit, more, note }) => [
    figure, `${round(value)} ${unit}`, goal === null ? '–' : `${more ? '≥' : '≤'} ${goal}`, met === null ? '–' : met ? 'yes' : 'NO',
    peer ? `${round(peer.value)} (${peer.name})` : '–', peer ? (more ? times(value, peer.value) : times(peer.value, value)) : '–',
    limit ? `${round(limit.value)} (${limit.what})` : '–', limit ? (more ? times(limit.value, value) : times(value, limit.value)) : '–', note,
  ]))
}

export function table(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return line(columns) + line(columns.map(() => '---')) + lines.map(line).join('')
}
