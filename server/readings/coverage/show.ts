// Coverage as a screen gets it: per tier for the shift that is on and the one before, and a row for each beat.
import type { Beat } from '../../../shared/domain/beat.ts'
import { inForce } from '../../../shared/domain/beats-in-force.ts'
import type { Occurrence } from '../../../shared/domain/coverage/calendar.ts'
import { beatStates, type BeatColumns, type BeatState, type CoverageReading, type Delivery, type Fraction, type ShiftDelivery, type TierCoverage } from '../../../shared/domain/reading.ts'
import { contains, type RegionCode } from '../../../shared/domain/region.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { MINUTE, SECOND, type Instant } from '../../../shared/domain/time.ts'
import type { World } from '../../world/world.ts'
import { isWhole } from '../codes.ts'
import { byTier } from '../unit-rows.ts'
import { NONE, NOTHING } from './deliver.ts'
import { QUARTER, sharesBefore } from './history.ts'
import type { Delivered, Judged } from './judge.ts'
import type { CoverageState } from './state.ts'

const FORMULA = 'met ÷ due: beats valid and in one of their shifts at asOf. area met = not void ∧ seen weights ≥ plan.cells × min(1, (asOf − since) ÷ interval) × all weights ∧ no part of the shift missed its stay; '
  + 'line met = every closed round reached plan.length of its line within buffer of the tracks; point met = every closed window had its visit ∧ manned ÷ elapsed ≥ plan.manned; '
  + 'a stay, a visit, manning: by beat.people of all units there at once; a round: each metre by beat.people of all units. '
  + 'void = asOf − max(last, since) > interval; fixes on duty, of the beat\'s tier, accurate to 50 m or unknown, no jumps; the way between two fixes for gaps ≤ 2e and ≤ 120 s; '
  + 'b of the region shown: b.region lies in it'

export function showCoverage(judged: readonly Judged[], { history, since }: Pick<CoverageState, 'history' | 'since'>, now: Instant, world: World, region: RegionCode): CoverageReading {
  const whole = isWhole(region, world)
  const shown = whole ? judged : judged.filter(({ beat }) => contains(region, beat.region))
  const shares = sharesBefore(history, now, whole ? '' : region)
  const of = byTier((tier) => tierCoverage(shown, tier, shares[tier]))
  return {
    formula: FORMULA, from: now, to: now, asOf: now,
    numerator: tiers.reduce((sum, tier) => sum + of[tier].met, 0), denominator: tiers.reduce((sum, tier) => sum + of[tier].due, 0),
    set: inForce(world.beats, now)?.hash ?? null, shift: newest(shown.flatMap((one) => (one.now?.due ? [one.now.due.shift] : []))),
    tiers: of, beats: columnsOf(shown, now, inForce(world.beats, now)?.beats ?? []), before: beforeOf(shown), step: QUARTER, since,
  }
}

function tierCoverage(judged: readonly Judged[], tier: Tier, before: readonly (number | null)[]): TierCoverage {
  const all = judged.flatMap(({ beat, now }) => (beat.tier === tier && now?.due ? [{ ...now.due, manning: beat.tier === 'point' && beat.plan.manned !== null, isManned: now.people >= beat.people }] : []))
  const met = all.filter((one) => one.met).length
  const shift = shiftDelivery(all)
  return {
    met, due: all.length, voids: all.filter(({ isVoid }) => isVoid).length, ...figures(tier, shift, all),
    history: [...before, all.length > 0 ? met / all.length : null], shift,
  }
}

type Due = NonNullable<NonNullable<Judged['now']>['due']> & { readonly manning: boolean; readonly isManned: boolean }

/** The tier's three figures. */
function figures(tier: Tier, shift: ShiftDelivery, all: readonly Due[]): Pick<TierCoverage, 'rounds' | 'reach' | 'time'> {
  const of = ({ done, due }: Delivery): [number, number] => [done, due]
  const inTime = ({ done, early, late }: Delivery): [number, number] => [done - early - late, done]
  const pair = ({ part, whole }: Fraction): [number, number] => [part, whole]
  switch (tier) {
    case 'area': return { rounds: of(shift.stays), reach: pair(all.reduce((sum, { cells }) => plus(sum, cells), NONE)), time: pair(shift.minutes) }
    case 'line': return { rounds: of(shift.rounds), reach: pair(shift.length), time: inTime(shift.rounds) }
    case 'point': {
      const posts = all.filter(({ manning }) => manning)
      return { rounds: of(shift.visits), reach: inTime(shift.visits), time: [posts.filter(({ isManned }) => isManned).length, posts.length] }
    }
    default: return tier satisfies never
  }
}

