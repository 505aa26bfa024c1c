// Stands between a socket and the MQTT broker: lets whole packets of a bounded size through, nothing larger is ever gathered.
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** Follows MQTT framing: a byte of type, one to four bytes of length, then so many bytes. */
export class Framing {
  readonly #most: number
  #left = 0
  #length: { value: number; bytes: number } | null = null

  constructor(most: number) { this.#most = most }

  /** False once a packet claims to be larger than allowed, or its length cannot be read. */
  follow(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length;) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at)
        this.#left -= step
        at += step
        continue
      }
      const byte = chunk[at++]
      if (this.#length === null) {
        this.#length = { value: 0, bytes: 0 }
        continue
      }
      this.#length.value += (byte & 0x7f) * 128 ** this.#length.bytes++
      if (byte >= 0x80) {
        if (this.#length.bytes === 4) return false
        continue
      }
      if (this.#length.value > this.#most) return false
      this.#left = this.#length.value
      this.#length = null
    }
    return true
  }
}

/** The socket as the broker sees it; back-pressure goes through in both directions. */
export class MqttGate extends Duplex {
  readonly socket: Socket

  constructor(socket: Socket, most: number) {
    super({ allowHalfOpen: false })
    this.socket = socket
    const framing = new Framing(most)
    socket.on('data', (chunk: Buffer) => {
      if (!framing.follow(chunk)) this.destroy(new Error('an MQTT packet is too large or cannot be read'))
      else if (!this.push(chunk)) socket.pause()
    })
    socket.once('end', () => { this.push(null) })
    socket.once('error', (error) => { this.destroy(error) })
    socket.once('close', () => { this.destroy() })
  }

  override _read(): void { this.socket.resume() }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, (error) => { done(error) })
  }

  override _final(done: () => void): void { this.socket.end(done) }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy()
    done(error)
  }
}
