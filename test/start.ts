// A real server on free ports in a folder of its own, and a real screen that follows it: what integration tests start from.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { io, type Socket } from 'socket.io-client'
import { createApp, type App } from '../server/app/app.ts'
import type { DrillFile } from '../server/app/demo.ts'
import type { Every } from '../server/app/watch.ts'
import { createClock, type Clock } from '../server/clock.ts'
import { checkConfig } from '../server/config.ts'
import type { GridEvent } from '../shared/domain/event.ts'
import type { Frame, Join, JoinAnswer } from '../shared/wire/frame.ts'
import { fold, foldFixes, type Folded } from '../shared/wire/fold.ts'
import { emptyMirror, type Mirror } from '../shared/wire/mirror.ts'
import { SOCKET_PATH, type ToScreen, type ToServer } from '../shared/wire/socket.ts'

export const root = resolve(import.meta.dirname, '..')
export const DISTRICT = '510304'

export interface Started {
  readonly app: App
  readonly folder: string
  readonly drill: DrillFile
  /** Calls the API with the drill's key; answers status and body. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>
  /** Closes the server; the folder goes too unless `keep`. */
  stop(keep?: boolean): Promise<void>
}

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'anlan-test-'))

export interface StartOptions { readonly folder?: string; readonly speed?: number; readonly extra?: Record<string, unknown>; readonly clock?: Clock; readonly every?: Every }

export async function startServer({ folder = freshFolder(), speed = 1, extra = {}, clock, every }: StartOptions = {}): Promise<Started> {
  const config = checkConfig({
    server: { port: 0 }, devices: { jt808: 0, mqtt: 0, http: 0, osmand: 0 }, store: { folder },
    demo: { on: true, drill: false, speed }, ...extra,
  }, 'test')
  const app = await createApp({ config, clock: clock ?? createClock(config.demo.speed), log: pino({ level: process.env.ANLAN_TEST_LOG ?? 'silent' }), root, every })
  const drill = JSON.parse(readFileSync(join(folder, 'drill.json'), 'utf8')) as DrillFile
  return {
    app, folder, drill,
    api: (method, path, body, headers) => call(app.address, drill.key, method, path, body, headers),
    async stop(keep = false) {
      await app.close()
      if (!keep) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function call(address: string, key: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${address}${path}`, {
    method, headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() as Record<string, unknown> }
}

/** Every event that the server knows of, page by page. */
export async function allEvents(ask: (method: string, path: string) => Promise<{ body: unknown }>): Promise<GridEvent[]> {
  const events: GridEvent[] = []
  for (let query = ''; ; query = `?after=${events[events.length - 1].id}`) {
    const page = (await ask('GET', `/api/events${query}`)).body as GridEvent[]
    if (page.length === 0) return events
    events.push(...page)
  }
}

export interface FollowingScreen {
  readonly socket: Socket<ToScreen, ToServer>
  readonly mirror: Mirror
  /** Every frame as it came, and what fold said of it. */
  readonly frames: { readonly frame: Frame | Uint8Array; readonly folded: Folded }[]
  join(join: Join): Promise<JoinAnswer>
  close(): void
}

/** A stock socket.io-client that folds what it gets, and rejoins when it must, as the wall does. */
export async function openScreen(address: string, region = DISTRICT, had: { epoch: string | null; mirror?: Mirror } = { epoch: null }, key?: string): Promise<FollowingScreen> {
  const socket: Socket<ToScreen, ToServer> = io(address, { path: SOCKET_PATH, transports: ['websocket'], reconnectionDelay: 50, reconnectionDelayMax: 200, auth: key === undefined ? {} : { key } })
  const mirror = had.mirror ?? emptyMirror()
  const frames: FollowingScreen['frames'] = []
  const join = (one: Join): Promise<JoinAnswer> => new Promise((answered) => { socket.emit('join', one, answered) })
  const rejoin = (): Promise<JoinAnswer> => join({ region, epoch: mirror.epoch, seq: mirror.epoch === null ? null : mirror.seq })
  const note = (frame: Frame | Uint8Array, folded: Folded): void => {
    frames.push({ frame, folded })
    if (folded === 'gap' || folded === 'bad' || folded === 'key') void rejoin()
  }
  socket.on('frame', (frame) => { note(frame, fold(mirror, frame)) })
  socket.on('fixes', (bytes) => {
    const view = new Uint8Array(bytes)
    note(view, foldFixes(mirror, view))
  })
  await new Promise<void>((done, failed) => {
    socket.on('connect', () => { void rejoin().then(() => { done() }) })
    socket.on('connect_error', (error) => { if (!socket.active) failed(error) })
  })
  return { socket, mirror, frames, join, close: () => { socket.disconnect() } }
}

/** Waits until `check` is true; fails with `what` when it does not come. */
export async function until(what: string, check: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  const end = performance.now() + within
  for (;;) {
    if (await check()) return
    if (performance.now() > end) throw new Error(`did not come true within ${within} ms: ${what}`)
    await new Promise((next) => { setTimeout(next, 20) })
  }
}
