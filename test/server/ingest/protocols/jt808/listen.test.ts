// The TCP rim on real sockets: acks after the disk and in order, back-pressure, limits, time-outs, closing.
import { readFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import type { Listener } from '../../../../../server/ingest/observation.ts'
import { jt808 } from '../../../../../server/ingest/protocols/jt808/listen.ts'
import { buildFrame } from '../../../../../server/ingest/protocols/jt808/header.ts'
import { partLimits } from '../../../../../server/ingest/protocols/jt808/parts.ts'
import {
  authMessage, batchMessages, heartbeatMessage, locationMessage, logoutMessage, registerMessage, type Report,
} from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { Client, Notes, open, settled, until } from './client.ts'
import { FakeIntake } from './fake.ts'

const phone = '13800000001'
const from = { version: 2013 as const, phone }
const report = (i = 0): Report => ({ time: instant(Date.parse('2026-03-01T00:00:00Z') + i * 1000), lon: 104.774, lat: 29.363 + i * 1e-5 })
const registration = { province: 51, county: 304, maker: 'DEMO1', model: 'CAR', terminal: 'T000001', colour: 0, plate: '' }
const location = (serial: number, change: Partial<Report> = {}) => locationMessage({ ...from, serial, report: { ...report(serial), ...change } })

let listener: Listener
let clients: Client[] = []
async function start(...[intake, limits, log]: Parameters<typeof open>): Promise<FakeIntake> {
  listener = await open(intake, limits, log)
  return intake
}
async function trusted(who = phone): Promise<Client> {
  const client = await Client.trusted(listener, who)
  clients.push(client)
  return client
}
async function stranger(): Promise<Client> {
  const client = await Client.join(listener)
  clients.push(client)
  return client
}
const fresh = (...phones: string[]): FakeIntake => {
  const intake = new FakeIntake()
  for (const one of phones.length > 0 ? phones : [phone]) intake.register(one)
  return intake
}

afterEach(async () => {
  for (const client of clients) client.socket.destroy()
  clients = []
  await listener.close()
})

interface Turn { send: string; expect: string[] }

it('[J23] a recorded day of a 2019 terminal gets the recorded answers, byte for byte', async () => {
  const day = JSON.parse(readFileSync(new URL('../../../../captures/jt808/day-2019.json', import.meta.url), 'utf8')) as {
    phone: string; terminal: string; turns: Turn[]; taken: object[]
  }
  const intake = await start(fresh(day.phone))
  intake.terminals.set(`d${day.phone}`, day.terminal)
  const client = await stranger()
  const heard: Buffer[] = []
  client.socket.on('data', (chunk: Buffer) => heard.push(chunk))
  for (const turn of day.turns) {
    heard.length = 0
    client.send(Buffer.from(turn.send, 'hex'))
    const want = turn.expect.join('')
    await until(`answer to ${turn.send}`, () => heard.reduce((sum, chunk) => sum + chunk.length, 0) >= want.length / 2)
    expect(Buffer.concat(heard).toString('hex')).toBe(want)
  }
  expect(intake.taken.map(({ observation }) => observation)).toEqual(day.taken)
})

it('[J15] register, authenticate with the code that came, report: the way of every terminal', async () => {
  const intake = await start(fresh())
  const client = await stranger()
  client.send(registerMessage({ ...from, serial: 0, registration }))
  await until('a code', () => client.answers.length === 1)
  const [answer] = client.answers
  expect(answer).toEqual({ is: 'registered', to: 0, result: 0, code: 'issued-1' })
  client.send(authMessage({ ...from, serial: 1, code: 'issued-1' }), location(2))
  await until('two acks', () => client.acks.length === 2)
  expect(client.acks).toEqual([[1, 0x0102, 0], [2, 0x0200, 0]])
  expect(intake.taken).toMatchObject([{ device: `d${phone}`, observation: { at: report(2).time } }])
  expect(intake.connections).toBe(1)
})

it('[J24] a report is acknowledged only when it is on disk, and a code goes out only then too', async () => {
  const intake = await start(fresh())
  const client = await trusted()
  intake.disk = 'held'
  client.send(location(1), location(2, { sos: true }))
  await until('an offer', () => intake.waiting === 1)
  client.send(registerMessage({ ...from, serial: 3, registration }))
  await until('two writes', () => intake.waiting === 2)
  expect([client.acks.length, client.answers.length, intake.taken.length]).toEqual([1, 1, 0])
  intake.release()
  await until('all answers', () => client.answers.length === 4)
  expect(client.acks.slice(1)).toEqual([[1, 0x0200, 0], [2, 0x0200, 4]])
  expect(intake.taken.map(({ observation }) => observation.sos)).toEqual([false, true])
})

it('[J24] when the disk does not take a report nothing is acknowledged: the connection ends, the log has one line, the next works', async () => {
  const notes = new Notes()
  const intake = await start(fresh(phone, '13900000002'), {}, notes)
  const [client, other] = [await trusted(), await trusted('13900000002')]
  intake.disk = 'broken'
  client.send(location(1), heartbeatMessage({ ...from, serial: 2 }))
  other.send(locationMessage({ version: 2013, phone: '13900000002', serial: 1, report: report() }))
  await until('both closed', () => client.closed && other.closed)
  expect([client.acks.length, other.acks.length, intake.taken.length]).toEqual([1, 1, 0])
  expect(notes.lines).toEqual([{ level: 'warn', fields: { dialect: 'jt808' }, message: expect.stringContaining('disk') as string }])
  intake.disk = 'quick'
  const again = await trusted()
  again.send(location(1))
  await until('acknowledged at last', () => again.acks.length === 2)
})

it('[J25] many reports in flight are answered in their order, and one chunk makes one offer', async () => {
  const intake = await start(fresh())
  const client = await trusted()
  const frames = Array.from({ length: 600 }, (_, i) => (i % 10 === 9 ? heartbeatMessage({ ...from, serial: i }) : location(i, { sos: i % 50 === 0 })))
  intake.disk = 'held'
  client.send(...frames.slice(0, 100))
  await until('the first offer', () => intake.waiting >= 1)
  const first = intake.offers
  expect(first).toBeLessThan(10)
  client.send(...frames.slice(100))
  await until('another offer', () => intake.waiting > first)
  expect(client.acks.length).toBe(1)
  intake.release()
  await until('all acks', () => client.acks.length === 601)
  expect(client.acks.slice(1)).toEqual(frames.map((_, i) => (i % 10 === 9 ? [i, 2, 0] : [i, 0x0200, i % 50 === 0 ? 4 : 0])))
  expect(intake.taken.map(({ observation }) => observation.at)).toEqual(frames.flatMap((_, i) => (i % 10 === 9 ? [] : [report(i).time])))
})

it('[J26] a terminal that sends faster than the disk takes is not read on, and loses nothing', async () => {
  const intake = await start(fresh(), { unanswered: 50, terminal: { rate: 1e6, burst: 1e6 } })
  const client = await trusted()
  intake.disk = 'held'
  const bulky = buildFrame({ ...from, id: 0x0900, serial: 0 }, Buffer.alloc(1000))
  client.send(location(0), location(1))
  const chunk = Buffer.concat(Array.from({ length: 1000 }, () => bulky))
  for (let i = 0; i < 20; i++) client.socket.write(chunk)
  client.send(location(2))
  await until('the socket is full', () => intake.waiting > 0 && client.socket.writableLength > 0)
  const heard = await settled('hearing', () => intake.counts.MESSAGE_UNSUPPORTED ?? 0)
  // A chunk that was on its way is heard to its end; the rest of the 20,000 stays in the sockets.
  expect(heard).toBeLessThan(1000)
  expect(client.acks.length).toBe(1)
  intake.release()
  await until('all answered', () => client.acks.length === 20_004)
  expect(intake.taken.map(({ observation }) => observation.at)).toEqual([0, 1, 2].map((i) => report(i).time))
})

it('[J26] a terminal that never reads its acks is not read on either', async () => {
  const intake = await start(fresh(), { terminal: { rate: 1e6, burst: 1e6 } })
  const client = await trusted()
  client.socket.pause()
  const chunk = Buffer.concat(Array.from({ length: 1000 }, (_, i) => heartbeatMessage({ ...from, serial: i })))
  let sent = 0
  const more = () => { while (!client.closed && sent < 2_000 && client.socket.write(chunk)) sent++ }
  client.socket.on('drain', more)
  more()
  await until('the socket is full', () => client.socket.writableLength > 0)
  expect(await settled('hearing', () => intake.alive.length)).toBeLessThan(2_000_000)
  expect(sent).toBeLessThan(2_000)
  expect(client.closed).toBe(false)
})

it('[J27] the newest authenticated connection of a phone is the terminal\'s; a stranger who only says the phone drives nobody out', async () => {
  const intake = await start(fresh())
  const [old, thief] = [await trusted(), await stranger()]
  thief.send(authMessage({ ...from, serial: 0, code: 'guess' }))
  await until('refused', () => thief.acks.length === 1)
  expect([thief.acks[0][2], old.closed]).toEqual([1, false])
  const next = await trusted()
  await until('the old one closed', () => old.closed)
  next.send(location(5))
  await until('ack', () => next.acks.length === 2)
  await until('two are left', () => intake.connections === 2)
})

it('[J28] who does not authenticate in time is cut, and who falls silent too; heartbeats keep a connection', async () => {
  const intake = await start(fresh(phone, '13900000002'), { authenticate: 1_000, idle: 1_500, sweep: 10 })
  const [mute, silent, alive] = [await stranger(), await trusted(), await trusted('13900000002')]
  const beats = setInterval(() => alive.send(heartbeatMessage({ version: 2013, phone: '13900000002', serial: 9 })), 100)
  try {
    await until('the mute is cut', () => mute.closed)
    await until('the silent is cut', () => silent.closed)
    const [beaten] = [alive.acks.length]
    await until('the other lives', () => alive.acks.length > beaten)
    expect(alive.closed).toBe(false)
    alive.send(logoutMessage({ version: 2013, phone: '13900000002', serial: 10 }))
    await until('cut after logout', () => alive.closed)
  } finally {
    clearInterval(beats)
  }
  await until('nobody is left', () => intake.connections === 0)
})

it('[J28] a slow disk is not the terminal\'s silence', async () => {
  const intake = await start(fresh(), { idle: 800, sweep: 10 })
  const client = await trusted()
  intake.disk = 'held'
  client.send(location(1))
  await until('offered', () => intake.waiting === 1)
  const since = performance.now()
  await until('well past the idle time', () => performance.now() - since > 1_200)
  expect(client.closed).toBe(false)
  intake.release()
  await until('acknowledged', () => client.acks.length === 2)
})

it('[J29] connections are limited in all and per address, counted, and room comes back', async () => {
  const intake = await start(fresh(), { perAddress: 3 })
  const kept = [await stranger(), await stranger(), await stranger()]
  const fourth = await stranger()
  await until('the fourth is cut', () => fourth.closed)
  expect(intake.counts).toEqual({ RATE_EXCEEDED: 1 })
  kept[0].socket.destroy()
  await until('one left', () => intake.connections === 2)
  const again = await trusted()
  expect(again.closed).toBe(false)
  await listener.close()

  const busy = await start(fresh(), { connections: 1 })
  await trusted()
  const second = await stranger().catch(() => null)
  await until('the second is cut', () => second === null || second.closed)
  await until('counted', () => busy.counts.SERVER_BUSY === 1)
})

it('[J14] a terminal over its rate is slowed down and counted once, keeps its debt when it reconnects, and loses nothing', async () => {
  const intake = await start(fresh(), { terminal: { rate: 100, burst: 20 } })
  const client = await trusted()
  client.send(...Array.from({ length: 50 }, (_, i) => location(i)))
  await until('counted', () => intake.counts.RATE_EXCEEDED === 1)
  client.send(location(50))
  const next = await stranger()
  next.send(authMessage({ ...from, serial: 0, code: `code-${phone}` }))
  await until('authenticated again', () => next.acks.length === 1)
  next.send(...Array.from({ length: 5 }, (_, i) => location(60 + i)))
  await until('slowed again', () => intake.counts.RATE_EXCEEDED === 2)
  const taken = intake.taken.length
  next.send(location(70))
  intake.time += 10_000
  await until('goes on', () => intake.taken.length > taken)
  expect(intake.taken.at(-1)?.observation.at).toBe(report(70).time)
})

it('[J14] a stranger who talks too much is slowed down long before it costs anything', async () => {
  const intake = await start(fresh(), { strangers: { rate: 5, burst: 10 } })
  const noisy = await stranger()
  noisy.send(...Array.from({ length: 30 }, (_, i) => heartbeatMessage({ ...from, serial: i })))
  await until('slowed', () => intake.counts.RATE_EXCEEDED === 1)
  noisy.send(...Array.from({ length: 30 }, (_, i) => heartbeatMessage({ ...from, serial: i })))
  const other = await trusted()
  expect(other.acks.length).toBe(1)
  expect(intake.counts.NOT_AUTHENTICATED).toBeLessThanOrEqual(31)
})

it('[J30] closing answers what is on its way and ends every connection; a client that ends gets its last acks', async () => {
  const intake = await start(fresh(phone, '13900000002'))
  const [client, leaving] = [await trusted(), await trusted('13900000002')]
  intake.disk = 'held'
  leaving.send(locationMessage({ version: 2013, phone: '13900000002', serial: 7, report: report() }))
  leaving.socket.end()
  client.send(location(1))
  await until('both offered', () => intake.waiting === 2)
  const closing = listener.close()
  intake.release()
  await closing
  await until('both ended', () => client.closed && leaving.closed)
  expect(client.acks.at(-1)).toEqual([1, 0x0200, 0])
  expect(leaving.acks.at(-1)).toEqual([7, 0x0200, 0])
  expect(intake.connections).toBe(0)
})

it('[J30] the dialect listens on a free port by itself, and a taken port is an error', async () => {
  const intake = fresh()
  listener = await jt808.listen(intake, { host: '127.0.0.1', port: 0 }, new Notes())
  expect(listener.port).toBeGreaterThan(0)
  await expect(jt808.listen(intake, { host: '127.0.0.1', port: listener.port }, new Notes())).rejects.toThrow(/EADDRINUSE/)
})

it('[J13] a gap in sub-packages is asked for over the wire, and what comes then completes the batch', async () => {
  const intake = await start(fresh(), { sweep: 20, parts: { ...partLimits, ask: 200, asks: 1_000 } })
  const client = await trusted()
  const frames = batchMessages({ ...from, serial: 100, refill: true, reports: Array.from({ length: 80 }, (_, i) => report(i)) })
  client.send(frames[0], frames[2])
  await until('asked', () => client.answers.some((answer) => answer.is === 'resend'))
  expect(client.answers.find((answer) => answer.is === 'resend')).toEqual({ is: 'resend', first: 100, missing: [2] })
  client.send(frames[1])
  await until('taken', () => intake.taken.length === 80)
  await until('acks', () => client.acks.length === 4)
  expect(client.acks.slice(1)).toEqual([[100, 0x0704, 0], [102, 0x0704, 0], [101, 0x0704, 0]])
})
