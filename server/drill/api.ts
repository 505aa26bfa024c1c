// The server's API as an outside system sees it: a key, JSON, and an answer or a refusal.
import type { Agent } from 'node:http'
import { z } from 'zod'
import type { Door } from './door.ts'
import { call, isBusy } from './senders/http.ts'
import { Unanswered } from './senders/sender.ts'

export const clockSchema = z.object({ at: z.number(), speed: z.number().positive(), mark: z.enum(['demo', 'exercise']).nullable(), epoch: z.string() })
export type ServerClock = z.infer<typeof clockSchema>

export interface Said { readonly status: number; readonly body: unknown; readonly refused: string | null }

export interface Api {
  /** Rejects with Unanswered when nobody answers or the server asks to come again; every other answer resolves. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown, key?: string): Promise<Said>
}

/** Speaks with the drill's own key, or with that of an outside system that the server gave one. */
export function createApi(agent: Agent, door: Door, source?: string): Api {
  return {
    async ask(method, path, body, key) {
      const { http, sources, key: own } = door.file
      const { hostname, port, host } = new URL(http)
      const { status, text } = await call(agent, {
        host: hostname, port: Number(port || 80), method, path: `/api${path}`, patience: 60_000,
        headers: {
          host, authorization: `Bearer ${(source === undefined ? undefined : sources[source]) ?? own}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      // A server that started anew has new keys: they are in the file by the next try.
      if (isBusy(status) || status === 401) throw new Unanswered(`${method} /api${path} answered ${status}`)
      const said = parsed(text)
      return { status, body: said, refused: refusalIn(said) ?? (status >= 400 ? `HTTP_${status}` : null) }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Unanswered('the answer is no JSON', { cause: error })
  }
}

/** The refusal code of an answer or of one of its items; null when it is none. */
export const refusalIn = (said: unknown): string | null =>
  typeof said === 'object' && said !== null && 'refused' in said && typeof said.refused === 'string' ? said.refused : null

/** What a refusal says beside its code. */
export const detailIn = (said: unknown): string =>
  typeof said === 'object' && said !== null && 'detail' in said && typeof said.detail === 'string' ? said.detail : ''

/** The items of a bulk answer, in the order of what was asked. */
export function itemsIn(said: unknown, name = 'items'): readonly unknown[] {
  const items = typeof said === 'object' && said !== null && name in said ? (said as Record<string, unknown>)[name] : undefined
  return Array.isArray(items) ? items : []
}

/** The server's clock; rejects with Unanswered. */
export async function askClock(api: Api): Promise<ServerClock> {
  const said = clockSchema.safeParse((await api.ask('GET', '/clock')).body)
  if (!said.success) throw new Unanswered('the answer of /api/clock is no clock')
  return said.data
}