const shiftDelivery = (all: readonly Delivered[]): ShiftDelivery => ({
  beats: all.length,
  rounds: all.reduce((sum, { rounds }) => add(sum, rounds), NOTHING), length: all.reduce((sum, { length }) => plus(sum, length), NONE),
  stays: all.reduce((sum, { stays }) => add(sum, stays), NOTHING), minutes: all.reduce((sum, { minutes }) => plus(sum, minutes), NONE),
  visits: all.reduce((sum, { visits }) => add(sum, visits), NOTHING),
  manned: all.reduce((sum, { manned }) => plus(sum, manned), NONE),
})

const plus = (a: Fraction, b: Fraction): Fraction => ({ part: a.part + b.part, whole: a.whole + b.whole })
const add = (a: Delivery, b: Delivery): Delivery => ({
  planned: a.planned + b.planned, due: a.due + b.due, done: a.done + b.done, missed: a.missed + b.missed, early: a.early + b.early, late: a.late + b.late,
})

const newest = (shifts: readonly Occurrence[]): Occurrence | null =>
  shifts.length === 0 ? null : shifts.reduce((a, b) => (b.to > a.to || (b.to === a.to && b.from > a.from) ? b : a))

/** The newest shift that is over, of all those of the beats shown. */
function beforeOf(judged: readonly Judged[]): CoverageReading['before'] {
  const over = judged.flatMap(({ beat, before }) => (before ? [{ tier: beat.tier, before }] : []))
  const last = newest(over.map(({ before }) => before.shift))
  if (!last) return null
  const its = over.filter(({ before: { shift } }) => shift.from === last.from && shift.to === last.to && shift.name === last.name)
  return { ...last, tiers: byTier((tier) => shiftDelivery(its.filter((one) => one.tier === tier).map(({ before }) => before))) }
}

function columnsOf(judged: readonly Judged[], now: Instant, order: readonly Beat[]): BeatColumns {
  const byId = new Map(judged.flatMap(({ beat, now: stands }) => (stands ? [[beat.id, { beat, ...stands }] as const] : [])))
  const rows = order.flatMap(({ id }) => byId.get(id) ?? [])
  const delivery = rows.map(({ due }) => (due ? add(add(due.rounds, due.stays), due.visits) : NOTHING))
  return {
    id: rows.map(({ beat }) => beat.id), state: rows.map(({ due }) => beatStates.indexOf(stateOf(due))),
    last: rows.map(({ last }) => seconds(last)), since: rows.map(({ due }) => seconds(due?.since ?? null)), present: rows.map(({ present }) => present), people: rows.map(({ people }) => people),
    due: delivery.map(({ due }) => due), delivered: delivery.map(({ done }) => done), planned: delivery.map(({ planned }) => planned),
    share: rows.map(({ due }) => percent(due && (ratio(due.cells) ?? due.round ?? ratio(due.manned)))), worth: rows.map(({ beat, last, due }) => worthOf(beat, last, due, now)),
  }
}

const seconds = (at: Instant | null): number => (at === null ? 0 : Math.floor(at / SECOND))
const percent = (share: number | null): number => (share === null ? -1 : Math.floor(share * 100 + 1e-9))
const ratio = ({ part, whole }: Fraction): number | null => (whole > 0 ? part / whole : null)

type Standing = NonNullable<Judged['now']>['due']

function stateOf(due: Standing): BeatState {
  if (!due) return 'idle'
  if (due.isVoid) return 'void'
  return due.met ? 'met' : 'due'
}

function worthOf({ priority, interval, people }: Beat, last: Instant | null, due: Standing, now: Instant): number {
  if (!due?.isVoid) return 0
  return (4 - priority) * people * Math.floor((now - Math.max(last ?? 0, due.since)) / MINUTE - interval)
}
