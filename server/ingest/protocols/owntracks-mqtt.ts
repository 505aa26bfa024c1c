// OwnTracks over MQTT: an embedded broker that takes owntracks/<user>/<device>… from that very device and acknowledges after the disk.
import { createServer, type Server } from 'node:net'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import { isRefusal, refuse } from '../../../shared/domain/refusal.ts'
import type { Device } from '../../../shared/domain/unit.ts'
import { addressOf, Connections, doorLimits, Guesses, logFault, type DoorLimits } from '../door.ts'
import { StorageFailed, type Intake, type Listener, type Log, type PortDialect } from '../observation.ts'
import { Rates } from '../rates.ts'
import { MqttGate } from './mqtt-gate.ts'
import { help, identityOf, readOwnTracks } from './owntracks.ts'

const DIALECT = 'owntracks-mqtt'
/** Bytes of a payload, and of a whole packet with its topic. */
const MOST = 8_192
const MOST_PACKET = MOST + 1_024

export interface MqttLimits {
  readonly door: DoorLimits
  /** Messages that one connection may send. */
  readonly messages: { readonly points: number; readonly seconds: number }
  /** ms until CONNECT must have come, and until a client that does not read is cut. */
  readonly connect: number
  readonly drain: number
}

const mqttLimits: MqttLimits = { door: doorLimits, messages: { points: 2_000, seconds: 10 }, connect: 10_000, drain: 8_000 }

export const mqttDoor = (limits: MqttLimits = mqttLimits): PortDialect =>
  ({ name: DIALECT, listen: (intake, at, log) => listen(limits, intake, at, log) })

export const mqtt = mqttDoor()

async function listen(limits: MqttLimits, intake: Intake, at: { host: string; port: number }, log: Log): Promise<Listener> {
  const sessions = new Sessions(limits, intake, log)
  const broker = await Aedes.createBroker({
    connectTimeout: limits.connect, drainTimeout: limits.drain, maxTopicLevels: 8, maxClientsIdLength: 128,
    queueLimit: 42, maxInflightInbound: 20, keepaliveLimit: 3_600,
    authenticate: (client, username, password, done) => {
      void sessions.authenticate(client, username, password).then((error) => { done(error, error === null) }, () => {
        done(Object.assign(new Error('unavailable'), { returnCode: 3 as const }), false)
      })
    },
    authorizePublish: (client, packet, done) => {
      // Nothing is kept by the broker: the ledger and the tape are the memory.
      packet.retain = false
      void sessions.publish(client, packet.topic, Buffer.from(packet.payload)).then(() => { done(null) }, (error: unknown) => {
        done(error instanceof Error ? error : new Error('refused'))
      })
    },
    authorizeSubscribe: (client, subscription, done) => { done(null, sessions.maySubscribe(client, subscription.topic) ? subscription : null) },
  })
  // A client's own fault is its own end; the broker has closed it already.
  broker.on('clientError', () => undefined)
  broker.on('connectionError', () => undefined)
  const connections = new Connections(limits.door.perAddress)
  const server = createServer((socket) => {
    if (!connections.admit(socket)) return
    socket.setNoDelay(true)
    intake.connected(DIALECT, 1)
    socket.once('close', () => { intake.connected(DIALECT, -1) })
    broker.handle(new MqttGate(socket, MOST_PACKET))
  })
  server.maxConnections = limits.door.connections
  await new Promise<void>((go, fail) => {
    server.once('error', fail)
    server.listen(at.port, at.host, go)
  })
  server.on('error', (error) => { log.error({ listener: DIALECT, error: error.message }, 'device listener failed') })
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : at.port, close: () => close(server, broker) }
}

async function close(server: Server, broker: Aedes): Promise<void> {
  const closed = new Promise<void>((go) => { server.close(() => { go() }) })
  await new Promise<void>((go) => { broker.close(go) })
  await closed
}

/** What a connection has proved: the identities of the devices that it may speak for, each with what stood for its credential then. */
interface Session { readonly user: string; readonly proofs: ReadonlyMap<string, string> }

class Sessions {
  readonly #intake: Intake
  readonly #log: Log
  readonly #guesses: Guesses
  readonly #rates: Rates
  readonly #byClient = new WeakMap<Client, Session & { readonly key: string }>()
  /** Client ids in use and by which user, so that nobody throws out somebody else by taking their id. */
  readonly #ids = new Map<string, { readonly user: string; readonly client: Client }>()
  #count = 0

