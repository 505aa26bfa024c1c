// What a drill of these options plays, worked out again without a server: its roster, ground and talk.
import type { Beat } from '../../../shared/domain/beat.ts'
import { groundOf } from '../../../server/drill/ground.ts'
import { movementOf } from '../../../server/drill/movement.ts'
import { patrolsOf } from '../../../server/drill/patrols.ts'
import { roadsOf } from '../../../server/drill/roads.ts'
import { rosterOf } from '../../../server/drill/roster.ts'
import type { LapseLine } from '../../../server/drill/told.ts'
import type { Talk } from '../../../server/drill/fixes.ts'
import type { Played } from './expected-alarms.ts'
import { realDistrict, shifts } from './given.ts'

export interface PlayedAsked {
  readonly seed: number
  readonly units: number
  readonly faults: number
  readonly lapses: number
  readonly beats: readonly Beat[]
  /** The lapses as the truth file tells them. */
  readonly told: readonly LapseLine[]
}

export async function playedBy({ seed, units, faults, lapses, beats, told }: PlayedAsked): Promise<{ readonly day: Played; readonly talk: Talk }> {
  const ground = groundOf(await realDistrict())
  const roads = roadsOf(Number(ground.code), ground)
  const roster = rosterOf(seed, ground, units, beats)
  const patrols = patrolsOf({ seed, ground, roads, shifts: shifts(), units: roster.units, beats, faults: lapses })
  const movement = movementOf(seed, ground, roads, shifts(), patrols)
  return { day: { beats, told, roster, ground }, talk: { seed, ground, movement, faults, spellAt: patrols.spellAt } }
}
