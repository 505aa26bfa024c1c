// The body of a batch of location reports 0x0704: {count u16, type u8} and then {length u16, 0x0200 body} for each.
import { LOCATION_BYTES, locationBody, readLocation, type Location } from './location.ts'

export interface Batch {
  /** Type 1: sent from memory after an outage (盲区补报); type 0: sent together to save messages. */
  readonly refill: boolean
  readonly locations: readonly Location[]
}

/** The most items taken; a whole message within the limits of sub-packages holds fewer. */
export const MAX_ITEMS = 2184

/** Undefined when count and lengths do not fit the bytes exactly: then nothing of the batch is taken. */
export function readBatch(body: Buffer): Batch | undefined {
  if (body.length < 3) return undefined
  const count = body.readUInt16BE(0)
  const type = body[2]
  if (count === 0 || count > MAX_ITEMS || type > 1 || count * (2 + LOCATION_BYTES) > body.length - 3) return undefined
  const locations: Location[] = []
  let at = 3
  for (let i = 0; i < count; i++) {
    if (at + 2 > body.length) return undefined
    const end = at + 2 + body.readUInt16BE(at)
    if (end > body.length) return undefined
    const location = readLocation(body.subarray(at + 2, end))
    if (!location) return undefined
    locations.push(location)
    at = end
  }
  return at === body.length ? { refill: type === 1, locations } : undefined
}

export function batchBody(batch: Batch): Buffer {
  const head = Buffer.allocUnsafe(3)
  head.writeUInt16BE(batch.locations.length, 0)
  head[2] = batch.refill ? 1 : 0
  return Buffer.concat([head, ...batch.locations.flatMap((location) => {
    const body = locationBody(location)
    return [Buffer.from([body.length >> 8, body.length & 255]), body]
  })])
}
