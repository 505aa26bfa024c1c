// The district's catalogue: read from its folder, adopted as an entry when it differs from the one in force.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { catalogueSchema } from '../../shared/domain/catalogue.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { Plain } from './plain.ts'
import type { Instant } from '../../shared/domain/time.ts'

/** Adopts catalogue.json of `folder`; the past keeps the one that was valid then. Throws Plain when the file is none. */
export async function adoptCatalogue(folder: string, world: World, happen: Happen, now: Instant): Promise<void> {
  const file = join(folder, 'catalogue.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    if (world.catalogue) return
    throw new Plain(`${file} is missing: a district needs its catalogue of categories, levels, limits and shifts`)
  }
  const checked = catalogueSchema.safeParse(parse(text, file))
  if (!checked.success) {
    const first = checked.error.issues[0]
    throw new Plain(`${file}: ${first.path.join('.')}: ${first.message}`)
  }
  // Not by their texts: the ledger keeps its members in an order of its own.
  if (isDeepStrictEqual(checked.data, world.catalogue)) return
  const hash = createHash('sha256').update(JSON.stringify(checked.data)).digest('hex')
  await happen.record([{ kind: 'catalogue-adopted', data: { hash, effective: now, content: checked.data }, by: 'server', about: 'catalogue', received: now }])
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Plain(`${file}: ${error instanceof Error ? error.message : 'is not JSON'}`, { cause: error })
  }
}
