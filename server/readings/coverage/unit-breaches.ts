// Which units break the plan of their team at an instant: out of bounds, idle, staying too long. The causes of alarms.
import type { Beat } from '../../../shared/domain/beat.ts'
import type { Breach } from '../../../shared/domain/breach.ts'
import { fromMicro, metresBetween, type LngLat } from '../../../shared/domain/geo.ts'
import { freshness, isFresh } from '../../../shared/domain/freshness.ts'
import { instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import type { World } from '../../world/world.ts'
import { RESTS, type Conduct, type Conducts } from './conduct.ts'
import { onDuty } from './duty.ts'
import { groundAt, type Field } from './field.ts'
import type { Judged } from './judge.ts'
import type { CoverageState } from './state.ts'
import type { Track } from './track.ts'

/** How long it must go on before it is worth an alarm; idle and overstay are beyond their own allowance then. */
export const UNIT_FIRM = { outside: 5 * MINUTE, idle: MINUTE, overstay: MINUTE } as const

/** What a team's beats that are due ask of its units. */
export interface Due {
  /** Since when any of them is. */
  since: Instant
  /** The longest that one of them lets a unit stand, minutes; 0 = none says. */
  stand: number
  readonly beats: Beat[]
  readonly rests: LngLat[]
}

/** The breaches of all units that are due, by number of the unit. */
export function unitBreaches(state: CoverageState, field: Field, conducts: Conducts, judged: readonly Judged[], world: World, now: Instant): Breach[] {
  const due = dueOf(judged)
  const told: Breach[] = []
  for (const [number, tracks] of state.tracksOf) {
    const unit = world.unitsByNumber.get(number)
    const own = unit && due.get(`${unit.tier} ${unit.team}`)
    if (!own || world.sos.has(unit.id) || !onDuty(state, number, now)) continue
    const heard = heardOf(state, tracks, now)
    if (heard.tracks.length === 0) continue
    const all = heard.tracks.flatMap((track) => {
      const conduct = conducts.of(state, track, world)
      return conduct ? [{ track, conduct }] : []
    })
    told.push(...outside(unit, own, all, heard.fresh, now), ...idle(field, unit, own, all, heard.fresh), ...overstay(state, field, unit, own, all, heard.fresh))
  }
  return told
}

/** By tier and team; teams of which nothing is due are left out. */
export function dueOf(judged: readonly Judged[]): Map<string, Due> {
  const due = new Map<string, Due>()
  for (const { beat, now } of judged) {
    if (!now?.due) continue
    const key = `${beat.tier} ${beat.team}`
    let own = due.get(key)
    if (!own) due.set(key, own = { since: now.due.since, stand: 0, beats: [], rests: [] })
    own.since = instant(Math.min(own.since, now.due.since))
    own.beats.push(beat)
    if (beat.tier !== 'point') own.stand = Math.max(own.stand, beat.plan.stand ?? 0)
  }
  // A base is one also when its own line has no shift.
  for (const { beat, now } of judged) if (now && beat.rests) due.get(`${beat.tier} ${beat.team}`)?.rests.push(...beat.rests)
  return due
}

interface Heard { readonly tracks: readonly Track[]; readonly fresh: boolean }

/** The devices of a unit that are fresh; when none is, the one heard last that is not lost: it raises nothing, but keeps what stands. */
export function heardOf(state: CoverageState, numbers: readonly number[], now: Instant): Heard {
  const all = numbers.map((number) => state.tracks[number]).filter(({ counts }) => counts)
  const fresh = all.filter(({ time, interval }) => isFresh(freshness(instant(time), interval, now)))
  if (fresh.length > 0) return { tracks: fresh, fresh: true }
  const last = all.filter(({ time, interval }) => freshness(instant(time), interval, now) !== 'lost').sort((a, b) => b.time - a.time)
  return { tracks: last.slice(0, 1), fresh: false }
}

interface Told { readonly track: Track; readonly conduct: Conduct }

const placeOf = ({ track: { lon, lat } }: Told): LngLat => [fromMicro(lon), fromMicro(lat)]

/** Devices that differ prove nothing: all that are heard must say so. */
function outside(unit: Unit, { since }: Due, all: readonly Told[], fresh: boolean, now: Instant): Breach[] {
  if (!all.every(({ conduct }) => conduct.out > 0)) return []
  const from = instant(Math.max(since, ...all.map(({ conduct }) => conduct.out)))
  return [{ kind: 'outside', about: unit.id, name: unit.name, tier: unit.tier, region: unit.region, level: 3, since: from, place: placeOf(all[0]), firm: fresh && now - from > UNIT_FIRM.outside }]
}

function idle(field: Field, unit: Unit, { since, stand, rests }: Due, all: readonly Told[], fresh: boolean): Breach[] {
  if (stand === 0 || !all.every(({ conduct }) => conduct.stood > 0)) return []
  const from = instant(Math.max(since, ...all.map(({ conduct }) => conduct.stood)))
  const stood = Math.min(...all.map(({ track }) => track.time)) - from
  if (stood <= stand * MINUTE || all.some((one) => isFree(field, rests, one))) return []
  return [{ kind: 'idle', about: unit.id, name: unit.name, tier: unit.tier, region: unit.region, level: 4, since: from, place: placeOf(all[0]), firm: fresh && stood > stand * MINUTE + UNIT_FIRM.idle }]
}

/** It came to stand at a rest place of its team, or stands at any post: it stands where somebody should. */
function isFree(field: Field, rests: readonly LngLat[], { track, conduct: { lon, lat } }: Told): boolean {
  if (rests.some(([x, y]) => metresBetween(x, y, fromMicro(lon), fromMicro(lat)) <= RESTS)) return true
  let post = false
  const enter = (): void => { post = true }
  const here = groundAt(field, track.time)
  here?.points(lon, lat, enter)
  here?.points(track.lon, track.lat, enter)
  return post
}

function overstay(state: CoverageState, field: Field, unit: Unit, { beats, since }: Due, all: readonly Told[], fresh: boolean): Breach[] {
  if (unit.tier !== 'point') return []
  for (const beat of beats) {
    if (beat.tier !== 'point' || beat.plan.longest === undefined) continue
    const from = Math.max(since, ...all.map(({ track }) => stayIn(state, field, track, beat)))
    const stayed = Math.min(...all.map(({ track }) => track.time)) - from
    if (!(stayed > beat.plan.longest * MINUTE)) continue
    return [{
      kind: 'overstay', about: unit.id, name: unit.name, beat: beat.name, tier: unit.tier, region: beat.region, level: 4, since: instant(from), place: beat.place,
      firm: fresh && stayed > beat.plan.longest * MINUTE + UNIT_FIRM.overstay,
    }]
  }
  return []
}

/** Since when a device has been at a point without a break; Infinity = it is not there. */
function stayIn({ slots }: CoverageState, { beats }: Field, { inside, since }: Track, beat: Beat): number {
  const at = inside.findIndex((slot) => slots.has(slot) && beats.get(slot)?.id === beat.id)
  return at < 0 ? Infinity : since[at]
}
