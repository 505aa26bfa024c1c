// What a set of beats asks for that does not depend on what happens, worked out before it is adopted: cells of areas, and their lattice.
import type { AreaBeat, Beat } from '../../../shared/domain/beat.ts'
import { idsIn } from '../../../shared/domain/coverage/cells.ts'
import { shapeOf, type Shape } from '../../../shared/domain/coverage/ground.ts'
import { layLattice, type Lattice } from '../../../shared/domain/coverage/lattice.ts'
import type { Steps } from '../../../shared/domain/steps.ts'

/** Pure: with it or without, a set becomes the same. */
export interface Ahead {
  /** The cells of areas by what the areas are on the ground. */
  readonly ids: ReadonlyMap<string, readonly string[]>
  readonly lattice: Lattice | undefined
}

export const NOTHING: Ahead = { ids: new Map(), lattice: undefined }

const keyOf = ({ polygons }: AreaBeat): string => JSON.stringify(polygons)

/** `known`: beats with their shapes, whose cells are taken over. */
export function* workAhead(beats: readonly Beat[], known: Iterable<readonly [Beat, Shape]>): Steps<Ahead> {
  const ids = new Map<string, readonly string[]>()
  for (const [beat, shape] of known) {
    if (beat.tier !== 'area' || shape.tier !== 'area') continue
    ids.set(keyOf(beat), shape.cells.ids)
    yield
  }
  const lists: (readonly string[])[] = []
  for (const beat of beats) {
    if (beat.tier !== 'area') continue
    const key = keyOf(beat)
    const list = ids.get(key) ?? idsIn(beat.polygons)
    ids.set(key, list)
    lists.push(list)
    yield
  }
  return { ids, lattice: yield* layLattice(lists) }
}

/** The shape of a beat, with what is known of it. */
export const shapeWith = ({ ids }: Ahead, beat: Beat): Shape => shapeOf(beat, beat.tier === 'area' && ids.size > 0 ? ids.get(keyOf(beat)) : undefined)
