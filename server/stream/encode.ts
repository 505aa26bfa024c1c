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
  readonly conn: { readonly readyState: string; readonly writeBuffer: readonly unknown[]; readonly transport: { readonly writable: boolean; on(event: 'ready', heard: () => void): void; once(event: 'ready', heard: () => void): void } }
}

const EVENT = 2

function encode(io: StreamServer, data: [string, unknown]): Encoded {
  // A binary event is packet type 5; the encoder turns 2 into 5 by itself when it finds bytes inside.
  const packets = (io as unknown as Inside).encoder.encode({ type: EVENT, nsp: '/', data })
  return { packets, bytes: packets.reduce((sum, packet) => sum + packet.length, 0) }
}

export const encodeFrame = (io: StreamServer, frame: Frame): Encoded => encode(io, ['frame', frame])
export const encodeFixes = (io: StreamServer, bytes: Uint8Array): Encoded =>
  encode(io, ['fixes', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)])

/** Whether everything handed to this socket's transport has gone to the system. */
export function isReady(socket: StreamSocket): boolean {
  const { conn } = socket as unknown as InsideClient
  return conn.readyState === 'open' && conn.transport.writable && conn.writeBuffer.length === 0
}

export const handOver = (socket: StreamSocket, encoded: Encoded): void =>
  (socket as unknown as InsideClient).client.writeToEngine(encoded.packets, {})

/** Calls back whenever the transport has handed everything to the system; screens speak websocket only, so it never changes. */
export const onReady = (socket: StreamSocket, heard: () => void): void => { (socket as unknown as InsideClient).conn.transport.on('ready', heard) }

/** The same, once. */
export const onceReady = (socket: StreamSocket, heard: () => void): void => { (socket as unknown as InsideClient).conn.transport.once('ready', heard) }
