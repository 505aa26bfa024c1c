// Draws the whole district: land, then towns, villages and grids as partitions of it, as areas with codes and names.
import { ancestor, regionCode, type RegionCode } from '../../../shared/domain/region.ts'
import type { Area } from '../area.ts'
import { placeLabel } from '../geometry/label.ts'
import { chineseNumber, namesByCode, shortName, type DistrictNames } from '../naming.ts'
import { drawArcs, projection, traceLines } from './arcs.ts'
import { bend } from './bend.ts'
import { findLand } from './land.ts'
import { hexagons, type Mesh } from './mesh.ts'
import { dice } from './noise.ts'
import { assemble } from './rings.ts'
import { scatter, shareByWeight, type Seed } from './share.ts'
import { rurality, type Sketch } from './sketch.ts'

/** km² of a triangle that a border's dot must add to be kept. */
const FINEST = 0.00035

/** The district itself, its towns, villages and grids. The same names and sketch always give the same areas. */
export function composeDistrict(names: DistrictNames, sketch: Sketch): Area[] {
  const { project, width, height } = projection(sketch.bbox)
  const mesh = hexagons(sketch.seed, width, height, sketch.cell, 0.4)
  const wanted = Math.round(sketch.area / (sketch.cell ** 2 * Math.sqrt(3) / 2))
  const land = findLand(mesh, sketch.seed, sketch.outline, sketch.detached.outline, wanted)
  const villages = drawVillages(mesh, sketch, names, land)
  const { share, codes } = drawGrids(mesh, sketch, villages)
  const arcs = drawArcs(mesh, traceLines(mesh, share), project, FINEST)
  const called = namesByCode(names)
  for (const code of codes) {
    const village = villageOf(code)
    called.set(code, `${shortName(village, called.get(village) ?? '')}第${chineseNumber(Number(code.slice(12)))}网格`)
  }
  const levels: ((share: number) => string)[] = [6, 9, 12, 14].map((length) => (at) => at === -1 ? '' : codes[at].slice(0, length))
  return levels.flatMap((region) => [...assemble(arcs, region)].sort(([a], [b]) => a < b ? -1 : 1)).map(([text, polygons]) => {
    const code = regionCode(text)
    const name = called.get(code)
    const centre = placeLabel(polygons)
    if (name === undefined || centre === undefined) throw new Error(`${code} has no ${name === undefined ? 'name' : 'inside'}`)
    return { code, name, centre, polygons }
  })
}

const villageOf = (code: RegionCode): RegionCode => ancestor(code, 'village') ?? code

const listCells = (share: Int32Array, own: number): number[] => {
  const cells: number[] = []
  for (let cell = 0; cell < share.length; cell++) if (share[cell] === own) cells.push(cell)
  return cells
}