  constructor(limits: MqttLimits, intake: Intake, log: Log) {
    this.#intake = intake
    this.#log = log
    this.#guesses = new Guesses(limits.door)
    this.#rates = new Rates(limits.messages)
  }

  /** Resolves to null, or to the CONNACK's refusal. */
  async authenticate(client: Client, username: string | undefined, password: Buffer | undefined): Promise<AuthenticateError | null> {
    const user = username?.split('/')[0] ?? ''
    const guesses = this.#guesses.of(client.conn instanceof MqttGate ? addressOf(client.conn.socket) : '')
    if (await guesses.closed(user)) return this.#refuse('RATE_EXCEEDED', 3)
    const devices = user === '' ? [] : this.#intake.devicesOfUser(DIALECT, user)
    const named = username?.includes('/') ? devices.filter(({ identity }) => identity === username) : devices
    const said = password?.toString('utf8') ?? ''
    const proved = named.filter((device) => this.#intake.fits(device, said))
    if (proved.length === 0) {
      await guesses.wrong(user)
      return named.length > 0 ? this.#refuse('CREDENTIAL_WRONG', 4) : this.#refuse('DEVICE_UNKNOWN', 4, username)
    }
    const owner = this.#ids.get(client.id)
    if (owner && owner.user !== user && !owner.client.closed) return this.#refuse('CREDENTIAL_WRONG', 2)
    this.#ids.set(client.id, { user, client })
    client.conn.once('close', () => { if (this.#ids.get(client.id)?.client === client) this.#ids.delete(client.id) })
    this.#byClient.set(client, { user, proofs: new Map(proved.map((device) => [device.identity, this.#intake.proof(device)])), key: String(++this.#count) })
    return null
  }

  /** Resolves when the message is on disk or can never be; rejects to close the connection, so that it is sent again. */
  async publish(client: Client | null, topic: string, payload: Buffer): Promise<void> {
    const session = client && this.#byClient.get(client)
    const named = identityOf(topic)
    if (!session || !named || !session.proofs.has(named.identity)) {
      this.#refuse('CREDENTIAL_WRONG', 5)
      throw new Error('a device publishes below its own topic only')
    }
    // Taken out of service while connected.
    const device = this.#intake.device(DIALECT, named.identity)
    if (!device) {
      this.#refuse('DEVICE_UNKNOWN', 5, named.identity)
      throw new Error('not registered')
    }
    // Given another credential while connected, or another device under the same name.
    if (session.proofs.get(named.identity) !== this.#intake.proof(device)) {
      this.#refuse('CREDENTIAL_WRONG', 5)
      throw new Error('the credential has changed')
    }
    if (!await this.#rates.take(session.key)) {
      this.#refuse('RATE_EXCEEDED', 5)
      throw new Error('too many messages')
    }
    try {
      await this.#take(device, named.rest, payload)
    } catch (error) {
      if (!(error instanceof StorageFailed)) logFault(this.#log, DIALECT, error)
      throw error
    }
  }

  /** What cannot be read is acknowledged all the same: sent again it would be no better, and would block what follows. */
  async #take(device: Device, rest: string, payload: Buffer): Promise<void> {
    const now = this.#intake.now()
    if (payload.length > MOST) {
      this.#intake.refused(DIALECT, refuse('MESSAGE_TOO_LARGE'))
      return
    }
    const text = payload.toString('utf8')
    const said = readOwnTracks(text, now)
    if (rest === 'sos' && (isRefusal(said) || said.is !== 'observation')) {
      await this.#intake.offer(device, [help({}, now)])
      return
    }
    if (text.trim() === '') return
    if (isRefusal(said)) this.#intake.refused(DIALECT, said)
    else if (said.is === 'alive') this.#intake.seen(DIALECT, device)
    else if (said.is === 'observation') {
      const observation = rest === 'sos' ? { ...said.observation, sos: true } : said.observation
      await this.#intake.offer(device, [observation])
    }
  }

  /** A client hears its own commands and nothing of anybody else; other topics are refused one by one, the connection stays. */
  maySubscribe(client: Client, topic: string): boolean {
    const named = identityOf(topic)
    const device = named && this.#intake.device(DIALECT, named.identity)
    return named?.rest === 'cmd' && device !== undefined && this.#byClient.get(client)?.proofs.get(named.identity) === this.#intake.proof(device)
  }

  #refuse(code: Parameters<typeof refuse>[0], returnCode: 2 | 3 | 4 | 5, identity?: string): AuthenticateError {
    this.#intake.refused(DIALECT, refuse(code), identity)
    return Object.assign(new Error(code), { returnCode })
  }
}
