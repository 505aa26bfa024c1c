// Loading a district's folder and asking which region holds a point.
import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { regionCode, type RegionCode } from '../../../shared/domain/region.ts'
import { dice } from '../../../server/district/drawing/noise.ts'
import type { District } from '../../../server/district/district.ts'
import { DistrictFaulty } from '../../../server/district/fault.ts'
import { importDistrict } from '../../../server/district/import.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { createLocate, type Shape } from '../../../shared/domain/geometry/locate.ts'
import { at, box, feature, fileOf, newFolder, villages } from './sheet.ts'

const drawn = new URL('../../../public/district/510304/', import.meta.url).pathname
const shape = (code: string, ...polygons: number[][][][]): Shape => ({ code: regionCode(code), polygons })
/** A folder of two towns, four villages and two grids. */
async function small(): Promise<string> {
  const folder = join(await newFolder(), 'district')
  const file = await fileOf([...villages(), feature('99000100100101', box(0, 0, 1, 0.5)), feature('99000100100102', box(0, 0.5, 1, 0.5))])
  const answer = await importDistrict({ file, crs: 'wgs84', properties: { code: 'code', name: 'name' }, out: folder })
  expect(answer).toMatchObject({ regions: 9 })
  return folder
}

let district: District
beforeAll(async () => { district = await loadDistrict(drawn) })

describe('where a point lies', () => {
  const shapes = [
    shape('990001', [box(0, 0, 4, 1)]), shape('990001001', [box(0, 0, 2, 1)]), shape('990001002', [box(2, 0, 2, 1)]),
    shape('990001001201', [box(0, 0)]), shape('990001001202', [box(1, 0)]), shape('990001002201', [box(2, 0)]),
    shape('99000100120101', [box(0, 0, 0.5, 1)]), shape('990001001201002', [box(0.5, 0, 0.5, 1)]),
  ]
  const locate = createLocate(shapes)
  const ask = (x: number, y: number): RegionCode | undefined => locate(...at(x, y) as [number, number])

  it('[G15] a point gets the finest region known there: a grid of 14 or 15 digits, a village without grids, a town without villages', () => {
    expect(ask(0.2, 0.5)).toBe('99000100120101')
    expect(ask(0.7, 0.5)).toBe('990001001201002')
    expect(ask(1.5, 0.5)).toBe('990001001202')
    expect(ask(3.5, 0.5)).toBe('990001002')
    for (const [x, y] of [[-0.1, 0.5], [4.1, 0.5], [2, 1.01], [2, -0.01]]) expect(ask(x, y)).toBeUndefined()
    for (const lost of [NaN, Infinity, 181]) expect(locate(lost, 29.4)).toBeUndefined()
  })

  it('[G16] a point on a border belongs to one region, always the same, whatever was asked before and in whatever order regions come', () => {
    const borders: [number, number][] = [[0.5, 0.5], [1, 0.5], [2, 0.3], [3, 0.5], [0, 0], [4, 1], [2, 0], [0.5, 1]]
    const answers = borders.map(([x, y]) => ask(x, y))
    expect(answers).not.toContain(undefined)
    expect(answers.slice(0, 2)).toEqual(['990001001201002', '990001001201002'])
    const reversed = createLocate(shapes.toReversed())
    for (let again = 0; again < 3; again++) {
      expect(borders.toReversed().map(([x, y]) => reversed(...at(x, y) as [number, number]))).toEqual(answers.toReversed())
      expect(borders.map(([x, y]) => ask(x, y))).toEqual(answers)
    }
  })

  it('[G16] every corner of every drawn grid belongs to one of the grids that meet there', () => {
    const corners = new Map<string, Set<RegionCode>>()
    for (const [code, { polygons }] of district.shapes) {
      if (code.length !== 14) continue
      for (const [x, y] of polygons.flat(2)) corners.set(`${x},${y}`, (corners.get(`${x},${y}`) ?? new Set()).add(code))
    }
    for (const [corner, codes] of corners) {
      const [x, y] = corner.split(',').map(Number)
      expect(district.locate(x, y)).toBe([...codes].sort()[0])
    }
  })

  it('[G17] look-ups are fast enough for every fix: 100 000 in less than two seconds of processor time', () => {
    const throwDie = dice(11)
    const [west, south, east, north] = district.manifest.bbox
    const points = Array.from({ length: 100_000 }, () => [west + throwDie() * (east - west), south + throwDie() * (north - south)])
    const before = process.cpuUsage()
    let inside = 0
    for (const [lon, lat] of points) if (district.locate(lon, lat) !== undefined) inside++
    const { user } = process.cpuUsage(before)
    expect(inside / points.length).toBeGreaterThan(0.65)
    expect(user / 1e6).toBeLessThan(2)
  })
})

