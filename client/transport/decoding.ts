// Hands fixes frames to a decoder and what it decoded to the mirror: in order, never across a join, and past its death.
import type { Decoded } from '../../shared/wire/fixes.ts'
import type { Folded } from '../../shared/wire/fold.ts'
import { startHere, type Answer, type Decoder, type StartDecoder } from './decode.ts'

export interface DecodingParts {
  /** How a worker is started; without one the page decodes itself. */
  readonly start: StartDecoder
  /** Gives the mirror what came of a frame. */
  fixes(decoded: Decoded): Folded
  /** Asks the server for a keyframe. */
  rejoin(): void
}

export interface Decoding {
  decode(bytes: Uint8Array): void
  /** The server took a join: what it sent before that no longer counts. */
  joined(): void
  close(): void
}

const TICK = 1_000
/** Ticks for which frames may wait without any answer. Ticks, because a page that stands still counts none. */
const PATIENCE = 5
/** Workers that a page starts before it helps itself. */
const WORKERS = 3

/** A module worker of the page's own bundle; throws where the browser has none. */
export const startWorker: StartDecoder = (answered, failed) => {
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module', name: 'fixes' })
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => { answered(data) })
  worker.addEventListener('error', failed)
  worker.addEventListener('messageerror', failed)
  return { ask: (ask) => { worker.postMessage(ask, [ask.bytes]) }, end: () => { worker.terminate() } }
}

export function openDecoding(parts: DecodingParts): Decoding {
  let join = 0
  let left = WORKERS
  /** Counts decoders: one that was given up is not listened to any more. */
  let turn = 0
  let proven = false
  let waiting = 0
  let silent = 0
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let decoder = open()

  function open(): Decoder {
    const mine = ++turn
    proven = false
    waiting = silent = 0
    const answered = (answer: Answer): void => { if (mine === turn) take(answer) }
    // One that fails before its first answer never will decode here.
    const failed = (): void => { if (mine === turn) replace(proven) }
    if (left > 0) {
      left--
      try {
        return parts.start(answered, failed)
      } catch {
        left = 0
      }
    }
    return startHere(answered, failed)
  }

  function take({ join: of, decoded }: Answer): void {
    proven = true
    waiting--
    silent = 0
    if (of !== join) return
    const folded = parts.fixes(decoded)
    if (folded === 'key' || folded === 'bad') parts.rejoin()
  }

  function replace(another: boolean): void {
    decoder.end()
    if (!another) left = 0
    decoder = open()
    parts.rejoin()
  }

  function watch(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      if (waiting === 0) return
      if (++silent >= PATIENCE) replace(true)
      else watch()
    }, TICK)
  }

  return {
    decode(bytes) {
      if (closed) return
      waiting++
      watch()
      const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
      decoder.ask({ join, bytes: whole.buffer as ArrayBuffer })
    },
    joined() { join++ },
    close() {
      closed = true
      turn++
      clearTimeout(timer)
      decoder.end()
    },
  }
}
