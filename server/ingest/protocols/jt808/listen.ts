// The TCP rim of JT/T 808: accepts terminals, keeps one connection per phone, sweeps the silent, closes in good order.
import { createServer, type Socket } from 'node:net'
import { refuse } from '../../../../shared/domain/refusal.ts'
import { StorageFailed, type Intake, type Listener, type Log, type PortDialect } from '../../observation.ts'
import { Connection, type Host } from './connection.ts'
import { Guesses } from './guesses.ts'
import { limits as usual, type Limits } from './limits.ts'
import { startPace, type Pace } from './pace.ts'

/** Between two complaints of one kind in the log, ms: a broken disk must not fill it. */
const QUIET = 10_000

/** Listens; rejects when the port is taken. `changed` overrides limits. */
export function listen(
  intake: Intake, at: { readonly host: string; readonly port: number }, log: Log, changed: Partial<Limits> = {},
): Promise<Listener> {
  const limits = { ...usual, ...changed }
  /** With the promise that its socket is closed and counted out. */
  const connections = new Map<Connection, Promise<void>>()
  const byAddress = new Map<string, number>()
  const speakers = new Map<string, Connection>()
  const phones = new Map<Connection, string>()
  const paces = new Map<string, Pace>()
  const guesses = new Guesses(limits.guesses)
  let complained = -Infinity

  const host: Host = {
    intake, limits,
    steady: () => performance.now(),
    registryOf: (address) => guesses.of(address, intake, () => performance.now()),
    claim(connection, phone) {
      const before = speakers.get(phone)
      // The newest connection is the terminal's: the old one is most often half dead.
      if (before && before !== connection) before.drop()
      speakers.set(phone, connection)
      phones.set(connection, phone)
      const pace = paces.get(phone) ?? startPace(limits.terminal, intake.now())
      paces.set(phone, pace)
      return pace
    },
    release(connection) {
      const phone = phones.get(connection)
      phones.delete(connection)
      if (phone !== undefined && speakers.get(phone) === connection) speakers.delete(phone)
    },
    complain(error) {
      const now = host.steady()
      if (now - complained < QUIET) return
      complained = now
      if (error instanceof StorageFailed) log.warn({ dialect: 'jt808' }, 'the disk did not take reports: connections closed without ack')
      else {
        const fault = error instanceof Error ? error.stack : String(error)
        log.error({ dialect: 'jt808', error: fault }, 'a connection was closed by a fault of ours')
      }
    },
  }

  function accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const open = byAddress.get(address) ?? 0
    if (open >= limits.perAddress) {
      intake.refused('jt808', refuse('RATE_EXCEEDED', 'too many connections from one address'))
      socket.destroy()
      return
    }
    byAddress.set(address, open + 1)
    const connection = new Connection(socket, host)
    intake.connected('jt808', 1)
    connections.set(connection, new Promise((resolve) => socket.once('close', () => {
      connections.delete(connection)
      const left = (byAddress.get(address) ?? 1) - 1
      if (left === 0) byAddress.delete(address)
      else byAddress.set(address, left)
      intake.connected('jt808', -1)
      resolve()
    })))
  }

  function sweep(): void {
    const steady = host.steady()
    for (const connection of connections.keys()) connection.sweep(steady)
    // A pace outlives its connection, or hanging up would refill it; it is forgotten when it would be full again.
    const full = limits.terminal.burst / limits.terminal.rate * 1_000
    const now = intake.now()
    for (const [phone, pace] of paces) if (!speakers.has(phone) && Math.abs(now - pace.at) > 2 * full) paces.delete(phone)
  }

  const server = createServer({ noDelay: true, keepAlive: true, allowHalfOpen: true }, accept)
  server.maxConnections = limits.connections
  server.on('drop', () => intake.refused('jt808', refuse('SERVER_BUSY', 'too many connections')))
  const timer = setInterval(sweep, limits.sweep)

  async function close(): Promise<void> {
    clearInterval(timer)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    const ended = [...connections.values()]
    const late = setTimeout(() => { for (const connection of connections.keys()) connection.drop() }, limits.closing)
    for (const connection of connections.keys()) connection.finish()
    await Promise.all([closed, ...ended])
    clearTimeout(late)
  }

  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      clearInterval(timer)
      reject(error)
    })
    // A whole fleet comes back at once after an outage; a short queue would leave some waiting for their retries.
    server.listen({ port: at.port, host: at.host, backlog: 4_096 }, () => {
      server.removeAllListeners('error')
      server.on('error', host.complain)
      const address = server.address()
      resolve({ port: typeof address === 'object' && address ? address.port : at.port, close })
    })
  })
}

export const jt808: PortDialect = { name: 'jt808', listen: (intake, at, log) => listen(intake, at, log) }
