// The address that hands screens the beats: who gets them, what is left out, and how long it may be kept.
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createDoors, hashKey, type Doors } from '../../../server/api/doors.ts'
import { createHttp } from '../../../server/api/http.ts'
import { createRoutes, type RouteParts } from '../../../server/api/routes.ts'
import { loadBeats } from '../../../server/district/beats/load.ts'
import { shownBeatSchema } from '../../../shared/domain/beat.ts'
import { instant } from '../../../shared/domain/time.ts'

const [reader, writer, screen] = ['r', 'w', 's'].map((letter) => letter.repeat(43))
const keys = [{ id: 'reader', name: '读', hash: hashKey(reader), rights: ['read'] as const }, { id: 'writer', name: '写', hash: hashKey(writer), rights: ['events'] as const }]
const set = await loadBeats('public/district/510304')
let server: Server | undefined
afterEach(() => { server?.close() })

async function open(doors: Doors): Promise<(hash: string, key?: string) => Promise<Response>> {
  const world = { beats: [{ hash: 'abc', from: instant(0), beats: set!.beats }] }
  // Only what this address asks of the parts.
  const routes = createRoutes({ world } as unknown as RouteParts)
  const app = createHttp({ doors, routes, pages: {}, districts: {}, client: null, secure: false, failed: (error) => { throw error } })
  const listening = app.listen(0, '127.0.0.1')
  server = listening
  await new Promise((done) => { listening.once('listening', done) })
  return (hash, key) => fetch(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/api/beats/${hash}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })
}

describe('the beats of a set', () => {
  it('[S39] go to keys that may read and to paired screens, and to nobody else', async () => {
    const ask = await open(createDoors({ keys, screenKey: hashKey(screen), names: [] }))
    const status = async (key?: string) => (await ask('abc', key)).status
    expect([await status(reader), await status(screen), await status(writer), await status('x'.repeat(43)), await status()]).toEqual([200, 200, 403, 401, 401])
  })

  it('[S39] go to unpaired screens only where such may watch at all', async () => {
    const ask = await open(createDoors({ keys, screenKey: undefined, names: [] }))
    expect((await ask('abc')).status).toBe(200)
    expect((await ask('abc', writer)).status).toBe(403)
  })

  it('[S40] come without the weights of cells, may be kept for good, and an unknown set is refused by name', async () => {
    const ask = await open(createDoors({ keys, screenKey: undefined, names: [] }))
    const answer = await ask('abc', reader)
    const beats = await answer.json() as unknown[]
    expect(beats).toHaveLength(set!.beats.length)
    expect(beats.map((beat) => shownBeatSchema.parse(beat).id)).toEqual(set!.beats.map(({ id }) => id))
    expect(JSON.stringify(beats)).not.toContain('weights')
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    const unknown = await ask('nope', reader)
    expect([unknown.status, unknown.headers.get('cache-control'), (await unknown.json() as { refused: string }).refused]).toEqual([404, 'no-store', 'BEATS_UNKNOWN'])
  })
})
