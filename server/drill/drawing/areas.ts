// Draws the area beats: every town's villages, cut into two or three parts by where they lie.
import { toMicro } from '../../../shared/domain/geo.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import type { District } from '../../district/district.ts'
import { dissolve } from '../../../shared/domain/geometry/dissolve.ts'
import { areaOf, toDegrees, type Dot, type Loop, type LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import { heart, type Ground, type Town, type Village } from '../ground.ts'

export interface Part { readonly town: Town; readonly name: string; readonly polygons: [number, number][][][] }

/** Streets are small and full of people: their km² count so many times. */
const URBAN = 4
const sides = { across: [['东', '西'], ['东', '中', '西']], along: [['北', '南'], ['北', '中', '南']] } as const

const loopsOf = (district: District, code: RegionCode): LoopPolygon[] => (district.shapes.get(code)?.polygons ?? [])
  .map((polygon) => polygon.map((ring): Loop => ring.slice(0, -1).map(([lon, lat]): Dot => [toMicro(lon), toMicro(lat)])))

/** `count` parts of whole villages: two of every town, a third of the largest ones. */
export function drawAreas(district: District, ground: Ground, count: number): Part[] {
  const size = (town: Town): number => areaOf(loopsOf(district, town.region.code)) * (town.urban ? URBAN : 1)
  const thirds = new Set([...ground.towns].sort((a, b) => size(b) - size(a)).slice(0, count - 2 * ground.towns.length))
  return ground.towns.flatMap((town) => cut(district, ground, town, thirds.has(town) ? 3 : 2))
}

function cut(district: District, ground: Ground, town: Town, parts: 2 | 3): Part[] {
  const spots = town.villages.map((village) => ({ village, ...heart(ground, village.region), area: areaOf(loopsOf(district, village.region.code)) }))
  const span = (list: readonly number[]): number => Math.max(...list) - Math.min(...list)
  const across = span(spots.map(({ x }) => x)) > span(spots.map(({ y }) => y))
  // From east to west or from north to south, as the names go.
  const sorted = spots.toSorted((a, b) => (across ? b.x - a.x : b.y - a.y))
  const whole = sorted.reduce((sum, { area }) => sum + area, 0)
  const names = sides[across ? 'across' : 'along'][parts - 2]
  let before = 0
  const groups: Village[][] = names.map(() => [])
  sorted.forEach(({ village, area }, at) => {
    const share = Math.floor(((before + area / 2) / whole) * parts)
    // Every part has a village, however large a single one is.
    const [least, most] = [Math.max(0, parts - (sorted.length - at)), Math.min(parts - 1, at)]
    groups[Math.min(Math.max(share, least), most)].push(village)
    before += area
  })
  return groups.map((villages, at) => ({ town, name: `${town.region.short}${names[at]}片`, polygons: union(district, villages) }))
}

function union(district: District, villages: readonly Village[]): [number, number][][][] {
  const polygons = dissolve(villages.flatMap(({ region }) => loopsOf(district, region.code).flat()))
  if (!polygons) throw new Error('the villages of a town cannot be dissolved')
  return polygons.map((polygon) => toDegrees(polygon).map((ring) => ring.map(([lon, lat]) => [lon, lat])))
}
