// One raw HTTP connection that is kept alive: a well-framed request goes out as it is, its status comes back.
import { connect, type Socket } from 'node:net'

/** 'cut' = the connection ended without an answer; 'silent' = nothing came for long. */
export type Outcome = number | 'cut' | 'silent'

const PATIENCE = 30_000

export class Lane {
  readonly #port: number
  readonly #from: string
  #socket: Socket | null = null
  #said = Buffer.alloc(0)
  #done: ((outcome: Outcome) => void) | null = null
  #keep = true

  constructor(port: number, from: string) {
    this.#port = port
    this.#from = from
  }

  async ask(request: Buffer): Promise<Outcome> {
    const socket = this.#socket ?? this.#open()
    this.#said = Buffer.alloc(0)
    return new Promise<Outcome>((done) => {
      const late = setTimeout(() => { this.#finish('silent') }, PATIENCE)
      this.#done = (outcome) => {
        clearTimeout(late)
        done(outcome)
      }
      socket.write(request)
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', localAddress: this.#from, noDelay: true })
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => { if (this.#socket === socket) this.#hear(chunk) })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#socket = null
      const status = statusOf(this.#said)
      this.#finish(status ?? 'cut')
    })
    return socket
  }

  #hear(chunk: Buffer): void {
    this.#said = Buffer.concat([this.#said, chunk])
    const end = this.#said.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#said.subarray(0, end).toString('latin1')
    const status = statusOf(this.#said) ?? 0
    if (status >= 100 && status < 200) {
      // "Go on": the answer proper follows, often in the same chunk.
      this.#said = this.#said.subarray(end + 4)
      return this.#hear(Buffer.alloc(0))
    }
    this.#keep = !/^connection: close/im.test(head)
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? NaN)
    const whole = Number.isNaN(length)
      ? status === 204 || status === 304 || this.#said.subarray(-5).toString('latin1') === '0\r\n\r\n'
      : this.#said.length >= end + 4 + length
    if (whole) this.#finish(status)
  }

  #finish(outcome: Outcome): void {
    const done = this.#done
    this.#done = null
    if (!this.#keep || outcome === 'silent') {
      this.close()
      this.#keep = true
    }
    done?.(outcome)
  }
}

const statusOf = (said: Buffer): number | null => {
  const found = /^HTTP\/1\.1 (\d{3})/.exec(said.subarray(0, 16).toString('latin1'))
  return found ? Number(found[1]) : null
}

/** Bytes on a connection of their own that ends behind them; everything that came back. */
export const once = (port: number, from: string, bytes: Uint8Array): Promise<string> => new Promise((done) => {
  const said: Buffer[] = []
  const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () => { socket.end(bytes) })
  const late = setTimeout(() => { socket.destroy() }, PATIENCE)
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => { said.push(chunk) }).on('close', () => {
    clearTimeout(late)
    done(Buffer.concat(said).toString('latin1'))
  })
})

export interface Request { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer | string }

/** The bytes of a request whose length is that of its body. */
export function bytesOf({ method, path, headers, body }: Request): Buffer {
  const bytes = Buffer.from(body as string)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const length = method === 'GET' && bytes.length === 0 ? '' : `content-length: ${bytes.length}\r\n`
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}${length}\r\n`, 'latin1'), bytes])
}
