// The stream's rim: Socket.IO, who may join, and the beats and cuts that send what happened to every screen.
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { Entry } from '../../shared/domain/entry.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { regionCode, type RegionCode } from '../../shared/domain/region.ts'
import { instant, SECOND, type Instant } from '../../shared/domain/time.ts'
import { joinSchema, type JoinAnswer, type PictureReason } from '../../shared/wire/frame.ts'
import { SOCKET_PATH } from '../../shared/wire/socket.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Happening } from '../world/happen.ts'
import type { AskAnswer } from '../../shared/wire/ask.ts'
import { Answering, type AnswerParts } from './answer.ts'
import { encodeFixes, encodeFrame, onceReady, onReady, type StreamServer, type StreamSocket } from './encode.ts'
import { Latest } from './latest.ts'
import { Moved } from './moved.ts'
import type { Encoded, Kind, Whole } from './outbox.ts'
import { gathering, Pace } from './pace.ts'
import { picture } from './picture.ts'
import { pictureReason } from './reason.ts'
import { Screen, screenHealth, type ScreenHealth } from './screen.ts'
import { missed, Watched } from './watched.ts'

/** Entries read from the ledger at a time when a screen resumes. */
const PAGE = 1_000
const BEAT = 2 * SECOND
const JOIN_WITHIN = 5 * SECOND

/** Whether a screen may connect: 'paired' with the screen key, 'unpaired' on loopback without one, undefined: no. */
export type Door = (key: string | undefined, address: string) => 'paired' | 'unpaired' | undefined

export interface StreamParts extends AnswerParts {
  readonly http: HttpServer
  readonly ledger: Pick<Ledger, 'epoch' | 'read'>
  readonly door: Door
  /** Whether the request's Host and Origin are ours. */
  readonly ours: (headers: { host?: string | undefined; origin?: string | undefined }) => boolean
  /** The readings of a region now; `before` is what was answered last. */
  readonly readings: (region: RegionCode, before?: Readings) => Readings
  readonly speed: number
  failed(error: unknown): void
  /** Milliseconds between two cuts of fixes; null: as often as they are cheap, 50 ms to 1 s. */
  readonly cut: number | null
  /** Screens that one address may hold. */
  readonly perAddress: number
}

export interface Stream {
  /** Hears what has happened, in order. */
  hear(happening: Happening): void
  screens(): ScreenHealth[]
  /** Milliseconds for which fixes may gather before they go to disk. */
  gather(): number
  /** Fixes frames cut, entries frames sent, since start. */
  counts(): { readonly fixes: number; readonly entries: number; readonly refused: number }
  close(): Promise<void>
}

export function createStream(parts: StreamParts): Stream {
  const io: StreamServer = new Server(parts.http, {
    path: SOCKET_PATH, transports: ['websocket'], serveClient: false, perMessageDeflate: false,
    pingInterval: 3 * SECOND, pingTimeout: 4 * SECOND, connectTimeout: JOIN_WITHIN, maxHttpBufferSize: 65_536,
    allowRequest: (request, answer) => { answer(null, parts.ours({ host: request.headers.host, origin: request.headers.origin })) },
  })
  return new Streaming(io, parts)
}

/** What a resume handed over, for the screen to say. */
interface Told { readonly from: number; count: number; since: Instant | null; until: Instant | null; /** Another catalogue may call sensitive what the screen still shows. */ anew: boolean }

class Streaming implements Stream {
  readonly #io: StreamServer
  readonly #parts: StreamParts
  readonly #watched = new Map<string, Watched>()
  readonly #screens = new Set<Screen>()
  readonly #answering: Answering
  readonly #moved = new Moved()
  readonly #pace: Pace
  #due: NodeJS.Timeout | null = null
  readonly #latest = new Map<Watched, Latest>()
  readonly #keys = new Map<Watched, { seq: number; encoded: Encoded }>()
  /** Pictures of this moment: when all screens come back at once they are made once, not once for each. */
  readonly #pictures = new Map<string, Encoded>()
  readonly #timers: NodeJS.Timeout[] = []
  #flushing = false
  #beat = 0
  #counts = { fixes: 0, entries: 0, refused: 0 }

