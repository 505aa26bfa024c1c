// The line against a real Socket.IO server: it joins with what it has, and comes back by itself.
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { connect, type Connection, type Line, type LineState } from '../../../client/transport/connect.ts'
import { startHere } from '../../../client/transport/decode.ts'
import { openDecoding } from '../../../client/transport/decoding.ts'
import { Places } from '../../../shared/domain/places.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { FixesEncoder } from '../../../shared/wire/fixes.ts'
import type { Folded } from '../../../shared/wire/fold.ts'
import type { Frame, Join, JoinAnswer } from '../../../shared/wire/frame.ts'
import { SOCKET_PATH } from '../../../shared/wire/socket.ts'

const at = instant(1_800_000_000_000)

interface Wall { readonly http: HttpServer; readonly io: Server; readonly port: number; readonly joins: Join[]; readonly seen: { auth: unknown; url: string }[] }
let answer: JoinAnswer = { ok: true, epoch: 'E', at }
const open: { server?: Wall; line?: Connection } = {}

async function serve(port = 0, hello?: (io: Server) => void): Promise<Wall> {
  const http = createServer()
  const io = new Server(http, { path: SOCKET_PATH, transports: ['websocket'], serveClient: false, pingInterval: 3_000, pingTimeout: 4_000 })
  const joins: Join[] = []
  const seen: { auth: unknown; url: string }[] = []
  hello?.(io)
  io.on('connection', (socket) => {
    seen.push({ auth: socket.handshake.auth, url: socket.request.url ?? '' })
    socket.on('join', (join: Join, reply: (answer: JoinAnswer) => void) => {
      joins.push(join)
      reply(answer)
    })
  })
  await new Promise<void>((up) => http.listen(port, '127.0.0.1', up))
  open.server = { http, io, port: (http.address() as AddressInfo).port, joins, seen }
  return open.server
}

function line(port: number, change: Partial<Line> = {}) {
  const states: [LineState, string | null][] = []
  const frames: Frame[] = []
  const had: { epoch: string | null; seq: number | null } = { epoch: null, seq: null }
  const folded: { next: Folded } = { next: 'applied' }
  const decoding = openDecoding({ start: startHere, fixes: (decoded) => (typeof decoded === 'string' ? decoded : 'applied'), rejoin: () => { open.line?.rejoin() } })
  open.line = connect({
    address: `http://127.0.0.1:${port}`, key: () => null, join: () => ({ region: regionCode('510304'), ...had }),
    frame: (frame) => {
      frames.push(frame)
      return folded.next
    },
    fixes: (bytes) => { decoding.decode(bytes) }, state: (state, refused) => { states.push([state, refused]) }, ...change,
  })
  return { states, frames, had, folded, connection: open.line }
}

afterEach(async () => {
  open.line?.close()
  await open.server?.io.close()
  answer = { ok: true, epoch: 'E', at }
})

