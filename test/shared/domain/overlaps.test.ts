// Areas that cover the same ground in the same shift: what is refused, what a border drawn twice may do, and what asking costs.
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { landOf } from '../../../client/scenes/editor/land.ts'
import { splitArea } from '../../../client/scenes/editor/split.ts'
import type { Outlines } from '../../../client/stores/district.ts'
import { loadBeats } from '../../../server/district/beats/load.ts'
import type { District } from '../../../server/district/district.ts'
import { loadDistrict } from '../../../server/district/load.ts'
import { beatId, type AreaBeat, type Beat } from '../../../shared/domain/beat.ts'
import { checkBeats } from '../../../shared/domain/beats/check.ts'
import { misfitText } from '../../../shared/domain/beats/misfits.ts'
import { createOverlaps } from '../../../shared/domain/beats/overlaps.ts'
import { finish } from '../../../shared/domain/steps.ts'
import { catalogueSchema, type Catalogue } from '../../../shared/domain/catalogue.ts'
import { regionCode } from '../../../shared/domain/region.ts'

const folder = 'public/district/510304'
const json = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
let district: District
let catalogue: Catalogue
let drawn: readonly Beat[]
let like: AreaBeat
beforeAll(async () => {
  [district, drawn] = [await loadDistrict(folder), (await loadBeats(folder))!.beats]
  catalogue = catalogueSchema.parse(json('catalogue.json'))
  like = drawn.find((beat) => beat.tier === 'area')!
})

/** A box of so many thousandths of a degree, some 97 m wide and 111 m high each, from a corner in the west of the district. */
const box = (id: string, x: number, y: number, wide: number, high: number, more: Partial<AreaBeat> = {}): AreaBeat => {
  const [west, south] = [104.76 + x / 1_000, 29.37 + y / 1_000]
  const [east, north] = [west + wide / 1_000, south + high / 1_000]
  return { ...like, id: beatId(id), name: `片${id}`, region: regionCode('510304'), weights: {}, polygons: [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]], ...more }
}
const misfits = (...beats: Beat[]) => checkBeats({ beats }, district, catalogue)

