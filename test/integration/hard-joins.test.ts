// Joins that come at the wrong moment, binary packets, too many screens, and a clock that was set back.
import { cpSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyWorld } from '../../server/world/world.ts'
import { evolve } from '../../server/world/evolve.ts'
import { createStream, type Stream } from '../../server/stream/socket.ts'
import { memoryLedger } from '../../server/ledger/memory.ts'
import type { Ledger } from '../../server/ledger/ledger.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { report, smallDistrict } from '../server/world/given.ts'
import { DISTRICT, freshFolder, openScreen, startServer, until, type Started } from '../start.ts'

describe('joins at the wrong moment', () => {
  let server: Started
  beforeAll(async () => { server = await startServer() })
  afterAll(async () => { await server.stop() })

  it('[F13] joins that overtake one another harm neither the server nor the screen', async () => {
    const items = Array.from({ length: 400 }, (_, n) => ({ key: `j${n}`, event: { category: 'other', level: 4, region: DISTRICT, occurred: new Date().toISOString() } }))
    for (let at = 0; at < items.length; at += 100) await server.api('POST', '/api/events/batch', { items: items.slice(at, at + 100) })
    const screen = await openScreen(server.app.address)
    await until('picture', () => screen.mirror.epoch !== null)
    const { epoch, seq } = screen.mirror
    await Promise.all(Array.from({ length: 20 }, (_, n) => screen.join(n % 2 === 0 ? { region: DISTRICT } : { region: DISTRICT, epoch, seq: Math.max(0, seq - 300) })))
    await server.api('POST', '/api/events', { category: 'other', level: 4, region: DISTRICT, occurred: new Date().toISOString() }, { 'idempotency-key': 'after' })
    await until('still served', () => screen.mirror.seq > seq)
    expect(screen.socket.connected).toBe(true)
    screen.close()
  })

  it('[K16] a binary packet ends the connection, and one address cannot hold more screens than it may', async () => {
    const good = await openScreen(server.app.address)
    const bad = await openScreen(server.app.address)
    bad.socket.io.reconnection(false)
    bad.socket.emit('join', { region: new Uint8Array(3) } as never, () => undefined)
    await until('cut', () => bad.socket.disconnected)
    expect(good.socket.connected).toBe(true)
    const { io } = await import('socket.io-client')
    const crowd = Array.from({ length: 140 }, () => io(server.app.address, { path: '/stream', transports: ['websocket'], reconnection: false, forceNew: true }))
    const came = await Promise.all(crowd.map((one) => new Promise<string>((answered) => {
      one.on('connect', () => { answered('in') })
      one.on('connect_error', (error) => { answered(error.message) })
    })))
    expect(came.filter((answer) => answer === 'in').length).toBeLessThanOrEqual(127)
    expect(came.filter((answer) => answer === 'RATE_EXCEEDED').length).toBeGreaterThanOrEqual(13)
    expect(good.socket.connected).toBe(true)
    for (const one of crowd) one.disconnect()
    good.close()
    const narrow = await startServer({ extra: { screens: { perAddress: 2 } } })
    const three = Array.from({ length: 3 }, () => io(narrow.app.address, { path: '/stream', transports: ['websocket'], reconnection: false, forceNew: true }))
    const told = await Promise.all(three.map((one) => new Promise<string>((answered) => {
      one.on('connect', () => { answered('in') })
      one.on('connect_error', (error) => { answered(error.message) })
    })))
    expect(told.sort()).toEqual(['RATE_EXCEEDED', 'in', 'in'])
    for (const one of three) one.disconnect()
    await narrow.stop()
  })
})

describe('a ledger that cannot be read', () => {
  it('[F14] a screen that cannot be told what it missed gets the picture of now, and the server lives on', async () => {
    const whole = memoryLedger({ now: () => instant(1_000) })
    const world = emptyWorld(smallDistrict())
    const appended = await whole.append(Array.from({ length: 5 }, (_, n) => ({ kind: 'event-reported' as const, data: { event: report(`e${n}`) }, by: 'test', about: `e${n}`, received: 0 })))
    for (const answer of appended) if (!isRefusal(answer)) evolve(world, answer.entry)
    const broken: Pick<Ledger, 'epoch' | 'read'> = { epoch: whole.epoch, read: () => Promise.reject(new Error('corrupt')) }
    const http = createServer()
    const failed: unknown[] = []
    const stream: Stream = createStream({
      cost: () => { throw new Error('nobody asks') }, rounds: () => null, http, world, ledger: broken, door: () => 'unpaired', ours: () => true, readings: () => ({}) as Readings,
      now: () => instant(2_000), speed: 1, cut: 250, perAddress: 128, failed: (error) => { failed.push(error) },
    })
    await new Promise<void>((go) => { http.listen(0, '127.0.0.1', () => { go() }) })
    const { port } = http.address() as { port: number }
    const screen = await openScreen(`http://127.0.0.1:${port}`)
    await until('picture', () => screen.mirror.events.size === 5)
    await screen.join({ region: DISTRICT, epoch: whole.epoch, seq: 2 })
    await until('a fresh picture', () => screen.frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'picture').length === 2)
    expect(failed).toHaveLength(1)
    screen.close()
    await stream.close()
    await new Promise<void>((go) => { http.close(() => { go() }) })
  })
})

describe('a clock that was set back', () => {
  it('[W21] a store whose tape ends ahead of the clock takes fixes all the same', async () => {
    const fast = await startServer({ speed: 3_600 })
    const secret = 'Hh7Qp2wLr5xTn2yHb7m-clock'
    const send = (server: Started): Promise<Response> => fetch(`http://127.0.0.1:${server.drill.ports.osmand}/?id=${secret}&lat=29.37&lon=104.77`)
    await fast.api('POST', '/api/registry', {
      units: [{ id: 'c1', name: '线901', tier: 'line', kind: 'foot', team: '', region: DISTRICT }],
      devices: [{ id: 'c1-phone', unit: 'c1', dialect: 'osmand', identity: 'c1-phone', rank: 0, crs: 'wgs84', interval: 30, credential: secret }],
    })
    expect((await send(fast)).status).toBe(200)
    const begun = Number((await fast.api('GET', '/api/clock')).body.at)
    await until('the fast clock is an hour ahead', async () => Number((await fast.api('GET', '/api/clock')).body.at) > begun + 3_600_000)
    expect((await send(fast)).status).toBe(200)
    const folder = freshFolder()
    await fast.stop(true)
    cpSync(fast.folder, folder, { recursive: true })
    rmSync(fast.folder, { recursive: true })
    const slow = await startServer({ folder })
    expect((await send(slow)).status).toBe(200)
    expect((await slow.api('GET', '/api/health')).body.storage).toBe(true)
    await slow.stop()
  })
})
