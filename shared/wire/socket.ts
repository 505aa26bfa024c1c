// The socket's events by name and type: what a stock socket.io-client must speak.
import type { Ask, AskAnswer } from './ask.ts'
import type { Frame, Join, JoinAnswer } from './frame.ts'

/** Server → screen. `fixes` carries one binary frame of shared/wire/fixes. */
export interface ToScreen {
  frame: (frame: Frame) => void
  fixes: (bytes: Uint8Array) => void
}

/** Screen → server. `ask`: a question about what is watched. `alive` is the page's own heartbeat: its last drawn beat, so that a frozen page is noticed. */
export interface ToServer {
  join: (join: Join, answer: (answer: JoinAnswer) => void) => void
  ask: (ask: Ask, answer: (answer: AskAnswer) => void) => void
  alive: (state: { beat: number; drawn: number }) => void
}

/** The path of the socket on the wall's own address. */
export const SOCKET_PATH = '/stream'
