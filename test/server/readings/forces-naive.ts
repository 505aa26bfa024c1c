// Forces computed again the long way, from the list of all that was told: nothing withheld, what the reading is compared with.
import type { Binding } from '../../../shared/domain/binding.ts'
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import type { Team } from '../../../shared/domain/team.ts'
import type { Happening } from '../../../server/world/happen.ts'
import { DISTRICT, smallDistrict } from '../world/given.ts'

const HOURS = 3_600_000
const DAYS = 24 * HOURS

const known = [...smallDistrict().regions.values()]
const lies = (code: string, region: string): boolean => region === DISTRICT || code.slice(0, region.length) === region
/** The first of the month and midnight in the display zone, by the system's own calendar. */
const shanghai = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })
const midnight = (at: number): number => Date.parse(`${shanghai.format(at)}T00:00:00+08:00`)
const firstOfMonth = (at: number): number => Date.parse(`${shanghai.format(at).slice(0, 8)}01T00:00:00+08:00`)

export interface Told { readonly entries: readonly Entry[]; readonly catalogue: Catalogue | null }
export function toldOf(happenings: readonly Happening[]): Told {
  const entries = happenings.flatMap((one) => (one.is === 'entry' ? [one.entry] : []))
  const last = entries.findLast(({ kind }) => kind === 'catalogue-adopted')
  return { entries, catalogue: last?.kind === 'catalogue-adopted' ? last.data.content : null }
}

/** Ids of records that were ever taken back. */
const withdrawn = ({ entries }: Told): Set<string> => new Set(entries.flatMap((entry) => {
  if (entry.kind !== 'record-withdrawn') return []
  const { record } = entry.data
  return [record.is === 'duty' ? record.duty.id : record.is === 'visit' ? record.visit.id : record.work.id]
}))

/** Rows as the reading's: regions right below, in order, then the region itself for what none of those holds. */
export function rowsOf(region: RegionCode): { code: string; holds(place: string): boolean }[] {
  const below = known.filter(({ parent }) => parent === region).map(({ code }) => code).sort()
  return [
    ...below.map((code) => ({ code: code as string, holds: (place: string) => place.slice(0, code.length) === code })),
    { code: region as string, holds: (place: string) => lies(place, region) && !below.some((code) => place.slice(0, code.length) === code) },
  ]
}

export interface NaiveTeams { teams: number; roll: number; out: number; people: number; hours: number; hours7d: number; forgotten: number }

/** Of the teams that `of` says yes to. */
export function naiveTeams(told: Told, now: number, of: (team: { kind: string; region: string }) => boolean): NaiveTeams {
  const ever = new Map<string, Team>()
  const standing = new Map<string, Team>()
  for (const entry of told.entries) {
    if (entry.kind === 'team-registered') { ever.set(entry.data.team.id, entry.data.team); standing.set(entry.data.team.id, entry.data.team) }
    if (entry.kind === 'team-retired') standing.delete(entry.data.team)
  }
  const mine = [...ever.values()].filter(of)
  const rolls = mine.flatMap(({ id }) => standing.get(id) ?? [])
  const gone = withdrawn(told)
  let [people, hours, hours7d] = [0, 0, 0]
  const [out, forgotten] = [new Set<string>(), new Set<string>()]
  told.entries.forEach((entry, index) => {
    if (entry.kind !== 'team-duty-recorded' || gone.has(entry.data.duty.id) || !mine.some(({ id }) => id === entry.data.duty.team)) return
    const { team, from, to, people: heads } = entry.data.duty
    const ending = told.entries.slice(index).find((later) => (later.kind === 'team-duty-ended' || later.kind === 'team-retired') && later.data.team === team)
    const end = to ?? (ending && 'at' in ending.data ? ending.data.at as number : Infinity)
    const counted = Math.min(end, from + DAYS, now)
    for (const [length, add] of [[counted - Math.max(from, now - 7 * DAYS), (ms: number) => { hours7d += ms * heads }]] as const) if (length > 0) add(length)
    const under = from <= now && now < end
    if (under && now - from > DAYS) forgotten.add(team)
    else if (under) {
      out.add(team)
      people += heads
      hours += heads * (now - from)
    }
  })
  const tenth = (ms: number): number => Math.round(ms / 360_000) / 10
  return {
    teams: rolls.length, roll: rolls.reduce((sum, team) => sum + team.people, 0), out: out.size, people, hours: tenth(hours), hours7d: tenth(hours7d), forgotten: forgotten.size,
  }
}

