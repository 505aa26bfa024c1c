// Importing a GeoJSON file in a district's place: what is converted, mended, derived, reported and refused.
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import gcoord from 'gcoord'
import { describe, expect, it } from 'vitest'
import { metresBetween, type Crs } from '../../../shared/domain/geo.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import type { Fault } from '../../../server/district/fault.ts'
import { areaOf } from '../../../shared/domain/geometry/loop.ts'
import { importDistrict, type Imported } from '../../../server/district/import.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { at, box, feature, fileOf, many, newFolder, ring, SOUTH, text, villages, WEST, type Feature } from './sheet.ts'

const properties = { code: 'code', name: 'name' }
interface More { crs?: Crs; code?: string; out?: string }
async function take(content: readonly unknown[] | string, more: More = {}): Promise<{ answer: Imported | Fault; out: string; file: string }> {
  const folder = await newFolder()
  const file = await fileOf(content, folder)
  const out = more.out ?? join(folder, 'district')
  return { answer: await importDistrict({ crs: 'wgs84', properties, ...more, file, out }), out, file }
}
async function taken(content: readonly unknown[], more: { crs?: Crs; code?: string } = {}): Promise<Imported & { out: string }> {
  const { answer, out } = await take(content, more)
  if ('reason' in answer) throw new Error(`${answer.feature ?? ''} ${answer.reason}`)
  return { ...answer, out }
}
const kinds = ({ repairs }: Imported): string[] =>
  repairs.filter(({ feature: label }) => label.startsWith('feature')).map(({ kind, count }) => `${kind} ${count}`).sort()
const squares = async (out: string, code: string): Promise<number> => {
  const shape = (await loadDistrict(out)).shapes.get(regionCode(code))
  const toLoop = (lngLats: readonly (readonly number[])[]): [number, number][] => lngLats.slice(0, -1).map(([x, y]) => [Math.round(x * 1e6), Math.round(y * 1e6)])
  const loops = shape?.polygons.map((polygon) => polygon.map(toLoop)) ?? []
  return areaOf(loops) / areaOf([[toLoop(box(0, 0))]])
}
const withRest = (first: Feature): Feature[] => [first, ...villages().slice(1)]

