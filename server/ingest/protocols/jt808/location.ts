// The body of a location report 0x0200, in our units; also the item of a batch 0x0704.
import type { Instant } from '../../../../shared/domain/time.ts'
import { readTime, writeTime } from './bcd.ts'

export const alarmBit = { sos: 1 } as const
export const statusBit = { acc: 1, fixed: 2, south: 4, west: 8 } as const

/** What the known extras of a report say; metres, litres, m/s. Unknown ones and ones of a wrong length are passed over. */
export interface Extras {
  odometer?: number
  fuel?: number
  recorderSpeed?: number
  /** Strength of the mobile network, 0–255 as sent. */
  signal?: number
  satellites?: number
}

export interface Location {
  /** The alarm and status words as sent; `statusBit` south and west are already in the signs below. */
  readonly alarm: number
  readonly status: number
  /** Degrees in the device's crs, east and north positive. */
  readonly lon: number
  readonly lat: number
  /** Metres. */
  readonly altitude: number
  /** m/s; null = not said. */
  readonly speed: number | null
  /** Degrees from north, 0–359; null = not said. */
  readonly heading: number | null
  /** null: the device has no clock yet, or `unreadable`. */
  readonly time: Instant | null
  /** The six time bytes are no date. */
  readonly unreadable: boolean
  readonly extras: Extras
}

/** Bytes before the extras. */
export const LOCATION_BYTES = 28
const DEGREES = 1_000_000
/** 0.1 km/h in one m/s. */
const SPEED = 36
const NOT_SAID = 0xffff

/** Reads a report; undefined when it is shorter than its fixed part. Never reads past `body`. */
export function readLocation(body: Buffer): Location | undefined {
  if (body.length < LOCATION_BYTES) return undefined
  const status = body.readUInt32BE(4)
  const lat = body.readUInt32BE(8) / DEGREES
  const lon = body.readUInt32BE(12) / DEGREES
  const speed = body.readUInt16BE(18)
  const heading = body.readUInt16BE(20)
  const time = readTime(body, 22)
  return {
    alarm: body.readUInt32BE(0),
    status,
    lon: (status & statusBit.west) !== 0 && lon !== 0 ? -lon : lon,
    lat: (status & statusBit.south) !== 0 && lat !== 0 ? -lat : lat,
    altitude: body.readUInt16BE(16),
    speed: speed === NOT_SAID ? null : speed / SPEED,
    heading: heading < 360 ? heading : heading === 360 ? 0 : null,
    time: time ?? null,
    unreadable: time === undefined,
    extras: readExtras(body),
  }
}

/** Walks {id, length, value} to the end of the body; one that runs over the end ends the walk, and the fix stands without it. */
function readExtras(body: Buffer): Extras {
  const extras: Extras = {}
  for (let at = LOCATION_BYTES; at + 2 <= body.length;) {
    const length = body[at + 1]
    const value = at + 2
    if (value + length > body.length) break
    switch ((body[at] << 8) | length) {
      case 0x0104: extras.odometer = body.readUInt32BE(value) * 100; break
      case 0x0202: extras.fuel = body.readUInt16BE(value) / 10; break
      case 0x0302: extras.recorderSpeed = body.readUInt16BE(value) / SPEED; break
      case 0x3001: extras.signal = body[value]; break
      case 0x3101: extras.satellites = body[value]; break
    }
    at = value + length
  }
  return extras
}

/** The body of a report; `unreadable` is not written back. Throws RangeError when a value does not fit its field. */
export function locationBody(location: Location): Buffer {
  const extras = extrasBytes(location.extras)
  const body = Buffer.allocUnsafe(LOCATION_BYTES + extras.length)
  const signs = (location.lat < 0 ? statusBit.south : 0) | (location.lon < 0 ? statusBit.west : 0)
  body.writeUInt32BE(location.alarm >>> 0, 0)
  body.writeUInt32BE(((location.status & ~(statusBit.south | statusBit.west)) | signs) >>> 0, 4)
  body.writeUInt32BE(Math.round(Math.abs(location.lat) * DEGREES), 8)
  body.writeUInt32BE(Math.round(Math.abs(location.lon) * DEGREES), 12)
  body.writeUInt16BE(location.altitude, 16)
  body.writeUInt16BE(location.speed === null ? NOT_SAID : Math.round(location.speed * SPEED), 18)
  body.writeUInt16BE(location.heading ?? NOT_SAID, 20)
  writeTime(body, 22, location.time)
  body.set(extras, LOCATION_BYTES)
  return body
}

function extrasBytes(extras: Extras): number[] {
  const word = (value: number) => [value >>> 8 & 255, value & 255]
  const bytes: number[] = []
  if (extras.odometer !== undefined) {
    const value = Math.round(extras.odometer / 100)
    bytes.push(0x01, 4, ...word(value >>> 16), ...word(value))
  }
  if (extras.fuel !== undefined) bytes.push(0x02, 2, ...word(Math.round(extras.fuel * 10)))
  if (extras.recorderSpeed !== undefined) bytes.push(0x03, 2, ...word(Math.round(extras.recorderSpeed * SPEED)))
  if (extras.signal !== undefined) bytes.push(0x30, 1, extras.signal & 255)
  if (extras.satellites !== undefined) bytes.push(0x31, 1, extras.satellites & 255)
  return bytes
}
