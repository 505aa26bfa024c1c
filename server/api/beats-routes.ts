// The addresses of beats: which sets there are, one of them, and adopting another.
import { forScreens } from '../../shared/domain/beat.ts'
import { isRefusal, refuse } from '../../shared/domain/refusal.ts'
import { beatsBodySchema, type BeatsDesk } from '../dispatch/beats.ts'
import type { World } from '../world/world.ts'
import { ok, refused, reply, type Call, type Reply, type Route } from './route.ts'

type Guard = (handle: (call: Call) => Promise<Reply>) => (call: Call) => Promise<Reply>

export function beatsRoutes(world: World, desk: BeatsDesk, guarded: Guard): Route[] {
  return [
    {
      method: 'get', path: '/beats', summary: 'The sets of beats that are over lately, in force and to come: from when on each holds', right: 'read', screens: true,
      handle: () => ok(world.beats.map(({ hash, from, beats }) => ({ hash, from, beats: beats.length }))),
    },
    {
      method: 'get', path: '/beats/:hash', right: 'read', screens: true,
      summary: 'The beats and plans of a set in force or remembered, without the weights of cells; ?weights=1 with them',
      handle({ params, query }) {
        const set = world.beats.find(({ hash }) => hash === params.hash)
        return set ? { ...ok(query.weights === '1' ? set.beats : forScreens(set.beats)), immutable: true } : refused(refuse('BEATS_UNKNOWN', params.hash))
      },
    },
    {
      method: 'post', path: '/beats/check', summary: 'What adopting a set of beats would answer; changes nothing', right: 'beats', body: beatsBodySchema,
      handle: guarded(async ({ body }) => reply(await desk.weigh(body))),
    },
    {
      method: 'post', path: '/beats', right: 'beats', body: beatsBodySchema,
      summary: 'Adopt a set of beats from an instant on (now when left out), made from the set `base` that holds then; the same set again answers 200 and writes nothing',
      handle: guarded(async ({ body, key }) => {
        const answer = await desk.adopt(body, key.id)
        return isRefusal(answer) ? refused(answer) : ok(answer, answer.repeated ? 200 : 201)
      }),
    },
  ]
}
