// The drawn district 510304: the right names in a partition without gaps, on an outline of the right size.
import { readFile, stat } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { catalogueSchema } from '../../../shared/domain/catalogue.ts'
import { toMicro } from '../../../shared/domain/geo.ts'
import type { Region, RegionCode, RegionLevel } from '../../../shared/domain/region.ts'
import { drawDistrict } from '../../../server/district/draw.ts'
import type { District } from '../../../server/district/district.ts'
import { edgesOf, findContacts } from '../../../shared/domain/geometry/contact.ts'
import { areaOf, polygonHolds, signedArea, type Dot, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { dice } from '../../../server/district/drawing/noise.ts'
import { chineseNumber } from '../../../server/district/naming.ts'

const folder = new URL('../../../public/district/510304/', import.meta.url).pathname
const names = new URL('../../../server/district/data/names-510304.json', import.meta.url)
const officialBox = [104.7356, 29.3250, 105.0706, 29.4814]

let district: District
const loops = new Map<RegionCode, LoopPolygon[]>()
const ofLevel = (level: RegionLevel): Region[] => [...district.regions.values()].filter((region) => region.level === level)
const childrenOf = (code: RegionCode): Region[] => [...district.regions.values()].filter(({ parent }) => parent === code)
const shape = (code: RegionCode): LoopPolygon[] => loops.get(code) ?? []

beforeAll(async () => {
  district = await loadDistrict(folder)
  for (const [code, { polygons }] of district.shapes) {
    loops.set(code, polygons.map((polygon) => polygon.map((ring) => ring.slice(0, -1).map(([x, y]): Dot => [toMicro(x), toMicro(y)]))))
  }
})

describe('names and sizes', () => {
  it('[G1] drawing the district again from its names and sketch changes no byte', { timeout: 300_000 }, async () => {
    for (const [name, text] of await drawDistrict('510304')) expect(await readFile(`${folder}${name}`, 'utf8') === text, name).toBe(true)
  })

  it('[G2] it has the 15 towns and 121 villages of the official list, by code and name', async () => {
    const official = JSON.parse(await readFile(names, 'utf8')) as { towns: { code: string; name: string; villages: [string, string][] }[] }
    expect(ofLevel('town').map(({ code, name }) => [code, name])).toEqual(official.towns.map(({ code, name }) => [code, name]))
    const listed = official.towns.flatMap(({ villages }) => villages).sort(([a], [b]) => a < b ? -1 : 1)
    expect(listed).toHaveLength(121)
    expect(official.towns).toHaveLength(15)
    expect(ofLevel('village').map(({ code, name }) => [code, name])).toEqual(listed)
  })

  it('[G3] every village has 3 to 8 grids, numbered from 01 as a page is read, west to east and north to south', () => {
    for (const village of ofLevel('village')) {
      const grids = childrenOf(village.code).sort((a, b) => a.code < b.code ? -1 : 1)
      expect(grids.length, village.name).toBeGreaterThanOrEqual(3)
      expect(grids.length, village.name).toBeLessThanOrEqual(8)
      expect(grids.map(({ code }) => code)).toEqual(grids.map((_, index) => `${village.code}${String(index + 1).padStart(2, '0')}`))
      expect(grids.map(({ name }) => name)).toEqual(grids.map((_, index) => `${village.short}第${chineseNumber(index + 1)}网格`))
      const middles = grids.map(({ code }) => middle(shape(code)[0][0]))
      for (let next = 1; next < middles.length; next++) {
        const eastward = middles[next][0] > middles[next - 1][0]
        const southward = middles[next][1] < middles[next - 1][1]
        expect(eastward || southward, grids[next].name).toBe(true)
      }
    }
  })

  it('[G4] its outline covers 398.81 km² within one per cent, in two parts, within the official bounds', () => {
    const outline = shape(district.manifest.code)
    expect(Math.abs(areaOf(outline) / 398.81e6 - 1)).toBeLessThan(0.01)
    expect(outline).toHaveLength(2)
    const [west, south, east, north] = district.manifest.bbox
    expect(west).toBeGreaterThanOrEqual(officialBox[0])
    expect(south).toBeGreaterThanOrEqual(officialBox[1])
    expect(east).toBeLessThanOrEqual(officialBox[2])
    expect(north).toBeLessThanOrEqual(officialBox[3])
    expect([west - officialBox[0], south - officialBox[1], officialBox[2] - east, officialBox[3] - north].every((gap) => gap < 0.003)).toBe(true)
  })

  it('[G5] it says that it is schematic and not official, and is small enough to send to a wall', async () => {
    expect(district.manifest.schematic).toBe(true)
    expect(district.manifest.source).toContain('示意')
    expect(district.manifest.source).toContain('非测绘成果')
    expect(district.manifest.inset.every((code) => district.regions.get(code)?.level === 'town')).toBe(true)
    expect((await stat(`${folder}grids.geojson`)).size).toBeLessThan(1_500_000)
    expect((await stat(`${folder}towns.geojson`)).size).toBeLessThan(200_000)
  })

  it('[G6] urban streets lie in the west and are small, rural towns are large', () => {
    const streets = ofLevel('town').filter(({ code }) => Number(code.slice(6)) < 100)
    const rural = ofLevel('town').filter(({ code }) => Number(code.slice(6)) >= 100)
    expect(Math.max(...streets.map(({ code }) => areaOf(shape(code))))).toBeLessThan(Math.min(...rural.map(({ code }) => areaOf(shape(code)))))
    for (const { centre, name } of streets) expect(centre[0], name).toBeLessThan(104.85)
  })

  it('[G7] its catalogue has the Sichuan categories, four levels by colour, limits and three shifts round the clock', async () => {
    const catalogue = catalogueSchema.parse(JSON.parse(await readFile(`${folder}catalogue.json`, 'utf8')))
    expect(catalogue.categories.map(({ name }) => name)).toEqual(
      ['民生服务', '矛盾劝解', '参与治安防控', '参与特殊人群服务管理', '社情民意收集', '政策法规宣传', '突发事件报告', '其他'])
    expect(catalogue.levels.map(({ level, colour, name }) => `${level}${colour}${name}`)).toEqual(['1红特急', '2橙紧急', '3黄关注', '4蓝一般'])
    expect(catalogue.limits).toEqual({ jump: { car: 60, motorcycle: 60, foot: 12, post: 60 }, accuracy: 50, clockHours: 24 })
    expect(catalogue.shifts.map(({ to }) => to).sort()).toEqual(catalogue.shifts.map(({ from }) => from).sort())
    for (const { kinds } of catalogue.categories) expect(new Set(kinds.map(({ code }) => code)).size).toBe(kinds.length)
  })
})

describe('the partition', () => {
  it('[G8] parts add up to their parent on every level, to the square metre', () => {
    for (const region of district.regions.values()) {
      const children = childrenOf(region.code)
      if (children.length === 0) continue
      const sum = children.reduce((total, child) => total + areaOf(shape(child.code)), 0)
      expect(Math.abs(sum - areaOf(shape(region.code))), region.name).toBeLessThan(1)
    }
  })

  it('[G9] every edge of a grid is its neighbour\'s edge too or the district\'s border, and coarser borders run along finer ones', () => {
    const key = ([a, b]: readonly [Dot, Dot]): string => `${a[0]},${a[1]},${b[0]},${b[1]}`
    const edges = (level: RegionLevel): Map<string, RegionCode> =>
      new Map(ofLevel(level).flatMap(({ code }) => shape(code).flat().flatMap(edgesOf).map((edge): [string, RegionCode] => [key(edge), code])))
    const back = (edge: string): string => { const [a, b, c, d] = edge.split(','); return `${c},${d},${a},${b}` }
    const grids = edges('grid')
    const outline = edges('district')
    for (const [level, length] of [['district', 6], ['town', 9], ['village', 12]] as const) {
      const coarse = edges(level)
      let borders = 0
      for (const [edge, code] of grids) {
        const neighbour = grids.get(back(edge))
        const between = neighbour === undefined ? outline.has(edge) : neighbour.slice(0, length) !== code.slice(0, length)
        if (neighbour === undefined) expect(outline.has(edge)).toBe(true)
        if (!between) continue
        borders++
        expect(coarse.get(edge)).toBe(code.slice(0, length))
      }
      expect(coarse.size).toBe(borders)
    }
  })

  it('[G10] no two borders cross or touch but at common corners; rings are closed and wound as RFC 7946 asks', () => {
    const once = new Map<string, readonly [Dot, Dot]>()
    for (const { code } of ofLevel('grid')) {
      for (const edge of shape(code).flat().flatMap(edgesOf)) {
        const [a, b] = edge[0][0] < edge[1][0] || (edge[0][0] === edge[1][0] && edge[0][1] < edge[1][1]) ? edge : [edge[1], edge[0]]
        once.set(`${a[0]},${a[1]},${b[0]},${b[1]}`, [a, b])
      }
    }
    expect(findContacts([...once.values()])).toEqual([])
    for (const [code, polygons] of loops) {
      for (const polygon of polygons) {
        for (const [index, loop] of polygon.entries()) {
          expect(signedArea(loop) > 0, code).toBe(index === 0)
          expect(new Set(loop.map(([x, y]) => `${x},${y}`)).size, code).toBe(loop.length)
        }
      }
    }
  })

  it('[G11] every region\'s label stands inside it', () => {
    for (const { code, centre } of district.regions.values()) {
      expect(shape(code).some((polygon) => polygonHolds(polygon, toMicro(centre[0]), toMicro(centre[1]))), code).toBe(true)
    }
  })

  it('[G12] a random point of the district lies in exactly one grid, and in the village and town of its code', () => {
    const throwDie = dice(7)
    const [west, south, east, north] = district.manifest.bbox
    const holders = (level: RegionLevel, x: number, y: number): RegionCode[] =>
      ofLevel(level).map(({ code }) => code).filter((code) => shape(code).some((polygon) => polygonHolds(polygon, x, y)))
    let inside = 0
    for (let thrown = 0; thrown < 400; thrown++) {
      // Between whole millionths, so that no point lies on a corner.
      const x = Math.floor((west + throwDie() * (east - west)) * 1e6) + 0.37
      const y = Math.floor((south + throwDie() * (north - south)) * 1e6) + 0.41
      const grids = holders('grid', x, y)
      const isInside = shape(district.manifest.code).some((polygon) => polygonHolds(polygon, x, y))
      expect(grids).toHaveLength(isInside ? 1 : 0)
      expect(district.locate(x / 1e6, y / 1e6)).toBe(grids[0])
      if (!isInside) continue
      inside++
      expect(holders('village', x, y)).toEqual([grids[0].slice(0, 12)])
      expect(holders('town', x, y)).toEqual([grids[0].slice(0, 9)])
    }
    expect(inside).toBeGreaterThan(200)
  })
})

function middle(loop: readonly Dot[]): [number, number] {
  let [x, y, twice] = [0, 0, 0]
  for (const [a, b] of edgesOf(loop.map(([lon, lat]): Dot => [lon - loop[0][0], lat - loop[0][1]]))) {
    const cross = a[0] * b[1] - b[0] * a[1]
    x += (a[0] + b[0]) * cross
    y += (a[1] + b[1]) * cross
    twice += cross
  }
  return [loop[0][0] + x / (3 * twice), loop[0][1] + y / (3 * twice)]
}