describe('what a file may be', () => {
  it('[G23] a file of villages becomes a whole district that loads: towns and district are derived, labels stand inside, nothing is schematic', async () => {
    const { manifest, out, regions } = await taken(villages())
    const district = await loadDistrict(out)
    expect(regions).toBe(7)
    expect([...district.regions.keys()]).toEqual(['990001', '990001001', '990001002', '990001001001', '990001001201', '990001002001', '990001002201'])
    expect(manifest).toMatchObject({ code: '990001', schematic: false, source: 'areas.geojson', bbox: [WEST, SOUTH, 104.84, 29.41] })
    expect(await squares(out, '990001')).toBeCloseTo(4, 3)
    expect(await squares(out, '990001002')).toBeCloseTo(2, 3)
    for (const { code, centre } of district.regions.values()) expect(district.locate(...centre)?.startsWith(code)).toBe(true)
    expect(JSON.parse(await readFile(join(out, 'catalogue.json'), 'utf8'))).toHaveProperty('categories')
  })

  it('[G24] coordinates are converted from the declared reference system to within a metre', async () => {
    const shifts = { wgs84: undefined, cgcs2000: undefined, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const
    for (const [crs, shifted] of Object.entries(shifts) as [Crs, (typeof shifts)[Crs]][]) {
      const moved = villages().map((one) => {
        const coordinates = (one.geometry.coordinates as [number, number][][]).map((lngLats) =>
          lngLats.map((place) => shifted ? gcoord.transform(place, gcoord.WGS84, shifted) : place))
        return { ...one, geometry: { type: 'Polygon', coordinates } }
      })
      const { out } = await taken(moved, { crs })
      const [west, south, east, north] = (await loadDistrict(out)).manifest.bbox
      expect(metresBetween(west, south, WEST, SOUTH), crs).toBeLessThan(1)
      expect(metresBetween(east, north, 104.84, 29.41), crs).toBeLessThan(1)
      expect(await squares(out, '990001'), crs).toBeCloseTo(4, 2)
    }
  })

  it('[G25] codes and names come from the named properties, as text or number; codes filled up with zeros are shortened', async () => {
    const mapped = villages().map(({ properties: { code }, ...rest }, index) =>
      ({ ...rest, properties: { XZQDM: index % 2 === 0 ? Number(code) : ` ${String(code)} `, XZQMC: `村${index}` } }))
    const town = { ...feature('', box(0, 0, 2, 1)), properties: { XZQDM: '990001001000', XZQMC: '东镇' } }
    const other = { ...feature('', box(2, 0, 2, 1)), properties: { XZQDM: '990001002', XZQMC: '西镇' } }
    const file = await fileOf([...mapped, town, other])
    const out = join(dirname(file), 'district')
    const answer = await importDistrict({ file, crs: 'wgs84', properties: { code: 'XZQDM', name: 'XZQMC' }, out, name: '示例区' })
    expect(answer).toMatchObject({ regions: 7, manifest: { name: '示例区' } })
    expect('repairs' in answer && answer.repairs).toContainEqual({ feature: 'feature 5 (990001001000)', kind: 'code-shortened', count: 1 })
    const { regions } = await loadDistrict(out)
    expect(regions.get(regionCode('990001001'))).toMatchObject({ name: '东镇', short: '东镇'.slice(0, 2) })
    expect(regions.get(regionCode('990001002201'))?.name).toBe('村3')
  })

  it('[G26] regions without a name get the official one where there is one, else their code, and the report says so', async () => {
    const nameless = (code: string, x: number): Feature => ({ ...feature(code, box(x, 0)), properties: { code } })
    const { repairs, out, manifest } = await taken([nameless('510304001011', 0), nameless('510304001999', 1)])
    const { regions } = await loadDistrict(out)
    expect(manifest).toMatchObject({ name: '大安区', city: '自贡市' })
    expect(regions.get(regionCode('510304001'))?.name).toBe('大安街道')
    expect(regions.get(regionCode('510304001011'))?.name).toBe('马草山社区居委会')
    expect(repairs).toContainEqual({ feature: 'feature 2 (510304001999)', kind: 'name-missing', count: 1 })
    expect(repairs.filter(({ kind }) => kind === 'name-found')).toHaveLength(3)
  })

  it('[G27] an import keeps the catalogue and the inset of the district it replaces, and leaves nothing else in the folder', async () => {
    const { out } = await taken(villages())
    const catalogue = JSON.parse(await readFile(join(out, 'catalogue.json'), 'utf8')) as { limits: { accuracy: number } }
    catalogue.limits.accuracy = 33
    await writeFile(join(out, 'catalogue.json'), JSON.stringify(catalogue))
    await writeFile(join(out, 'stray.txt'), 'x')
    const manifest = JSON.parse(await readFile(join(out, 'district.json'), 'utf8')) as object
    await writeFile(join(out, 'district.json'), JSON.stringify({ ...manifest, city: '示例市', inset: ['990001002', '990001001'] }))
    const { answer } = await take(villages().slice(0, 2), { out })
    expect(answer).toMatchObject({ manifest: { city: '示例市', inset: ['990001001'] } })
    expect(JSON.parse(await readFile(join(out, 'catalogue.json'), 'utf8'))).toEqual(catalogue)
    expect((await readdir(out)).sort()).toEqual(['catalogue.json', 'district.json', 'grids.geojson', 'outline.geojson', 'towns.geojson', 'villages.geojson'])
    expect((await readdir(dirname(out))).filter((name) => name.includes('.new-') || name.includes('.old'))).toEqual([])
  })
})

describe('what is mended, and reported by feature, kind and count', () => {
  const cases: [string, Feature, string[], number][] = [
    ['a sound ring', feature('990001001001', box(0, 0)), [], 1],
    ['an unclosed ring', feature('990001001001', box(0, 0).slice(0, -1)), ['ring-closed 1'], 1],
    ['repeated corners',
      feature('990001001001', [at(0, 0), at(0, 0), at(1, 0), at(1, 1), at(1, 1), at(0, 1), at(0, 0), at(0, 0)]), ['corner-repeated 3'], 1],
    ['a clockwise ring', feature('990001001001', box(0, 0).toReversed()), ['winding-turned 1'], 1],
    ['an anticlockwise hole', feature('990001001001', box(0, 0), box(0.25, 0.25, 0.5, 0.5)), ['winding-turned 1'], 0.75],
    ['a spike', feature('990001001001', ring([0, 0], [1, 0], [1, 0.5], [1.5, 0.5], [1, 0.5], [1, 1], [0, 1])), ['spike-removed 1'], 1],
    ['a spike where the ring closes', feature('990001001001', ring([-0.5, 0], [1, 0], [1, 1], [0, 1], [0, 0])), ['spike-removed 1'], 1],
    ['a ring that touches itself from outside',
      feature('990001001001', ring([0, 0], [1, 0], [0.5, 0.5], [1, 1], [0, 1], [0.5, 0.5])), ['ring-parted 1'], 0.5],
    ['a hole drawn as a pinch of the border',
      feature('990001001001', ring([0, 0], [1, 0], [1, 1], [0, 1], [0, 0.5], [0.5, 0.75], [0.5, 0.25], [0, 0.5])), ['ring-parted 1'], 0.875],
    ['a hole as a keyhole',
      feature('990001001001', ring([0, 0], [1, 0], [1, 1], [0, 1], [0, 0.5], [0.25, 0.5], [0.5, 0.75], [0.5, 0.25], [0.25, 0.5], [0, 0.5])), ['ring-parted 1'], 0.9375],
    ['a tiny crossing',
      feature('990001001001', ring([0, 0], [1, 0], [1, 1], [0.5, 1], [0.499, 1.008], [0.501, 1.008], [0.4995, 1], [0, 1])), ['loop-removed 1'], 1],
    ['parts that abut', many('990001001001', [box(0, 0, 0.5, 1)], [box(0.5, 0, 0.5, 1)]), ['parts-dissolved 1'], 1],
    ['parts that abut without common corners',
      many('990001001001', [box(0, 0, 0.5, 1)], [box(0.5, 0, 0.5, 0.3)], [box(0.5, 0.3, 0.5, 0.7)]), ['parts-dissolved 2'], 1],
    ['a hole outside its polygon', feature('990001001001', box(0, 0, 0.5, 1), box(0.6, 0, 0.4, 1)), ['hole-freed 1'], 0.9],
    ['a hole without area', feature('990001001001', box(0, 0), ring([0.2, 0.2], [0.4, 0.2], [0.6, 0.2])), ['hole-empty 1', 'spike-removed 1'], 1],
    ['a part without area',
      many('990001001001', [box(0, 0)], [[at(0.5, 0.5), at(0.5, 0.5), at(0.5, 0.5), at(0.5, 0.5)]]), ['corner-repeated 2', 'part-empty 1'], 1],
  ]
  for (const [what, broken, expected, area] of cases) {
    it(`[G28] mends ${what}`, async () => {
      const answer = await taken(withRest(broken))
      expect(kinds(answer)).toEqual(expected)
      expect(await squares(answer.out, '990001001001')).toBeCloseTo(area, 2)
      const { polygons } = (await loadDistrict(answer.out)).shapes.get(regionCode('990001001001')) ?? { polygons: [] }
      for (const polygon of polygons) for (const lngLats of polygon) expect(new Set(lngLats.slice(1).map(String)).size).toBe(lngLats.length - 1)
    })
  }

  it('[G29] features with one code are merged, holes stay holes, and slivers between parts do not reach the derived outline', async () => {
    const holed = feature('990001001001', box(0.5, 0, 0.5, 1), box(0.6, 0.4, 0.2, 0.2).toReversed())
    const answer = await taken([feature('990001001001', box(0, 0, 0.5, 1)), holed, ...villages().slice(1)])
    expect(kinds(answer)).toContain('features-merged 1')
    expect(await squares(answer.out, '990001001001')).toBeCloseTo(0.96, 3)
    const gap = 0.005
    const apart = await taken([feature('990001001001', ring([0, 0], [1, 0], [1, 0.3], [1 - gap, 0.5], [1, 0.7], [1, 1], [0, 1])), ...villages().slice(1)])
    expect(apart.repairs).toContainEqual({ feature: 'region 990001001', kind: 'sliver-closed', count: 1 })
    const { shapes } = await loadDistrict(apart.out)
    expect(shapes.get(regionCode('990001001'))?.polygons.map((polygon) => polygon.length)).toEqual([1])
  })

  it('[G30] small overlaps, overhangs and gaps are kept and reported in square metres', async () => {
    const answer = await taken([
      feature('990001001', box(0, 0, 2, 1)), feature('990001002', box(2, 0, 2, 1)),
      feature('990001001001', box(0, 0, 1.01, 1)), feature('990001001201', box(1, 0, 1.01, 1)),
      feature('990001002001', box(2.02, 0, 0.98, 1)), feature('990001002201', box(3, 0)),
    ])
    const square = 0.01 * 111_195 * 0.01 * 111_195 * Math.cos(29.405 * Math.PI / 180)
    const of = (kind: string): number => answer.repairs.find((repair) => repair.kind === kind)?.count ?? 0
    expect(of('overlap-kept') / square).toBeCloseTo(0.01, 2)
    expect(of('outside-kept') / square).toBeCloseTo(0.01, 2)
    expect(of('gap-found') / square).toBeCloseTo(0.02, 2)
  })
})

describe('what is refused, with file, feature and reason, while the old district stays as it was', () => {
  const old = [feature('990001001001', box(0, 0, 0.9, 0.9))]
  const one = (geometry: unknown, code: unknown = '990001001001'): unknown[] => [{ type: 'Feature', properties: { code, name: '甲' }, geometry }]
  const cases: [string, readonly unknown[] | string, string | null, RegExp][] = [
    ['what is not JSON', '{"type":', null, /is not JSON/],
    ['an empty file', '', null, /is not JSON/],
    ['JSON that is no GeoJSON', '[1, 2]', null, /is no GeoJSON/],
    ['another GeoJSON type', '{"type":"Topology"}', null, /no FeatureCollection.*Topology/],
    ['no features', [], null, /no features/],
    ['features that are no list', '{"type":"FeatureCollection","features":{"0":1}}', null, /no features/],
    ['a projected reference system',
      JSON.stringify({ ...JSON.parse(text(villages())), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4526' } } }), null, /EPSG::4526.*EPSG:4490/],
    ['something that is no feature', [villages()[0], 7], 'feature 2', /no Feature/],
    ['a missing code', [feature(undefined, box(0, 0))], 'feature 1', /no code.*"code" is missing; there are/],
    ['a bad code', [feature('5103', box(0, 0))], 'feature 1 (5103)', /bad code/],
    ['a code of another district', [...villages(), feature('990002001001', box(4, 0))], 'feature 5 (990002001001)', /another district/],
    ['a missing geometry', one(null), 'feature 1 (990001001001)', /no geometry/],
    ['a point', one({ type: 'Point', coordinates: [104, 29] }), 'feature 1 (990001001001)', /"Point"/],
    ['empty coordinates', one({ type: 'Polygon', coordinates: [] }), 'feature 1 (990001001001)', /empty or broken polygon/],
    ['numbers as text',
      one({ type: 'Polygon', coordinates: [[['104.8', '29.4'], ['104.9', '29.4'], ['104.9', '29.5'], ['104.8', '29.4']]] }), 'feature 1 (990001001001)', /in numbers/],
    ['null for a number',
      one({ type: 'Polygon', coordinates: [[[104.8, null], [104.9, 29.4], [104.9, 29.5], [104.8, 29.4]]] }), 'feature 1 (990001001001)', /in numbers/],
    ['metres of a projection',
      one({ type: 'Polygon', coordinates: [[[35_478_000, 3_254_000], [35_479_000, 3_254_000], [35_479_000, 3_255_000], [35_478_000, 3_254_000]]] }), 'feature 1 (990001001001)', /metres of a projection/],
    ['swapped longitude and latitude',
      one({ type: 'Polygon', coordinates: [box(0, 0).map((place) => place.toReversed())] }), 'feature 1 (990001001001)', /look swapped/],
    ['a latitude out of range',
      one({ type: 'Polygon', coordinates: [[[170, 10], [171, 10], [171, 91], [170, 10]]] }), 'feature 1 (990001001001)', /out of range/],
    ['a bow-tie',
      withRest(feature('990001001001', ring([0, 0], [1, 1], [1, 0], [0, 1]))), 'feature 1 (990001001001)', /crosses itself near \[104\.8/],
    ['a ring with a large crossing',
      withRest(feature('990001001001', ring([0, 0], [1, 0], [1, 1], [0.4, 1], [0.6, 1.4], [0.4, 1.4], [0.6, 1], [0, 1]))), 'feature 1 (990001001001)', /crosses itself/],
    ['a ring that runs round twice',
      withRest(feature('990001001001', [...box(0, 0).slice(0, -1), ...box(0, 0)])), 'feature 1 (990001001001)', /crosses itself/],
    ['parts that overlap',
      withRest(many('990001001001', [box(0, 0, 0.8, 1)], [box(0.2, 0, 0.8, 1)])), 'feature 1 (990001001001)', /parts that overlap/],
    ['a hole across the border',
      withRest(feature('990001001001', box(0, 0, 0.8, 1), box(0.3, 0.2, 0.8, 0.2))), 'feature 1 (990001001001)', /crosses its border/],
    ['no area at all', withRest(feature('990001001001', ring([0, 0], [1, 0], [0.5, 0]))), 'feature 1 (990001001001)', /no area/],
    ['one code twice over the same ground',
      [...villages(), feature('990001001001', box(0, 0))], 'feature 5 (990001001001)', /the code of feature 1 .*same ground/],
    ['two neighbours that overlap',
      withRest(feature('990001001001', box(0, 0, 1.2, 1))), 'feature 1 (990001001001)', /overlaps feature 2 \(990001001201\) by \d+ m²/],
    ['an area outside its parent',
      [feature('990001001', box(0, 0, 2, 1)), feature('990001001001', box(1.5, 0))], 'feature 2 (990001001001)', /outside its parent feature 1 \(990001001\)/],
    ['a missing parent',
      [feature('990001001', box(0, 0, 2, 1)), feature('990001002001', box(2, 0))], 'feature 2 (990001002001)', /no parent.*990001002/],
    ['a part far away', [...villages(), feature('990001002202', box(400, 0))], 'feature 5 (990001002202)', /degrees from the other areas/],
  ]
  for (const [what, content, label, reason] of cases) {
    it(`[G31] refuses ${what}`, async () => {
      const { out } = await taken(old)
      const { hash } = await loadDistrict(out)
      const { answer, file } = await take(content, { out })
      expect(answer).toMatchObject({ file, feature: label })
      expect('reason' in answer ? answer.reason : '').toMatch(reason)
      expect((await loadDistrict(out)).hash).toBe(hash)
      expect((await readdir(dirname(out))).sort()).toEqual(['areas.geojson', 'district'])
    })
  }

  it('[G31] refuses a place where a shifted system is not defined, a file that is not there, a code that is none, a broken catalogue', async () => {
    const abroad = [feature('990001001001', [[10, 50], [10.1, 50], [10.1, 50.1], [10, 50]])]
    expect((await take(abroad, { crs: 'gcj02' })).answer).toMatchObject({ reason: expect.stringMatching(/gcj02 is not defined/) as string })
    expect((await take(abroad)).answer).toMatchObject({ regions: 3 })
    expect(await importDistrict({ file: '/nowhere/a.geojson', crs: 'wgs84', properties, out: '/nowhere/out' })).toMatchObject({ feature: null, reason: 'there is no such file' })
    expect((await take(villages(), { code: '99' })).answer).toMatchObject({ reason: expect.stringMatching(/6 digits/) as string })
    const { out } = await taken(old)
    await writeFile(join(out, 'catalogue.json'), '{')
    expect((await take(villages(), { out })).answer).toMatchObject({ file: join(out, 'catalogue.json') })
  })

  it('[G32] a folder that cannot be written is refused with the system\'s reason', async () => {
    const blocked = await fileOf(villages())
    expect((await take(villages(), { out: join(blocked, 'district') })).answer).toMatchObject({ reason: expect.stringMatching(/ENOTDIR|EEXIST/) as string })
  })
})
