// Deriving towns and district from the 121 drawn villages gives the drawn towns and district back.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { toMicro } from '../../../shared/domain/geo.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { areaOf, type Dot } from '../../../shared/domain/geometry/loop.ts'
import { overlapOf } from '../../../shared/domain/geometry/overlap.ts'
import { importDistrict } from '../../../server/district/import.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import type { District } from '../../../server/district/district.ts'
import { fileOf } from './sheet.ts'

const drawn = new URL('../../../public/district/510304/', import.meta.url).pathname
const polygonsOf = (district: District, code: string): Dot[][][] =>
  district.shapes.get(regionCode(code))?.polygons.map((polygon) => polygon.map((ring) => ring.slice(0, -1).map(([x, y]): Dot => [toMicro(x), toMicro(y)]))) ?? []

it('[G23] towns and district derived from villages cover what the given ones cover, corner for corner', async () => {
  const file = await fileOf(await readFile(join(drawn, 'villages.geojson'), 'utf8'))
  const out = join(dirname(file), 'district')
  const answer = await importDistrict({ file, crs: 'wgs84', properties: { code: 'code', name: 'name' }, out })
  expect(answer).toMatchObject({ regions: 137, manifest: { name: '大安区', city: '自贡市', schematic: false } })
  expect('repairs' in answer && [...new Set(answer.repairs.map(({ kind }) => kind))].sort()).toEqual(['name-found', 'region-derived'])
  const [given, derived] = [await loadDistrict(drawn), await loadDistrict(out)]
  for (const { code, level, name } of given.regions.values()) {
    if (level === 'grid') continue
    const [one, two] = [polygonsOf(given, code), polygonsOf(derived, code)]
    expect(derived.regions.get(code)?.name).toBe(name)
    expect(two.length, code).toBe(one.length)
    expect(Math.abs(areaOf(one) - areaOf(two)), code).toBeLessThan(areaOf(one) * 1e-5)
    if (level === 'town') expect(overlapOf(one, two) / areaOf(one), code).toBeCloseTo(1, 4)
  }
})
