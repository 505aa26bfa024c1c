// Socket.IO packets encoded once for all who get them, and the hand-over of prebuilt packets to one socket.
import type { Server, Socket } from 'socket.io'
import type { Frame } from '../../shared/wire/frame.ts'
import type { ToScreen, ToServer } from '../../shared/wire/socket.ts'
import type { Encoded } from './outbox.ts'

export type StreamServer = Server<ToServer, ToScreen>
export type StreamSocket = Socket<ToServer, ToScreen>

/** The parts of Socket.IO 4.8 that its own broadcast adapter uses (dist/in-memory-adapter.js): encode once, write many. */
interface Inside {
  readonly encoder: { encode(packet: { type: number; nsp: string; data: unknown[] }): (string | Uint8Array)[] }
}
interface InsideClient {
  readonly client: { writeToEngine(packets: readonly (string | Uint8Array)[], options: object): void }
  readonly conn: {
    readonly readyState: string
    readonly writeBuffer: readonly unknown[]
    readonly transport: {
      readonly writable: boolean
      readonly socket?: { readonly _sender?: { readonly sendFrame?: unknown } }
      on(event: 'ready', heard: () => void): void
      once(event: 'ready', heard: () => void): void
    }
  }
}

/** Socket.IO protocol 5: an event. */
const EVENT = 2
/** WebSocket opcodes, RFC 6455 §5.2. */
const TEXT = 1
const BINARY = 2

function encoded(packets: readonly (string | Uint8Array)[]): Encoded {
  // Engine.IO 4: "4" before the text of a message, nothing before bytes.
  const frames = Buffer.concat(packets.flatMap((packet) =>
    typeof packet === 'string' ? framed(TEXT, Buffer.from(`4${packet}`)) : framed(BINARY, packet)))
  return { packets, frames, options: { wsPreEncodedFrame: [frames] }, bytes: frames.length }
}

/** A whole WebSocket message as a server sends it: final, unmasked. */
function framed(opcode: number, payload: Uint8Array): [Buffer, Uint8Array] {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127
  if (length >= 65_536) head.writeBigUInt64BE(BigInt(length), 2)
  else if (length >= 126) head.writeUInt16BE(length, 2)
  return [head, payload]
}

/** A frame has no bytes in it: the packet is written as Socket.IO's protocol says, without a search through all of it. */
export const encodeFrame = (frame: Frame): Encoded => encoded([`${EVENT}${JSON.stringify(['frame', frame])}`])

/** A binary event is packet type 5; the encoder turns 2 into 5 by itself when it finds bytes inside. */
export const encodeFixes = (io: StreamServer, bytes: Uint8Array): Encoded => encoded((io as unknown as Inside).encoder.encode({
  type: EVENT, nsp: '/', data: ['fixes', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
}))

/** Whether everything handed to this socket's transport has gone to the system. */
export function isReady(socket: StreamSocket): boolean {
  const { conn } = socket as unknown as InsideClient
  return conn.readyState === 'open' && conn.transport.writable && conn.writeBuffer.length === 0
}

/**
 * One write for the whole message: engine.io sends a prebuilt WebSocket frame as it is (the way its adapter goes for
 * text), and two frames in one buffer are as good as one. A transport without that way gets the packets.
 */
export function handOver(socket: StreamSocket, { packets, options }: Encoded): void {
  const { client, conn } = socket as unknown as InsideClient
  if (typeof conn.transport.socket?._sender?.sendFrame === 'function') client.writeToEngine([packets[0]], options)
  else client.writeToEngine(packets, {})
}

/** Calls back whenever the transport has handed everything to the system; screens speak websocket only, so it never changes. */
export const onReady = (socket: StreamSocket, heard: () => void): void => { (socket as unknown as InsideClient).conn.transport.on('ready', heard) }

/** The same, once. */
export const onceReady = (socket: StreamSocket, heard: () => void): void => { (socket as unknown as InsideClient).conn.transport.once('ready', heard) }
