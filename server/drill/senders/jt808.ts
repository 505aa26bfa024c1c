// A JT/T 808 terminal: registers, authenticates, reports, and starts over when the line breaks.
import net from 'node:net'
import { fromWgs84 } from '../../../shared/domain/geo.ts'
import { nextSerial, type Version } from '../../ingest/protocols/jt808/header.ts'
import { id, registerResult, result } from '../../ingest/protocols/jt808/ids.ts'
import {
  ackMessage, answerReader, authMessage, batchMessages, heartbeatMessage, locationMessage, logoutMessage, registerMessage, type Answer as Heard, type Report,
} from '../../ingest/protocols/jt808/terminal.ts'
import type { DrillDevice } from '../roster.ts'
import { refusedBy, taken, Unanswered, type Answer, type Parcel, type Sender, type Target } from './sender.ts'

const PATIENCE = 20_000
const HEARTBEAT = 30_000
/** Bytes of a body before it is cut into sub-packages: what cheap terminals do. */
const PART = 600

/** One connection; `ask` resolves with the answer to the message that took `serial`, rejects with Unanswered. */
interface Line {
  readonly socket: net.Socket
  ask(serial: number, bytes: Buffer): Promise<Heard>
}

export function jt808Sender(target: Target, device: DrillDevice, terminalId: string): Sender {
  const version = Number(device.manner) as Version
  let next = 0
  let code: string | null = null
  let line: Promise<Line> | null = null

  /** Serial numbers for a message of so many frames. */
  const from = (frames = 1) => {
    const serial = next
    next = nextSerial(serial, frames)
    return { version, phone: device.identity, serial }
  }
  const outcome = (heard: Heard): number => heard.is === 'ack' ? heard.of.result : result.failed

  async function open(): Promise<Line> {
    const at = await dial(target, (heard) => {
      // What the platform asks for is acknowledged, as a plain terminal does.
      const asks = heard.is === 'other' && (heard.id === id.params || heard.id === id.text || heard.id === id.confirm)
      if (asks) at.socket.write(ackMessage({ ...from(), ack: { serial: heard.serial, to: heard.id, result: result.ok } }))
    })
    const beat = setInterval(() => { at.socket.write(heartbeatMessage(from())) }, HEARTBEAT)
    at.socket.once('close', () => {
      clearInterval(beat)
      line = null
    })
    try {
      if (code === null || !await authenticated(at, code)) {
        code = await registered(at)
        if (!await authenticated(at, code)) throw new Unanswered('the code was not taken')
      }
      return at
    } catch (error) {
      at.socket.destroy()
      throw error
    }
  }

  async function authenticated(at: Line, said: string): Promise<boolean> {
    const head = from()
    const auth = authMessage({ ...head, code: said, imei: device.identity.padStart(15, '0'), software: 'drill' })
    return outcome(await at.ask(head.serial, auth)) === result.ok
  }

  async function registered(at: Line): Promise<string> {
    const head = from()
    const registration = { province: 51, county: 304, maker: 'DRILL', model: 'D1', terminal: terminalId, colour: 1, plate: device.identity.slice(-6) }
    const heard = await at.ask(head.serial, registerMessage({ ...head, registration }))
    if (heard.is !== 'registered' || heard.result !== registerResult.ok || heard.code === null) {
      throw new Unanswered(`registration answered ${heard.is === 'registered' ? heard.result : heard.is}`)
    }
    return heard.code
  }

  /** One report as 0x0200, several or a refill as 0x0704; the ack of the last frame is that of the message. */
  async function report(at: Line, parcels: readonly Parcel[]): Promise<number> {
    const reports = parcels.map(reportOf)
    const { refill } = parcels[0].fix
    if (reports.length === 1 && !refill) {
      const head = from()
      return outcome(await at.ask(head.serial, locationMessage({ ...head, report: reports[0] })))
    }
    const head = from(0)
    const frames = batchMessages({ ...head, refill, reports, size: PART })
    next = nextSerial(head.serial, frames.length)
    return outcome(await at.ask(nextSerial(head.serial, frames.length - 1), Buffer.concat(frames)))
  }

  return {
    most: 40,
    joins: (a, b) => a.refill === b.refill,
    async send(parcels): Promise<Answer> {
      const at = await (line ??= open().catch((error: unknown) => { line = null; throw error }))
      const said = await report(at, parcels)
      if (said === result.ok || said === result.alarmConfirmed) return taken
      if (said === result.failed) throw new Unanswered('answered 1, failed')
      return refusedBy(`jt808 result ${said}`, parcels.length)
    },
    rest() {
      void line?.then((at) => { at.socket.end(logoutMessage(from())) }, () => undefined)
      line = null
    },
  }
}

function dial(target: Target, other: (heard: Heard) => void): Promise<Line> {
  const socket = net.connect({ host: target.host, port: target.ports.jt808, noDelay: true })
  const waiting = new Map<number, (heard: Heard | Error) => void>()
  const settle = (serial: number, heard: Heard): void => {
    waiting.get(serial)?.(heard)
    waiting.delete(serial)
  }
  const read = answerReader((heard) => {
    if (heard.is === 'ack') settle(heard.of.serial, heard)
    else if (heard.is === 'registered') settle(heard.to, heard)
    else other(heard)
  })
  const ask = async (serial: number, bytes: Buffer): Promise<Heard> => {
    const heard = await new Promise<Heard | Error>((resolve) => {
      const timer = setTimeout(() => { socket.destroy(new Error('no answer in time')) }, PATIENCE)
      waiting.set(serial, (answer) => { clearTimeout(timer); resolve(answer) })
      if (socket.destroyed) waiting.get(serial)?.(new Unanswered('the line was closed'))
      else socket.write(bytes)
    })
    if (heard instanceof Error) throw heard
    return heard
  }
  return new Promise((resolve, reject) => {
    let why = new Unanswered('the line was closed')
    socket.on('data', (chunk) => {
      try {
        read(chunk)
      } catch (error) {
        socket.destroy(error instanceof Error ? error : undefined)
      }
    })
    socket.once('connect', () => { resolve({ socket, ask }) })
    socket.on('error', (error) => { why = new Unanswered(error.message) })
    socket.once('close', () => {
      for (const answer of waiting.values()) answer(why)
      waiting.clear()
      reject(why)
    })
  })
}

function reportOf({ device, fix }: Parcel): Report {
  const [lon, lat] = fromWgs84(device.crs, fix.lon, fix.lat)
  return {
    time: fix.time, lon, lat, speed: fix.speed, heading: fix.heading ?? 0, altitude: 320, fixed: fix.valid, sos: fix.sos,
    extras: { signal: 80, satellites: fix.valid ? 11 : 0 },
  }
}
