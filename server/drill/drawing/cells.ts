// What the cells of an area beat weigh: those on its tour most, those by any way a little, those far from ways nothing.
import type { AreaBeat } from '../../../shared/domain/beat.ts'
import { cellOf, cellsAbout, middleOf, middledIn } from '../../../shared/domain/coverage/cells.ts'
import { distance, type Ground, type Spot } from '../ground.ts'
import type { Roads } from '../roads.ts'
import type { Tour } from '../tour.ts'
import { onTrack, rounded, trackOf } from '../track.ts'

/** Metres of a tour that must lie in a cell for it to be one of the tour's; metres from a way beyond which a cell cannot be reached. */
const ENOUGH_M = 40
export const FAR_M = 250
const STEP_M = 10

/** Cells by how many metres of the lines lie in them. */
function metresIn(ground: Ground, lines: readonly (readonly Spot[])[]): Map<string, number> {
  const metres = new Map<string, number>()
  for (const line of lines) {
    const track = trackOf(line)
    for (let along = 0; along < track.length; along += STEP_M) {
      const cell = cellOf(ground.plane.place(onTrack(track, along).spot))
      metres.set(cell, (metres.get(cell) ?? 0) + STEP_M)
    }
  }
  return metres
}

export const cellsOf = (beat: Pick<AreaBeat, 'polygons'>): string[] =>
  [...new Set(beat.polygons.flatMap((polygon) => middledIn(polygon)))]

/** Cells that a tour drives through long enough to be seen there, whichever device looks. */
export const touredCells = (ground: Ground, tours: readonly Tour[]): Set<string> => new Set(
  [...metresIn(ground, tours.flatMap(({ stretches }) => stretches.map(({ line }) => rounded(line))))].flatMap(([cell, metres]) => (metres >= ENOUGH_M ? [cell] : [])))

/** Cells within reach of the ways that lead to `home`: their middle lies no farther from one than FAR_M. */
export function reachable(ground: Ground, roads: Roads, home: number): Set<string> {
  const near = new Set<string>()
  const lines = roads.ways.flatMap((ways, from) => (roads.piece[from] === roads.piece[home] ? ways.filter(({ to }) => to > from).map(({ line }) => line) : []))
  for (const line of lines) {
    for (const spot of line) {
      for (const cell of cellsAbout(cellOf(ground.plane.place(spot)), 3)) {
        if (near.has(cell)) continue
        if (distance(ground.plane.spot(...middleOf(cell)), spot) <= FAR_M) near.add(cell)
      }
    }
  }
  return near
}

/** Weights as a beat has them: what is not named weighs 1. */
export function weigh(cells: readonly string[], toured: ReadonlySet<string>, near: ReadonlySet<string>, weight: number): AreaBeat['weights'] {
  const named = cells.filter((cell) => toured.has(cell) || !near.has(cell)).sort()
  return Object.fromEntries(named.map((cell): [string, number] => [cell, toured.has(cell) ? weight : 0]))
}
