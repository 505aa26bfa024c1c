// The HTTP rim of wall and API: Express, headers, the doors, one handler for everything that goes wrong.
import { existsSync, readFileSync } from 'node:fs'
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import helmet from 'helmet'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { refuse } from '../../shared/domain/refusal.ts'
import type { Doors } from './doors.ts'
import { refused, SCREEN, type Reply, type Route } from './route.ts'

const BODY_LIMIT = '4mb'

/** A text at an address of its own; a guarded one asks for a key with the right `read`. */
export interface Page {
  readonly guarded: boolean
  show(): { type: string; text: string } | Promise<{ type: string; text: string }>
}

export interface HttpParts {
  readonly doors: Doors
  readonly routes: readonly Route[]
  /** Pages and texts besides the API's routes, by path. */
  readonly pages: Readonly<Record<string, Page>>
  /** District code → folder with its manifest and geometry. */
  readonly districts: Readonly<Record<string, string>>
  /** The built client and the region that it shows when its address names none; null while a development server stands in front. */
  readonly client: { readonly folder: string; readonly region: string } | null
  readonly secure: boolean
  /** A middleware that serves the client instead (development). */
  readonly dev?: RequestHandler
  failed(error: unknown, path: string): void
}

export function createHttp(parts: HttpParts): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(headers(parts))
  app.use((request, response, next) => {
    if (parts.doors.ours({ host: request.headers.host, origin: request.headers.origin })) next()
    else send(response, refused(refuse('RIGHT_MISSING', 'this server does not go by that name; add it to [server] names')))
  })
  app.use('/api', express.json({ limit: BODY_LIMIT, strict: true }))
  const guess = new RateLimiterMemory({ points: 30, duration: 60 })
  for (const route of parts.routes) app[route.method](`/api${route.path}`, handler(route, parts, guess))
  for (const [path, page] of Object.entries(parts.pages)) {
    app.get(path, async (request, response) => {
      if (page.guarded && !parts.doors.key(request.headers.authorization)?.rights.includes('read')) {
        return send(response, refused(refuse('CREDENTIAL_WRONG', 'send Authorization: Bearer and a key with the right "read"')))
      }
      const { type, text } = await page.show()
      response.set('cache-control', 'no-store').type(type).send(text)
    })
  }
  app.use('/api', (_request, response) => { response.status(404).json({ refused: 'BODY_MALFORMED', detail: 'no such address; see /api/openapi.json' }) })
  for (const [code, folder] of Object.entries(parts.districts)) {
    app.use(`/district/${code}`, express.static(folder, { extensions: [], index: false, maxAge: 0, etag: true }))
  }
  if (parts.dev) app.use(parts.dev)
  else if (parts.client !== null && existsSync(parts.client.folder)) serveClient(app, parts.client)
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => { answerError(error, request, response, parts) })
  return app
}

function headers(parts: HttpParts): RequestHandler {
  return helmet({
    // The map compiles shaders and its worker from our own origin; ECharts sets style attributes.
    contentSecurityPolicy: parts.dev ? false : {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"], scriptSrc: ["'self'"], workerSrc: ["'self'", 'blob:'], styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'], fontSrc: ["'self'", 'data:'], connectSrc: ["'self'", 'ws:', 'wss:'],
        objectSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'self'"], formAction: ["'none'"],
      },
    },
    strictTransportSecurity: parts.secure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  })
}

function serveClient(app: express.Express, { folder, region }: { folder: string; region: string }): void {
  const page = readFileSync(`${folder}/index.html`, 'utf8').replace(/(<meta name="anlan-region" content=")[^"]*/, `$1${region}`)
  app.use('/assets', express.static(`${folder}/assets`, { immutable: true, maxAge: '1y', index: false }))
  app.use(express.static(folder, { index: false, maxAge: 0 }))
  app.get('/{*any}', (_request, response) => {
    response.set('cache-control', 'no-cache').type('html').send(page)
  })
}

function handler(route: Route, parts: HttpParts, guess: RateLimiterMemory): RequestHandler {
  return async (request, response) => {
    response.set('cache-control', 'no-store')
    send(response, await answer(route, parts, guess, request))
  }
}

async function answer(route: Route, { doors }: HttpParts, guess: RateLimiterMemory, request: Request): Promise<Reply> {
  const address = request.socket.remoteAddress ?? ''
  const key = doors.key(request.headers.authorization) ?? (route.screens && doors.screen(bearer(request)) ? SCREEN : undefined)
  if (!key) {
    const free = await guess.consume(address).then(() => true, () => false)
    if (!free) return refused(refuse('RATE_EXCEEDED', 'too many wrong keys from this address; wait a minute'))
    return refused(refuse('CREDENTIAL_WRONG', 'send Authorization: Bearer and a key of this server'))
  }
  if (route.right !== null && !key.rights.includes(route.right)) {
    return refused(refuse('RIGHT_MISSING', `key ${key.id} does not carry the right "${route.right}"`))
  }
  const idempotencyKey = request.headers['idempotency-key'] ?? ''
  if (route.keyed && (typeof idempotencyKey !== 'string' || idempotencyKey.length < 1 || idempotencyKey.length > 96)) {
    return refused(refuse('BODY_MALFORMED', 'send an Idempotency-Key header of 1 to 96 characters; the same key gives the same answer'))
  }
  return route.handle({
    key, body: request.body as unknown, idempotencyKey: String(idempotencyKey),
    params: request.params as Record<string, string>, query: request.query as Record<string, string>,
  })
}

/** The key that a request carries, as a screen's join carries it. */
const bearer = (request: Request): string | undefined => request.headers.authorization?.match(/^Bearer (.+)$/)?.[1]

function send(response: Response, { status, body, immutable, file }: Reply): void {
  if (status === 429) response.set('retry-after', '60')
  if (immutable) response.set('cache-control', 'private, max-age=31536000, immutable').vary('authorization')
  if (!file || !(body instanceof Uint8Array)) return void response.status(status).json(body)
  response.attachment(file.name).type(file.type).status(status).send(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
}

function answerError(error: unknown, request: Request, response: Response, parts: HttpParts): void {
  const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500
  if (status === 500) parts.failed(error, request.path)
  if (response.headersSent) return void response.destroy()
  if (status === 413) return send(response, refused(refuse('MESSAGE_TOO_LARGE', `a body may have ${BODY_LIMIT}`)))
  if (status < 500) return send(response, refused(refuse('BODY_MALFORMED', 'the body is not JSON, or the address is not well-formed')))
  send(response, { status: 500, body: { refused: 'SERVER_BUSY', detail: 'this should not have happened; it is in the log' } })
}
