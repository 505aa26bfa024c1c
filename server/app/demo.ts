// What demo mode adds: keys for the drill in a file that only the owner reads, and the marks that a store wears for ever.
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { hashKey, type Key } from '../api/doors.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'

/** The outside systems that the drill plays, each with a key of its own as in earnest. */
const sources = [['platform', '网格平台'], ['hotline', '12345 热线'], ['mini', '小程序']] as const

/** What drill.json says: where the listeners are and how to enter. */
export interface DrillFile {
  readonly http: string
  readonly host: string
  readonly key: string
  readonly sources: Readonly<Record<string, string>>
  readonly ports: { readonly jt808: number; readonly mqtt: number; readonly devices: number; readonly osmand: number }
}

/** New keys at every start: an old file opens nothing. */
export function drillKeys(): { keys: Key[]; secret: string; sources: Record<string, string> } {
  const random = (): string => randomBytes(32).toString('base64url')
  const secret = random()
  const keys: Key[] = [{ id: 'drill', name: '演练程序', hash: hashKey(secret), rights: ['events', 'shifts', 'registry', 'read', 'orders', 'drill'] }]
  const secrets: Record<string, string> = {}
  for (const [id, name] of sources) {
    secrets[id] = random()
    keys.push({ id, name, hash: hashKey(secrets[id]), rights: ['events', 'drill'] })
  }
  return { keys, secret, sources: secrets }
}

export function writeDrillFile(folder: string, file: DrillFile): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'drill.json')
  writeFileSync(path, JSON.stringify(file, null, 2), { mode: 0o600 })
  return path
}

export interface MarkParts {
  readonly world: World
  readonly happen: Happen
  readonly demo: boolean
  readonly exercise: string | undefined
  now(): Instant
}

/** Whether drill input may come in; the first time it marks the store for ever. */
export function createMark({ world, happen, demo, exercise, now }: MarkParts): () => Promise<Refusal | undefined> {
  return async () => {
    if (demo ? world.mark === 'demo' : exercise !== undefined && world.mark !== null) return undefined
    if (!demo && exercise === undefined) return refuse('STORE_NOT_DEMO', 'this store serves a real district; set [exercise] name to let a drill in')
    const mark = demo ? 'demo' as const : 'exercise' as const
    await happen.record([{ kind: 'store-marked', data: { mark, name: exercise ?? null }, by: 'server', about: 'store', received: now(), key: `store-marked:${mark}` }])
    return undefined
  }
}
