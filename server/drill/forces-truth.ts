// What the reading of forces must say of the whole district, worked out from ground truth; written apart from the reading on purpose.

export type ForceLine =
  | { readonly is: 'team'; readonly id: string; readonly kind: string; readonly region: string; readonly people: number }
  | { readonly is: 'bound'; readonly person: string; readonly role: 'officer' | 'member'; readonly grid: string; readonly since: number }
  /** A round began (`to` null), ended, or was noted as a whole; `from` tells which of the team's it is. */
  | { readonly is: 'team-duty'; readonly team: string; readonly people: number; readonly from: number; readonly to: number | null; readonly refused: string | null }
  /** Counted once, also where it was noted twice and taken back. */
  | { readonly is: 'visit'; readonly key: string; readonly officer: string; readonly grid: string; readonly at: number; readonly refused: string | null }
  | { readonly is: 'work'; readonly key: string; readonly member: string; readonly criterion: string; readonly amount: number; readonly at: number; readonly refused: string | null }

export interface ExpectedForces {
  readonly teams: number; readonly roll: number; readonly out: number; readonly people: number
  /** To a tenth. */
  readonly hours7d: number
  readonly bound: number; readonly officers: number; readonly visits: number
  /** Grids with a visit in the 30 days to `now`. */
  readonly visited: number
  readonly members: number
  /** Criterion → pieces of work from `workFrom` on. */
  readonly work: ReadonlyMap<string, number>
}

const HOURS = 3_600_000
const DAYS = 24 * HOURS

/** At `now`, with the beginnings of the month and of the rating's window. */
export function expectedForces(lines: readonly ForceLine[], { now, monthFrom, workFrom }: { now: number; monthFrom: number; workFrom: number }): ExpectedForces {
  const teams = new Map<string, number>()
  const bound = new Map<string, 'officer' | 'member'>()
  const rounds = new Map<string, { team: string; people: number; from: number; to: number }>()
  const visits = new Map<string, { grid: string; at: number }>()
  const tasks = new Map<string, { criterion: string; amount: number }>()
  for (const line of lines) {
    if ('refused' in line && line.refused !== null) continue
    switch (line.is) {
      case 'team': teams.set(line.id, line.people); break
      case 'bound': bound.set(`${line.grid} ${line.person}`, line.role); break
      case 'team-duty': rounds.set(`${line.team} ${line.from}`, { team: line.team, people: line.people, from: line.from, to: line.to ?? rounds.get(`${line.team} ${line.from}`)?.to ?? Infinity }); break
      case 'visit': visits.set(line.key, line); break
      case 'work': if (line.at >= workFrom && line.at <= now) tasks.set(line.key, line); break
      default: line satisfies never
    }
  }
  const out = [...rounds.values()].filter(({ from, to }) => from <= now && now < to)
  const worked = [...rounds.values()].reduce((sum, { people, from, to }) => sum + people * Math.max(0, Math.min(to, now) - Math.max(from, now - 7 * DAYS)), 0)
  const of = (role: string): string[] => [...bound].filter(([, as]) => as === role).map(([key]) => key)
  return {
    teams: teams.size, roll: [...teams.values()].reduce((sum, people) => sum + people, 0),
    out: new Set(out.map(({ team }) => team)).size, people: out.reduce((sum, { people }) => sum + people, 0), hours7d: Math.round(worked / HOURS * 10) / 10,
    bound: new Set(of('officer').map((key) => key.split(' ')[0])).size, officers: new Set(of('officer').map((key) => key.split(' ')[1])).size,
    visits: [...visits.values()].filter(({ at }) => at >= monthFrom && at <= now).length,
    visited: new Set([...visits.values()].filter(({ at }) => at > now - 30 * DAYS && at <= now).map(({ grid }) => grid)).size,
    members: new Set(of('member').map((key) => key.split(' ')[1])).size,
    work: [...tasks.values()].reduce((sums, { criterion, amount }) => sums.set(criterion, (sums.get(criterion) ?? 0) + amount), new Map<string, number>()),
  }
}
