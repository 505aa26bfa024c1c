// The one shape of an API route: who may, what comes in, what goes out. Express and OpenAPI are both made from it.
import type { z } from 'zod'
import { isRefusal, type Refusal, type RefusalCode } from '../../shared/domain/refusal.ts'
import type { Right } from '../../shared/domain/right.ts'
import type { Key } from './doors.ts'

export interface Call {
  /** Of a screen that a route lets in: SCREEN. */
  readonly key: Key
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** As it came: whoever handles it checks it. */
  readonly body: unknown
  /** The Idempotency-Key header, checked for length. */
  readonly idempotencyKey: string
}

/** What a screen may do over HTTP where a route lets it in: read. */
export const SCREEN: Key = { id: 'screen', name: 'screen', hash: '', rights: ['read'] }

export interface Route {
  readonly method: 'get' | 'post' | 'delete'
  /** Express path below /api. */
  readonly path: string
  readonly summary: string
  /** null: any key. */
  readonly right: Right | null
  /** Screens may ask too: with the screen key as bearer, or without any where unpaired screens may watch. */
  readonly screens?: boolean
  /** What the body must be, for the description; the handler checks it. */
  readonly body?: z.ZodType
  /** An Idempotency-Key header is required. */
  readonly keyed?: boolean
  handle(call: Call): Promise<Reply> | Reply
}

export interface Reply {
  readonly status: number
  readonly body: unknown
  /** What stands at this address never changes: whoever asked may keep it. */
  readonly immutable?: boolean
  /** The body is bytes, to be kept as a file. */
  readonly file?: { readonly type: string; readonly name: string }
}

export const ok = (body: unknown, status = 200): Reply => ({ status, body })

const statusOf: Partial<Record<RefusalCode, number>> = {
  BODY_MALFORMED: 400, REGION_UNKNOWN: 400, BEATS_UNKNOWN: 404, BEAT_UNKNOWN: 404, CATEGORY_UNKNOWN: 400, UNIT_UNKNOWN: 404, GATEWAY_UNKNOWN: 404, EVENT_UNKNOWN: 404, DEVICE_UNKNOWN: 404, SOS_NONE: 404,
  TEAM_UNKNOWN: 404, BINDING_UNKNOWN: 404, RECORD_UNKNOWN: 404, TEAM_KIND_UNKNOWN: 400, CRITERION_UNKNOWN: 400, RECORD_WITHDRAWN: 409,
  BEATS_STALE: 409, EVENT_STAGE: 409, EVENT_CONFLICT: 409, KEY_REUSED: 409, UNIT_TAKEN: 409, SHIFT_SAME: 409, STORE_NOT_DEMO: 409,
  CREDENTIAL_WRONG: 401, RIGHT_MISSING: 403, MESSAGE_TOO_LARGE: 413, RATE_EXCEEDED: 429, STORAGE_FAILED: 503, SERVER_BUSY: 503,
}

export const refusalStatus = (code: RefusalCode): number => statusOf[code] ?? 400

/** A refusal with its status, or the answer with 200. */
export const reply = (answer: unknown, status = 200): Reply =>
  isRefusal(answer) ? refused(answer) : ok(answer, status)

export const refused = (refusal: Refusal): Reply => ({ status: refusalStatus(refusal.refused), body: refusal })
