// A snapshot's bytes: pieces of plain data one after another, each made in a turn of its own, so that the loop never stands still.
import { deserialize, serialize } from 'node:v8'

const LENGTH = 4

/** The first piece is serialized at once, and may change afterwards; the others must stay as they are until this resolves. */
export async function pack(first: unknown, others: readonly unknown[]): Promise<Uint8Array> {
  const pieces = [serialize(first)]
  for (const piece of others) {
    await new Promise<void>((turn) => { setImmediate(turn) })
    pieces.push(serialize(piece))
  }
  const bytes = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + LENGTH + length, 0))
  let at = 0
  for (const piece of pieces) {
    at = bytes.writeUInt32LE(piece.length, at)
    at += piece.copy(bytes, at)
  }
  return bytes
}

/** The pieces in order. Throws for what `pack` of this runtime did not make. */
export function unpack(bytes: Uint8Array): unknown[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: unknown[] = []
  for (let at = 0; at < view.length;) {
    const length = view.readUInt32LE(at)
    pieces.push(deserialize(view.subarray(at + LENGTH, at + LENGTH + length)))
    at += LENGTH + length
  }
  return pieces
}
