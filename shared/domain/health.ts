// What ingest counts about its own health; handed to the ingest reading, /metrics and the health page.
import type { RefusalCode } from './refusal.ts'
import type { Instant } from './time.ts'

/** Counters of one source, cumulative since start unless named otherwise. */
export interface SourceCount {
  readonly id: string
  readonly kind: 'dialect' | 'gateway' | 'events'
  readonly name: string
  readonly last: Instant | null
  readonly interval: number | null
  readonly connections: number
  readonly admitted: number
  readonly admittedLastMinute: number
  readonly refused: Readonly<Partial<Record<RefusalCode, number>>>
  readonly refusedLastHour: number
}

/** An identity that spoke without being registered. */
export interface Unregistered { readonly dialect: string; readonly identity: string; readonly first: Instant; readonly last: Instant; readonly times: number }

export interface IngestCounts { readonly sources: readonly SourceCount[]; readonly unregistered: readonly Unregistered[] }
