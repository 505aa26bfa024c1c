// A frozen screen costs no other screen anything (short form of R13), and inbound bounds hold (S5).
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DISTRICT, openScreen, startServer, until, type Started } from '../start.ts'

let server: Started
beforeAll(async () => { server = await startServer() })
afterAll(async () => { await server.stop() })

/** A websocket that joins and then never reads again, with the smallest windows the system gives. */
async function frozenScreen(): Promise<{ closed: () => boolean; destroy: () => void }> {
  const socket = connect({ port: server.app.port, host: '127.0.0.1' })
  await new Promise<void>((go) => { socket.on('connect', () => { go() }) })
  let closed = false
  socket.on('close', () => { closed = true })
  socket.on('error', () => undefined)
  socket.write(`GET /stream/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${server.app.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`)
  const send = (text: string): void => {
    const payload = Buffer.from(text)
    const head = Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0])
    socket.write(Buffer.concat([head, payload]))
  }
  let heard = ''
  socket.on('data', (data) => { heard += data.toString('latin1') })
  await until('open packet', () => heard.includes('"sid"'))
  send('40')
  await until('namespace', () => heard.includes('40{'))
  send(`42["join",{"region":"${DISTRICT}"}]`)
  await until('picture', () => heard.includes('"picture"'))
  socket.pause()
  return { closed: () => closed, destroy: () => socket.destroy() }
}

describe('slow and hostile screens', () => {
  it('[Q6] with a frozen screen beside it a healthy one gets everything, memory stays bounded, and the frozen one is cut', async () => {
    const healthy = await openScreen(server.app.address)
    await until('picture', () => healthy.mirror.epoch !== null)
    const frozen = await frozenScreen()
    const before = process.memoryUsage().rss
    const items = (round: number) => ({ items: Array.from({ length: 200 }, (_, n) => ({ key: `s${round}-${n}`, event: { category: 'other', level: 4, region: DISTRICT, occurred: new Date().toISOString() } })) })
    let reported = 0
    for (let round = 0; round < 15; round++) {
      const { body } = await server.api('POST', '/api/events/batch', items(round))
      reported += (body.items as unknown[]).length
    }
    await until('all events on the healthy screen', () => healthy.mirror.events.size >= reported)
    expect(healthy.frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'picture')).toHaveLength(1)
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1_048_576)
    await until('frozen screen cut', async () => ((await server.api('GET', '/api/health')).body.screens as unknown[]).length === 1, 30_000)
    frozen.destroy()
    healthy.close()
  })

  it('[Q7] a screen that floods is closed, one beside it is not', async () => {
    const good = await openScreen(server.app.address)
    const bad = await openScreen(server.app.address)
    await until('picture', () => good.mirror.epoch !== null && bad.mirror.epoch !== null)
    bad.socket.io.reconnection(false)
    for (let n = 0; n < 200; n++) bad.socket.emit('alive', { beat: n, drawn: n })
    await until('closed', () => bad.socket.disconnected)
    bad.close()
    const large = await openScreen(server.app.address)
    large.socket.io.reconnection(false)
    large.socket.emit('alive', { beat: 'x'.repeat(100_000) } as never)
    await until('closed', () => large.socket.disconnected)
    expect(good.socket.connected).toBe(true)
    good.close()
    large.close()
  })
})
