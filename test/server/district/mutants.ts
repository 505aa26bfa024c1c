// Mutants of a district file, and how an import reads them: to sound areas, or to a refusal with a reason.
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Area } from '../../../server/district/area.ts'
import { edgesOf, findContacts } from '../../../shared/domain/geometry/contact.ts'
import { polygonHolds, signedArea } from '../../../shared/domain/geometry/loop.ts'
import { assembleAreas } from '../../../server/district/importing/assemble.ts'
import { readFeatures } from '../../../server/district/importing/read.ts'
import { RepairBook } from '../../../server/district/importing/repair.ts'
import { Unusable } from '../../../shared/domain/geojson.ts'
import { box, feature, many, text, villages } from './sheet.ts'

export const properties = { code: 'code', name: 'name' }
export const seedFile = text([
  feature('990001001', box(0, 0, 2, 1)), feature('990001002', box(2, 0, 2, 1)), ...villages(),
  many('99000100100101', [box(0, 0, 0.5, 1)]), feature('99000100100102', box(0.5, 0, 0.5, 1), box(0.6, 0.2, 0.2, 0.2).toReversed()),
])

/** Reads a text as an import does; the areas, or null when it was refused in the proper way. */
export function read(content: string): Area[] | null {
  const book = new RepairBook()
  try {
    return assembleAreas(readFeatures(content, 'wgs84', properties, book), undefined, new Map(), book)
  } catch (error) {
    if (error instanceof Unusable && error.message !== '') return null
    throw error
  }
}

/** One place of a JSON value changed to something it should not be. */
export type Mutation = { readonly path: readonly number[]; readonly to: unknown; readonly by: number; readonly how: 'replace' | 'remove' | 'repeat' | 'nudge' }
export function mutate(value: unknown, { path, to, by, how }: Mutation): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return how === 'nudge' && typeof value === 'number' ? value + by : to
  const keys = Object.keys(value)
  if (keys.length === 0) return to
  const key = keys[path[0] % keys.length]
  if (Array.isArray(value)) {
    const at = Number(key)
    if (path.length === 1 && how === 'remove') return value.toSpliced(at, 1)
    if (path.length === 1 && how === 'repeat') return value.toSpliced(at, 0, value[at])
    return value.with(at, mutate(value[at], { path: path.slice(1), to, by, how }))
  }
  const fields = value as Record<string, unknown>
  if (path.length === 1 && how === 'remove') return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key))
  return { ...fields, [key]: mutate(fields[key], { path: path.slice(1), to, by, how }) }
}

const poison = fc.oneof(
  fc.constantFrom<unknown>(null, '', 'NaN', '104.8', [], {}, [[]], [[[]]], true, -0, 1e308, -1e308, 5e-324, 180, 91, 104.81, 29.405, 'Polygon', 'MultiPolygon', '990001001001', '990001', 990001001, '__proto__'),
  fc.double({ noNaN: true }), fc.integer(), fc.string(),
)
/** Ways into the file: anywhere, or straight to one feature's coordinates (features, which, geometry, coordinates, …). */
const way = fc.oneof(
  fc.array(fc.nat({ max: 119 }), { minLength: 1, maxLength: 8 }),
  fc.tuple(fc.nat({ max: 7 }), fc.array(fc.nat({ max: 119 }), { minLength: 1, maxLength: 5 })).map(([which, deeper]) => [1, which, 2, 1, ...deeper]),
)
export const mutation = fc.record({
  path: way, to: poison, by: fc.double({ noNaN: true, min: -0.0003, max: 0.0003 }),
  how: fc.constantFrom<Mutation['how']>('replace', 'remove', 'repeat', 'nudge', 'nudge', 'nudge'),
})

export function expectSound(areas: readonly Area[]): void {
  for (const { polygons, centre } of areas) {
    expect(polygons.some((polygon) => polygonHolds(polygon, ...centre))).toBe(true)
    for (const polygon of polygons) {
      for (const [at, loop] of polygon.entries()) {
        expect(signedArea(loop) > 0).toBe(at === 0)
        expect(findContacts(edgesOf(loop), 1)).toEqual([])
      }
    }
  }
}

/** Changes of single bytes: where, and to what. */
export const byteChanges = (length: number) => fc.array(fc.tuple(fc.nat({ max: length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 })

export function withBytes(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): string {
  const changed = bytes.slice()
  for (const [at, to] of changes) changed[at] = to
  return new TextDecoder().decode(changed)
}
