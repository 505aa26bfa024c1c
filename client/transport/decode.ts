// Decoding fixes frames apart from what is done with them: what is asked and answered is the same in a worker and in the page.
import { FixesDecoder, type Decoded, type DecodedFixes } from '../../shared/wire/fixes.ts'

/** One frame, and the count of joins before it. */
export interface Ask { readonly join: number; readonly bytes: ArrayBuffer }
export interface Answer { readonly join: number; readonly decoded: Decoded }

/** One who decodes: answers each ask in order, now or later. */
export interface Decoder {
  ask(ask: Ask): void
  end(): void
}
/** `failed`: no answers are to be expected any more. May throw when there is no such decoder here. */
export type StartDecoder = (answered: (answer: Answer) => void, failed: () => void) => Decoder

/** Decodes what is asked; after each join from nothing, since a keyframe follows. */
export function createDecode(): (ask: Ask) => Answer {
  let last = 0
  let end = new FixesDecoder()
  return ({ join, bytes }) => {
    if (join !== last) end = new FixesDecoder()
    last = join
    const decoded = end.decode(new Uint8Array(bytes))
    return { join, decoded: typeof decoded === 'string' ? decoded : crossing(decoded) }
  }
}

/** The columns that the mirror takes, as plain data: nothing of one row alone. */
function crossing({ at, seq, key, gone, rows: { length, unit, time, lon, lat, speed, heading, flags } }: DecodedFixes): DecodedFixes {
  return { at, seq, key, gone, rows: { length, unit, time, lon, lat, speed, heading, flags } }
}

/** An answer's columns, to be handed over instead of copied. */
export function buffersOf({ decoded }: Answer): ArrayBuffer[] {
  if (typeof decoded === 'string') return []
  const { rows: { unit, time, lon, lat, speed, heading, flags }, gone } = decoded
  return [unit, time, lon, lat, speed, heading, flags, gone].map(({ buffer }) => buffer as ArrayBuffer)
}

/** Decodes in the page itself, where there is no worker. */
export const startHere: StartDecoder = (answered, failed) => {
  const decode = createDecode()
  return {
    ask(ask) {
      let answer: Answer
      try {
        answer = decode(ask)
      } catch {
        failed()
        return
      }
      answered(answer)
    },
    end: () => undefined,
  }
}
