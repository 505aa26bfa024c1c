// Which beats break their plan at an instant, out of how each stands: the causes of alarms.
import type { Beat } from '../../../shared/domain/beat.ts'
import type { Breach, BreachKind } from '../../../shared/domain/breach.ts'
import type { Severity } from '../../../shared/domain/event.ts'
import type { LngLat } from '../../../shared/domain/geo.ts'
import { instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { Judged } from './judge.ts'

/** How long a void or an empty post must last before it is worth an alarm: a fix that is on its way may still fill it. */
export const FIRM = { void: MINUTE, left: 10 * MINUTE } as const
/** An empty post is called one from here on; shorter absences are none. */
const EMPTY = 5 * MINUTE

/** The breaches of all beats that are due, in the order of the set. */
export function breachesOf(judged: readonly Judged[], now: Instant): Breach[] {
  return judged.flatMap(({ beat, now: stands }) => {
    const due = stands?.due
    if (!due) return []
    const told = (kind: BreachKind, since: Instant, firm: boolean, level: Severity): Breach =>
      ({ kind, about: beat.id, name: beat.name, tier: beat.tier, region: beat.region, level, since, place: placeOf(beat), firm })
    const last = instant(Math.max(stands.last ?? 0, due.since))
    const rounds = beat.tier === 'line' ? due.rounds : due.visits
    const grave = beat.priority === 1 ? 2 : 3
    // One absence is one alarm: of a post that is to be manned it is said that it was left.
    const isPost = beat.tier === 'point' && beat.plan.manned !== null
    return [
      ...(due.isVoid && !isPost ? [told('void', last, now - last > beat.interval * MINUTE + FIRM.void, grave)] : []),
      ...(isPost && stands.present === 0 && now - last > EMPTY ? [told('left', last, now - last > FIRM.left, due.isVoid ? grave : 3)] : []),
      ...(beat.tier !== 'area' && rounds.missed > 0 ? [told('missed', due.shift.from, true, 3)] : []),
      ...(beat.tier !== 'area' && rounds.early + rounds.late > 0 ? [told('untimely', due.shift.from, true, 4)] : []),
    ]
  })
}

/** A place of the beat, for whoever is to go there. */
export function placeOf(beat: Beat): LngLat {
  switch (beat.tier) {
    case 'point': return beat.place
    case 'line': return beat.line[Math.floor(beat.line.length / 2)]
    case 'area': {
      const [ring] = beat.polygons[0]
      const sum = ring.slice(1).reduce(([lon, lat], corner) => [lon + corner[0], lat + corner[1]], [0, 0])
      return [sum[0] / (ring.length - 1), sum[1] / (ring.length - 1)]
    }
    default: return beat satisfies never
  }
}