describe('line', () => {
  it('[V14] joins on connect with its own epoch and seq, and again on a gap, a missing key or a bad frame', async () => {
    const server = await serve()
    const { states, had, folded, frames } = line(server.port)
    await vi.waitFor(() => { expect(states.at(-1)).toEqual(['joined', null]) })
    expect(server.joins[0]).toMatchObject({ region: '510304', epoch: null, seq: null })
    for (const [index, answered] of (['gap', 'bad'] as const).entries()) {
      Object.assign(had, { epoch: 'E', seq: 40 + index })
      folded.next = answered
      server.io.emit('frame', { kind: 'beat', at, beat: 1, seq: 9 })
      await vi.waitFor(() => { expect(server.joins).toHaveLength(2 + index) })
      expect(server.joins.at(-1)).toMatchObject({ epoch: 'E', seq: 40 + index })
    }
    const region = new FixesEncoder()
    region.delta(at, [], new Places(), [])
    server.io.emit('fixes', Buffer.from(region.delta(at, [], new Places(), [])))
    await vi.waitFor(() => { expect(server.joins).toHaveLength(4) })
    folded.next = 'applied'
    server.io.emit('frame', { kind: 'beat', at, beat: 2, seq: 9 })
    await vi.waitFor(() => { expect(frames).toHaveLength(3) })
    expect(server.joins).toHaveLength(4)
    server.io.emit('fixes', Buffer.from([1, 2, 3]))
    await vi.waitFor(() => { expect(server.joins).toHaveLength(5) })
  })

  it('[V14] has one join under way at a time, however many frames do not fit', async () => {
    const server = await serve(0)
    const { folded, states } = line(server.port)
    await vi.waitFor(() => { expect(states.at(-1)?.[0]).toBe('joined') })
    folded.next = 'gap'
    for (let n = 0; n < 50; n++) server.io.emit('frame', { kind: 'beat', at, beat: n, seq: 9 })
    folded.next = 'gap'
    await vi.waitFor(() => { expect(server.joins.length).toBeGreaterThan(1) })
    folded.next = 'applied'
    expect(server.joins.length).toBeLessThan(20)
  })

  it('[V15] comes back within 3 s of the server, without a touch, and says where it had been', async () => {
    const first = await serve()
    const { states, had } = line(first.port)
    await vi.waitFor(() => { expect(states.at(-1)?.[0]).toBe('joined') })
    Object.assign(had, { epoch: 'E', seq: 77 })
    await first.io.close()
    await vi.waitFor(() => { expect(states.at(-1)?.[0]).toBe('connecting') })
    // The outage itself: long enough that the waits between dials have grown to their longest.
    await new Promise((later) => setTimeout(later, 4_000))
    const again = await serve(first.port)
    const since = performance.now()
    await vi.waitFor(() => { expect(again.joins).toHaveLength(1) }, { timeout: 10_000, interval: 20 })
    expect(performance.now() - since).toBeLessThan(3_000)
    expect(again.joins[0]).toMatchObject({ epoch: 'E', seq: 77 })
  })

  it('[V15] dials anew when the server hung up on purpose, and when it is told that the line is deaf', async () => {
    const server = await serve()
    const { states, connection } = line(server.port)
    await vi.waitFor(() => { expect(states.at(-1)?.[0]).toBe('joined') })
    server.io.disconnectSockets(true)
    await vi.waitFor(() => { expect(server.joins).toHaveLength(2) }, { timeout: 5_000 })
    connection.redial()
    await vi.waitFor(() => { expect(server.joins).toHaveLength(3) }, { timeout: 5_000 })
  })

  it('[V9] hands the key over beside the address, never in it', async () => {
    const server = await serve()
    line(server.port, { key: () => 's3cret' })
    await vi.waitFor(() => { expect(server.seen).toHaveLength(1) })
    expect(server.seen[0].auth).toEqual({ key: 's3cret' })
    expect(server.seen[0].url).not.toContain('s3cret')
  })

  it('[V5] tells why it was refused, by the join or at the door, and goes on asking at the door', async () => {
    answer = { ok: false, refused: 'REGION_UNKNOWN', detail: '' }
    const server = await serve()
    const { states } = line(server.port)
    await vi.waitFor(() => { expect(states.at(-1)).toEqual(['refused', 'REGION_UNKNOWN']) })
    open.line?.close()
    await server.io.close()
    let knocks = 0
    const strict = await serve(0, (io) => {
      io.use((_socket, next) => { next(++knocks < 3 ? new Error('CREDENTIAL_WRONG') : undefined) })
    })
    answer = { ok: true, epoch: 'E', at }
    const stranger = line(strict.port)
    await vi.waitFor(() => { expect(stranger.states).toContainEqual(['refused', 'CREDENTIAL_WRONG']) })
    await vi.waitFor(() => { expect(stranger.states.at(-1)).toEqual(['joined', null]) }, { timeout: 8_000 })
  })

  it('[V16] tells the server which beat is on the glass', async () => {
    const server = await serve()
    const heard: unknown[] = []
    server.io.on('connection', (socket) => { socket.on('alive', (state) => { heard.push(state) }) })
    const { states, connection } = line(server.port)
    connection.alive(1, 5)
    await vi.waitFor(() => { expect(states.at(-1)?.[0]).toBe('joined') })
    connection.alive(12, 340)
    await vi.waitFor(() => { expect(heard).toEqual([{ beat: 12, drawn: 340 }]) })
  })
})