describe('overlapping areas', () => {
  it('[B20] two areas due in one shift that have ground in common are refused, naming both, the shift and how much that is', () => {
    expect(misfits(box('X1', 0, 0, 10, 10), box('X2', 5, 0, 10, 10))).toMatchObject([{
      at: 1, id: 'X2', is: 'overlaps', values: { other: 'X1', name: '片X1', share: 50, shift: '甲班' },
    }])
    const [{ values, spot }] = misfits(box('X1', 0, 0, 10, 10), box('X2', 5, 0, 10, 10))
    expect(Math.abs(Number(values.area) / (484 * 1_112) - 1)).toBeLessThan(0.01)
    expect(spot![0]).toBeGreaterThanOrEqual(104.765)
    expect(spot![0]).toBeLessThanOrEqual(104.77)
    expect(misfitText(misfits(box('X1', 0, 0, 10, 10), box('X2', 0, 0, 10, 10))[0])).toMatch(/^covers 1\d{6} m² \(100 % of the smaller of the two\) that 片X1 \(X1\) covers too in 甲班/)
    // One in another, several at once, each pair once and told of the later one.
    expect(misfits(box('X1', 0, 0, 10, 10), box('X2', 3, 3, 2, 2), box('X3', 20, 0, 5, 5), box('X4', 4, 4, 18, 0.8)).map(({ id, values: { other } }) => [id, other])).toEqual([['X2', 'X1'], ['X4', 'X1'], ['X4', 'X2'], ['X4', 'X3']])
  })

  it('[B20] of whatever team and town they are; not when they are due in different shifts, nor one in the hole of another', () => {
    const other = drawn.find((beat): beat is AreaBeat => beat.tier === 'area' && beat.team !== like.team)!
    expect(misfits(like, { ...other, id: beatId('X1'), region: regionCode('510304'), polygons: like.polygons })).toMatchObject([{ is: 'overlaps', values: { other: like.id, share: 100 } }])
    expect(misfits(box('X1', 0, 0, 10, 10, { shifts: ['甲班', '乙班'] }), box('X2', 5, 0, 10, 10, { shifts: ['丙班'] }))).toEqual([])
    expect(misfits(box('X1', 0, 0, 10, 10, { shifts: ['甲班', '乙班'] }), box('X2', 5, 0, 10, 10, { shifts: ['丙班', '乙班'] }))).toMatchObject([{ values: { shift: '乙班' } }])
    const inner = box('X2', 3, 3, 4, 4)
    const ring = box('X1', 0, 0, 10, 10)
    expect(misfits({ ...ring, polygons: [[...ring.polygons[0], inner.polygons[0][0].toReversed()]] }, inner)).toEqual([])
    expect(misfits({ ...ring, polygons: [[...ring.polygons[0], inner.polygons[0][0]]] }, box('X3', 2, 3, 4, 4))).toMatchObject([{ id: 'X3', values: { share: 25 } }])
  })

  it('[B20] one that crosses itself is told so, and its ground is not guessed at', () => {
    const crossed: AreaBeat = { ...box('X1', 0, 0, 10, 10), polygons: [[[[104.76, 29.37], [104.77, 29.38], [104.77, 29.37], [104.76, 29.38], [104.76, 29.37]]]] }
    expect(misfits(crossed, box('X2', 0, 0, 10, 10)).map(({ id, is }) => [id, is])).toEqual([['X1', 'crosses']])
  })

  it('[B21] common borders are none: the drawn set, every grid of the district as an area, parts of a split, and borders drawn twice by hand', () => {
    expect(misfits(...drawn)).toEqual([])
    const all = createOverlaps()
    expect(finish(all(grids(district), () => true))).toEqual([])
    const parts = splitArea(like.polygons, [[104.74, 29.377], [104.82, 29.3815]]) as AreaBeat['polygons'][]
    expect(parts.length).toBeGreaterThan(1)
    expect(finish(all(parts.map((polygons, n) => ({ ...like, id: beatId(`S${n}`), polygons })), () => true))).toEqual([])
    // A border of 1.1 km that was drawn two metres over: 2,200 m². Of small areas a hundredth is less, and still a hand's breadth.
    expect(misfits(box('X1', 0, 0, 10, 10), box('X2', 9.98, 0, 10, 10))).toEqual([])
    expect(misfits(box('X1', 0, 0, 1, 1), box('X2', 0.9, 0, 1, 1))).toEqual([])
    expect(misfits(box('X1', 0, 0, 10, 10), box('X2', 9.85, 0, 10, 10))).toMatchObject([{ is: 'overlaps', values: { share: 2 } }])
  })

  it('[B22] the browser tells them as the server does', () => {
    const land = landOf(['outline', 'towns', 'villages', 'grids'].map((name) => json(`${name}.geojson`) as Outlines), regionCode('510304'), catalogue)
    const set = { beats: [...drawn, box('X1', 0, 0, 10, 10), box('X2', 5, 0, 10, 10)] }
    const told = checkBeats(set, district, catalogue)
    expect(checkBeats(set, land, land.catalogue)).toEqual(told)
    expect(told.map(({ id, is, values: { other } }) => [id, is, other])).toContainEqual(['X2', 'overlaps', 'X1'])
    expect(told.every(({ is }) => is === 'overlaps')).toBe(true)
  })

  it('[B23] a thousand areas are held against one another in few seconds of processor time, and after an edit only what was edited', () => {
    const thousand = [...grids(district), ...grids(district, 0.5).slice(0, 387)]
    expect(thousand).toHaveLength(1_000)
    const find = createOverlaps()
    const [, first] = timed(() => finish(find(thousand, () => true)))
    const [again, second] = timed(() => finish(find([...thousand.slice(0, -1), { ...thousand[999], name: '改' }], () => true)))
    expect(first).toBeLessThan(8_000)
    expect(second).toBeLessThan(first / 5)
    expect(again.length).toBeGreaterThan(387)
  })
})

/** Every grid as an area; `shift` of a grid's size to the east of where it is. */
function grids({ regions, shapes, manifest }: District, shift = 0): AreaBeat[] {
  return [...regions.values()].filter(({ level }) => level === 'grid').map(({ code }): AreaBeat => ({
    ...like, id: beatId(`G${code}-${shift}`), region: manifest.code, weights: {},
    polygons: shapes.get(code)!.polygons.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]): [number, number] => [lon + shift * 0.005, lat]))),
  }))
}

function timed<Answer>(work: () => Answer): [Answer, number] {
  const before = process.cpuUsage()
  const answer = work()
  const { user, system } = process.cpuUsage(before)
  return [answer, (user + system) / 1_000]
}
