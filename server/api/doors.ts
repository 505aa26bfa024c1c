// Who may come in: API keys with rights, the screen key, and the names under which this server may be called.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Right } from '../../shared/domain/right.ts'

/** A key as the configuration holds it: never the key itself, only `sha256:` and its hash. */
export interface Key { readonly id: string; readonly name: string; readonly hash: string; readonly rights: readonly Right[] }

export const hashKey = (key: string): string => `sha256:${createHash('sha256').update(key).digest('hex')}`

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export interface DoorParts {
  readonly keys: readonly Key[]
  readonly screenKey: string | undefined
  /** Names and addresses under which browsers may call, without port. */
  readonly names: readonly string[]
}

export interface Doors {
  /** The key behind an Authorization header. */
  key(authorization: string | undefined): Key | undefined
  /** 'unpaired' only when no screen key is set, which the configuration allows on loopback alone. */
  screen(key: string | undefined): 'paired' | 'unpaired' | undefined
  /** Guards loopback too against pages of other origins and rebound names. */
  ours(headers: { host?: string | undefined; origin?: string | undefined }): boolean
}

export function createDoors({ keys, screenKey, names }: DoorParts): Doors {
  const known = new Set(['localhost', '127.0.0.1', '[::1]', ...names].map((name) => name.toLowerCase()))
  const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')
  return {
    key(authorization) {
      const said = authorization?.match(/^Bearer ([\x21-\x7e]{16,256})$/)?.[1]
      if (said === undefined) return undefined
      const hash = hashKey(said)
      // Every key is compared, so that time does not tell which one came close.
      return keys.reduce<Key | undefined>((found, key) => (same(hash, key.hash) ? key : found), undefined)
    },
    screen(key) {
      if (screenKey === undefined) return 'unpaired'
      return key !== undefined && same(hashKey(key), screenKey) ? 'paired' : undefined
    },
    ours({ host, origin }) {
      if (host === undefined || !known.has(nameOf(host))) return false
      if (origin === undefined) return true
      if (!URL.canParse(origin)) return false
      const url = new URL(origin)
      return known.has(url.hostname.toLowerCase()) && url.host.toLowerCase() === host.toLowerCase()
    },
  }
}
