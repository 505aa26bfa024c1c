// Decodes the rows of one day one after the other from key row to key row; a few walks keep their places at once.
import { RowReader } from './rows.ts'
import type { Cut } from './tape.ts'

/** Walks that keep what is known of all devices, some megabytes each for a large fleet. */
const WALKS = 4

/** The row that could not be read, on the way to the one asked for, and in words why. */
export interface Unread { readonly seq: number; readonly why: string }

/**
 * Gives the cut of a row by its seq. Following the one read before costs one row; any other one begins at `keyOf` it.
 * `bytesOf` gives a row's bytes, undefined when they are missing.
 */
export function cutReader(bytesOf: (seq: number) => Uint8Array | undefined, keyOf: (seq: number) => number): (seq: number) => Cut | Unread {
  /** Those used last at the end. */
  let walks: { readonly reader: RowReader; readonly seq: number }[] = []

  return (asked) => {
    const walk = walks.find(({ seq }) => seq === asked - 1)
    if (walk) walks = walks.filter((one) => one !== walk)
    const reader = walk?.reader ?? new RowReader()
    for (let seq = walk ? asked : keyOf(asked); ; seq++) {
      const bytes = bytesOf(seq)
      const cut = bytes ? reader.read(bytes) : 'they are missing'
      if (typeof cut === 'string') return { seq, why: cut }
      if (seq < asked) continue
      walks = [...walks, { reader, seq }].slice(-WALKS)
      return cut
    }
  }
}
