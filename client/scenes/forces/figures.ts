// What is said of teams, officers in grids and grid members: figures where there are records, words where there are none.
import type { ForcesReading, GridsReading, MembersReading, TeamFigures, TeamsReading } from '../../../shared/domain/reading.ts'
import { DAY } from '../../../shared/domain/time.ts'
import type { Say } from '../../words/index.ts'

export const forcesParts = ['teams', 'grids', 'members'] as const
export type ForcesPart = (typeof forcesParts)[number]
/** What can be asked about: teams of mass prevention, officers in grids, stars of grid members. */
export type ForcesTile = `forces:${ForcesPart}`
export const forcesTiles: readonly ForcesTile[] = forcesParts.map((part) => `forces:${part}` as const)
export const isForcesTile = (tile: string): tile is ForcesTile => tile.startsWith('forces:')
export const partIn = (tile: ForcesTile): ForcesPart => tile.slice('forces:'.length) as ForcesPart

/** Why a part has no figures at all, or null: nothing recorded is never told as 0, nor are the few told at all. */
export function lackOf(say: Say, part: ForcesPart, forces: ForcesReading | null): string | null {
  if (!forces) return say('forces.lack.unknown')
  const { teams, grids, members } = forces
  switch (part) {
    case 'teams': return teams.teams === 0 && teams.hours7d === 0 ? say('forces.lack.teams') : null
    case 'grids': return grids.grids === 0 ? say('forces.lack.noGrids') : grids.since === null && grids.visits === 0 ? say('forces.lack.grids') : null
    case 'members': return members.members === 0 ? say('forces.lack.members') : members.members === null ? say('forces.few') : members.stars === null ? say('forces.lack.rule') : null
    default: return part satisfies never
  }
}

/** Teams there are, but none of them went out in the whole window: there is no record to count hours of. */
export const dutyless = ({ out, hours7d }: TeamFigures): boolean => out === 0 && hours7d === 0

/** No visit of any grid, neither this month nor in 30 days. */
export const visitless = ({ visits, unvisited, grids }: GridsReading): boolean => visits === 0 && (unvisited === null || unvisited === grids)

/** Members there are, but no work of theirs in the window: without a star is then no judgement. */
export const workless = ({ numerator, work }: MembersReading): boolean => numerator === 0 || (work?.every(({ amount }) => amount === 0) ?? false)

/** Whole days of a window that begins with a day. */
export const daysOf = ({ from, to }: MembersReading): number => Math.ceil((to - from) / DAY)

/** Person-hours from which tenths say nothing. */
export const MANY_HOURS = 100
/** Person-hours to a tenth while they are few; unknown is a dash. */
export const hoursText = (hours: number | null): string => (hours === null ? '–' : hours >= MANY_HOURS ? String(Math.round(hours)) : hours.toFixed(1).replace(/\.0$/, ''))

export interface KindRow { readonly code: string; readonly figures: TeamFigures }

/** Kinds as the catalogue orders them, those without teams last; without room for all, the last place counts the others. */
export function kindsOf({ byKind }: TeamsReading, room: number): { readonly shown: readonly KindRow[]; readonly more: number } {
  const all = Object.entries(byKind).map(([code, figures]) => ({ code, figures }))
  const sorted = [...all.filter(({ figures }) => figures.teams > 0), ...all.filter(({ figures }) => figures.teams === 0)]
  const shown = sorted.length <= room ? sorted : sorted.slice(0, room - 1)
  return { shown, more: sorted.length - shown.length }
}

export interface StarRow { readonly stars: number; readonly count: number | null; /** Of the longest bar; 0 where withheld. */ readonly share: number }

/** From five stars down to none. */
export function starRows({ stars }: MembersReading): StarRow[] {
  const most = Math.max(1, ...(stars ?? []).map((count) => count ?? 0))
  return (stars ?? []).map((count, index) => ({ stars: index, count, share: (count ?? 0) / most })).reverse()
}

export interface PlaceRow { readonly region: string; /** It is the region shown itself: what is known no finer. */ readonly own: boolean; readonly cells: readonly (string | null)[] }

/** Rows of a part by the regions right below, in the reading's order; of a region without any of it nothing is said. */
export function placeRowsOf(part: ForcesPart, { teams, grids }: ForcesReading): PlaceRow[] {
  if (part === 'members') return []
  const number = (value: number | null): string | null => (value === null ? null : String(value))
  const last = (rows: readonly { readonly region: string }[]): string | null => (rows.length > 1 ? rows[rows.length - 1].region : null)
  if (part === 'teams') {
    return teams.rows.filter((row) => row.teams > 0 || row.out > 0 || row.hours7d !== 0).map((row) => ({
      region: row.region, own: row.region === last(teams.rows),
      cells: [`${row.out} / ${row.teams}`, number(row.people), row.hours === null ? null : hoursText(row.hours), row.hours7d === null ? null : hoursText(row.hours7d)],
    }))
  }
  return grids.rows.filter((row) => row.grids > 0 || row.visits > 0).map((row) => ({
    region: row.region, own: row.region === last(grids.rows), cells: [`${row.bound} / ${row.grids}`, number(row.visits), number(row.unvisited)],
  }))
}

/** What fits in one line: teams and their heads out, grids with an officer and this month's visits; a part without records is left out. */
export function forcesLine(say: Say, forces: ForcesReading | null): { readonly tile: ForcesTile; readonly text: string }[] {
  const line: { tile: ForcesTile; text: string }[] = []
  if (!forces) return line
  const { teams, grids } = forces
  if (lackOf(say, 'teams', forces) === null && !dutyless(teams)) {
    line.push({ tile: 'forces:teams', text: [say('forces.line.teams', { out: teams.out, teams: teams.teams }), ...(teams.people === null ? [] : [say('forces.line.people', { n: teams.people })])].join(say('joins.place')) })
  }
  if (lackOf(say, 'grids', forces) === null) {
    line.push({ tile: 'forces:grids', text: [say('forces.line.grids', { bound: grids.bound, grids: grids.grids }), visitless(grids) ? say('forces.noVisits') : say('forces.line.visits', { n: grids.visits })].join(say('joins.place')) })
  }
  return line
}
