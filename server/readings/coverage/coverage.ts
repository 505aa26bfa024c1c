// Coverage of the three tiers: cells, rounds, stays and visits of every beat, out of fixes and entries.
import type { Alarm, AlarmEnding } from '../../../shared/domain/alarm.ts'
import type { Beat } from '../../../shared/domain/beat.ts'
import type { Breach } from '../../../shared/domain/breach.ts'
import type { CoverageCost, Leaving } from '../../../shared/domain/coverage-cost.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { Shape } from '../../../shared/domain/coverage/ground.ts'
import type { CoverageReading } from '../../../shared/domain/reading.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'
import type { Steps } from '../../../shared/domain/steps.ts'
import type { BeatRounds } from '../../../shared/domain/rounds.ts'
import type { SheetShift, ShiftSheet } from '../../../shared/domain/sheet.ts'
import { HOUR, instant, type Instant } from '../../../shared/domain/time.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import type { World } from '../../world/world.ts'
import type { Reading } from '../reading.ts'
import { NOTHING, workAhead, type Ahead } from './ahead.ts'
import { IN_MEMORY, type Archive } from './archive.ts'
import { breachesOf } from './breaches.ts'
import { workOn, type Work } from './claims.ts'
import { createConducts } from './conduct.ts'
import { costOf } from './cost.ts'
import { followDuty, forgetDuties } from './duty.ts'
import { endingOf } from './endings.ts'
import { assignSlots, fieldOf, isOf, type Field } from './field.ts'
import { restore, roundAnew } from './gather.ts'
import { boundaries, record } from './history.ts'
import { judge, type Judged } from './judge.ts'
import { lastRounds } from './last-rounds.ts'
import { laySheet } from './lay-sheet.ts'
import { forgetPresences } from './presences.ts'
import { forgetRefills, noteRefills } from './refills.ts'
import { redo } from './repair.ts'
import { dropRounds, planRounds } from './rounds.ts'
import { showCoverage } from './show.ts'
import { emptyState, KEPT, REPAIRED, type CoverageState } from './state.ts'
import { forgetSenders, takeFixes } from './take.ts'
import { dropBefore, emptyTrack } from './track.ts'
import { unitBreaches } from './unit-breaches.ts'

export type Coverage = Reading<CoverageState, CoverageReading> & {
  /** Every beat that is due at `now` or was in the shift before, as it stands; what `show` adds up. */
  judge(state: CoverageState, now: Instant, world: World): readonly Judged[]
  /** The same as it was judged last, when that is no longer than `age` ms ago: for what looks every other second. */
  recent(state: CoverageState, now: Instant, world: World, age: number): { readonly now: Instant; readonly beats: readonly Judged[] }
  /** `show` of what was judged last, with its asOf. */
  showRecent(state: CoverageState, now: Instant, world: World, region: RegionCode, age: number): CoverageReading
  /** The shift sheet of a region. */
  sheet(state: CoverageState, now: Instant, world: World, which: SheetShift, region: RegionCode): ShiftSheet
  /** Which beats and units break their plan, as of what was judged last when that is no longer than `age` ms ago. */
  breaches(state: CoverageState, now: Instant, world: World, age: number): readonly Breach[]
  /** Why an alarm of a breach stands no more. */
  ending(state: CoverageState, now: Instant, world: World, alarm: Alarm): AlarmEnding
  /** What a unit's leaving at `now` uncovers; changes nothing. */
  cost(state: CoverageState, now: Instant, world: World, unit: Unit, leaving: Leaving): CoverageCost
  /** Works out in steps what adopting a set of beats will ask for; changes nothing that is told. */
  ready(state: CoverageState, beats: readonly Beat[], world: World): Steps<void>
  /** The rounds of a beat in the shift that is on and the one before; null when there is no such beat. */
  rounds(state: CoverageState, now: Instant, world: World, beat: string): BeatRounds | null
}