describe('a folder', () => {
  it('[G18] loads with every region, its parent, its shape, and the district itself', () => {
    expect(district.regions.size).toBe(1 + 15 + 121 + [...district.regions.values()].filter(({ level }) => level === 'grid').length)
    expect([...district.shapes.keys()].sort()).toEqual([...district.regions.keys()].sort())
    for (const { code, parent } of district.regions.values()) expect(parent === null ? code === '510304' : district.regions.has(parent)).toBe(true)
  })

  it('[G19] its hash is that of its contents: the same for a copy, another when any file changes', async () => {
    const folder = await small()
    const { hash } = await loadDistrict(folder)
    await cp(folder, `${folder}-copy`, { recursive: true })
    expect((await loadDistrict(`${folder}-copy`)).hash).toBe(hash)
    for (const file of ['district.json', 'catalogue.json', 'outline.geojson', 'towns.geojson', 'villages.geojson', 'grids.geojson']) {
      const text = await readFile(join(folder, file), 'utf8')
      await writeFile(join(folder, file), `${text} `)
      expect((await loadDistrict(folder)).hash, file).not.toBe(hash)
      await writeFile(join(folder, file), text)
    }
  })

  it('[G20] a faulty folder is refused with file, feature and reason', async () => {
    const folder = await small()
    const refusal = async (file: string, change: (text: string) => string): Promise<string> => {
      const text = await readFile(join(folder, file), 'utf8')
      await writeFile(join(folder, file), change(text))
      const error: unknown = await loadDistrict(folder).catch((thrown: unknown) => thrown)
      await writeFile(join(folder, file), text)
      expect(error).toBeInstanceOf(DistrictFaulty)
      return error instanceof Error ? error.message : ''
    }
    expect(await refusal('district.json', () => '{')).toMatch(/district\.json: not JSON/)
    expect(await refusal('district.json', (text) => text.replace('"schematic": false', '"schematic": 1'))).toMatch(/schematic/)
    expect(await refusal('towns.geojson', (text) => text.replace('"code":"990001001"', '"code":"99000100"'))).toMatch(/towns\.geojson, feature 1: .*code/)
    expect(await refusal('towns.geojson', (text) => text.replace('"code":"990001001"', '"code":"990001002"'))).toMatch(/feature 2 \(990001002\): this code comes twice/)
    expect(await refusal('towns.geojson', (text) => text.replaceAll('"code":"990001001"', '"code":"990002001"'))).toMatch(/outside the district/)
    expect(await refusal('villages.geojson', (text) => text.replace('"parent":"990001001"', '"parent":"990001099"'))).toMatch(/parent 990001099 is missing/)
    expect(await refusal('grids.geojson', (text) => text.replace('"Polygon"', '"Point"'))).toMatch(/grids\.geojson, feature 1/)
    expect(await refusal('grids.geojson', (text) => text.replace(/\[\[\[[\d.]+,/, '[[[999,'))).toMatch(/grids\.geojson, feature 1/)
    expect(await refusal('grids.geojson', (text) => text.replace(/\[\[\[[\d.]+,/, '[[[104.1,'))).toMatch(/end where it began/)
    expect(await refusal('outline.geojson', () => '{"type":"FeatureCollection","features":[]}')).toMatch(/990001 itself is missing/)
    await expect(loadDistrict(join(folder, 'nowhere'))).rejects.toThrow(/district\.json/)
  })

  it('[G21] a folder that a crash left half replaced is loaded from its old place', async () => {
    const folder = await small()
    const { hash } = await loadDistrict(folder)
    await rename(folder, `${folder}.old`)
    expect((await loadDistrict(folder)).hash).toBe(hash)
  })
})
