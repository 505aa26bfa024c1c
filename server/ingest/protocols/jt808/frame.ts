// Frames of JT/T 808: 7e | content | xor | 7e, escaped; and the splitter that finds them in a stream.

const FLAG = 0x7e
const ESCAPE = 0x7d

/** The largest frame taken, unescaped, content and checksum; the largest lawful one has 1,045 bytes. */
export const MAX_FRAME = 2048

/** Content (header and body) as a frame: checksum added, escaped, wrapped. */
export function sealFrame(content: Uint8Array): Buffer {
  let xor = 0
  let extra = 0
  for (const byte of content) {
    xor ^= byte
    if (byte === FLAG || byte === ESCAPE) extra++
  }
  if (xor === FLAG || xor === ESCAPE) extra++
  const frame = Buffer.allocUnsafe(content.length + extra + 3)
  let at = 0
  frame[at++] = FLAG
  for (let i = 0; i <= content.length; i++) {
    const byte = i < content.length ? content[i] : xor
    if (byte === FLAG || byte === ESCAPE) {
      frame[at++] = ESCAPE
      frame[at++] = byte === FLAG ? 2 : 1
    } else frame[at++] = byte
  }
  frame[at] = FLAG
  return frame
}

/** What is wrong with a frame before anybody has looked into it. */
export type FrameFault = 'checksum' | 'escape' | 'large'

/**
 * Gets the content of one frame without its checksum. The bytes are the splitter's own and hold only during the call.
 * 'checksum': the content may still be wanted from a lenient device; 'escape' and 'large': the content is empty.
 */
export type TakeFrame = (content: Buffer, fault: FrameFault | null) => void

const NOTHING = Buffer.alloc(0)

/**
 * Finds frames in a stream cut anywhere, in one pass, within MAX_FRAME bytes of memory. A flag both ends a frame and
 * begins the next, so that a lost or shared flag costs at most one frame; empty frames are no frames.
 */
export class FrameSplitter {
  readonly #bytes = Buffer.allocUnsafe(MAX_FRAME)
  #length = 0
  #xor = 0
  #escaping = false
  #bad = false
  /** Too long already: everything up to the next flag is dropped. */
  #skipping = false

  push(chunk: Uint8Array, take: TakeFrame): void {
    for (let i = 0; i < chunk.length; i++) {
      let byte = chunk[i]
      if (byte === FLAG) {
        this.#end(take)
        continue
      }
      if (this.#skipping) continue
      if (this.#escaping) {
        this.#escaping = false
        if (byte === 2) byte = FLAG
        else if (byte === 1) byte = ESCAPE
        else this.#bad = true
      } else if (byte === ESCAPE) {
        this.#escaping = true
        continue
      }
      if (this.#length === MAX_FRAME) {
        this.#skipping = true
        take(NOTHING, 'large')
        continue
      }
      this.#bytes[this.#length++] = byte
      this.#xor ^= byte
    }
  }

  #end(take: TakeFrame): void {
    const length = this.#length
    const bad = this.#bad || this.#escaping
    const skipped = this.#skipping
    const xor = this.#xor
    this.#length = 0
    this.#xor = 0
    this.#escaping = false
    this.#bad = false
    this.#skipping = false
    if (skipped) return
    if (bad) take(NOTHING, 'escape')
    else if (length > 0) take(this.#bytes.subarray(0, length - 1), xor === 0 ? null : 'checksum')
  }
}
