// Shares ground out among seeds by weight: a power diagram in the bent plane whose shares come out at their wanted size.
import type { Bent } from './bend.ts'
import type { Mesh } from './mesh.ts'
import { takeInFragments } from './pieces.ts'

export interface Seed { readonly share: number; readonly x: number; readonly y: number }

export interface Ground {
  readonly mesh: Mesh
  readonly bent: Bent
  readonly cells: readonly number[]
  /** By cell; written over by whoever works on the ground. */
  readonly scratch: Int32Array
}

/** Every cell goes to the seed that is nearest in the bent plane, less the share's lead (km²). */
function shareOut(bent: Bent, cells: readonly number[], seeds: readonly Seed[], lead: readonly number[], share: Int32Array): void {
  const count = seeds.length
  const x = Float64Array.from(seeds, (seed) => seed.x)
  const y = Float64Array.from(seeds, (seed) => seed.y)
  const ahead = Float64Array.from(seeds, (seed) => lead[seed.share])
  const owner = Int32Array.from(seeds, (seed) => seed.share)
  for (const cell of cells) {
    const cellX = bent.x[cell]
    const cellY = bent.y[cell]
    let best = 0
    let least = Infinity
    for (let seed = 0; seed < count; seed++) {
      const dx = cellX - x[seed]
      const dy = cellY - y[seed]
      const away = dx * dx + dy * dy - ahead[seed]
      if (away < least) { least = away; best = seed }
    }
    share[cell] = owner[best]
  }
}

/** Cells that a round looks at, about. */
const SAMPLE = 4_000

const cellArea = (mesh: Mesh): number => mesh.size * mesh.size * Math.sqrt(3) / 2

/**
 * Writes the share of every cell into `share`, -1 beyond the ground. In each round the leads are corrected towards the weights, and with
 * `settle` every seed moves to the middle of its share, which makes shares compact.
 */
export function shareByWeight(
  ground: Ground, seeds: readonly Seed[], weights: readonly number[], rounds: number, settle: boolean, share: Int32Array,
): void {
  const { mesh, bent, cells } = ground
  share.fill(-1)
  // The rounds look at a sample of a large ground: sizes need not come out to the cell.
  const every = Math.max(1, Math.floor(cells.length / SAMPLE))
  const sample = cells.filter((_, at) => at % every === 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const wanted = weights.map((weight) => weight / total * sample.length)
  const lead = weights.map(() => 0)
  let placed = seeds
  for (let round = 0; round < rounds; round++) {
    shareOut(bent, sample, placed, lead, share)
    const counts = weights.map(() => 0)
    for (const cell of sample) counts[share[cell]]++
    for (let at = 0; at < weights.length; at++) lead[at] += (wanted[at] - counts[at]) * every * cellArea(mesh) * 0.25
    if (settle && round < rounds * 0.7) placed = middles(bent, sample, share, placed)
  }
  shareOut(bent, cells, placed, lead, share)
  takeInFragments(mesh, cells, share, ground.scratch)
}

function middles(bent: Bent, cells: readonly number[], share: Int32Array, seeds: readonly Seed[]): readonly Seed[] {
  const sums = new Map(seeds.map((seed) => [seed.share, { x: 0, y: 0, count: 0 }]))
  for (const cell of cells) {
    const sum = sums.get(share[cell])
    if (!sum) continue
    sum.x += bent.x[cell]
    sum.y += bent.y[cell]
    sum.count++
  }
  return seeds.map((seed) => {
    const sum = sums.get(seed.share)
    return sum && sum.count > 0 ? { share: seed.share, x: sum.x / sum.count, y: sum.y / sum.count } : seed
  })
}

/** Well spread places among the cells: each the farthest, of a few thrown ones, from those chosen before. */
export function scatter(ground: Ground, count: number, throwDie: () => number, kept: readonly Seed[] = []): Seed[] {
  const chosen: Seed[] = [...kept]
  for (let share = kept.length; share < count; share++) {
    let best: Seed | undefined
    let farthest = -1
    for (let candidate = 0; candidate < 14; candidate++) {
      const cell = ground.cells[Math.floor(throwDie() * ground.cells.length)]
      const thrown = { share, x: ground.bent.x[cell], y: ground.bent.y[cell] }
      const nearest = Math.min(...chosen.map((other) => (thrown.x - other.x) ** 2 + (thrown.y - other.y) ** 2))
      if (nearest > farthest) { farthest = nearest; best = thrown }
    }
    if (best) chosen.push(best)
  }
  return chosen
}
