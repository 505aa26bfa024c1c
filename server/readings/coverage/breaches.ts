// Which beats break their plan at an instant, out of how each stands: the causes of alarms.
import type { Beat, LineBeat, PointBeat } from '../../../shared/domain/beat.ts'
import type { Breach, BreachKind, Turn } from '../../../shared/domain/breach.ts'
import type { Severity } from '../../../shared/domain/event.ts'
import type { LngLat } from '../../../shared/domain/geo.ts'
import { windowsOf } from '../../../shared/domain/coverage/calendar.ts'
import { HOUR, instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { Told } from './deliver.ts'
import type { Delivered, Judged } from './judge.ts'

/** How long a void or an empty post must last before it is worth an alarm: a fix that is on its way may still fill it. */
export const FIRM = { void: MINUTE, left: 10 * MINUTE } as const
/** An empty post is called one from here on; shorter absences are none. */
const EMPTY = 5 * MINUTE
/** A round or visit is told of until its shift is over, and for so long after its window closed. */
const TOLD = HOUR

/** The breaches of all beats whose plan is valid, in the order of the set. */
export function breachesOf(judged: readonly Judged[], now: Instant): Breach[] {
  return judged.flatMap(({ beat, before, now: stands }) => {
    if (!stands) return []
    const { due } = stands
    const told = (kind: BreachKind, since: Instant, firm: boolean, level: Severity, turns?: readonly Turn[]): Breach =>
      ({ kind, about: beat.id, name: beat.name, tier: beat.tier, region: beat.region, level, since, place: placeOf(beat), firm, ...(turns ? { turns } : {}) })
    const wrong = beat.tier === 'area' ? [] : turnsOf(beat, [...(before ? [before] : []), ...(due ? [due] : [])], due, now)
    const turned = (kind: 'missed' | 'untimely', level: Severity): Breach[] => {
      const own = wrong.filter((one) => one.kind === kind)
      return own.length > 0 ? [told(kind, own[0].since, true, level, own.map(({ turn }) => turn))] : []
    }
    const turns = [...turned('missed', 3), ...turned('untimely', 4)]
    if (!due) return turns
    const last = instant(Math.max(stands.last ?? 0, due.since))
    const grave = beat.priority === 1 ? 2 : 3
    // One absence is one alarm: of a post that is to be manned it is said that it was left.
    const isPost = beat.tier === 'point' && beat.plan.manned !== null
    return [
      ...(due.isVoid && !isPost ? [told('void', last, now - last > beat.interval * MINUTE + FIRM.void, grave)] : []),
      ...(isPost && stands.present === 0 && now - last > EMPTY ? [told('left', last, now - last > FIRM.left, due.isVoid ? grave : 3)] : []),
      ...turns,
    ]
  })
}

interface Wrong { readonly kind: 'missed' | 'untimely'; readonly since: Instant; readonly turn: Turn }

/** The rounds or visits that were missed or off their time: of the shift that is on, and of the one before those of the last hour. */
function turnsOf(beat: LineBeat | PointBeat, delivered: readonly Delivered[], due: Delivered | null, now: Instant): Wrong[] {
  const { windows, allowance } = beat.plan
  const count = beat.tier === 'line' ? beat.plan.rounds : beat.plan.visits
  return delivered.flatMap((shift) => {
    const all = windowsOf({ count, windows, allowance }, shift.shift)
    return shift.windows.flatMap((window): Wrong[] => {
      const kind = kindOf(window, now)
      if (!kind || (shift !== due && window.closes <= now - TOLD)) return []
      const turn = { number: all.findIndex(({ from }) => from === window.from) + 1, from: instant(window.from), to: instant(window.to) }
      return [{ kind, since: instant(kind === 'missed' ? window.closes : window.done), turn }]
    })
  })
}

function kindOf({ from, to, closes, done }: Told, now: Instant): Wrong['kind'] | null {
  if (done === 0) return closes <= now ? 'missed' : null
  return done <= from || done > to ? 'untimely' : null
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