function bindingsNow({ entries }: Told, now: number): Binding[] {
  const all = new Map<string, Binding>()
  for (const entry of entries) {
    if (entry.kind === 'person-bound') all.set(`${entry.data.binding.person} ${entry.data.binding.grid}`, entry.data.binding)
    if (entry.kind === 'person-unbound') all.delete(`${entry.data.person} ${entry.data.grid}`)
  }
  return [...all.values()].filter(({ since }) => since <= now)
}

export function naiveGrids(told: Told, now: number, of: (grid: string) => boolean): { grids: number; bound: number; visits: number; unvisited: number | null; officers: number; since: number | null } {
  const gone = withdrawn(told)
  const visits = told.entries.flatMap((entry) => (entry.kind === 'visit-recorded' && !gone.has(entry.data.visit.id) ? [entry.data.visit] : []))
  const begun = told.entries.flatMap((entry) => (entry.kind === 'person-bound' && entry.data.binding.role === 'officer' ? [entry.data.binding.since as number] : []))
  const since = begun.length > 0 ? Math.min(...begun) : null
  const grids = known.filter(({ level, code }) => level === 'grid' && of(code)).map(({ code }) => code)
  const bound = bindingsNow(told, now).filter(({ role, grid }) => role === 'officer' && of(grid))
  return {
    grids: grids.length, since,
    bound: grids.filter((grid) => bound.some((one) => one.grid === grid)).length,
    officers: new Set(bound.map(({ person }) => person)).size,
    visits: visits.filter(({ grid, at }) => of(grid) && at >= firstOfMonth(now) && at <= now).length,
    unvisited: since === null || since > now - 30 * DAYS ? null
      : grids.filter((grid) => !visits.some((one) => one.grid === grid && one.at > now - 30 * DAYS && one.at <= now)).length,
  }
}

export interface NaiveMembers { members: number; busy: number; stars: number[] | null; work: { criterion: string; amount: number; earned: number | null }[] | null; from: number }

export function naiveMembers(told: Told, now: number, of: (grid: string) => boolean): NaiveMembers {
  const rule = told.catalogue?.rating
  const members = [...new Set(bindingsNow(told, now).filter(({ role, grid }) => role === 'member' && of(grid)).map(({ person }) => person))]
  if (!rule) return { members: members.length, busy: 0, stars: null, work: null, from: now }
  const from = midnight(now) - (rule.days - 1) * DAYS
  const gone = withdrawn(told)
  const done = told.entries.flatMap((entry) => (entry.kind === 'work-recorded' && !gone.has(entry.data.work.id) && entry.data.work.at >= from && entry.data.work.at <= now ? [entry.data.work] : []))
  const amount = (member: string, criterion: string): number => done.filter((one) => one.member === member && one.criterion === criterion).reduce((sum, one) => sum + one.amount, 0)
  const stars = [0, 0, 0, 0, 0, 0]
  for (const member of members) {
    let points = 0
    for (const { code, weight, target } of rule.criteria) points += amount(member, code) >= target ? weight : weight * amount(member, code) / target
    stars[rule.stars.filter((least) => Math.round(points * 1e6) >= Math.round(least * 1e6)).length]++
  }
  return {
    members: members.length, stars, from,
    busy: members.filter((member) => rule.criteria.some(({ code }) => amount(member, code) > 0)).length,
    work: rule.criteria.map(({ code, target }) => ({
      criterion: code, amount: members.reduce((sum, member) => sum + amount(member, code), 0),
      earned: members.length === 0 ? null : members.reduce((sum, member) => sum + Math.min(target, amount(member, code)) / target, 0) / members.length,
    })),
  }
}
