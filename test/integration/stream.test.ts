// The stream on a real server: picture, resume, regions, and a screen that equals a screen that came later.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOpen } from '../../shared/domain/event.ts'
import type { Mirror } from '../../shared/wire/mirror.ts'
import { DISTRICT, openScreen, startServer, until, type Started } from '../start.ts'

let server: Started
beforeAll(async () => { server = await startServer() })
afterAll(async () => { await server.stop() })

const TOWN = '510304001'
let count = 0
async function report(region = `${TOWN}011`, level = 3): Promise<string> {
  const { status, body } = await server.api('POST', '/api/events', { category: 'other', level, region, occurred: new Date().toISOString() }, { 'idempotency-key': `stream-${++count}` })
  expect(status).toBe(201)
  return String(body.id)
}
const move = (id: string, to: string) => server.api('POST', `/api/events/${id}/stage`, { to, at: new Date().toISOString() }, { 'idempotency-key': `${id}-${to}-${++count}` })

/** What of a mirror must be the same for two screens of one region. */
const essence = (mirror: Mirror) => ({
  seq: mirror.seq, epoch: mirror.epoch, mark: mirror.mark,
  units: [...mirror.units].sort(), shifts: [...mirror.shifts].sort(), sos: [...mirror.sos].sort(), alarms: [...mirror.alarms].sort(),
  events: [...mirror.events].sort(([a], [b]) => (a < b ? -1 : 1)), intervals: [...mirror.intervals].sort(([a], [b]) => a - b),
  places: mirror.places.known().map((unit) => [unit, mirror.places.columns.lon[unit], mirror.places.columns.lat[unit], mirror.places.columns.time[unit]]),
})

describe('stream', () => {
  it('[F6] a screen gets the whole picture first and every entry after it within a second', async () => {
    const screen = await openScreen(server.app.address)
    await until('picture', () => screen.mirror.epoch !== null)
    expect(screen.mirror.mark).toBe('demo')
    expect(screen.mirror.unpaired).toBe(true)
    const begun = performance.now()
    const id = await report()
    await until('event on screen', () => screen.mirror.events.has(id))
    expect(performance.now() - begun).toBeLessThan(1_000)
    screen.close()
  })

  it('[F7] fold(picture, frames) equals the picture of a screen that comes later', async () => {
    const early = await openScreen(server.app.address)
    await until('picture', () => early.mirror.epoch !== null)
    const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => report(`${TOWN}011`, (n % 4) + 1)))
    await Promise.all(ids.slice(0, 20).map((id) => move(id, 'accepted')))
    await Promise.all(ids.slice(0, 10).map((id) => move(id, 'closed')))
    await Promise.all(ids.slice(0, 5).map((id) => move(id, 'handling')))
    await server.api('POST', '/api/registry', { units: [{ id: 'p1', name: '面01', tier: 'area', kind: 'car', team: '', region: DISTRICT }] })
    await until('caught up', async () => Number((await server.api('GET', '/api/health')).body.seq) === early.mirror.seq)
    const late = await openScreen(server.app.address)
    await until('picture', () => late.mirror.seq >= early.mirror.seq)
    await until('same', () => early.mirror.seq === late.mirror.seq)
    expect(essence(early.mirror)).toEqual(essence(late.mirror))
    for (const event of late.mirror.events.values()) expect(isOpen(event.stage)).toBe(true)
    early.close()
    late.close()
  })

  it('[F8] a screen that was away gets what it missed, says how much, and has it once', async () => {
    const screen = await openScreen(server.app.address)
    await until('picture', () => screen.mirror.epoch !== null)
    screen.socket.disconnect()
    const ids = await Promise.all(Array.from({ length: 14 }, () => report()))
    screen.socket.connect()
    await until('recovered', () => ids.every((id) => screen.mirror.events.has(id)))
    await until('told', () => screen.mirror.resumed !== null)
    expect(screen.mirror.resumed?.count).toBeGreaterThanOrEqual(14)
    expect(screen.frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'picture')).toHaveLength(1)
    screen.close()
  })

  it('[F9] a screen of another region sees none of it, and filtering never looks like loss', async () => {
    const screen = await openScreen(server.app.address, '510304100')
    await until('picture', () => screen.mirror.epoch !== null)
    const id = await report()
    const seq = Number((await server.api('GET', '/api/health')).body.seq)
    await until('range covered', () => screen.mirror.seq >= seq)
    expect(screen.mirror.events.has(id)).toBe(false)
    expect(screen.frames.every(({ folded }) => folded === 'applied')).toBe(true)
    screen.close()
  })

  it('[F10] a screen of another epoch, or one that claims to be ahead, gets a fresh picture', async () => {
    for (const had of [{ epoch: 'another', seq: 3 }, { epoch: null, seq: null }, { epoch: 'own', seq: 9_999_999 }]) {
      const screen = await openScreen(server.app.address)
      await until('picture', () => screen.mirror.epoch !== null)
      const before = screen.frames.length
      await screen.join({ region: DISTRICT, seq: had.seq, epoch: had.epoch === 'own' ? screen.mirror.epoch : had.epoch })
      await until('fresh picture', () => screen.frames.slice(before).some(({ frame }) => 'kind' in frame && frame.kind === 'picture'))
      screen.close()
    }
  })

  it('[F11] a join that makes no sense is answered with a refusal and harms nobody', async () => {
    const screen = await openScreen(server.app.address)
    await until('picture', () => screen.mirror.epoch !== null)
    for (const bad of [{ region: '999999' }, { region: '' }, {}, null, 'x', { region: DISTRICT, seq: -1 }]) {
      expect(await screen.join(bad as never)).toMatchObject({ ok: false })
    }
    expect(await screen.join({ region: DISTRICT })).toMatchObject({ ok: true })
    screen.close()
  })

  it('[K8] a page of another origin is turned away at the socket, and a screen that never joins is closed', async () => {
    const response = await fetch(`${server.app.address}/stream/?EIO=4&transport=websocket`, { headers: { origin: 'http://evil.example' } })
    expect(response.status).toBeGreaterThanOrEqual(400)
    const { io } = await import('socket.io-client')
    const socket = io(server.app.address, { path: '/stream', transports: ['websocket'], reconnection: false })
    await until('closed', () => socket.disconnected && socket.id === undefined, 9_000).catch(() => undefined)
    await new Promise<void>((closed) => {
      if (socket.disconnected) closed()
      else socket.on('disconnect', () => { closed() })
    })
    expect(socket.connected).toBe(false)
  })
})
