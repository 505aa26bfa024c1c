// Mutants against the listener: no crash, bounded memory, and a good terminal beside them that notices nothing.
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Listener } from '../../../../../server/ingest/observation.ts'
import { authMessage, locationMessage } from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { Client, Notes, open, until } from './client.ts'
import { FakeIntake } from './fake.ts'
import { mutate, random, report, seeds } from './mutants.ts'

const SEED = 20_260_301
const MUTANTS = 100_000
const good = '13800000001'
/** One phone for each bad client, every second one lenient, so that nearly everything is heard. */
const bads = ['13900000002', '13900000003', '13900000004', '13900000005']

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