/** Keeps the ground of the sets it last worked on and how units conduct themselves beside the state, both made out of it. */
export function createCoverage(archive: Archive = IN_MEMORY): Coverage {
  let field: Field | undefined
  let slots: CoverageState['sets'] | undefined
  let ahead: Ahead = NOTHING
  const conducts = createConducts(archive)

  const fieldFor = (state: CoverageState, world: World): Field => {
    const isSame = slots === state.sets
    if (isSame && field?.of === world.beats) return field
    const shapes = new Map<number, Shape>(isSame ? field?.shapes : undefined)
    if (!isOf(state, world.beats)) assignSlots(state, world.beats, shapes, ahead)
    slots = state.sets
    field = fieldOf(state, world.beats, shapes, archive, isSame ? field : undefined, ahead)
    ahead = NOTHING
    return field
  }

  /** What `show` tells of several regions at one instant is judged once. */
  let judged: { readonly state: CoverageState; readonly turn: number; readonly now: Instant; readonly beats: readonly Judged[] } | undefined
  const judgeAll = (state: CoverageState, now: Instant, world: World): readonly Judged[] => {
    if (judged?.state !== state || judged.now !== now || judged.turn !== state.turn) judged = { state, now, turn: state.turn, beats: judge(state, fieldFor(state, world), now) }
    return judged.beats
  }

  const recent = (state: CoverageState, now: Instant, world: World, age: number): { readonly now: Instant; readonly beats: readonly Judged[] } => {
    if (judged?.state === state && judged.now <= now && now - judged.now < age) return judged
    judgeAll(state, now, world)
    return judged!
  }

  return {
    start: emptyState,
    step(state, happened, world) {
      const at = happened.is === 'fixes' ? happened.at : happened.entry.committed
      // Nothing has happened since the last happening, so that is how the boundaries passed since then were known.
      for (const boundary of state.since === null ? [] : boundaries(state.heard, at)) record(state.history, boundary, judge(state, fieldFor(state, world), instant(boundary)))
      state.since ??= instant(at)
      state.turn++
      state.at = Math.max(state.at, at)
      state.heard = Math.max(state.heard, at)
      const work = workOn(state, fieldFor(state, world), NOBODY)
      if (happened.is === 'fixes') {
        noteRefills(state.refills, happened.batch)
        takeFixes(work, happened.batch, world)
      } else takeEntry(work, happened.entry)
      if (work.lost.length > 0) restore(work)
      if (work.anew.size > 0) roundAnew(work)
      sweep(state)
      return state
    },
    judge: judgeAll,
    recent,
    breaches(state, now, world, age) {
      const { now: asOf, beats } = recent(state, now, world, age)
      return [...breachesOf(beats, asOf), ...unitBreaches(state, fieldFor(state, world), conducts, beats, world, asOf)]
    },
    ending: (state, now, world, alarm) => endingOf(state, fieldFor(state, world), judgeAll(state, now, world), world, alarm, now),
    showRecent(state, now, world, region, age) {
      const { now: asOf, beats } = recent(state, now, world, age)
      return showCoverage(beats, state, asOf, world, region)
    },
    sheet: (state, now, world, which, region) => laySheet(judgeAll(state, now, world), which, region, { state, field: fieldFor(state, world), world, now }),
    cost: (state, now, world, unit, leaving) => costOf(state, fieldFor(state, world), world, unit, leaving, now),
    rounds(state, now, world, beat) {
      const field = fieldFor(state, world)
      const { beats, now: at } = recent(state, now, world, FRESH)
      return lastRounds(beats, beat, { state, field, world, now: at })
    },
    *ready(state, beats, world) {
      ahead = NOTHING
      const known = fieldFor(state, world)
      ahead = yield* workAhead(beats, [...known.beats].flatMap(([number, beat]) => { const shape = known.shapes.get(number); return shape ? [[beat, shape] as const] : [] }))
    },
    show: (state, now, world, region) => showCoverage(judgeAll(state, now, world), state, now, world, region),
  }
}

/** Milliseconds for which rounds may be those that were judged last. */
const FRESH = 3_000

/** Makes the quarter-hours since the last happening unknown: nobody listened until `now`. */
export function deaf(state: CoverageState, now: Instant): void {
  if (state.since !== null) state.heard = Math.max(state.heard, now)
}

