// Headers of JT/T 808: reading a frame's content into a message, and building frames from header and body.
import { readPhone, writePhone } from './bcd.ts'
import { sealFrame } from './frame.ts'

/** 2011 and 2013 share one header; it is the registration that tells them apart. */
export type Version = 2011 | 2013 | 2019

/** Low 10 bits of the properties. */
export const MAX_BODY = 1023

export interface Header {
  readonly id: number
  readonly version: Version
  /** Digits without leading zeros. */
  readonly phone: string
  readonly serial: number
  /** Sub-package `index` (from 1) of `total`; absent when the message is in one piece. */
  readonly part?: { readonly total: number; readonly index: number }
}

export interface Message extends Header {
  /** Bits 10–12 of the properties: 0 = plain. */
  readonly encryption: number
  /** The declared length is the real one. */
  readonly whole: boolean
  /** A view into the bytes read; holds only as long as they do. */
  readonly body: Buffer
}

const SPLIT = 0x2000
const IS_2019 = 0x4000

/** Reads one frame's content (no checksum); undefined when it is too short for its header or the phone is not BCD. */
export function readMessage(content: Buffer): Message | undefined {
  if (content.length < 12) return undefined
  const properties = content.readUInt16BE(2)
  const is2019 = (properties & IS_2019) !== 0
  const split = (properties & SPLIT) !== 0
  const serialAt = is2019 ? 15 : 10
  const bodyAt = serialAt + (split ? 6 : 2)
  if (content.length < bodyAt) return undefined
  const phone = is2019 ? readPhone(content, 5, 10) : readPhone(content, 4, 6)
  if (phone === undefined) return undefined
  return {
    id: content.readUInt16BE(0),
    version: is2019 ? 2019 : 2013,
    phone,
    serial: content.readUInt16BE(serialAt),
    part: split ? { total: content.readUInt16BE(serialAt + 2), index: content.readUInt16BE(serialAt + 4) } : undefined,
    encryption: (properties >> 10) & 7,
    whole: (properties & MAX_BODY) === content.length - bodyAt,
    body: content.subarray(bodyAt),
  }
}

/** One frame, ready to send. Throws RangeError when the body needs sub-packages (`buildFrames`). */
export function buildFrame(header: Header, body: Uint8Array): Buffer {
  if (body.length > MAX_BODY) throw new RangeError(`a body of ${body.length} bytes needs sub-packages`)
  const is2019 = header.version === 2019
  const serialAt = is2019 ? 15 : 10
  const bodyAt = serialAt + (header.part ? 6 : 2)
  const content = Buffer.allocUnsafe(bodyAt + body.length)
  content.writeUInt16BE(header.id, 0)
  content.writeUInt16BE(body.length | (header.part ? SPLIT : 0) | (is2019 ? IS_2019 : 0), 2)
  if (is2019) {
    content[4] = 1
    writePhone(content, 5, 10, header.phone)
  } else writePhone(content, 4, 6, header.phone)
  content.writeUInt16BE(header.serial, serialAt)
  if (header.part) {
    content.writeUInt16BE(header.part.total, serialAt + 2)
    content.writeUInt16BE(header.part.index, serialAt + 4)
  }
  content.set(body, bodyAt)
  return sealFrame(content)
}

/** Serial numbers count to 65,535 and start over. */
export const nextSerial = (serial: number, by = 1): number => (serial + by) & 0xffff

/**
 * One frame when the body fits into `size` bytes, else sub-packages of at most `size` with serials `serial`, `serial` + 1, …;
 * the message takes as many serials as there are frames.
 */
export function buildFrames(header: Omit<Header, 'part'>, body: Uint8Array, size = MAX_BODY): Buffer[] {
  if (body.length <= size) return [buildFrame(header, body)]
  const total = Math.ceil(body.length / size)
  return Array.from({ length: total }, (_, i) => buildFrame(
    { ...header, serial: nextSerial(header.serial, i), part: { total, index: i + 1 } },
    body.subarray(i * size, (i + 1) * size),
  ))
}
