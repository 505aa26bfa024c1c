// Teams of mass prevention: heads and person-hours on duty, by kind and by the regions right below.
import type { TeamFigures, TeamsReading } from '../../shared/domain/reading.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import { LONGEST_DUTY, type Team, type TeamDuty } from '../../shared/domain/team.ts'
import { DAY, HOUR, instant, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { isWhole } from './codes.ts'
import { withheld, type Withheld } from './few.ts'
import { partsOf } from './parts.ts'

/** Of one length; flat, so that a snapshot copies them at once. `to` is Infinity while it is under way. */
interface Duties { readonly id: string[]; readonly team: number[]; readonly from: number[]; readonly to: number[]; readonly people: number[] }

export interface DutyState {
  /** Team → its number, from 0; by that where it belongs or, retired, last belonged, '' while it was never registered. */
  readonly numbers: Map<string, number>
  readonly kinds: string[]
  readonly regions: string[]
  /** Duties of the last days, over and under way. */
  duties: Duties
}

const noDuties = (): Duties => ({ id: [], team: [], from: [], to: [], people: [] })
export const emptyDuties = (): DutyState => ({ numbers: new Map(), kinds: [], regions: [], duties: noDuties() })

const WINDOW = 7 * DAY
/** Duties over for longer than this are in no window any more. */
const KEPT = WINDOW + DAY

const FORMULA = 'share = out ÷ teams; out = count(t: t has a duty d with d.from ≤ asOf < d.to or not ended, and asOf − d.from ≤ 24 h); people = Σ d.people of those; '
  + 'hours = Σ d.people × (asOf − d.from) of those; hours7d = Σ d.people × length of d, at most 24 h, within from < t ≤ asOf; '
  + 'counts of 1 to 4 people, and what they could be reckoned from, are withheld; t.region in the region shown or in the row\'s'

function numberOf({ numbers, kinds, regions }: DutyState, team: string): number {
  const known = numbers.get(team)
  if (known !== undefined) return known
  numbers.set(team, kinds.length)
  regions.push('')
  return kinds.push('') - 1
}

export function placeTeam(state: DutyState, { id, kind, region }: Team): void {
  const number = numberOf(state, id)
  state.kinds[number] = kind
  state.regions[number] = region
}

export function putDuty(state: DutyState, { id, team, from, to, people }: TeamDuty, committed: Instant): void {
  push(state.duties, { id, team: numberOf(state, team), from, to: to ?? Infinity, people })
  // As many as are new go before it is looked again, so that looking costs nothing.
  const { length } = state.duties.id
  if (length >= 64 && Math.log2(length) % 1 === 0) forgetOld(state, committed)
}

export function endDuty({ numbers, duties: { team, to } }: DutyState, of: string, at: Instant): void {
  const number = numbers.get(of)
  for (let row = 0; row < team.length; row++) if (team[row] === number && to[row] === Infinity) to[row] = at
}

export function takeDuty({ duties }: DutyState, { id }: TeamDuty): void {
  const row = duties.id.indexOf(id)
  if (row >= 0) for (const column of Object.values(duties) as unknown[][]) column.splice(row, 1)
}

function push({ id, team, from, to, people }: Duties, one: { id: string; team: number; from: number; to: number; people: number }): void {
  id.push(one.id)
  team.push(one.team)
  from.push(one.from)
  to.push(one.to)
  people.push(one.people)
}

function forgetOld(state: DutyState, committed: Instant): void {
  const { id, team, from, to, people } = state.duties
  const kept = noDuties()
  for (let row = 0; row < id.length; row++) {
    if (to[row] > committed - KEPT) push(kept, { id: id[row], team: team[row], from: from[row], to: to[row], people: people[row] })
  }
  state.duties = kept
}

interface Sum { teams: number; roll: number; out: number; people: number; hours: number; hours7d: number }
const nothing = (): Sum => ({ teams: 0, roll: 0, out: 0, people: 0, hours: 0, hours7d: 0 })

export function showTeams(state: DutyState, now: Instant, world: World, shown: RegionCode): TeamsReading {
  const whole = isWhole(shown, world)
  const { parts, partOf } = partsOf(world, shown)
  const total = nothing()
  const byKind = new Map((world.catalogue?.teams ?? []).map(({ code }) => [code, nothing()]))
  const rows = parts.map((region) => ({ region, sum: nothing(), teamsByKind: {} as Record<string, number> }))
  const inside = Uint8Array.from(state.regions, (region) => (region !== '' && (whole || region.startsWith(shown)) ? 1 : 0))
  const did = sumsOf(state, inside, now)
  let forgotten = 0
  for (const [id, number] of state.numbers) {
    if (inside[number] === 0) continue
    const kind = state.kinds[number]
    const row = rows[partOf(state.regions[number] as RegionCode)]
    let ofKind = byKind.get(kind)
    if (!ofKind) byKind.set(kind, ofKind = nothing())
    const team = world.teams.get(id)
    if (team) row.teamsByKind[kind] = (row.teamsByKind[kind] ?? 0) + 1
    if (did.forgotten[number] === 1) forgotten++
    for (const sum of [total, ofKind, row.sum]) {
      if (team) {
        sum.teams++
        sum.roll += team.people
      }
      sum.out += did.out[number]
      sum.people += did.people[number]
      sum.hours += did.hours[number]
      sum.hours7d += did.hours7d[number]
    }
  }
  const [kinds, sums] = [[...byKind.values()], rows.map(({ sum }) => sum)]
  const [hideKinds, hideRows] = [hide(kinds), hide(sums)]
  return {
    formula: FORMULA, from: instant(now - WINDOW), to: now, asOf: now, numerator: total.out, denominator: total.teams,
    ...told(total, hideKinds.roll.total || hideRows.roll.total, hideKinds.people.total || hideRows.people.total),
    byKind: Object.fromEntries([...byKind.keys()].map((kind, index) => [kind, toldAt(kinds, index, hideKinds)])),
    rows: rows.map(({ region, teamsByKind }, index) => ({ region, teamsByKind, ...toldAt(sums, index, hideRows) })),
    forgotten,
  }
}

/** What the duties of the teams inside come to, by team number; hours in person-milliseconds. */
function sumsOf({ kinds, duties }: DutyState, inside: Uint8Array, now: Instant) {
  const { length } = kinds
  const sums = {
    out: new Uint8Array(length), forgotten: new Uint8Array(length),
    people: new Float64Array(length), hours: new Float64Array(length), hours7d: new Float64Array(length),
  }
  for (let row = 0; row < duties.id.length; row++) {
    const team = duties.team[row]
    const from = duties.from[row]
    if (inside[team] === 0 || from > now) continue
    const to = duties.to[row]
    const people = duties.people[row]
    const end = Math.min(to, from + LONGEST_DUTY, now)
    sums.hours7d[team] += people * Math.max(0, end - Math.max(from, now - WINDOW))
    if (to <= now) continue
    if (now - from > LONGEST_DUTY) {
      sums.forgotten[team] = 1
      continue
    }
    sums.out[team] = 1
    sums.people[team] += people
    sums.hours[team] += people * (now - from)
  }
  return sums
}

interface Hidden { readonly roll: Withheld; readonly people: Withheld }
const hide = (sums: readonly Sum[]): Hidden => ({ roll: withheld(sums.map(({ roll }) => roll)), people: withheld(sums.map(({ people }) => people)) })

const tenths = (personMs: number): number => Math.round(personMs / (HOUR / 10)) / 10
const toldAt = (sums: readonly Sum[], index: number, { roll, people }: Hidden): TeamFigures => told(sums[index], roll.cells[index], people.cells[index])

/** Hours grow as fast as there are people: where these are withheld, so are those. */
const told = ({ teams, roll, out, people, hours, hours7d }: Sum, noRoll: boolean, noPeople: boolean): TeamFigures => ({
  teams, roll: noRoll ? null : roll, out,
  people: noPeople ? null : people, hours: noPeople ? null : tenths(hours), hours7d: noPeople ? null : tenths(hours7d),
})
