// Text on the wire: GBK strings and zero-padded fields. The one door to iconv-lite.
import iconv from 'iconv-lite'

export const gbk = (text: string): Buffer => iconv.encode(text, 'gbk')
export const fromGbk = (bytes: Buffer): string => iconv.decode(bytes, 'gbk')

/** A fixed field without its padding: zeros and blanks at either end, since makers pad on both sides. */
export function readField(bytes: Buffer, from: number, to: number): string {
  while (from < to && (bytes[from] === 0 || bytes[from] === 32)) from++
  while (to > from && (bytes[to - 1] === 0 || bytes[to - 1] === 32)) to--
  return bytes.toString('latin1', from, to)
}

/** `text` in Latin letters at `from`, padded with zeros to `length`; throws RangeError when it is longer. */
export function writeField(bytes: Buffer, from: number, length: number, text: string): void {
  if (text.length > length) throw new RangeError(`a field of ${length} bytes cannot hold ${text.length}`)
  bytes.fill(0, from, from + length)
  bytes.write(text, from, length, 'latin1')
}
