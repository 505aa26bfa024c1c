// Hostile files: whatever is done to a GeoJSON file, the import answers, and what it accepts loads and locates.
import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_BYTES } from '../../../server/district/importing/limits.ts'
import { areaOf } from '../../../shared/domain/geometry/loop.ts'
import { importDistrict } from '../../../server/district/import.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { byteChanges, expectSound, mutate, mutation, properties, read, seedFile, withBytes } from './mutants.ts'
import { box, feature, fileOf, many, newFolder, text } from './sheet.ts'

describe('mutated files', () => {
  it('[G33] a file changed in any of its values is read to sound areas or refused with a reason, never anything else', () => {
    const parsed: unknown = JSON.parse(seedFile)
    let accepted = 0
    fc.assert(fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      const areas = read(JSON.stringify(mutations.reduce(mutate, parsed)))
      if (!areas) return
      accepted++
      expectSound(areas)
    }), { numRuns: 2_500 })
    expect(accepted).toBeGreaterThan(100)
  })

  it('[G33] so is a file whose bytes were changed', () => {
    const bytes = new TextEncoder().encode(seedFile)
    fc.assert(fc.property(byteChanges(bytes.length), (changes) => {
      const areas = read(withBytes(bytes, changes))
      if (areas) expectSound(areas)
    }), { numRuns: 1_500 })
  })

  it('[G33] rings of random corners come out sound or are refused', () => {
    const corner = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })).map(([x, y]) => [104.8 + x / 4000, 29.4 + y / 4000])
    let accepted = 0
    fc.assert(fc.property(fc.array(fc.array(corner, { minLength: 3, maxLength: 9 }), { minLength: 1, maxLength: 3 }), (rings) => {
      const areas = read(text([feature('990001001001', ...rings)]))
      if (!areas) return
      accepted++
      expectSound(areas)
      expect(areaOf(areas[0].polygons)).toBeGreaterThan(0)
    }), { numRuns: 1_000 })
    expect(accepted).toBeGreaterThan(50)
  })

  it('[G33] what is accepted loads and locates', async () => {
    const parsed: unknown = JSON.parse(seedFile)
    const folder = await newFolder()
    const out = join(folder, 'district')
    for (const one of fc.sample(mutation, { numRuns: 60, seed: 510304 })) {
      const file = await fileOf(JSON.stringify(mutate(parsed, one)), folder)
      const answer = await importDistrict({ file, crs: 'wgs84', properties, out })
      if ('reason' in answer) continue
      const district = await loadDistrict(out)
      for (const { code, centre } of district.regions.values()) expect(district.locate(...centre)?.startsWith(code), JSON.stringify(one)).toBe(true)
    }
    expect((await readdir(folder)).sort()).toEqual(['areas.geojson', 'district'])
  })
})

describe('monstrous files', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

  it('[G34] deep nesting is refused wherever it stands', () => {
    for (const depth of [1_000, 200_000]) {
      const deep = nested(depth)
      const whole = '"geometry":{"type":"Polygon","coordinates":'
      const documents = [
        deep, `{"type":"FeatureCollection","features":${deep}}`,
        `{"type":"FeatureCollection","features":[{"type":"Feature","properties":${deep},${whole}[]}}]}`,
        `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":${deep}},${whole}[]}}]}`,
        `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"990001001001"},${whole}${deep}}}]}`,
        `{"type":"FeatureCollection","crs":${deep},"features":[]}`,
      ]
      for (const content of documents) expect(read(content)).toBeNull()
    }
  })

  it('[G34] a file over the limit is refused unread, and too many features or corners are refused', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'in'))
    const file = join(folder, 'in', 'huge.geojson')
    await writeFile(file, '{')
    await truncate(file, MOST_BYTES + 1)
    expect(await importDistrict({ file, crs: 'wgs84', properties, out: join(folder, 'district') }))
      .toMatchObject({ file, reason: expect.stringMatching(/larger than 128 MiB/) as string })
    expect(await readdir(folder)).toEqual(['in'])
    expect(read(text(Array.from({ length: 20_001 }, () => 0)))).toBeNull()
    const corners = Array.from({ length: 1_000_001 }, (_, at) => [104.8 + (at % 1000) / 1e6, 29.4])
    expect(read(text([feature('990001001001', corners)]))).toBeNull()
  })

  it('[G34] a ring that crosses itself everywhere is refused in good time', () => {
    const scribble = Array.from({ length: 4_000 }, (_, at) => [104.8 + ((at * 7_919) % 10_007) / 1e6, 29.4 + ((at * 104_729) % 10_009) / 1e6])
    expect(read(text([feature('990001001001', scribble)]))).toBeNull()
    expect(read(text([feature('990001001001', box(0, 0)), many('990001001002', ...Array.from({ length: 300 }, (_, at) => [box(at % 2 / 2, 0, 1, 1)]))]))).toBeNull()
  })
})
