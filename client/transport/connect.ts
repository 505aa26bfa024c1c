// The screen's line to the server: joins, hears, and reconnects for ever; the one door to socket.io-client.
import { io, type Socket } from 'socket.io-client'
import type { Ask, AskAnswer } from '../../shared/wire/ask.ts'
import type { Folded } from '../../shared/wire/fold.ts'
import type { Frame, Join } from '../../shared/wire/frame.ts'
import { SOCKET_PATH, type ToScreen, type ToServer } from '../../shared/wire/socket.ts'

/** What the line tells of itself: joined = the server took the join and frames follow. */
export type LineState = 'connecting' | 'joining' | 'joined' | 'refused'

export interface Line {
  /** The server's address; without it the page's own. */
  readonly address?: string
  /** Asked at every connect, so that a key handed in later counts. */
  key(): string | null
  /** Asked at every join: the region watched and what the mirror has already. */
  join(): Join
  frame(frame: Frame): Folded
  /** Whoever decodes it answers later, if need be by a rejoin. */
  fixes(bytes: Uint8Array): void
  state(state: LineState, refused: string | null): void
}

export interface Connection {
  /** Tells the server which beat is on the glass, so that a frozen page is noticed. */
  alive(beat: number, drawn: number): void
  /** Asks about what is watched; rejects when the line is down or stays silent. */
  ask(ask: Ask): Promise<AskAnswer>
  /** Asks for what is missing, or for a picture; one join at a time. */
  rejoin(): void
  /** Drops a line that seems open but carries nothing, and dials anew. */
  redial(): void
  close(): void
}

/** Longest wait between two dials: with one dial's time the picture is back within 3 s of the server. */
export const LONGEST_WAIT = 1_500
/** Generous: a page that is busy drawing hears the answer late. */
const JOIN_TIMEOUT = 8_000
const ASK_TIMEOUT = 4_000

export function connect(line: Line): Connection {
  const socket: Socket<ToScreen, ToServer> = io(line.address ?? '', {
    path: SOCKET_PATH,
    transports: ['websocket'],
    reconnectionAttempts: Infinity,
    reconnectionDelay: 250,
    reconnectionDelayMax: LONGEST_WAIT,
    randomizationFactor: 0.5,
    timeout: 5_000,
    forceNew: true,
    auth: (give) => {
      const key = line.key()
      give(key === null ? {} : { key })
    },
  })
  let joining = false
  let again: ReturnType<typeof setTimeout> | undefined

  function join(): void {
    if (joining || !socket.connected) return
    joining = true
    line.state('joining', null)
    socket.timeout(JOIN_TIMEOUT).emit('join', line.join(), (fault, answer) => {
      joining = false
      if (fault) socket.disconnect().connect()
      else if (answer.ok) line.state('joined', null)
      else line.state('refused', answer.refused)
    })
  }

  const heed = (folded: Folded): void => {
    if (folded === 'gap' || folded === 'key' || folded === 'bad') join()
  }

  socket.on('connect', () => {
    joining = false
    join()
  })
  socket.on('frame', (frame) => heed(line.frame(frame)))
  socket.on('fixes', (bytes) => { line.fixes(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)) })
  socket.on('disconnect', (reason) => {
    joining = false
    line.state('connecting', null)
    // The server hung up on purpose: the library would stay away for good.
    if (reason === 'io server disconnect') dialLater()
  })
  socket.on('connect_error', (fault) => {
    line.state(socket.active ? 'connecting' : 'refused', socket.active ? null : fault.message)
    if (!socket.active) dialLater()
  })

  function dialLater(): void {
    clearTimeout(again)
    again = setTimeout(() => socket.connect(), LONGEST_WAIT * (0.5 + Math.random() / 2))
  }

  line.state('connecting', null)
  return {
    alive(beat, drawn) {
      if (socket.connected) socket.volatile.emit('alive', { beat, drawn })
    },
    async ask(ask) {
      if (!socket.connected) throw new Error('the line is down')
      return socket.timeout(ASK_TIMEOUT).emitWithAck('ask', ask)
    },
    rejoin: join,
    redial() {
      if (socket.connected) socket.disconnect().connect()
    },
    close() {
      clearTimeout(again)
      socket.disconnect()
    },
  }
}
