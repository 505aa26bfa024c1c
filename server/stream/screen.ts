// One connected screen: what it watches, its outbox, and its manners.
import type { Instant } from '../../shared/domain/time.ts'
import { handOver, isReady, type StreamSocket } from './encode.ts'
import { ASKS } from './answer.ts'
import { Outbox, type Whole } from './outbox.ts'
import { Rate } from './rate.ts'
import type { Watched } from './watched.ts'

/** Messages a second above which a screen is not one of ours. */
const MAX_RATE = 50

export class Screen {
  readonly socket: StreamSocket
  readonly unpaired: boolean
  readonly outbox: Outbox
  readonly since: Instant
  watched: Watched | null = null
  /** Joins so far: a later one makes an earlier one that is still reading give up. */
  joins = 0
  name = ''
  size = ''
  /** The beat it drew last and when it said so: a page that stopped drawing is noticed. */
  drawn: { beat: number; at: Instant } | null = null
  /** Inbound messages, and questions among them. */
  readonly messages = new Rate(MAX_RATE)
  readonly asks = new Rate(ASKS)

  constructor(socket: StreamSocket, unpaired: boolean, since: Instant, whole: (screen: Screen) => Whole) {
    this.socket = socket
    this.unpaired = unpaired
    this.since = since
    this.outbox = new Outbox(
      { ready: () => isReady(socket), send: (encoded) => { handOver(socket, encoded) }, cut: () => socket.disconnect(true) },
      whole(this),
    )
  }
}

/** What the health page shows of a screen. */
export interface ScreenHealth {
  readonly name: string
  readonly region: string | null
  readonly size: string
  readonly since: Instant
  readonly drawn: { readonly beat: number; readonly at: Instant } | null
  readonly waiting: number
  readonly overflows: number
  readonly keyframes: number
}

export const screenHealth = (screen: Screen): ScreenHealth => ({
  name: screen.name, region: screen.watched?.region ?? null, size: screen.size, since: screen.since, drawn: screen.drawn,
  waiting: screen.outbox.bytes, overflows: screen.outbox.lagged.overflow, keyframes: screen.outbox.lagged.keyframe,
})