/** The cells of every village, by code: towns share the land out, villages share their town out. */
function drawVillages(mesh: Mesh, sketch: Sketch, names: DistrictNames, land: Int32Array): Map<RegionCode, number[]> {
  const body = listCells(land, 0)
  const detached = listCells(land, 1)
  const cellArea = sketch.cell ** 2 * Math.sqrt(3) / 2
  const weights = names.towns.map(({ code }) => sketch.towns[code].area - (code === sketch.detached.town ? detached.length * cellArea : 0))
  const towns = new Int32Array(mesh.x.length).fill(-1)
  const bent = bend(mesh, body, sketch.seed + 10, 3.1, (x, y) => 0.6 + 1.1 * rurality(sketch, x, y))
  const seeds = names.towns.flatMap(({ code }, share) => sketch.towns[code].spine.map(([x, y]): Seed => ({ share, x, y })))
  const scratch = new Int32Array(mesh.x.length)
  shareByWeight({ mesh, bent, cells: body, scratch }, seeds, weights, 24, false, towns)

  const villages = new Map<RegionCode, number[]>([[sketch.detached.village, detached]])
  const finer = bend(mesh, body, sketch.seed + 20, 1.7, (x, y) => 0.3 + 0.6 * rurality(sketch, x, y))
  const share = new Int32Array(mesh.x.length).fill(-1)
  for (const [at, town] of names.towns.entries()) {
    const throwDie = dice(sketch.seed + Number(town.code))
    const own = town.villages.map(([code]) => code).filter((code) => code !== sketch.detached.village)
    // Communities are built-up and small; in a town they lie at its seat, in a street they fill it.
    const street = Number(town.code.slice(6)) < 100
    const sizes = own.map((code) => (Number(code.slice(9)) < 200 ? (street ? 0.8 : 0.42) : street ? 2 : 0.95) + throwDie() * 0.5)
    const cells = listCells(towns, at)
    const ground = { mesh, bent: finer, cells, scratch }
    const [seat] = sketch.towns[town.code].spine
    const kept = own.filter((code) => Number(code.slice(9)) < 200 && !street)
      .map((_, share): Seed => ({ share, x: seat[0] + share * 0.7 - 0.2, y: seat[1] + share * 0.3 }))
    shareByWeight(ground, scatter(ground, own.length, throwDie, kept), sizes, 26, true, share)
    for (const code of own) villages.set(code, [])
    for (const cell of cells) villages.get(own[share[cell]])?.push(cell)
  }
  return villages
}

/** Every village's cells shared out among 3 to 8 grids: the grid of every cell, and the grids' codes. */
function drawGrids(mesh: Mesh, sketch: Sketch, villages: Map<RegionCode, number[]>): { share: Int32Array; codes: RegionCode[] } {
  const all = new Int32Array(mesh.x.length).fill(-1)
  const scratch = new Int32Array(mesh.x.length)
  const codes: RegionCode[] = []
  const bent = bend(mesh, [...villages.values()].flat(), sketch.seed + 30, 0.9, (x, y) => 0.12 + 0.26 * rurality(sketch, x, y))
  const share = new Int32Array(mesh.x.length).fill(-1)
  for (const [village, cells] of [...villages].sort(([a], [b]) => a < b ? -1 : 1)) {
    const throwDie = dice(Number(village.slice(4)) + sketch.seed)
    const count = Number(village.slice(9)) < 200 ? 4 + Math.floor(throwDie() * 5) : 3 + Math.floor(throwDie() * 4)
    const ground = { mesh, bent, cells, scratch }
    shareByWeight(ground, scatter(ground, count, throwDie), Array.from({ length: count }, () => 0.8 + throwDie() * 0.5), 18, true, share)
    const order = readingOrder(mesh, cells, share, count)
    for (const cell of cells) all[cell] = codes.length + order[share[cell]]
    for (let number = 1; number <= count; number++) codes.push(regionCode(village + String(number).padStart(2, '0')))
  }
  return { share: all, codes }
}

/** Numbers shares as a page is read: rows from north to south, each from west to east. Answers the place of every share. */
function readingOrder(mesh: Mesh, cells: readonly number[], share: Int32Array, count: number): number[] {
  const middles = Array.from({ length: count }, (_, own) => ({ own, x: 0, y: 0, cells: 0 }))
  for (const cell of cells) {
    const middle = middles[share[cell]]
    middle.x += mesh.x[cell]
    middle.y += mesh.y[cell]
    middle.cells++
  }
  for (const middle of middles) { middle.x /= middle.cells; middle.y /= middle.cells }
  const rows = Math.round(Math.sqrt(count))
  const north = middles.toSorted((a, b) => b.y - a.y)
  const read = Array.from({ length: rows }, (_, row) =>
    north.slice(Math.floor(row * count / rows), Math.floor((row + 1) * count / rows)).sort((a, b) => a.x - b.x)).flat()
  const order: number[] = []
  for (const [place, { own }] of read.entries()) order[own] = place
  return order
}

