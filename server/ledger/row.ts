// A row: an entry as a store keeps it, its data as canonical text. The thread knows rows only, the main side entries.
import type { Personal } from '../../shared/domain/entry.ts'

/** A checked draft on its way to the store. */
export interface DraftRow {
  readonly kind: string
  readonly by: string
  readonly about: string
  readonly key: string | null
  readonly received: number
  readonly deviceTime: number | null
  /** Canonical JSON. */
  readonly data: string
  readonly expects: number | null
  readonly personal: Personal | null
}

/** A committed entry; hashes are sha-256 in hex. */
export interface Row {
  readonly seq: number
  readonly kind: string
  readonly by: string
  readonly about: string
  readonly key: string | null
  readonly committed: number
  readonly received: number
  readonly deviceTime: number | null
  readonly data: string
  /** Salted hash of the personal data as it stood after this entry; null when the entry brought none. */
  readonly personal: string | null
  /** Hash of this row and of the hash before it. */
  readonly hash: string
}

/** Personal data about a thing, with the salt that dies with it and the entry whose hash it must fit. */
export interface PersonalRow { readonly about: string; readonly seq: number; readonly salt: string; readonly body: string }

/** What a row says beside its data, as a JSON list; what is hashed and what is handed over are this one text. */
export function frameText({ seq, kind, by, about, key, committed, received, deviceTime, personal }: Omit<Row, 'hash' | 'data'>): string {
  return JSON.stringify([seq, kind, by, about, key, committed, received, deviceTime, personal])
}

/** An entry as JSON text, [frame, data]; what append answers and what read answers are this one text, parsed. */
export const entryText = (frame: string, data: string): string => `[${frame},${data}]`