/** Entries after which a device may send for another unit, or a unit in another tier. */
const registering = new Set<Entry['kind']>(['device-registered', 'device-retired', 'unit-registered', 'unit-retired'])

const NOBODY = emptyTrack(-1, 0, 0, 'area', 1)

function takeEntry(work: Work, entry: Entry): void {
  const { state } = work
  const change = followDuty(state, entry)
  if (change || registering.has(entry.kind)) forgetSenders(state)
  if (change) for (const track of tracksOf(state, change.unit)) redo(work, track, change.from)
  switch (entry.kind) {
    case 'catalogue-adopted': return adoptShifts(work, entry)
    // Clocks that run ahead have told already of the time of the new set.
    case 'beats-adopted': return state.tracks.forEach((track) => redo(work, track, Math.max(entry.data.content.effective, entry.committed)))
    case 'beat-checked': return check(work, entry)
    case 'device-registered': {
      const unit = state.numbers.get(entry.data.device.unit)
      for (const track of unit === undefined ? [] : tracksOf(state, unit)) {
        if (track.device !== entry.data.device.number || track.interval === entry.data.device.interval) continue
        track.interval = entry.data.device.interval
        redo(work, track, -Infinity)
      }
      return
    }
    case 'unit-registered': {
      const { number, tier } = entry.data.unit
      const others = tracksOf(state, number).filter((track) => track.tier === tier)
      if (state.tracksOf.has(number)) state.tracksOf.set(number, others.map((track) => track.number))
      return
    }
    default:
  }
}

const tracksOf = ({ tracksOf: of, tracks }: CoverageState, unit: number) => (of.get(unit) ?? []).map((number) => tracks[number])

/** Shifts that began keep their times; rounds of those that begin later are planned anew. */
function adoptShifts({ state, field, anew }: Work, { committed, data }: Extract<Entry, { kind: 'catalogue-adopted' }>): void {
  const from = state.plans.length === 0 ? -Infinity : committed
  state.plans.push({ from: committed, shifts: data.content.shifts })
  for (const slot of state.slots.values()) {
    const beat = field.beats.get(slot.number)
    if (slot.tier !== 'line' || beat?.tier !== 'line') continue
    dropRounds(slot, from)
    planRounds(state, slot, beat, state.at + 1)
    const shifts = slot.rounds.filter(({ shift, opens }) => shift >= from && opens < state.at + HOUR).map(({ shift }) => shift)
    if (shifts.length > 0) anew.set(slot.number, new Set([...anew.get(slot.number) ?? [], ...shifts]))
  }
}

/** A check-in proves a visit of the beat as it stood then. */
function check({ state, field }: Work, { data: { beat, unit, at } }: Extract<Entry, { kind: 'beat-checked' }>): void {
  const number = state.numbers.get(unit)
  const set = state.sets.findLast(({ from }) => from <= at)
  const slot = set?.slots.find((one) => field.beats.get(one)?.id === beat)
  const checked = slot === undefined ? undefined : state.slots.get(slot)?.checked
  if (number === undefined || !checked || at <= state.at - REPAIRED) return
  checked.at.push(Math.round(at))
  checked.unit.push(number)
}

/** Once an hour, drops what nobody can ask for any more. */
function sweep(state: CoverageState): void {
  const hour = Math.floor(state.at / HOUR)
  if (hour === state.swept) return
  state.swept = hour
  for (const track of state.tracks) dropBefore(track, state.at - REPAIRED)
  for (const slot of state.slots.values()) {
    forgetPresences(slot, state.at - KEPT)
    slot.rounds = slot.rounds.filter(({ until }) => until >= state.at - KEPT)
    const kept = slot.checked.at.map((at) => at >= state.at - KEPT)
    slot.checked.at = slot.checked.at.filter((_, index) => kept[index])
    slot.checked.unit = slot.checked.unit.filter((_, index) => kept[index])
    if (slot.until < state.at - KEPT) state.slots.delete(slot.number)
  }
  forgetDuties(state, state.at - KEPT)
  forgetSenders(state)
  forgetRefills(state.refills, state.at - KEPT)
  state.plans = state.plans.filter((_, index) => index === state.plans.length - 1 || state.plans[index + 1].from > state.at - KEPT)
}
