// Good clients of every kind beside an attack: each does its work over and over, and nothing of it may fail.
import mqtt from 'mqtt'
import { authMessage, locationMessage, registerMessage } from '../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../shared/domain/time.ts'
import { Client, until as soon } from '../../server/ingest/protocols/jt808/client.ts'
import { DISTRICT, openScreen, until } from '../../start.ts'
import type { Victim } from './victim.ts'

const GATEWAY = 'good-gateway-credential-01'
const SECRET = 'Gd3kT9xQ2mLw8sRz5nYc1A'
const PHONE = '13800000001'
const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const device = (id: string, dialect: string, identity: string, more: object): object => ({ id, unit: `unit-${id}`, dialect, identity, rank: 0, crs: 'wgs84', interval: 5, ...more })

export interface Served { readonly times: Readonly<Record<string, number>>; readonly slowest: Readonly<Record<string, number>>; readonly failed: readonly string[] }
export interface Bystanders { stop(): Promise<Served> }

/** Starts them all; each works on, one piece of work after the other, until `stop`. */
export async function standBeside(victim: Victim): Promise<Bystanders> {
  const { drill, address } = victim
  const { ports } = drill
  const ids = ['good-8', 'good-m', 'good-o', 'good-h', 'good-b']
  await victim.register({
    gateways: [{ id: 'good', name: '好网关', crs: 'wgs84', credential: GATEWAY }],
    units: ids.map((id, n) => ({ id: `unit-${id}`, name: `好${n + 1}`, tier: 'line', kind: 'foot', team: '', region: DISTRICT })),
    devices: [
      device('good-8', 'jt808', PHONE, { credential: 'GOOD001' }), device('good-m', 'owntracks-mqtt', 'good/m', { credential: 'good-pass-m' }),
      device('good-o', 'osmand', 'good-o', { credential: SECRET }), device('good-h', 'owntracks-http', 'good/h', { credential: 'good-pass-h' }),
      device('good-b', 'batch', 'B1', { gateway: 'good' }),
    ],
  })
  let ended = false
  const times: Record<string, number> = {}
  const slowest: Record<string, number> = {}
  const failed: string[] = []
  const works: Promise<void>[] = []
  let steps = 0
  /** Where everybody is next: a walk that no limit of speed objects to. */
  const place = () => ({ lat: 29.36 + (++steps % 1_000) * 1e-6, lon: 104.77, at: Date.now() })
  const start = (name: string, work: () => Promise<void>): void => {
    times[name] = slowest[name] = 0
    works.push((async () => {
      while (!ended) {
        const begun = performance.now()
        await work().then(() => { times[name]++ }, (error: unknown) => { failed.push(`${name}: ${String(error)}`) })
        slowest[name] = Math.max(slowest[name], Math.round(performance.now() - begun))
        await new Promise((next) => { setTimeout(next, 50) })
      }
    })())
  }
  const expectStatus = async (status: number, url: string, init: RequestInit): Promise<void> => {
    const response = await fetch(url, init)
    await response.arrayBuffer()
    if (response.status !== status) throw new Error(`${new URL(url).pathname} said ${response.status}`)
  }

  const screen = await openScreen(address)
  await until('picture', () => screen.mirror.epoch !== null)
  start('event on a screen', async () => {
    const response = await fetch(`${address}/api/events`, {
      method: 'POST', headers: { authorization: `Bearer ${drill.key}`, 'content-type': 'application/json', 'idempotency-key': `good-${++steps}` },
      body: JSON.stringify({ category: 'other', level: 4, region: DISTRICT, occurred: new Date().toISOString() }),
    })
    const { id } = await response.json() as { id: string }
    if (response.status !== 201) throw new Error(`events said ${response.status}`)
    await until('the event is on the screen', () => screen.mirror.events.has(id), 30_000)
  })
  start('osmand', () => { const { lat, lon } = place(); return expectStatus(200, `http://127.0.0.1:${ports.osmand}/?id=${SECRET}&lat=${lat}&lon=${lon}`, {}) })
  start('owntracks', () => {
    const { lat, lon, at } = place()
    return expectStatus(200, `http://127.0.0.1:${ports.devices}/owntracks`, { method: 'POST', headers: { authorization: basic('good', 'good-pass-h'), 'x-limit-d': 'h' }, body: JSON.stringify({ _type: 'location', lat, lon, tst: at / 1_000 }) })
  })
  start('batch', () => {
    const { lat, lon, at } = place()
    return expectStatus(200, `http://127.0.0.1:${ports.devices}/batch`, { method: 'POST', headers: { authorization: basic('good', GATEWAY) }, body: JSON.stringify({ fixes: [{ device: 'B1', time: at, lat, lon }] }) })
  })
  const phone = await mqtt.connectAsync(`mqtt://127.0.0.1:${ports.mqtt}`, { username: 'good', password: 'good-pass-m', clientId: 'good', protocolVersion: 4, reconnectPeriod: 0 })
  start('mqtt', async () => {
    const { lat, lon, at } = place()
    await phone.publishAsync('owntracks/good/m', JSON.stringify({ _type: 'location', lat, lon, tst: at / 1_000 }), { qos: 1 })
  })
  const terminal = await joinTerminal(ports.jt808, PHONE, 'GOOD001')
  start('808', async () => {
    const { lat, lon, at } = place()
    const before = terminal.acks.length
    terminal.send(locationMessage({ version: 2013, phone: PHONE, serial: ++terminal.serial & 0xffff, report: { time: instant(at), lat, lon } }))
    await soon('the report is acknowledged', () => terminal.acks.length > before)
  })
  return {
    async stop() {
      ended = true
      await Promise.all(works)
      if (!screen.socket.connected) failed.push('the good screen was cut')
      if (terminal.closed) failed.push('the good terminal was cut')
      if (!phone.connected) failed.push('the good phone was cut')
      screen.close()
      terminal.socket.destroy()
      await phone.endAsync(true)
      return { times, slowest, failed }
    },
  }
}

/** Registers over the wire and authenticates with the code that came. */
export async function joinTerminal(port: number, phone: string, terminal: string): Promise<Client> {
  const client = await Client.join({ port, close: () => Promise.resolve() })
  client.send(registerMessage({ version: 2013, phone, serial: 0, registration: { province: 51, county: 304, maker: 'DEMO1', model: 'CAR', terminal, colour: 0, plate: '巡01' } }))
  await soon('registered', () => client.answers.some((answer) => answer.is === 'registered'))
  const code = client.answers.find((answer) => answer.is === 'registered')?.code ?? ''
  client.send(authMessage({ version: 2013, phone, serial: 1, code }))
  await soon('authenticated', () => client.acks.length === 1)
  client.serial = 1
  client.code = code
  return client
}
