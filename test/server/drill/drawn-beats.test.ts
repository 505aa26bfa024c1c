// The drawn beats of 510304: the same bytes again, whole villages, lines that can be walked, posts in their villages.
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AreaBeat, BeatSet, LineBeat, PointBeat } from '../../../shared/domain/beat.ts'
import { metresBetween, toMicro } from '../../../shared/domain/geo.ts'
import { ancestor, contains } from '../../../shared/domain/region.ts'
import { beatsText, loadBeats } from '../../../server/district/beats/load.ts'
import type { District } from '../../../server/district/district.ts'
import { areaOf, polygonHolds, type Dot, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { drawBeats } from '../../../server/drill/draw.ts'
import { catalogue, realDistrict } from './given.ts'

const folder = 'public/district/510304'
let district: District
let set: BeatSet
let [areas, lines, points]: [AreaBeat[], LineBeat[], PointBeat[]] = [[], [], []]

beforeAll(async () => {
  district = await realDistrict()
  set = (await loadBeats(folder))!
  areas = set.beats.filter((beat) => beat.tier === 'area')
  lines = set.beats.filter((beat) => beat.tier === 'line')
  points = set.beats.filter((beat) => beat.tier === 'point')
})

const loops = (polygons: readonly (readonly (readonly (readonly [number, number])[])[])[]): LoopPolygon[] =>
  polygons.map((polygon) => polygon.map((ring) => ring.slice(0, -1).map(([x, y]): Dot => [toMicro(x), toMicro(y)])))
const towns = () => [...district.regions.values()].filter(({ level }) => level === 'town')
const villages = () => [...district.regions.values()].filter(({ level }) => level === 'village')

describe('drawn beats', () => {
  it('[U1] drawing the beats again changes no byte, and the file is small enough to send', { timeout: 120_000 }, async () => {
    const text = await readFile(`${folder}/beats.json`, 'utf8')
    expect(beatsText(drawBeats(district, catalogue())) === text).toBe(true)
    expect(Buffer.byteLength(text)).toBeLessThan(600_000)
  })

  it('[U2] there are 36 areas, 48 lines and 120 points over all towns, named as a wall shows them', () => {
    expect([areas.length, lines.length, points.length]).toEqual([36, 48, 120])
    expect(new Set(set.beats.map(({ id }) => id)).size).toBe(204)
    expect(new Set(set.beats.map(({ name }) => name)).size).toBe(204)
    expect(areas.map(({ name }) => name)).toContain('团结北片')
    for (const { code, short } of towns()) {
      for (const tier of [areas, lines, points]) {
        const own = tier.filter(({ region }) => contains(code, region))
        expect(own.length).toBeGreaterThanOrEqual(2)
        for (const { name } of own) expect(name).toMatch(new RegExp(`^${short}[东西南北中]片$|^[线点]\\d{2,3} ${short}$`))
      }
    }
    expect(points.filter(({ plan }) => plan.manned !== null)).toHaveLength(48)
    for (const { shifts } of set.beats) for (const shift of shifts) expect(catalogue().shifts.map(({ name }) => name)).toContain(shift)
  })

  it('[U3] area beats are whole villages: every village lies in exactly one, and they add up to their towns', () => {
    const shapes = areas.map((beat) => ({ beat, polygons: loops(beat.polygons) }))
    for (const { code, centre } of villages()) {
      const holding = shapes.filter(({ polygons }) => polygons.some((polygon) => polygonHolds(polygon, toMicro(centre[0]), toMicro(centre[1]))))
      expect(holding.map(({ beat }) => beat.region)).toEqual([ancestor(code, 'town')])
    }
    for (const { code } of towns()) {
      const own = shapes.filter(({ beat }) => beat.region === code).reduce((sum, { polygons }) => sum + areaOf(polygons), 0)
      expect(Math.abs(own - areaOf(loops(district.shapes.get(code)!.polygons)))).toBeLessThan(5)
    }
    // Borders run along those of villages, edge by edge.
    const edges = new Set(villages().flatMap(({ code }) => loops(district.shapes.get(code)!.polygons).flat().flatMap(edgesOf)))
    for (const { polygons } of shapes) for (const edge of polygons.flat().flatMap(edgesOf)) if (!edges.has(edge)) expect.fail(`${edge} is no village's border`)
  })

  it('[U4] a line is one to three kilometres of its town’s ways, and a point stands clear of its village’s border', () => {
    for (const { line, region } of lines) {
      const length = line.slice(1).reduce((sum, [lon, lat], at) => sum + metresBetween(line[at][0], line[at][1], lon, lat), 0)
      expect(length).toBeGreaterThan(1_000)
      expect(length).toBeLessThan(3_000)
      for (const [lon, lat] of line) expect(contains(region, district.locate(lon, lat)!)).toBe(true)
    }
    for (const { place: [lon, lat], region, plan } of points) {
      for (const [x, y] of [[0, 0], [1e-4, 0], [-1e-4, 0], [0, 1e-4], [0, -1e-4]]) expect(contains(region, district.locate(lon + x, lat + y)!)).toBe(true)
      expect(plan.manned === null).toBe(plan.visits > 0)
    }
  })

  it('[U5] cells far from ways weigh nothing and those of patrol roads most, and a share of the whole is asked for', () => {
    for (const { weights, plan, priority } of areas) {
      const values = Object.values(weights)
      expect(values.every((weight) => weight === 0 || weight === { 1: 100, 2: 80, 3: 60 }[priority])).toBe(true)
      expect(values.filter((weight) => weight > 0).length).toBeGreaterThan(10)
      expect(plan.cells).toBeGreaterThanOrEqual(0.5)
      expect(plan.cells).toBeLessThanOrEqual(0.85)
    }
  })
})

function edgesOf(loop: readonly Dot[]): string[] {
  return loop.map((dot, at) => {
    const [a, b] = [dot, loop[(at + 1) % loop.length]].sort((one, two) => one[0] - two[0] || one[1] - two[1])
    return `${a.join()} ${b.join()}`
  })
}
