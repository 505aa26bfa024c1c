// Draws the line beats: stretches of the ways of a town that a team walks there and back within its window.
import { fromMicro, toMicro, type LngLat } from '../../../shared/domain/geo.ts'
import { distance, type Ground, type Spot, type Town } from '../ground.ts'
import { chance, pick } from '../random.ts'
import { lengthOf, route, type Roads } from '../roads.ts'
import { apportion } from './share.ts'

export interface Stretch { readonly town: Town; readonly line: [number, number][]; readonly length: number }

/** Metres of a line: a team that walks 1.1 m/s is there and back in an hour and a half at most. */
export const LINE_M = { least: 1_050, most: 2_900 }
const TRIES = 80
/** Streets are walked more than villages. */
const URBAN = 2.5
/** Metres that a corner may be left out by, and within which a line runs along another. */
const COARSE_M = 1.5
const ALONG_M = 120

export function drawLines(seed: number, ground: Ground, roads: Roads, count: number): Stretch[] {
  const shares = apportion(ground.towns.map((town) => town.villages.length * (town.urban ? URBAN : 1)), count, 2)
  return ground.towns.flatMap((town, at) => {
    const drawn: Spot[][] = []
    for (let n = 0; n < shares[at]; n++) drawn.push(drawOne(seed, ground, roads, town, n, drawn))
    return drawn.map((line) => ({ town, line: coarse(line).map((spot) => rounded(ground.plane.place(spot))), length: lengthOf(line) }))
  })
}

/** Of many ways between two grids the one that runs farthest where no line runs yet. */
function drawOne(seed: number, ground: Ground, roads: Roads, town: Town, n: number, drawn: readonly (readonly Spot[])[]): Spot[] {
  const next = chance(seed, 'line-beat', town.region.code, n)
  const nodes = roads.nodes.map((_, node) => node).filter((node) => roads.regions[node].startsWith(town.region.code))
  let [best, most]: [Spot[] | undefined, number] = [undefined, -1]
  for (let tries = 0; tries < TRIES; tries++) {
    const [from, to] = [pick(next, nodes), pick(next, nodes)]
    const wanted = LINE_M.least + (LINE_M.most - LINE_M.least) * next()
    const apart = distance(roads.nodes[from], roads.nodes[to])
    if (apart < LINE_M.least * 0.6 || apart > LINE_M.most) continue
    const line = route(roads, from, to, town.region.code)
    if (!line) continue
    const length = lengthOf(line)
    if (length < LINE_M.least || length > LINE_M.most || !line.every((spot) => ground.holds(spot, town.region.code))) continue
    const fresh = line.filter((spot) => drawn.every((other) => other.every((one) => distance(one, spot) > ALONG_M))).length / line.length
    const worth = fresh - Math.abs(length - wanted) / LINE_M.most / 4
    if (worth > most) [best, most] = [line, worth]
  }
  if (!best) throw new Error(`${town.region.name} has no way of the right length`)
  return best
}

/** Leaves out corners that lie less than COARSE_M beside the line without them. */
function coarse(line: readonly Spot[]): Spot[] {
  const [first, last] = [line[0], line[line.length - 1]]
  let [at, off] = [0, COARSE_M]
  for (let i = 1; i < line.length - 1; i++) {
    const away = beside(first, last, line[i])
    if (away > off) [at, off] = [i, away]
  }
  return at === 0 ? [first, last] : [...coarse(line.slice(0, at + 1)).slice(0, -1), ...coarse(line.slice(at))]
}

function beside(a: Spot, b: Spot, spot: Spot): number {
  const length = distance(a, b)
  return length === 0 ? distance(a, spot) : Math.abs((b.x - a.x) * (spot.y - a.y) - (b.y - a.y) * (spot.x - a.x)) / length
}

/** A millionth of a degree is what a place is kept to. */
export const rounded = ([lon, lat]: LngLat): [number, number] => [fromMicro(toMicro(lon)), fromMicro(toMicro(lat))]
