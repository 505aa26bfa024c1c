// The coverage cost of one unit: what it alone keeps and its leaving uncovers, for how long, and who could take over.
import { fromMicro, toMicro } from '../../../shared/domain/geo.ts'
import type { CoverageCost, Leaving, Uncovered } from '../../../shared/domain/coverage-cost.ts'
import type { Beat } from '../../../shared/domain/beat.ts'
import { instant, MINUTE, SECOND, type Instant } from '../../../shared/domain/time.ts'
import { secondsOfWay, type Relief } from '../../../shared/domain/travel.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import { reliefFor } from '../../world/relief.ts'
import type { World } from '../../world/world.ts'
import { placeOf } from './breaches.ts'
import { onDuty } from './duty.ts'
import { groundAt, type Field } from './field.ts'
import { eachBeatAt, whoIsThere } from './judge.ts'
import { keepersOf, type Kept } from './keepers.ts'
import { missesOf } from './misses.ts'
import type { CoverageState } from './state.ts'

/** What the unit's leaving now costs, when nobody else moves; beats in which it arrives are covered from then on. */
export function costOf(state: CoverageState, field: Field, world: World, { id, number, tier, kind }: Unit, { until, place }: Leaving, now: Instant): CoverageCost {
  const { voids, posts, held } = keepersOf(state, field, tier, now, until)
  const arrival = place && arrivalAt(world, { number, kind }, place, now)
  const reached = place && arrival !== null ? beatsAt(field, tier, place, arrival) : new Set<number>()
  // Who keeps a beat that would fall void in that time is no relief for another.
  const bound = new Set([...voids, ...posts].map(({ unit }) => unit).concat(number))
  const relief = (beat: Beat): Relief | null => reliefFor(world, tier, placeOf(beat), now, (unit) => !bound.has(unit.number))
  const own = voids.filter(({ unit }) => unit === number)
    .map((one) => (arrival !== null && reached.has(one.slot) ? { ...one, to: Math.min(one.to, arrival) } : one))
    .filter(({ from, to }) => from < to)
    .map((one) => uncovered(one, relief(one.beat), now))
    .sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))
  const misses = missesOf(state, held.filter(({ unit }) => unit === number), now, until)
    .filter(({ slot, closes }) => arrival === null || !reached.has(slot.number) || closes <= arrival)
    .map(({ beat, kept, what, from, to, closes }) => ({ ...named(beat), kept, what, from, to, closes }))
    .sort((a, b) => a.closes - b.closes || (a.id < b.id ? -1 : 1))
  return {
    unit: id, tier, at: now, until, arrival, onDuty: onDuty(state, number, now), within: beatsOf(state, field, number, now), voids: own,
    unmanned: posts.filter(({ unit, slot }) => unit === number && !reached.has(slot)).map(({ beat, remain }) => ({ ...named(beat), remain, asked: beat.people, relief: relief(beat) })),
    misses,
    minutes: own.reduce((sum, { minutes }) => sum + minutes, 0), worth: own.reduce((sum, { worth }) => sum + worth, 0),
  }
}

/** The beats that the unit is in by its newest fix, while that is fresh and it is on duty. */
const beatsOf = (state: CoverageState, field: Field, unit: number, now: Instant): CoverageCost['within'] =>
  [...whoIsThere(state, now, (time) => groundAt(field, time))].flatMap(([slot, units]) => {
    const beat = units.has(unit) ? field.beats.get(slot) : undefined
    return beat ? [named(beat)] : []
  })

const named = ({ id, name, region, priority }: Beat) => ({ id, name, region, priority })

function uncovered({ beat, kept, from, to }: Kept, relief: Relief | null, now: Instant): Uncovered {
  const minutes = Math.floor((to - from) / MINUTE)
  const comes = relief ? now + relief.minutes * MINUTE : Infinity
  return {
    ...named(beat), kept, from: instant(from), to: instant(to), minutes, worth: (4 - beat.priority) * beat.people * minutes,
    relief, relieved: Math.max(0, Math.floor((Math.min(to, comes) - from) / MINUTE)),
  }
}

/** When the unit is there, from the place it was at last; null when it has none or stays where it is. */
function arrivalAt(world: World, { number, kind }: Pick<Unit, 'number' | 'kind'>, place: readonly [number, number], now: Instant): Instant | null {
  if (!world.places.has(number)) return null
  const { lon, lat } = world.places.columns
  const seconds = secondsOfWay(kind, [fromMicro(lon[number]), fromMicro(lat[number])], place)
  return Number.isFinite(seconds) ? instant(now + Math.ceil(seconds) * SECOND) : null
}

/** The beats of a tier that hold a place at an instant. */
function beatsAt(field: Field, tier: Unit['tier'], [x, y]: readonly [number, number], at: Instant): Set<number> {
  const [lon, lat, found] = [toMicro(x), toMicro(y), new Set<number>()]
  eachBeatAt(groundAt(field, at), tier, lon, lat, (slot) => { found.add(slot) })
  return found
}
