// The id of a record: sortable by its time, and the same whenever the same source repeats the same call under the same key.
import { recordId, type RecordId } from '../../shared/domain/record-id.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { eventIdOf } from './event-id.ts'

/** `key` is the ledger's, in which call, source and the caller's own key are all in. */
export const recordIdOf = (key: string, at: Instant): RecordId => recordId(eventIdOf('record', key, at))
