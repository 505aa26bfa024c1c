// A terminal on a real socket for the tests: sends bytes, keeps the answers, and waits for conditions, never for time.
import { connect, type Socket } from 'node:net'
import type { Listener, Log } from '../../../../../server/ingest/observation.ts'
import { listen } from '../../../../../server/ingest/protocols/jt808/listen.ts'
import type { Limits } from '../../../../../server/ingest/protocols/jt808/limits.ts'
import { answerReader, authMessage, type Answer } from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import type { FakeIntake } from './fake.ts'

/** What was logged, for a look at it. */
export class Notes implements Log {
  readonly lines: { level: string; fields: object; message: string }[] = []
  info(fields: object, message: string): void { this.lines.push({ level: 'info', fields, message }) }
  warn(fields: object, message: string): void { this.lines.push({ level: 'warn', fields, message }) }
  error(fields: object, message: string): void { this.lines.push({ level: 'error', fields, message }) }
}

export const open = (intake: FakeIntake, changed: Partial<Limits> = {}, log: Log = new Notes()): Promise<Listener> =>
  listen(intake, { host: '127.0.0.1', port: 0 }, log, changed)

/** Resolves as soon as `condition` holds; rejects with its words after 30 s. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 30_000
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Resolves when `value` has stopped changing: the same in 60 looks on end. */
export async function settled(what: string, value: () => number): Promise<number> {
  let last = NaN
  let same = 0
  await until(`${what} settles`, () => {
    same = value() === last ? same + 1 : 0
    last = value()
    return same === 60
  })
  return last
}

export class Client {
  readonly socket: Socket
  readonly answers: Answer[] = []
  closed = false
  serial = 0
  /** The auth code that it was given, when it registered. */
  code = ''

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', answerReader((answer) => this.answers.push(answer)))
    socket.on('close', () => { this.closed = true })
    socket.on('error', () => undefined)
  }

  static join(listener: Listener): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: listener.port, host: '127.0.0.1', noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Client(socket)))
    })
  }

  /** Joins and authenticates with the phone's first code. */
  static async trusted(listener: Listener, phone: string): Promise<Client> {
    const client = await Client.join(listener)
    client.send(authMessage({ version: 2013, phone, serial: client.serial++, code: `code-${phone}` }))
    await until('authenticated', () => client.acks.length === 1)
    return client
  }

  send(...frames: Uint8Array[]): void { this.socket.write(Buffer.concat(frames)) }

  /** [serial, id, result] of every general ack so far. */
  get acks(): [number, number, number][] {
    return this.answers.flatMap((answer): [number, number, number][] => (answer.is === 'ack' ? [[answer.of.serial, answer.of.to, answer.of.result]] : []))
  }
}
