// The addresses of teams, officers and grid members.
import type { Forces } from '../ingest/forces.ts'
import { bindingsBodySchema, dutiesBodySchema, teamsBodySchema, visitsBodySchema, withdrawBodySchema, workBodySchema } from '../ingest/forces-body.ts'
import type { World } from '../world/world.ts'
import { ok, reply, type Call, type Reply, type Route } from './route.ts'

type Guard = (handle: (call: Call) => Promise<Reply>) => (call: Call) => Promise<Reply>

export function forcesRoutes(forces: Forces, world: World, guarded: Guard): Route[] {
  return [
    {
      method: 'post', path: '/teams', summary: 'Register or change teams of mass prevention', right: 'registry', body: teamsBodySchema,
      handle: guarded(async ({ body, key }) => reply(await forces.teams(body, key.id))),
    },
    {
      method: 'delete', path: '/teams/:id', summary: 'Take a team out of service', right: 'registry',
      handle: guarded(async ({ params, key }) => reply(await forces.retire(params.id, key.id))),
    },
    {
      method: 'post', path: '/teams/duty', summary: 'Teams go out and come home, or were out', right: 'shifts', body: dutiesBodySchema,
      handle: guarded(async ({ body, key }) => reply(await forces.duties(body, key))),
    },
    {
      method: 'post', path: '/bindings', summary: 'Bind officers and grid members to grids, by call sign', right: 'registry', body: bindingsBodySchema,
      handle: guarded(async ({ body, key }) => reply(await forces.bind(body, key.id))),
    },
    {
      method: 'delete', path: '/bindings/:person/:grid', summary: 'End a binding', right: 'registry',
      handle: guarded(async ({ params, key }) => reply(await forces.unbind(params.person, params.grid, key.id))),
    },
    {
      method: 'post', path: '/visits', summary: 'Officers visited grids that they are bound to', right: 'shifts', body: visitsBodySchema,
      handle: guarded(async ({ body, key }) => reply(await forces.visits(body, key))),
    },
    {
      method: 'post', path: '/members/work', summary: 'Grid members did work that their stars follow from', right: 'shifts', body: workBodySchema,
      handle: guarded(async ({ body, key }) => reply(await forces.work(body, key))),
    },
    {
      method: 'post', path: '/records/:id/withdraw', right: 'shifts', body: withdrawBodySchema,
      summary: 'Take back a recorded duty, visit or work; what another key recorded needs the right "orders" too',
      handle: guarded(async ({ params, body, key }) => reply(await forces.withdraw(params.id, body, key, key.rights.includes('orders')))),
    },
    {
      method: 'get', path: '/teams', summary: 'Teams of mass prevention, with the duty that is under way', right: 'read',
      handle: () => ok([...world.teams.values()].map((team) => ({ ...team, duty: world.duties.get(team.id) ?? null }))),
    },
    { method: 'get', path: '/bindings', summary: 'Who is bound to which grid, by call sign', right: 'read', handle: () => ok([...world.bindings.values()].flat()) },
  ]
}
