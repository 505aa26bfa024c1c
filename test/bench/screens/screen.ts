// One screen as a bare WebSocket: counts the bytes of its socket, keeps a hash of every positions frame, decodes when asked to.
import type { Socket } from 'node:net'
import { crc32 } from 'node:zlib'
import WebSocket from 'ws'
import type { Dialect } from './dialect.ts'

/** Bytes that a WebSocket puts before a message of this length (server to client, in one piece). */
const headerOf = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

export class Screen {
  /** CRC-32 of every positions frame, in the order in which they came. */
  hashes: number[] = []
  /** Bytes of the messages that carry no positions, framing in. */
  other = 0
  closed = false
  readonly region: string
  readonly ready: Promise<void>
  #socket: Socket | null = null
  readonly #web: WebSocket

  constructor(address: string, region: string, dialect: Dialect, decoder: ReturnType<Dialect['decoder']> | null) {
    this.region = region
    this.#web = new WebSocket(`${address.replace('http', 'ws')}${dialect.path}`, { perMessageDeflate: false })
    this.ready = new Promise((go, fail) => {
      this.#web.on('upgrade', ({ socket }) => { this.#socket = socket })
      this.#web.on('open', () => { if (!dialect.socketIo) go() })
      this.#web.on('error', fail)
      this.#web.on('close', () => { this.closed = true })
      this.#web.on('message', (data: Buffer, binary) => {
        const sort = this.#greet(data, binary, dialect, region, go) ? 'other' : dialect.sort(data, binary)
        if (sort === 'other') this.other += headerOf(data.length) + data.length
        if (sort === 'fixes') {
          this.hashes.push(crc32(data))
          decoder?.fixes(data)
        } else if (sort === 'other') {
          decoder?.other(data)
          if (dialect.ready?.(data)) go()
        }
      })
    })
  }

  /** Every byte that came over the socket, below the WebSocket. */
  get bytes(): number { return this.#socket?.bytesRead ?? 0 }

  close(): void { this.#web.terminate() }

  /** Engine.IO's and Socket.IO's own packets: opened → connect, connected → join, ping → pong. */
  #greet(data: Buffer, binary: boolean, dialect: Dialect, region: string, go: () => void): boolean {
    if (!dialect.socketIo || binary) return false
    const first = String.fromCharCode(data[0], data[1] ?? 0)
    if (first[0] === '0') this.#web.send('40')
    else if (first[0] === '2') this.#web.send('3')
    else if (first === '40') {
      const join = dialect.join(region)
      if (join !== null) this.#web.send(join)
      if (!dialect.ready) go()
    } else return false
    return true
  }
}
