// The id of an event: sortable by when it happened, and the same whenever the same source repeats the same key.
import { createHash } from 'node:crypto'
import { eventId, type EventId } from '../../shared/domain/event.ts'
import type { Instant } from '../../shared/domain/time.ts'

/**
 * A UUID of version 7: 48 bits of `occurred`, then 74 bits of the hash of source and key in place of random ones. So a
 * repeated report makes the same draft without anybody remembering the first, also after a restart.
 */
export function eventIdOf(source: string, key: string, occurred: Instant): EventId {
  const bytes = createHash('sha256').update(source).update('\0').update(key).digest().subarray(0, 16)
  bytes.writeUIntBE(Math.max(0, Math.floor(occurred)), 0, 6)
  bytes[6] = 0x70 | (bytes[6] & 0x0f)
  bytes[8] = 0x80 | (bytes[8] & 0x3f)
  const hex = bytes.toString('hex')
  return eventId(`${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`)
}
