// Bodies of the answers that every message may get: general ack, re-transmission request, server time.
import type { Instant } from '../../../../shared/domain/time.ts'
import { readTime, writeTime } from './bcd.ts'
import type { Version } from './header.ts'

/** 0x0001 and 0x8001: what became of message `to` with serial `serial`. */
export interface Ack { readonly serial: number; readonly to: number; readonly result: number }

export function ackBody(ack: Ack): Buffer {
  const body = Buffer.allocUnsafe(5)
  body.writeUInt16BE(ack.serial, 0)
  body.writeUInt16BE(ack.to, 2)
  body[4] = ack.result
  return body
}

export const readAck = (body: Buffer): Ack | undefined =>
  body.length < 5 ? undefined : { serial: body.readUInt16BE(0), to: body.readUInt16BE(2), result: body[4] }

/** 0x8003: sub-packages `missing` (indexes from 1) of the message whose first sub-package had serial `first`. */
export interface Resend { readonly first: number; readonly missing: readonly number[] }

/** At most 255 indexes: the count is one byte before 2019, a word since. */
export function resendBody(resend: Resend, version: Version): Buffer {
  const missing = resend.missing.slice(0, 255)
  const listAt = version === 2019 ? 4 : 3
  const body = Buffer.allocUnsafe(listAt + 2 * missing.length)
  body.writeUInt16BE(resend.first, 0)
  body.writeUIntBE(missing.length, 2, listAt - 2)
  missing.forEach((index, i) => body.writeUInt16BE(index, listAt + 2 * i))
  return body
}

export function readResend(body: Buffer, version: Version): Resend | undefined {
  const listAt = version === 2019 ? 4 : 3
  if (body.length < listAt) return undefined
  const count = body.readUIntBE(2, listAt - 2)
  if (body.length !== listAt + 2 * count) return undefined
  return { first: body.readUInt16BE(0), missing: Array.from({ length: count }, (_, i) => body.readUInt16BE(listAt + 2 * i)) }
}

/** 0x8004 (2019): the one time on the wire that is UTC. */
export function timeBody(now: Instant): Buffer {
  const body = Buffer.allocUnsafe(6)
  writeTime(body, 0, now, 0)
  return body
}

export const readTimeBody = (body: Buffer): Instant | undefined => (body.length === 6 ? readTime(body, 0, 0) ?? undefined : undefined)
