// Draws the point beats: gates, schools, markets and stations in the villages, as places without names of their own.
import { distance, heart, type Ground, type Spot, type Town, type Village } from '../ground.ts'
import { between, chance, share } from '../random.ts'
import { rounded } from './lines.ts'
import { apportion } from './share.ts'

export interface Post {
  readonly town: Town; readonly village: Village; readonly place: [number, number]
  /** Guarded all the time, instead of visited now and then. */
  readonly manned: boolean
  /** 0 is worth most: what priorities are given by. */
  readonly rank: number
}

const URBAN = 3
/** Metres between two posts, and between a post and its village's border. */
const APART_M = 150
const CLEAR_M = 90

export function drawPoints(seed: number, ground: Ground, count: number, manned: number): Post[] {
  const shares = apportion(ground.towns.map((town) => town.villages.length * (town.urban ? URBAN : 1)), count, 2)
  const taken: Spot[] = []
  const drawn = ground.towns.flatMap((town, at) => Array.from({ length: shares[at] }, (_, n) => {
    const village = town.villages[n % town.villages.length]
    const spot = standIn(seed, ground, village, n, taken)
    taken.push(spot)
    // The first of a town, then streets before villages.
    const worth = (n === 0 ? 2 : 0) + (town.urban ? 0.8 : 0) + share(seed, 'post-worth', town.region.code, n)
    return { town, village, place: rounded(ground.plane.place(spot)), worth }
  }))
  const ranks = new Map([...drawn].sort((a, b) => b.worth - a.worth).map((post, rank) => [post, rank]))
  return drawn.map((post) => ({ town: post.town, village: post.village, place: post.place, manned: ranks.get(post)! < manned, rank: ranks.get(post)! }))
}

/** A spot of the village with its border, and every other post, at a distance where there is room. */
function standIn(seed: number, ground: Ground, village: Village, n: number, taken: readonly Spot[]): Spot {
  const next = chance(seed, 'post-beat', village.region.code, n)
  for (let clear = CLEAR_M; clear > 10; clear *= 0.7) {
    for (let tries = 0; tries < 40; tries++) {
      const grid = village.grids[Math.floor(next() * village.grids.length)] ?? village.region
      const middle = heart(ground, grid)
      const spot = { x: middle.x + between(next, -250, 250), y: middle.y + between(next, -250, 250) }
      const around = [[1, 0], [-1, 0], [0, 1], [0, -1]].map(([x, y]) => ({ x: spot.x + x * clear, y: spot.y + y * clear }))
      if (around.every((one) => ground.holds(one, village.region.code)) && taken.every((one) => distance(one, spot) > APART_M * (clear / CLEAR_M))) return spot
    }
  }
  return heart(ground, village.region)
}
