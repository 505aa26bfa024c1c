// Teams of mass prevention: heads and person-hours on duty, by kind and by the regions right below.
import type { TeamFigures, TeamsReading } from '../../shared/domain/reading.ts'
import type { RecordId } from '../../shared/domain/record-id.ts'
import { contains, type RegionCode } from '../../shared/domain/region.ts'
import { LONGEST_DUTY, type TeamDuty } from '../../shared/domain/team.ts'
import { DAY, HOUR, instant, type Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'
import { isWhole } from './codes.ts'
import { withheld, type Withheld } from './few.ts'
import { partsOf } from './parts.ts'

interface Row { readonly id: RecordId; readonly from: Instant; readonly to: Instant | null; readonly people: number }
export interface DutyState {
  /** Team → its duties of the last days, over and under way. */
  readonly byTeam: Map<string, Row[]>
  /** Team → where it belongs or, retired, last belonged. */
  readonly places: Map<string, { readonly kind: string; readonly region: RegionCode }>
}

export const emptyDuties = (): DutyState => ({ byTeam: new Map(), places: new Map() })

const WINDOW = 7 * DAY
/** Duties over for longer than this are in no window any more. */
const KEPT = WINDOW + DAY

const FORMULA = 'share = out ÷ teams; out = count(t: t has a duty d with d.from ≤ asOf < d.to or not ended, and asOf − d.from ≤ 24 h); people = Σ d.people of those; '
  + 'hours = Σ d.people × (asOf − d.from) of those; hours7d = Σ d.people × length of d, at most 24 h, within from < t ≤ asOf; '
  + 'counts of 1 to 4 people, and what they could be reckoned from, are withheld; t.region in the region shown or in the row\'s'

/** Replaces what the team has: a list that was handed out stays as it is. */
function keep(state: DutyState, team: string, rows: readonly Row[], committed: Instant): void {
  state.byTeam.set(team, rows.filter(({ to }) => to === null || to > committed - KEPT))
}

export function putDuty(state: DutyState, { id, team, from, to, people }: TeamDuty, committed: Instant): void {
  keep(state, team, [...state.byTeam.get(team) ?? [], { id, from, to, people }], committed)
}

export function endDuty(state: DutyState, team: string, at: Instant, committed: Instant): void {
  const rows = state.byTeam.get(team)
  if (rows) keep(state, team, rows.map((row) => (row.to === null ? { ...row, to: at } : row)), committed)
}

export function takeDuty({ byTeam }: DutyState, { id, team }: TeamDuty): void {
  const rows = byTeam.get(team)
  if (rows) byTeam.set(team, rows.filter((row) => row.id !== id))
}

interface Sum { teams: number; roll: number; out: number; people: number; hours: number; hours7d: number }
const nothing = (): Sum => ({ teams: 0, roll: 0, out: 0, people: 0, hours: 0, hours7d: 0 })

export function showTeams(state: DutyState, now: Instant, world: World, shown: RegionCode): TeamsReading {
  const whole = isWhole(shown, world)
  const { parts, partOf } = partsOf(world, shown)
  const total = nothing()
  const byKind = new Map((world.catalogue?.teams ?? []).map(({ code }) => [code, nothing()]))
  const rows = parts.map((region) => ({ region, sum: nothing(), teamsByKind: {} as Record<string, number> }))
  let forgotten = 0
  for (const [id, { kind, region }] of state.places) {
    if (!whole && !contains(shown, region)) continue
    const row = rows[partOf(region)]
    let ofKind = byKind.get(kind)
    if (!ofKind) byKind.set(kind, ofKind = nothing())
    const team = world.teams.get(id)
    const did = sumOf(state.byTeam.get(id) ?? [], now)
    if (team) row.teamsByKind[kind] = (row.teamsByKind[kind] ?? 0) + 1
    if (did.forgotten) forgotten++
    for (const sum of [total, ofKind, row.sum]) {
      if (team) [sum.teams, sum.roll] = [sum.teams + 1, sum.roll + team.people]
      sum.out += did.out
      sum.people += did.people
      sum.hours += did.hours
      sum.hours7d += did.hours7d
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

/** What a team's duties come to. */
function sumOf(duties: readonly Row[], now: Instant): Pick<Sum, 'out' | 'people' | 'hours' | 'hours7d'> & { forgotten: boolean } {
  const sum = { out: 0, people: 0, hours: 0, hours7d: 0, forgotten: false }
  for (const { from, to, people } of duties) {
    if (from > now) continue
    const end = Math.min(to ?? now, from + LONGEST_DUTY, now)
    sum.hours7d += people * Math.max(0, end - Math.max(from, now - WINDOW))
    if (to !== null && to <= now) continue
    if (now - from > LONGEST_DUTY) {
      sum.forgotten = true
      continue
    }
    sum.out = 1
    sum.people += people
    sum.hours += people * (now - from)
  }
  return sum
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
