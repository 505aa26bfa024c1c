// What the catalogue calls sensitive, through the socket: counted and raised, never shown one by one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DISTRICT, openScreen, startServer, until, type FollowingScreen, type Started } from '../start.ts'

const TOWN = '510304001'
const VILLAGE = '510304001011'
let server: Started
beforeAll(async () => { server = await startServer() })
afterAll(async () => { await server.stop() })

const occurred = new Date().toISOString()
const said = ({ frames }: FollowingScreen): string => JSON.stringify(frames.map(({ frame }) => (frame instanceof Uint8Array ? [] : { ...frame, catalogue: null, readings: null, values: null })))
const post = async (key: string, more: object): Promise<string> => String((await server.api('POST', '/api/events', { level: 2, region: VILLAGE, lon: 104.7712, lat: 29.3634, occurred, ...more }, { 'idempotency-key': key })).body.id)

describe('sensitive categories', () => {
  it('[K20] of events that the catalogue calls sensitive a screen has counts and alarms by level and town, and nothing of any one of them', async () => {
    const [screen, town] = [await openScreen(server.app.address), await openScreen(server.app.address, TOWN)]
    await until('pictures', () => screen.mirror.epoch !== null && town.mirror.epoch !== null)
    const hidden = [await post('youth', { category: 'special', kind: 'youth' }), await post('petition', { category: 'dispute', kind: 'petition' })]
    const shown = await post('labour', { category: 'dispute', kind: 'labour' })
    for (const id of [...hidden, shown]) await server.api('POST', `/api/events/${id}/stage`, { to: 'accepted', at: occurred, owner: '综治中心' }, { 'idempotency-key': `move-${id}` })
    const alarmed = ({ mirror }: FollowingScreen): string[] => [...mirror.alarms.values()].filter(({ kind }) => kind === 'event').map(({ about, region }) => `${about} ${region}`).sort()
    await until('the alarms of all three', () => alarmed(screen).length === 3 && alarmed(town).length === 3)
    await until('the reading counts all three', () => screen.mirror.readings.open?.total === 3)
    const late = await openScreen(server.app.address)
    const back = await openScreen(server.app.address)
    await back.join({ region: DISTRICT, epoch: screen.mirror.epoch, seq: 1 })
    for (const one of [late, back]) await until('the picture', () => one.mirror.alarms.size === 3 && one.mirror.events.size === 1)
    for (const one of [screen, town, late, back]) {
      expect([...one.mirror.events.keys()]).toEqual([shown])
      expect(one.mirror.events.get(shown)).toMatchObject({ stage: 'accepted', region: expect.stringMatching(`^${VILLAGE}`) as string, owner: null })
      expect(alarmed(one).filter((alarm) => hidden.some((id) => alarm.startsWith(id)))).toEqual(hidden.map((id) => `${id} ${TOWN}`).sort())
      const words = said(one)
      for (const word of ['youth', 'petition', '"special"']) expect(words).not.toContain(word)
    }
    expect(screen.mirror.readings.arrivals?.windows['1h'].byCategory).toMatchObject({ special: 1, dispute: 2 })
    for (const one of [screen, town, late, back]) one.close()
  })

  it('[F20] a server that starts again with the same catalogue writes nothing, and a screen resumes over it without a new picture', async () => {
    const first = await startServer()
    const screen = await openScreen(first.app.address)
    await until('picture', () => screen.mirror.epoch !== null)
    const { mirror } = screen
    screen.close()
    const before = (await first.api('GET', '/api/health')).body.seq
    await first.stop(true)
    const second = await startServer({ folder: first.folder })
    expect((await second.api('GET', '/api/health')).body.seq).toBe(before)
    const back = await openScreen(second.app.address, DISTRICT, { epoch: mirror.epoch, mirror })
    await until('resumed', () => mirror.resumed !== null)
    expect(back.frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'picture')).toEqual([])
    back.close()
    await second.stop()
  })
})
