// What one listener, one address, one connection and one phone may take; data, so that tests and operators can set it.
import { MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import type { Pacing } from './pace.ts'
import { partLimits, type PartLimits } from './parts.ts'

export interface Limits {
  /** Connections in all, and from one address: terminals of a whole fleet may come through one gateway of the carrier. */
  readonly connections: number
  readonly perAddress: number
  /** ms until a connection must have authenticated, and that an authenticated one may be silent. */
  readonly authenticate: number
  readonly idle: number
  /** Messages that may wait for the disk before the socket is no longer read. */
  readonly unanswered: number
  /** Messages of one phone, over all its connections; and of a connection that has not authenticated. */
  readonly terminal: Pacing
  readonly strangers: Pacing
  /** Wrong terminal ids and codes that one address may say for one phone in a minute. */
  readonly guesses: number
  /** What a connection may hold of sub-packages. */
  readonly parts: PartLimits
  /** ms between looks at time-outs. */
  readonly sweep: number
  /** ms that closing waits for acks on their way. */
  readonly closing: number
}

export const limits: Limits = {
  connections: 16_384,
  perAddress: 4_096,
  authenticate: 30 * SECOND,
  idle: 5 * MINUTE,
  unanswered: 512,
  terminal: { rate: 100, burst: 2_000 },
  strangers: { rate: 5, burst: 50 },
  guesses: 10,
  parts: partLimits,
  sweep: SECOND,
  closing: 2 * SECOND,
}
