// A unit really taken away: the engine run on, minute by minute, while all others stand where they are and go on reporting.
import { isDeepStrictEqual } from 'node:util'
import type { Beat } from '../../../../shared/domain/beat.ts'
import type { Entry } from '../../../../shared/domain/entry.ts'
import { emptyBatch } from '../../../../shared/domain/fix.ts'
import { fromMicro, type LngLat } from '../../../../shared/domain/geo.ts'
import { instant, MINUTE, SECOND, type Instant } from '../../../../shared/domain/time.ts'
import { unitId } from '../../../../shared/domain/unit.ts'
import { createCoverage } from '../../../../server/readings/coverage/coverage.ts'
import type { Judged } from '../../../../server/readings/coverage/judge.ts'
import type { CoverageState } from '../../../../server/readings/coverage/state.ts'
import type { Happening } from '../../../../server/world/happen.ts'
import { batchOf, DISTRICT, type FixSaid } from '../../world/given.ts'
import { sorted } from './naive.ts'
import type { Engine } from './tape.ts'

/** stands: it stays and goes on. silent: nothing more is heard of it. signed-off: off duty from now on. */
export type Away = 'stands' | 'silent' | 'signed-off' | { readonly place: LngLat; readonly from: number }

/** How things stand at every minute after `now`, up to `until`, when `all` send what they do but for the unit; `worth` by beat at the last. */
function runOn(made: Engine, all: readonly FixSaid[], number: number, away: Away, now: Instant, until: Instant) {
  const [coverage, state, { world }] = [createCoverage(), structuredClone(made.state), made.story]
  const pending = all.filter((fix) => fix.unit !== number || away === 'stands')
  if (typeof away === 'object') for (let time = away.from; time <= until; time += 10 * SECOND) pending.push({ unit: number, device: number, time, lon: away.place[0], lat: away.place[1] })
  pending.sort((a, b) => a.time - b.time)
  if (away === 'signed-off') coverage.step(state, { is: 'entry', entry: signOff(number, now) }, world)
  const minutes: { readonly at: number; readonly judged: readonly Judged[] }[] = []
  let next = 0
  for (let at = now + MINUTE; at <= until; at += MINUTE) {
    for (; next < pending.length && pending[next].time <= at; next++) coverage.step(state, { is: 'fixes', at: instant(pending[next].time), batch: batchOf([pending[next]]) }, world)
    minutes.push({ at, judged: coverage.judge(state, instant(at), world) })
  }
  const { beats } = coverage.show(state, until, world, DISTRICT)
  return { minutes, worth: new Map(beats.id.map((id, row) => [id, beats.worth[row]])) }
}

/** What those on duty with a fresh fix send from now on, each in its rhythm. */
export function standing({ story }: Engine, now: Instant, until: Instant): FixSaid[] {
  const tape = sorted(story.told)
  return tape.tracks.flatMap(({ unit, e, fixes }) => {
    const newest = fixes.at(-1)
    if (!newest?.on || now - newest.time > 5 * e || !story.world.shifts.has(unitId(`u${unit}`))) return []
    const said: FixSaid[] = []
    for (let time = Math.max(newest.time + e, now + 1); time <= until; time += e) said.push({ unit, device: unit, time, lon: fromMicro(newest.lon), lat: fromMicro(newest.lat) })
    return said
  })
}

const signOff = (number: number, at: Instant): Entry =>
  ({ seq: 1e6, kind: 'shift-ended', data: { unit: unitId(`u${number}`), at }, by: 'test', about: 'test', key: null, committed: at, received: at, deviceTime: null })

/** How things stand at `now` when the unit had never been: its fixes and check-ins are left out of all that was told. */
function without({ story }: Engine, number: number, now: Instant): ReadonlyMap<string, number> {
  const coverage = createCoverage()
  let state: CoverageState = coverage.start()
  for (const one of story.told) {
    const left = leaveOut(one, number)
    if (left) state = coverage.step(state, left, story.world)
  }
  return lastOf(coverage.judge(state, now, story.world))
}

function leaveOut(one: Happening, number: number): Happening | undefined {
  if (one.is === 'entry') return one.entry.kind === 'beat-checked' && one.entry.data.unit === `u${number}` ? undefined : one
  const rows = Array.from({ length: one.batch.length }, (_, row) => row).filter((row) => one.batch.unit[row] !== number)
  const batch = emptyBatch(rows.length)
  for (const column of ['unit', 'device', 'time', 'deviceTime', 'received', 'lon', 'lat', 'speed', 'heading', 'accuracy', 'flags'] as const) rows.forEach((from, row) => { batch[column][row] = one.batch[column][from] })
  return { is: 'fixes', at: one.at, batch }
}

