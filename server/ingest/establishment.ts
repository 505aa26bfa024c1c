// Who there is: teams of mass prevention, and which officers and grid members answer for which grids.
import { isDeepStrictEqual } from 'node:util'
import type { Binding, CallSign } from '../../shared/domain/binding.ts'
import type { Draft } from '../../shared/domain/entry.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Team } from '../../shared/domain/team.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { timeFault } from './draft-event.ts'
import { bindingItemSchema, teamItemSchema } from './forces-body.ts'
import { takeItems, type Items } from './items.ts'
import type { Turns } from './turns.ts'

export interface EstablishmentParts { readonly world: World; readonly happen: Pick<Happen, 'record'>; readonly turns: Turns; now(): Instant }

/** `changed` is false when it was so already. */
export interface Standing { readonly id: string; readonly changed: boolean }
export interface Ended { readonly id: string; readonly seq: number }

export interface Establishment {
  /** POST /api/teams; `by` is the caller's key. */
  teams(body: unknown, by: string): Promise<Items<Standing> | Refusal>
  /** Takes a team out of service, and off duty with it. */
  retire(team: string, by: string): Promise<Ended | Refusal>
  /** POST /api/bindings. */
  bind(body: unknown, by: string): Promise<Items<Standing> | Refusal>
  unbind(person: string, grid: string, by: string): Promise<Ended | Refusal>
}

export const teamTurn = (team: string): string => `team ${team}`
export const personTurn = (person: string): string => `person ${person}`

export function createEstablishment({ world, happen, turns, now }: EstablishmentParts): Establishment {
  const stand = async (id: string, before: unknown, after: unknown, draft: Draft): Promise<Standing | Refusal> => {
    if (isDeepStrictEqual(before, after)) return { id, changed: false }
    const [became] = await happen.record([draft])
    return isRefusal(became) ? became : { id, changed: true }
  }
  const end = async (id: string, draft: Draft): Promise<Ended | Refusal> => {
    const [became] = await happen.record([draft])
    return isRefusal(became) ? became : { id, seq: became.entry.seq }
  }

  const team = async (said: Team, by: string): Promise<Standing | Refusal> => {
    if (!world.district.regions.has(said.region)) return refuse('REGION_UNKNOWN', said.region)
    const kinds = world.catalogue?.teams
    if (kinds && !kinds.some(({ code }) => code === said.kind)) return refuse('TEAM_KIND_UNKNOWN', said.kind)
    return stand(said.id, world.teams.get(said.id), said, { kind: 'team-registered', data: { team: said }, by, about: said.id, received: now() })
  }

  const bind = async (said: Binding, by: string): Promise<Standing | Refusal> => {
    const { person, grid, since } = said
    const fault = timeFault('since', since, now())
    if (fault) return fault
    if (!world.district.regions.has(grid)) return refuse('REGION_UNKNOWN', grid)
    return stand(person, bindingOf(world, person, grid), said, { kind: 'person-bound', data: { binding: said }, by, about: person, received: now() })
  }

  return {
    teams: (body, by) => takeItems(body, { schema: teamItemSchema, turns, of: ({ id }) => teamTurn(id), take: (item) => team(item, by) }),
    retire: (id, by) => turns.take(teamTurn(id), () => {
      const known = world.teams.get(id)
      if (!known) return Promise.resolve(refuse('TEAM_UNKNOWN', id.slice(0, 64)))
      return end(id, { kind: 'team-retired', data: { team: known.id, at: now() }, by, about: id, received: now() })
    }),
    bind: (body, by) => takeItems(body, { schema: bindingItemSchema, turns, of: ({ person }) => personTurn(person), take: (item) => bind(item, by) }),
    unbind: (person, grid, by) => turns.take(personTurn(person), () => {
      const known = bindingOf(world, person as CallSign, grid as RegionCode)
      if (!known) return Promise.resolve(refuse('BINDING_UNKNOWN', `${person.slice(0, 32)} and ${grid.slice(0, 15)}`))
      return end(person, { kind: 'person-unbound', data: { person: known.person, grid: known.grid, at: now() }, by, about: person, received: now() })
    }),
  }
}

export const bindingOf = (world: World, person: CallSign, of: RegionCode): Binding | undefined =>
  world.bindings.get(person)?.find(({ grid }) => grid === of)
