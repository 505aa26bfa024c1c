// Mutants against the listener: no crash, bounded memory, and a good terminal beside them that notices nothing.
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Listener } from '../../../../../server/ingest/observation.ts'
import { buildFrame } from '../../../../../server/ingest/protocols/jt808/header.ts'
import {
  authMessage, batchMessages, heartbeatMessage, locationMessage, registerMessage, type Report,
} from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { Client, Notes, open, until } from './client.ts'
import { FakeIntake } from './fake.ts'

const SEED = 20_260_301
const MUTANTS = 100_000
const good = '13800000001'
/** One phone for each bad client, every second one lenient, so that nearly everything is heard. */
const bads = ['13900000002', '13900000003', '13900000004', '13900000005']

/** A small generator (mulberry32), so that a failure can be played again from its seed. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const report = (i: number): Report =>
  ({ time: instant(Date.parse('2026-03-01T00:00:00Z') + i * 1000), lon: 104.77, lat: 29.36, extras: { satellites: 9 } })

function seeds(bad: string): Buffer[] {
  const from = { version: 2013, phone: bad, serial: 1 } as const
  const registration = { province: 51, county: 304, maker: 'DEMO1', model: 'CAR', terminal: `T${bad.slice(-6)}`, colour: 0, plate: '巡02' }
  return ([2011, 2013, 2019] as const).flatMap((version) => [
    registerMessage({ ...from, version, registration }), authMessage({ ...from, version, code: 'guess', imei: '1', software: 'v' }),
    heartbeatMessage({ ...from, version }), locationMessage({ ...from, version, report: { ...report(0), sos: true } }),
    ...batchMessages({ ...from, version, refill: true, reports: [report(0), report(1)] }),
    ...batchMessages({ ...from, version, refill: true, reports: Array.from({ length: 40 }, (_, i) => report(i)), size: 300 }),
    buildFrame({ ...from, version, id: 0x0801 }, Buffer.alloc(700, 0x7e)),
  ])
}

const specials = [0x7d, 0x7e, 0x00, 0xff]

function mutate(frame: Buffer, pick: (below: number) => number): Buffer {
  let bytes = Buffer.from(frame)
  for (let times = 1 + pick(4); times > 0; times--) {
    const at = pick(Math.max(1, bytes.length))
    switch (pick(7)) {
      case 0: bytes[at] ^= 1 << pick(8); break
      case 1: bytes[at] = pick(256); break
      case 2: bytes = bytes.subarray(0, at); break
      case 3: bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([specials[pick(4)]]), bytes.subarray(at)]); break
      case 4: bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(8))]); break
      case 5: bytes = Buffer.concat([bytes, bytes.subarray(at)]); break
      case 6: bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(pick(pick(20) === 0 ? 9_000 : 60), pick(256)), bytes.subarray(at)]); break
    }
    if (bytes.length === 0) bytes = Buffer.from([pick(256)])
  }
  // Half the mutants get an honest checksum, so that they are heard and not only dropped.
  if (pick(2) === 0 || bytes.length < 4) return bytes
  let xor = 0
  const inner = bytes.subarray(1, -2)
  const plain: number[] = []
  for (let i = 0; i < inner.length; i++) {
    const escape = inner[i] === 0x7d && i + 1 < inner.length
    plain.push(escape ? (inner[++i] === 2 ? 0x7e : 0x7d) : inner[i])
  }
  for (const byte of plain) xor ^= byte
  const tail = xor === 0x7e ? [0x7d, 2] : xor === 0x7d ? [0x7d, 1] : [xor]
  return Buffer.concat([Buffer.from([0x7e]), inner, Buffer.from([...tail, 0x7e])])
}

let listener: Listener | undefined
afterEach(() => listener?.close())

it(`[J31] 100,000 mutants (seed 20260301), cut anywhere, throw nothing, hold no memory, and a good terminal beside them is served`, async () => {
  const notes = new Notes()
  const intake = new FakeIntake()
  intake.register(good)
  bads.forEach((bad, i) => intake.register(bad, { lenient: i % 2 === 0 }))
  const pacing = { rate: 1e6, burst: 1e6 }
  listener = await open(intake, { terminal: pacing, strangers: pacing, guesses: Number.MAX_SAFE_INTEGER }, notes)
  const { port } = listener
  const client = await Client.trusted(listener, good)
  const pick = random(SEED)
  /** After a quarter of them everything is warm: from then on memory has no reason to grow. */
  let warm = 0
  let sent = 0
  let beats = 0

  // Four bad clients at once; each sends a few hundred mutants, is perhaps cut, and comes again.
  const badClient = async (bad: string): Promise<void> => {
    const frames = seeds(bad)
    const greeting = () => authMessage({ version: 2013, phone: bad, serial: 0, code: intake.codes.get(`d${bad}`)! })
    while (sent < MUTANTS) {
      const socket: Socket = connect({ port, host: '127.0.0.1' })
      let gone = false
      socket.on('error', () => undefined)
      socket.on('close', () => { gone = true })
      socket.resume()
      await until('joined or cut', () => gone || socket.readyState === 'open')
      if (pick(8) > 0) socket.write(greeting())
      for (let round = 0; round < 12 && !gone && sent < MUTANTS; round++) {
        const many = 40 + pick(60)
        const bytes = Buffer.concat(Array.from({ length: many }, () => mutate(frames[pick(frames.length)], pick)))
        sent += many
        if (warm === 0 && sent > MUTANTS / 4) warm = process.memoryUsage().rss
        const middle = pick(bytes.length + 1)
        socket.write(bytes.subarray(0, middle))
        await new Promise((resolve) => setImmediate(resolve))
        socket.write(bytes.subarray(middle))
        await until('sent', () => gone || socket.writableLength === 0)
      }
      if (pick(2) === 0) socket.destroy()
      else socket.end()
      await until('gone', () => gone)
    }
  }
  // The good terminal reports all the while, one after the other, each only when the last is acknowledged.
  const goodClient = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      client.send(locationMessage({ version: 2013, phone: good, serial: ++beats & 0xffff, report: report(beats) }))
      await until('the good terminal is acknowledged', () => client.acks.length === 1 + beats)
    }
  }
  let running = bads.length
  await Promise.all([...bads.map((bad) => badClient(bad).finally(() => { running-- })), goodClient(() => running === 0)])

  expect(sent).toBeGreaterThanOrEqual(MUTANTS)
  expect(beats).toBeGreaterThan(50)
  expect(client.closed).toBe(false)
  expect(client.acks.slice(1)).toEqual(Array.from({ length: beats }, (_, i) => [(i + 1) & 0xffff, 0x0200, 0]))
  expect(intake.taken.filter(({ device }) => device === `d${good}`).length).toBe(beats)
  // Most mutants were not only received but heard as frames: refused for a reason, or found sound after all.
  const heard = Object.values(intake.counts).reduce((sum, count) => sum + count, 0) + intake.offers - beats
  expect(heard).toBeGreaterThan(MUTANTS / 2)
  expect(notes.lines).toEqual([])
  await until('only the good one is left', () => intake.connections === 1)
  expect(process.memoryUsage().rss - warm).toBeLessThan(50e6)
  client.socket.destroy()
}, 120_000)