const lastOf = (judged: readonly Judged[]): Map<string, number> => new Map(judged.flatMap(({ beat, now }) => (now ? [[beat.id, now.last ?? 0] as const] : [])))

/**
 * For each way of being away, the beats that are void at each minute because the unit is, while `all` stand: they would not be had it stayed
 * where it is, or it was the last there. What was void before it left is no part of it.
 */
export function voidsOf(made: Engine, all: readonly FixSaid[], number: number, aways: readonly Away[], now: Instant, until: Instant) {
  const { world } = made.story
  const before = made.coverage.judge(made.state, now, world)
  const standsNow = new Map(before.flatMap(({ beat, now: stands }) => (stands ? [[beat.id as string, { beat, stands }] as const] : [])))
  const never = without(made, number, now)
  const stayed = runOn(made, all, number, 'stands', now, until).minutes.map(({ judged }) => new Set(voidIn(judged).map(({ beat }) => beat.id)))
  const tier = world.unitsByNumber.get(number)?.tier
  const isLast = (beat: Beat): boolean => {
    const one = standsNow.get(beat.id)
    return one !== undefined && isDeepStrictEqual(one.beat, beat) && (one.stands.last ?? 0) > (never.get(beat.id) ?? 0)
  }
  const alone = leftAlone(made, number, now)
  const tooFew = leftWithFew(made, number, now)
  const isHeld = (beat: Beat): boolean => {
    const stands = standsNow.get(beat.id)?.stands
    if (beat.tier !== tier || !stands) return false
    if (tooFew.has(beat.id)) return true
    if ((world.shifts.get(world.unitsByNumber.get(number)!.id)?.people ?? 0) < beat.people) return false
    return stands.present > 0 ? alone.has(beat.id) : isLast(beat) && (stands.last ?? 0) + beat.interval * MINUTE >= now
  }
  return aways.map((away) => {
    const { minutes, worth } = runOn(made, all, number, away, now, until)
    const told = minutes.map(({ at, judged }, index) => {
      const its = voidIn(judged).filter(({ beat, now: stands }) => {
        const due = standsNow.get(beat.id)?.stands.due
        const wasVoid = due?.isVoid === true && due.since === stands?.due?.since
        return beat.tier === tier && !wasVoid && (!stayed[index].has(beat.id) || isLast(beat))
      })
      const missed = judged.flatMap((one) => {
        const before = standsNow.get(one.beat.id)
        const grown = before && isDeepStrictEqual(before.beat, one.beat) && isHeld(one.beat) ? missedIn(one, now) - missedIn({ beat: one.beat, before: null, now: before.stands }, now) : 0
        return grown > 0 ? [[one.beat.id as string, grown] as const] : []
      })
      return { at, ids: its.map(({ beat }) => beat.id as string).sort(), missed: missed.sort() }
    })
    return { minutes: told, worth }
  })
}

/** The beats that nobody is in at once when the unit signs off. */
export function leftAlone({ coverage, state, story: { world } }: Engine, number: number, now: Instant): Set<string> {
  const left = structuredClone(state)
  coverage.step(left, { is: 'entry', entry: signOff(number, now) }, world)
  const there = new Set(coverage.judge(left, now, world).filter(({ now: stands }) => (stands?.present ?? 0) > 0).map(({ beat }) => beat.id))
  return new Set(coverage.judge(state, now, world).filter(({ beat, now: stands }) => (stands?.present ?? 0) > 0 && !there.has(beat.id)).map(({ beat }) => beat.id))
}

/** The beats in which as many people as are asked for were, and fewer are once the unit signs off, but some: how many. */
export function leftWithFew({ coverage, state, story: { world } }: Engine, number: number, now: Instant): Map<string, number> {
  const left = structuredClone(state)
  coverage.step(left, { is: 'entry', entry: signOff(number, now) }, world)
  const remain = new Map(coverage.judge(left, now, world).map(({ beat, now: stands }) => [beat.id, stands?.people ?? 0]))
  return new Map(coverage.judge(state, now, world).flatMap(({ beat, now: stands }) => {
    const few = remain.get(beat.id) ?? 0
    return (stands?.people ?? 0) >= beat.people && few > 0 && few < beat.people ? [[beat.id, few]] : []
  }))
}

/** What was missed of the shifts that were not over at an instant. */
const missedIn = ({ before, now: stands }: Judged, since: Instant): number =>
  [before && before.shift.to > since ? before : null, stands?.due ?? null].reduce((sum, one) => sum + (one ? one.rounds.missed + one.visits.missed + one.stays.missed : 0), 0)

const voidIn = (judged: readonly Judged[]): Judged[] => judged.filter(({ now }) => now?.due?.isVoid === true)
