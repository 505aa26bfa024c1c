// What teams, officers and grid members did, as outside systems note it; repeated calls get the same answer.
import type { Draft } from '../../shared/domain/entry.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Appended } from '../ledger/ledger.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { ledgerKey, timeFault, type Source } from './draft-event.ts'
import { takenBefore } from './earlier.ts'
import { bindingOf, personTurn, teamTurn } from './establishment.ts'
import { dutyItemSchema, visitItemSchema, workItemSchema, type DutyItem, type VisitItem, type WorkItem } from './forces-body.ts'
import { takeItems, type Items } from './items.ts'
import { recordIdOf } from './record-id.ts'
import type { Turns } from './turns.ts'

export interface RecordParts { readonly world: World; readonly happen: Pick<Happen, 'record'>; readonly turns: Turns; now(): Instant }

/** `id` takes it back; of the end of a duty it is null, for that goes with its beginning. */
export interface RecordAnswer { readonly id: string | null; readonly seq: number; readonly repeated: boolean }

export interface Records {
  /** POST /api/teams/duty. */
  duties(body: unknown, source: Source): Promise<Items<RecordAnswer> | Refusal>
  /** POST /api/visits. */
  visits(body: unknown, source: Source): Promise<Items<RecordAnswer> | Refusal>
  /** POST /api/members/work. */
  work(body: unknown, source: Source): Promise<Items<RecordAnswer> | Refusal>
}

export function createRecords(parts: RecordParts): Records {
  const { turns } = parts
  return {
    duties: (body, source) => takeItems(body, { schema: dutyItemSchema, turns, of: ({ team }) => teamTurn(team), take: (item) => duty(parts, item, source) }),
    visits: (body, source) => takeItems(body, { schema: visitItemSchema, turns, of: ({ officer }) => personTurn(officer), take: (item) => visit(parts, item, source) }),
    work: (body, source) => takeItems(body, { schema: workItemSchema, turns, of: ({ member }) => personTurn(member), take: (item) => work(parts, item, source) }),
  }
}

function duty({ world, happen, now }: RecordParts, item: DutyItem, source: Source): Promise<RecordAnswer | Refusal> {
  const key = ledgerKey('duty', source, item.key)
  const received = now()
  const at = item.do === 'was' ? item.from : item.at
  const frame = { by: source.id, key, received, deviceTime: at }
  const id = recordIdOf(key, at)
  const draft: Draft = item.do === 'off'
    ? { kind: 'team-duty-ended', data: { team: item.team, at }, about: item.team, ...frame }
    : { kind: 'team-duty-recorded', data: { duty: { id, team: item.team, from: at, to: item.do === 'was' ? item.to : null, people: item.people } }, about: id, ...frame }
  const refusal = world.teams.has(item.team)
    ? timeFault(item.do === 'was' ? 'from' : 'at', at, received) ?? (item.do === 'was' ? timeFault('to', item.to, received) : sameAlready(world, item))
    : refuse('TEAM_UNKNOWN', item.team)
  return put(happen, draft, refusal, item.do === 'off' ? null : id)
}

/** Why going out or coming home would change nothing, or undefined when it would. */
function sameAlready(world: World, item: Extract<DutyItem, { do: 'on' | 'off' }>): Refusal | undefined {
  const duty = world.duties.get(item.team)
  if (item.do === 'on') return duty && refuse('SHIFT_SAME', `${item.team} has been on since ${new Date(duty.from).toISOString()}`)
  if (!duty) return refuse('SHIFT_SAME', `${item.team} is not on`)
  return item.at < duty.from ? refuse('SHIFT_SAME', `${item.team} went out again after that`) : undefined
}

function visit({ world, happen, now }: RecordParts, { key: said, officer, grid, at }: VisitItem, source: Source): Promise<RecordAnswer | Refusal> {
  const key = ledgerKey('visit', source, said)
  const id = recordIdOf(key, at)
  const received = now()
  const binding = bindingOf(world, officer, grid)
  const bound = binding?.role === 'officer' && binding.since <= at
  const refusal = timeFault('at', at, received) ?? (bound ? undefined : refuse('BINDING_UNKNOWN', `${officer} was not bound to ${grid} as officer then`))
  return put(happen, { kind: 'visit-recorded', data: { visit: { id, officer, grid, at } }, by: source.id, about: id, key, received, deviceTime: at }, refusal, id)
}

function work({ world, happen, now }: RecordParts, { key: said, member, criterion, amount, at }: WorkItem, source: Source): Promise<RecordAnswer | Refusal> {
  const key = ledgerKey('work', source, said)
  const id = recordIdOf(key, at)
  const received = now()
  const rule = world.catalogue?.rating
  const known = !rule || rule.criteria.some(({ code }) => code === criterion)
  const bound = world.bindings.get(member)?.some(({ role }) => role === 'member') === true
  const refusal = timeFault('at', at, received) ?? (bound ? undefined : refuse('BINDING_UNKNOWN', `${member} is no grid's member`))
    ?? (known ? undefined : refuse('CRITERION_UNKNOWN', criterion))
  return put(happen, { kind: 'work-recorded', data: { work: { id, member, criterion, at, amount } }, by: source.id, about: id, key, received, deviceTime: at }, refusal, id)
}

/** Records it; what is refused today may have been taken before, and is answered as it was then. */
async function put(happen: Pick<Happen, 'record'>, draft: Draft, refusal: Refusal | undefined, id: string | null): Promise<RecordAnswer | Refusal> {
  const became: Appended | undefined = refusal ? await takenBefore(happen, [draft]) : (await happen.record([draft]))[0]
  if (!became) return refusal!
  return isRefusal(became) ? became : { id, seq: became.entry.seq, repeated: became.repeated }
}
