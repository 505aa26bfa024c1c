// The terminals' process: thousands of JT/T 808 connections, one frame per write, every answer counted.
import net from 'node:net'
import { FrameSplitter, sealFrame } from '../../server/ingest/protocols/jt808/frame.ts'
import { writeTime } from '../../server/ingest/protocols/jt808/bcd.ts'
import { id } from '../../server/ingest/protocols/jt808/ids.ts'
import { answerReader, authMessage, locationMessage, registerMessage, type Answer } from '../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../shared/domain/time.ts'
import { percentile } from '../load.ts'
import { phoneOf, terminalOf } from './product.ts'
import { serve } from './worker.ts'

const VERSION = 2013
/** Where things stand in the unescaped content of a 0x0200: header of 12 bytes, then alarm, status, lat, lon, … time. */
const at = { serial: 10, lat: 20, lon: 24, time: 34 } as const
/** Reports of one terminal that may wait for their answer; one that has more is passed over and counted. */
const WINDOW = 256
/** A time on this wire has whole seconds, and one time twice is a repeat: terminals report a stretch that is gone by, a second each. */
const BEHIND = 30 * 60_000
const STEP = 5

class Terminal {
  readonly socket: net.Socket
  readonly sentAt = new Float64Array(WINDOW)
  readonly content: Buffer
  serial = 2
  reports = 0
  waiting = 0
  lon: number
  lat: number

  constructor(socket: net.Socket, n: number) {
    this.socket = socket
    this.lon = 104_780_000 + (n % 500) * 400
    this.lat = 29_350_000 + Math.floor(n / 500) * 4_000
    const message = locationMessage({ version: VERSION, phone: phoneOf(n), serial: 0, report: { time: instant(Date.now()), lon: this.lon / 1e6, lat: this.lat / 1e6, speed: 8, heading: 90 } })
    let content = Buffer.alloc(0)
    new FrameSplitter().push(message, (found) => { content = Buffer.from(found) })
    this.content = content
  }
}

let terminals: Terminal[] = []
let sent = 0
let passedOver = 0
let acked = 0
let failed = 0
let broken = 0
let answers: number[] = []
let running: { stop: boolean } | null = null
let began = 0
const idle = process.cpuUsage()

async function connect(host: string, port: number, n: number): Promise<Terminal> {
  const socket = net.connect({ host, port, noDelay: true })
  await new Promise<void>((go, fail) => { socket.once('connect', go).once('error', fail) })
  socket.on('error', () => undefined)
  let hear: (answer: Answer) => void = () => undefined
  const read = answerReader((answer) => { hear(answer) })
  socket.on('data', read)
  const ask = (bytes: Buffer): Promise<Answer> => new Promise((go) => { hear = go; socket.write(bytes) })
  const phone = phoneOf(n)
  const registered = await ask(registerMessage({ version: VERSION, phone, serial: 0, registration: { province: 51, county: 304, maker: 'BENCH', model: 'B1', terminal: terminalOf(n), colour: 1, plate: phone.slice(-6) } }))
  if (registered.is !== 'registered' || registered.code === null) throw new Error(`terminal ${n} was not registered`)
  const authenticated = await ask(authMessage({ version: VERSION, phone, serial: 1, code: registered.code }))
  if (authenticated.is !== 'ack' || authenticated.of.result !== 0) throw new Error(`terminal ${n} was not authenticated`)
  socket.off('data', read)
  const terminal = new Terminal(socket, n)
  const splitter = new FrameSplitter()
  const take = (content: Buffer, fault: unknown): void => {
    if (fault !== null || content.readUInt16BE(0) !== id.ack) return
    const ok = content[16] === 0 && content.readUInt16BE(14) === id.location
    terminal.waiting--
    if (!ok) failed++
    else acked++
    answers.push(performance.now() - terminal.sentAt[content.readUInt16BE(12) % WINDOW])
  }
  socket.on('data', (chunk) => { splitter.push(chunk, take) })
  socket.on('close', () => { broken++ })
  return terminal
}

function report(terminal: Terminal): void {
  if (terminal.waiting >= WINDOW || terminal.socket.writableLength > 65_536) {
    passedOver++
    return
  }
  const { content } = terminal
  content.writeUInt16BE(terminal.serial, at.serial)
  terminal.lon += 3
  terminal.lat += 2
  content.writeUInt32BE(terminal.lat, at.lat)
  content.writeUInt32BE(terminal.lon, at.lon)
  terminal.reports++
  writeTime(content, at.time, instant(timeOf(terminal)))
  terminal.sentAt[terminal.serial % WINDOW] = performance.now()
  terminal.serial = (terminal.serial + 1) & 0xffff
  terminal.waiting++
  sent++
  terminal.socket.write(sealFrame(content))
}

const timeOf = (terminal: Terminal): number => began - BEHIND + terminal.reports * 1000

async function play(rate: number, run: { stop: boolean }): Promise<void> {
  const start = performance.now()
  for (let done = 0; !run.stop;) {
    const due = Math.floor((performance.now() - start) * rate * terminals.length / 1000)
    // Never more than a turn of all at once: what cannot be kept up with is not made up.
    if (due - done > terminals.length) done = due - terminals.length
    for (; done < due; done++) report(terminals[done % terminals.length])
    await new Promise((next) => { setTimeout(next, STEP) })
  }
}

const handlers = {
  async connect({ host, port, count }: { host: string; port: number; count: number }): Promise<void> {
    for (let from = 0; from < count; from += 100) {
      terminals.push(...await Promise.all(Array.from({ length: Math.min(100, count - from) }, (_, n) => connect(host, port, from + n))))
    }
  },
  start({ rate }: { rate: number }): void {
    running = { stop: false }
    began = Math.floor(Date.now() / 1000) * 1000
    void play(rate, running)
  },
  /** Since start; answers since the last look. */
  look(): { sent: number; acked: number; failed: number; broken: number; passedOver: number; waiting: number; answer: { p50: number; p99: number }; cpu: number } {
    const sorted = Float64Array.from(answers).sort()
    answers = []
    const { user, system } = process.cpuUsage(idle)
    return {
      sent, acked, failed, broken, passedOver, waiting: sent - acked - failed,
      answer: { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }, cpu: (user + system) / 1e6,
    }
  },
  stop(): void { if (running) running.stop = true },
  last(): { lon: Int32Array; lat: Int32Array; time: Float64Array } {
    return {
      lon: Int32Array.from(terminals, ({ lon }) => lon), lat: Int32Array.from(terminals, ({ lat }) => lat), time: Float64Array.from(terminals, timeOf),
    }
  },
  hangUp(): void {
    for (const { socket } of terminals) socket.destroy()
    terminals = []
  },
}
export type TerminalCalls = typeof handlers

serve(handlers)
