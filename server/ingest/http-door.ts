// The HTTP rim of device dialects: reads one request within its limits, asks the dialect, writes its answer.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { refuse } from '../../shared/domain/refusal.ts'
import type { Dialect } from '../../shared/domain/unit.ts'
import { addressOf, Connections, doorLimits, Guesses, logFault, type DoorLimits, type GuessesOf } from './door.ts'
import type { Intake, Log, PortDialect } from './observation.ts'
import { StorageFailed } from './observation.ts'
import { Rates } from './rates.ts'

export interface DeviceRequest {
  readonly method: string
  readonly path: string
  /** Never logged: it holds the credential of some dialects. */
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly bytes: Uint8Array
  /** The bytes as text. */
  readonly body: string
  readonly guesses: GuessesOf
}

/** 'drop' closes the connection without a word, for dialects that take any status for "stored". */
export type DeviceAnswer = 'drop' | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }

export interface HttpDialect {
  readonly name: Dialect
  readonly methods: readonly string[]
  /** Bytes of body. */
  readonly most: number
  /** What is said when the server can take no more now: storage failed, or too many messages. */
  readonly later: DeviceAnswer
  answer(intake: Intake, request: DeviceRequest): Promise<DeviceAnswer>
}

/** A port that serves dialects by path. */
export function httpDoor(name: string, dialectAt: (path: string) => HttpDialect | undefined, limits: DoorLimits = doorLimits): PortDialect {
  return {
    name,
    async listen(intake, at, log) {
      const handle = createHandler(dialectAt, limits, intake, log)
      const server = createServer({
        requestTimeout: limits.request, headersTimeout: limits.request, keepAliveTimeout: limits.idle,
        connectionsCheckingInterval: 1_000, maxHeaderSize: 8_192,
      }, (request, response) => { void handle(request, response) })
      guard(server, limits)
      await new Promise<void>((go, fail) => {
        server.once('error', fail)
        server.listen(at.port, at.host, go)
      })
      server.on('error', (error) => { log.error({ listener: name, error: error.message }, 'device listener failed') })
      const address = server.address()
      return { port: typeof address === 'object' && address ? address.port : at.port, close: () => close(server) }
    },
  }
}

function guard(server: Server, limits: DoorLimits): void {
  server.maxConnections = limits.connections
  server.timeout = limits.idle + limits.request
  const connections = new Connections(limits.perAddress)
  server.on('connection', (socket) => { connections.admit(socket) })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = unreadable[error.code ?? ''] ?? '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else socket.destroy()
  })
}

/** What a request that is no HTTP, too long or too slow is told. */
const unreadable: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large', ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((go) => { server.close(() => { go() }) })
  server.closeIdleConnections()
  const hurry = setTimeout(() => { server.closeAllConnections() }, 2_000)
  await closed
  clearTimeout(hurry)
}

function createHandler(dialectAt: (path: string) => HttpDialect | undefined, limits: DoorLimits, intake: Intake, log: Log) {
  const rates = new Rates(limits.messages)
  const guesses = new Guesses(limits)
  const speaking = new WeakSet<Socket>()

  /** A connection belongs to the dialect that it first spoke. */
  const count = (socket: Socket, dialect: Dialect): void => {
    if (speaking.has(socket) || socket.destroyed) return
    speaking.add(socket)
    intake.connected(dialect, 1)
    socket.once('close', () => { intake.connected(dialect, -1) })
  }

  const decide = async (request: IncomingMessage, address: string, dialect: HttpDialect, url: URL): Promise<DeviceAnswer> => {
    if (!await rates.take(address)) {
      intake.refused(dialect.name, refuse('RATE_EXCEEDED'))
      return dialect.later
    }
    const bytes = await readBody(request, dialect.most)
    if (bytes === undefined) {
      intake.refused(dialect.name, refuse('MESSAGE_TOO_LARGE', `more than ${dialect.most} bytes`))
      return { status: 413, body: `at most ${dialect.most} bytes\n`, headers: { connection: 'close' } }
    }
    try {
      return await dialect.answer(intake, {
        method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, bytes, get body() { return bytes.toString('utf8') }, guesses: guesses.of(address),
      })
    } catch (error) {
      if (!(error instanceof StorageFailed)) logFault(log, dialect.name, error)
      return dialect.later
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A request loses its socket when the sender breaks off.
    const { socket } = request
    try {
      const url = urlOf(request.url)
      const dialect = url && dialectAt(url.pathname)
      if (!url || !dialect) return send(request, response, socket, { status: 404, body: 'no such address\n' })
      count(socket, dialect.name)
      const known = dialect.methods.includes(request.method ?? '')
      send(request, response, socket, known ? await decide(request, addressOf(socket), dialect, url) : otherMethod(dialect.methods))
    } catch {
      // The sender broke off; there is nobody to answer.
      socket.destroy()
    }
  }
}

const otherMethod = (methods: readonly string[]): DeviceAnswer =>
  ({ status: 405, body: `use ${methods.join(' or ')}\n`, headers: { allow: methods.join(', ') } })

function urlOf(path: string | undefined): URL | undefined {
  return URL.parse(`http://device${path?.startsWith('/') ? path : `/${path ?? ''}`}`) ?? undefined
}

function send(request: IncomingMessage, response: ServerResponse, socket: Socket, answer: DeviceAnswer): void {
  if (answer === 'drop' || response.destroyed) {
    socket.destroy()
    return
  }
  // A body that nobody reads would hold the connection.
  const unread = !request.complete
  response.writeHead(answer.status, {
    'content-type': /^[[{]/.test(answer.body) ? 'application/json' : 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(answer.body), 'cache-control': 'no-store',
    ...(unread ? { connection: 'close' } : {}), ...answer.headers,
  })
  response.end(answer.body, () => { if (unread) socket.destroySoon() })
}

/** The whole body, or undefined when it is larger than `most`; throws when the sender breaks off. */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most) return undefined
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
