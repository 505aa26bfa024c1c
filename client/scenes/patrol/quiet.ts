// Honest silence: whether a place without reports is a place where somebody was.
import type { GridEvent } from '../../../shared/domain/event.ts'
import { spotOf, mercatorX, mercatorY } from '../../map/mercator.ts'
import { surrounds } from '../../map/shapes.ts'
import type { BeatNow } from '../../map/beats.ts'

/** busy: reports are open in it; calm: none, and somebody came in time; blind: none, and nobody did; idle: none, and nobody is due. */
export type Silence = 'busy' | 'calm' | 'blind' | 'idle'

/** null where reports cannot be told to lie in the beat: lines and points have no inside. */
export function silenceOf({ beat, state, age }: BeatNow, open: readonly GridEvent[]): Silence | null {
  if (beat.tier !== 'area') return null
  const polygons = beat.polygons.map((rings) => rings.map((ring) => Float64Array.from(ring.flatMap(([lon, lat]) => [mercatorX(lon), mercatorY(lat)]))))
  const lies = ({ lon, lat }: GridEvent): boolean => {
    if (lon === null || lat === null) return false
    const at = spotOf([lon, lat])
    return polygons.some((rings) => rings.reduce((inside, ring) => inside !== surrounds(ring, at), false))
  }
  if (open.some(lies)) return 'busy'
  if (state === 'idle') return 'idle'
  return state === 'void' || age === null ? 'blind' : 'calm'
}
