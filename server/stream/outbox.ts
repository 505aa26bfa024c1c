// One bounded outbox per screen: entries in order or a fresh picture, fixes coalesced, a frozen screen cut.
// `now` is monotonic milliseconds: a drill may speed the server's clock up, never the patience with a screen.
import { MINUTE, SECOND } from '../../shared/domain/time.ts'
import type { PictureReason } from '../../shared/wire/frame.ts'

/** A message as it leaves, encoded once for all who get it. */
export interface Encoded {
  readonly packets: readonly (string | Uint8Array)[]
  /** The same as it goes over the line, and as engine.io is told of it. */
  readonly frames: Uint8Array
  readonly options: object
  readonly bytes: number
}

/** The way out: `ready` while the transport has handed everything before to the system. */
export interface Sink {
  ready(): boolean
  send(encoded: Encoded): void
  cut(why: string): void
}

/** What the outbox asks for when its screen has missed something; built once a cut, for whoever lags. null: not while it joins. */
export interface Whole {
  picture(reason: PictureReason): Encoded | null
  keyframe(): Encoded | null
  readings(): Encoded | null
}

export const outboxLimits = {
  bytes: 1_048_576,
  items: 1_024,
  /** Fixes frames that may wait before a keyframe takes their place. */
  fixes: 4,
  /** After an overflow: how long the screen may go on not taking anything. */
  frozen: 5 * SECOND,
  /** Without an overflow, when the socket's own time-out did not notice. */
  stuck: MINUTE,
} as const

export type Kind = 'entries' | 'fixes' | 'readings' | 'beat'

export class Outbox {
  #queue: { kind: Kind; encoded: Encoded }[] = []
  #bytes = 0
  #fixes = 0
  #picture: PictureReason | null = null
  #key = false
  #readings = false
  #overAt: number | null = null
  #waitingSince: number | null = null
  /** How often the screen was given a fresh picture or a keyframe because it lagged. */
  readonly lagged = { overflow: 0, keyframe: 0 }
  readonly #sink: Sink
  readonly #whole: Whole

  constructor(sink: Sink, whole: Whole) {
    this.#sink = sink
    this.#whole = whole
  }

  get bytes(): number { return this.#bytes }
  get items(): number { return this.#queue.length }

  /** Starts the screen anew: everything waiting is out of date. */
  restart(reason: PictureReason, now: number): void {
    this.#forget()
    this.#picture = reason
    this.pump(now)
  }

  /** Forgets what waits: the screen joins anew and will be told what it then needs. */
  clear(): void {
    this.#forget()
    this.#picture = null
  }

  push(kind: Kind, encoded: Encoded, now: number): void {
    if (this.#picture !== null) return
    if (kind === 'readings' && this.#queue.length > 0) this.#readings = true
    else if (kind === 'beat' && this.#queue.length > 0) return
    else if (kind === 'fixes' && (this.#key || this.#fixes >= outboxLimits.fixes)) this.#dropFixes()
    else this.#add(kind, encoded, now)
    this.pump(now)
  }

  #add(kind: Kind, encoded: Encoded, now: number): void {
    this.#queue.push({ kind, encoded })
    this.#bytes += encoded.bytes
    if (kind === 'fixes') this.#fixes++
    if (this.#bytes <= outboxLimits.bytes && this.#queue.length <= outboxLimits.items) return
    this.#forget()
    this.#picture = 'overflow'
    this.#overAt ??= now
    this.lagged.overflow++
  }

  #dropFixes(): void {
    this.#queue = this.#queue.filter((item) => item.kind !== 'fixes')
    this.#bytes = this.#queue.reduce((sum, item) => sum + item.encoded.bytes, 0)
    this.#fixes = 0
    if (!this.#key) this.lagged.keyframe++
    this.#key = true
  }

  #forget(): void {
    this.#queue = []
    this.#bytes = 0
    this.#fixes = 0
    this.#key = false
    this.#readings = false
  }

  /** Hands over what the transport will take; called on every push and whenever the transport drains. */
  pump(now: number): void {
    while (this.#sink.ready()) {
      const next = this.#next()
      if (!next) {
        this.#waitingSince = null
        this.#overAt = null
        return
      }
      this.#waitingSince = null
      this.#sink.send(next)
    }
    this.#waitingSince ??= now
  }

  #next(): Encoded | undefined {
    if (this.#picture !== null) {
      const frame = this.#whole.picture(this.#picture)
      if (!frame) return undefined
      this.#forget()
      this.#picture = null
      this.#key = true
      return frame
    }
    const item = this.#queue.shift()
    if (item) {
      this.#bytes -= item.encoded.bytes
      if (item.kind === 'fixes') this.#fixes--
      return item.encoded
    }
    const key = this.#key ? this.#whole.keyframe() : null
    if (key) {
      this.#key = false
      return key
    }
    if (this.#readings) {
      this.#readings = false
      return this.#whole.readings() ?? undefined
    }
    return undefined
  }

  /** Cuts a screen that takes nothing any more; it comes back by itself when it can. */
  check(now: number): void {
    if (this.#sink.ready()) return this.pump(now)
    const over = this.#overAt !== null && now - this.#overAt > outboxLimits.frozen
    const stuck = this.#waitingSince !== null && now - this.#waitingSince > outboxLimits.stuck
    if (over || stuck) this.#sink.cut(over ? 'frozen' : 'stuck')
  }

  /** A keyframe is due although nothing was dropped: the screen has just joined. */
  wantKey(now: number): void {
    this.#key = true
    this.pump(now)
  }
}