  constructor(io: StreamServer, parts: StreamParts) {
    this.#io = io
    this.#parts = parts
    this.#answering = new Answering(parts)
    io.use((socket, next) => {
      const key = typeof socket.handshake.auth.key === 'string' ? socket.handshake.auth.key : undefined
      const entrance = parts.door(key, socket.handshake.address)
      if (!entrance) {
        this.#counts.refused++
        next(new Error('CREDENTIAL_WRONG'))
        return
      }
      const { address } = socket.handshake
      const open = [...this.#screens].filter((other) => other.socket.handshake.address === address).length
      if (open >= parts.perAddress) {
        this.#counts.refused++
        next(new Error('RATE_EXCEEDED'))
        return
      }
      socket.data.unpaired = entrance === 'unpaired'
      next()
    })
    io.on('connection', (socket) => { this.#enter(socket) })
    this.#pace = new Pace(parts.cut)
    this.#timers.push(setInterval(() => { this.#beatAll() }, BEAT))
  }

  hear(happening: Happening): void {
    if (happening.is === 'fixes') {
      for (const unit of happening.batch.unit) this.#moved.add(unit)
      return this.#schedule()
    }
    this.#pictures.clear()
    if (happening.entry.kind === 'unit-registered') {
      this.#moved.add(happening.entry.data.unit.number)
      this.#schedule()
    }
    if (happening.entry.kind === 'unit-registered' || happening.entry.kind === 'unit-retired') this.#dropGone()
    for (const watched of this.#watched.values()) watched.hear(happening.entry, this.#parts.world)
    if (this.#flushing || this.#watched.size === 0) return
    this.#flushing = true
    setImmediate(() => {
      this.#flushing = false
      this.#flushEntries()
    })
  }

  /** A unit that is registered no more, or under another number, leaves the frames with the next cut. */
  #dropGone(): void {
    for (const { encoder } of this.#watched.values()) {
      for (const unit of encoder.known()) if (!this.#parts.world.unitsByNumber.has(unit)) this.#moved.add(unit)
    }
    if (this.#moved.size > 0) this.#schedule()
  }

  screens(): ScreenHealth[] { return [...this.#screens].map(screenHealth) }
  gather(): number { return gathering(this.#parts.cut, this.#watched.size > 0) }
  counts(): { fixes: number; entries: number; refused: number } { return { ...this.#counts } }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    if (this.#due) clearTimeout(this.#due)
    await this.#io.close()
  }

  #monotonic(): number { return performance.now() }

  #enter(socket: StreamSocket): void {
    const screen = new Screen(socket, socket.data.unpaired as boolean, this.#parts.now(), (one) => this.#whole(one))
    this.#screens.add(screen)
    const late = setTimeout(() => { if (!screen.watched) socket.disconnect(true) }, JOIN_WITHIN)
    onReady(socket, () => { screen.outbox.pump(this.#monotonic()) })
    // Screens have nothing binary to say: packet types 5 and 6, and bare bytes, end the connection.
    socket.conn.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
      if (type === 'message' && (typeof data !== 'string' || /^[56]/.test(data))) socket.disconnect(true)
    })
    socket.use((_packet, next) => {
      if (screen.messages.allows(this.#monotonic())) next()
      else socket.disconnect(true)
    })
    socket.on('join', (join: unknown, answer: unknown) => {
      const reply = typeof answer === 'function' ? (answer as (answer: JoinAnswer) => void) : () => undefined
      this.#join(screen, join, reply).catch((error: unknown) => { this.#parts.failed(error) })
    })
    socket.on('ask', (ask: unknown, answer: unknown) => {
      if (typeof answer === 'function') (answer as (answer: AskAnswer) => void)(this.#answer(screen, ask))
    })
    socket.on('alive', (state: unknown) => {
      const beat = (state as { beat?: unknown } | null)?.beat
      if (typeof beat === 'number' && Number.isSafeInteger(beat)) screen.drawn = { beat, at: this.#parts.now() }
    })
    socket.on('disconnect', () => {
      clearTimeout(late)
      this.#screens.delete(screen)
      this.#leave(screen)
    })
  }

  #answer(screen: Screen, ask: unknown): AskAnswer {
    try {
      return this.#answering.answer(ask, screen.watched?.region ?? null, screen.asks, this.#monotonic())
    } catch (error) {
      this.#parts.failed(error)
      return { ok: false, refused: 'SERVER_BUSY', detail: 'this should not have happened; it is in the log' }
    }
  }

  #leave(screen: Screen): void {
    const { watched } = screen
    screen.watched = null
    if (!watched || [...this.#screens].some((other) => other.watched === watched)) return
    this.#watched.delete(watched.region)
    this.#keys.delete(watched)
    this.#latest.delete(watched)
  }

  #watch(region: string): Watched {
    let watched = this.#watched.get(region)
    if (!watched) {
      watched = new Watched(regionCode(region), this.#parts.world, this.#parts.now())
      this.#watched.set(region, watched)
    }
    return watched
  }

  /** Shown first when a screen starts to watch, then on every beat: once for all screens of a region. */
  #latestOf(watched: Watched): Latest {
    let latest = this.#latest.get(watched)
    if (!latest) this.#latest.set(watched, latest = new Latest((before) => this.#parts.readings(watched.region, before)))
    return latest
  }

  async #join(screen: Screen, join: unknown, reply: (answer: JoinAnswer) => void): Promise<void> {
    const { world, ledger, now } = this.#parts
    const parsed = joinSchema.safeParse(join)
    if (!parsed.success) return reply({ ok: false, refused: 'BODY_MALFORMED', detail: 'join takes {region, epoch, seq}' })
    const { region, epoch, seq, screen: about } = parsed.data
    if (!world.district.regions.has(region)) return reply({ ok: false, refused: 'REGION_UNKNOWN', detail: `no region ${region}` })
    screen.name = about?.name ?? ''
    screen.size = about ? `${about.width}×${about.height}` : ''
    this.#leave(screen)
    screen.outbox.clear()
    const turn = ++screen.joins
    reply({ ok: true, epoch: ledger.epoch, at: now() })
    let reason = pictureReason(ledger.epoch, world.seq, epoch, seq)
    const told: Told = { from: seq ?? 0, count: 0, since: null, until: null, anew: false }
    if (reason === null) {
      // The last look at world.seq and the start of watching stand in one turn of the loop: nothing falls between them.
      try {
        for (let cursor = told.from; cursor < world.seq && !told.anew && this.#isLatest(screen, turn);) {
          const page = await ledger.read(cursor, PAGE)
          // A screen that takes its time may fall behind anew.
          reason = pictureReason(ledger.epoch, world.seq, ledger.epoch, cursor)
          if (reason !== null) break
          cursor = await this.#hand(screen, region, cursor, page, told)
        }
      } catch (error) {
        // What cannot be read cannot be resumed from: the screen gets the picture of now.
        this.#parts.failed(error)
        reason = 'gap'
      }
      if (told.anew) reason = 'gap'
      if (!this.#isLatest(screen, turn)) return
    }
    this.#flushEntries()
    screen.watched = this.#watch(region)
    if (reason !== null) screen.outbox.restart(reason, this.#monotonic())
    else this.#resumed(screen, told)
  }

  /** Whether the screen is still there and has not asked for something else meanwhile. */
  #isLatest(screen: Screen, turn: number): boolean { return screen.socket.connected && screen.joins === turn }

  /** Hands over one page of what the screen missed after `cursor`, and waits until it is gone; answers the new cursor. */
  async #hand(screen: Screen, region: RegionCode, cursor: number, page: readonly Entry[], told: Told): Promise<number> {
    const { world } = this.#parts
    const entries = page.filter((entry) => entry.seq <= world.seq)
    const last = entries.at(-1)
    if (!last) return cursor
    if (entries.some(({ kind }) => kind === 'catalogue-adopted')) {
      told.anew = true
      return cursor
    }
    const { shown, intervals } = missed(entries, world, region)
    this.#push(screen, encodeFrame({ kind: 'entries', from: cursor, to: last.seq, entries: shown, intervals }))
    told.count += shown.length
    told.since ??= instant(entries[0].committed)
    told.until = instant(last.committed)
    while (screen.outbox.items > 0 && screen.socket.connected) await drained(screen)
    return last.seq
  }

  #resumed(screen: Screen, told: Told): void {
    const at = this.#parts.now()
    this.#push(screen, encodeFrame({ kind: 'resumed', from: told.from, count: told.count, since: told.since, until: told.until, to: this.#parts.world.seq, kept: screen.watched?.held.kept(this.#parts.world) ?? null }))
    if (screen.watched) this.#push(screen, encodeFrame({ kind: 'readings', at, values: this.#latestOf(screen.watched).values }))
    screen.outbox.wantKey(this.#monotonic())
  }

  #push(screen: Screen, encoded: Encoded): void { screen.outbox.push('entries', encoded, this.#monotonic()) }

  #whole(screen: Screen): Whole {
    return {
      picture: (reason: PictureReason) => {
        if (!screen.watched) return null
        this.#flushEntries()
        return this.#picture(screen.watched, reason, screen.unpaired)
      },
      keyframe: () => {
        const watched = screen.watched
        if (!watched) return null
        // Both ends settle with the next cut, and the keyframe is of just then.
        if (!watched.encoder.settled) {
          watched.wantsKey = true
          this.#schedule()
          return null
        }
        const kept = this.#keys.get(watched)
        if (kept?.seq === watched.encoder.seq) return kept.encoded
        const encoded = encodeFixes(this.#io, watched.encoder.key(this.#parts.now()))
        this.#keys.set(watched, { seq: watched.encoder.seq, encoded })
        return encoded
      },
      readings: () => {
        const watched = screen.watched
        return watched && this.#latestOf(watched).whole((values) => encodeFrame({ kind: 'readings', at: this.#parts.now(), values }))
      },
    }
  }

  #picture(watched: Watched, reason: PictureReason, unpaired: boolean): Encoded {
    const { world, ledger, now, speed } = this.#parts
    const name = `${watched.region} ${reason} ${unpaired}`
    const made = this.#pictures.get(name) ?? encodeFrame(picture({
      world, epoch: ledger.epoch, region: watched.region, held: watched.held, reason, at: now(), speed, unpaired, readings: this.#latestOf(watched).values,
    }))
    // It says what time it is, and so does nothing older than a moment.
    if (this.#pictures.size === 0) setTimeout(() => { this.#pictures.clear() }, 50).unref()
    this.#pictures.set(name, made)
    return made
  }

  #send(watched: Watched, kind: Kind, encoded: Encoded): void {
    for (const screen of this.#screens) if (screen.watched === watched) screen.outbox.push(kind, encoded, this.#monotonic())
  }

  #flushEntries(): void {
    for (const watched of this.#watched.values()) {
      const frame = watched.flush(this.#parts.world)
      if (!frame) continue
      this.#counts.entries++
      this.#send(watched, 'entries', encodeFrame(frame))
    }
  }

  /** The next cut, as soon as the pace allows; never within this turn of the loop, so that acknowledgements go first. */
  #schedule(): void {
    if (this.#due !== null || this.#watched.size === 0) return
    this.#due = setTimeout(() => {
      this.#due = null
      this.#cutFixes()
    }, this.#pace.wait(this.#monotonic()))
  }

  #cutFixes(): void {
    const begun = this.#monotonic()
    const changed = this.#moved.take()
    const at = this.#parts.now()
    for (const watched of this.#watched.values()) {
      const bytes = watched.cut(at, changed, this.#parts.world, watched.settles(begun))
      this.#sendGuests(watched)
      if (!bytes) continue
      this.#counts.fixes++
      this.#send(watched, 'fixes', encodeFixes(this.#io, bytes))
    }
    this.#pace.took(begun, this.#monotonic() - begun)
  }

  /** Who came and went is told after the entries that were judged without it, and before the fixes that show it. */
  #sendGuests(watched: Watched): void {
    const guests = watched.guests()
    if (!guests) return
    this.#flushEntries()
    this.#pictures.clear()
    this.#send(watched, 'entries', encodeFrame(guests))
  }

  #beatAll(): void {
    this.#beat++
    this.#flushEntries()
    this.#pictures.clear()
    for (const watched of this.#watched.values()) {
      this.#send(watched, 'beat', encodeFrame({ kind: 'beat', at: this.#parts.now(), beat: this.#beat, seq: watched.sentTo }))
      const values = this.#latestOf(watched).refresh()
      if (values) this.#send(watched, 'readings', encodeFrame({ kind: 'readings', at: this.#parts.now(), values }))
    }
    for (const screen of this.#screens) if (screen.watched) screen.outbox.check(this.#monotonic())
    // Where nobody moves no cut comes by itself.
    if ([...this.#watched.values()].some(({ wantsKey }) => wantsKey)) this.#schedule()
  }
}

/** The transport took something, or the screen is gone. */
const drained = (screen: Screen): Promise<void> => new Promise((go) => {
  onceReady(screen.socket, go)
  screen.socket.once('disconnect', () => { go() })
})
