// Bodies of what the platform may ask of a terminal: parameters, poll, tracking, text, confirmation of an alarm.
import { refuse, type Refusal } from '../../../../shared/domain/refusal.ts'
import type { Version } from './header.ts'
import { gbk } from './text.ts'

/** Parameter ids of 0x8103; all these are u32. */
export const parameter = {
  /** Seconds between heartbeats. */
  heartbeat: 0x0001,
  /** 0 by time, 1 by distance, 2 by both. */
  strategy: 0x0020,
  /** Seconds between reports while sleeping, and by default. */
  sleepInterval: 0x0027,
  interval: 0x0029,
  /** Metres between reports. */
  distance: 0x002c,
} as const

/** One parameter: a number of `size` bytes (4 unless said), or a GBK string. */
export type Parameter =
  | { readonly id: number; readonly value: number; readonly size?: 1 | 2 | 4 }
  | { readonly id: number; readonly text: string }

/** 0x8103. Throws RangeError beyond 255 parameters or 255 bytes in one. */
export function paramsBody(parameters: readonly Parameter[]): Buffer {
  if (parameters.length > 255) throw new RangeError('0x8103 holds at most 255 parameters')
  return Buffer.concat([Buffer.from([parameters.length]), ...parameters.map((one) => {
    const value = 'text' in one ? gbk(one.text) : number(one.value, one.size ?? 4)
    if (value.length > 255) throw new RangeError('a parameter of 0x8103 holds at most 255 bytes')
    return Buffer.concat([number(one.id, 4), Buffer.from([value.length]), value])
  })])
}

/** 0x8201: asks for one location report, which comes as 0x0201. */
export const pollBody = (): Buffer => Buffer.alloc(0)

/** 0x8202: a report every `interval` s for `valid` s; interval 0 ends it, and then `valid` is not sent. */
export const trackBody = (interval: number, valid: number): Buffer =>
  (interval === 0 ? number(0, 2) : Buffer.concat([number(interval, 2), number(valid, 4)]))

/** 0x8203: a person has confirmed alarms (`alarms` as in the report's alarm word) of the report with `serial`; 0 = all. */
export const confirmBody = (serial: number, alarms: number): Buffer => Buffer.concat([number(serial, 2), number(alarms >>> 0, 4)])

/** GBK bytes of text that 0x8300 takes. */
export const MAX_TEXT = 1024

/** 0x8300. `flag` as the version defines it; `type` (1 notice, 2 service) is sent since 2019. May need sub-packages. */
export function textBody(text: string, version: Version, flag: number, type: 1 | 2 = 1): Buffer | Refusal {
  const bytes = gbk(text)
  if (bytes.length > MAX_TEXT) return refuse('MESSAGE_TOO_LARGE', `${bytes.length} bytes of text, 0x8300 takes ${MAX_TEXT}`)
  return Buffer.concat([Buffer.from(version === 2019 ? [flag, type] : [flag]), bytes])
}

function number(value: number, size: 1 | 2 | 4): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntBE(value, 0, size)
  return bytes
}
