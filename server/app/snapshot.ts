// A snapshot's bytes: pieces of plain data one after another, each in a turn of its own, so that the loop never stands still.
import { deserialize, serialize } from 'node:v8'

const LENGTH = 4

const turn = (): Promise<void> => new Promise((go) => { setImmediate(go) })

/** The pieces, which are small and must stay as they are until this resolves, as bytes of their own buffer. */
export async function pack(pieces: readonly unknown[]): Promise<Uint8Array<ArrayBuffer>> {
  const packed: Buffer[] = []
  for (const piece of pieces) {
    packed.push(serialize(piece))
    await turn()
  }
  const bytes = new Uint8Array(packed.reduce((sum, { length }) => sum + LENGTH + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const piece of packed) {
    view.setUint32(at, piece.length)
    bytes.set(piece, at + LENGTH)
    at += LENGTH + piece.length
    await turn()
  }
  return bytes
}

/** The pieces in order. Throws for what `pack` of this runtime did not make. */
export function unpack(bytes: Uint8Array): unknown[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: unknown[] = []
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at)
    pieces.push(deserialize(bytes.subarray(at + LENGTH, at + LENGTH + length)))
    at += LENGTH + length
  }
  return pieces
}
