// Why an alarm of the patrol plan stands no more: it ended, its shift or plan did, or what came late shows that it was never true.
import type { Alarm, AlarmEnding } from '../../../shared/domain/alarm.ts'
import { beatBreaches } from '../../../shared/domain/breach.ts'
import { MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { World } from '../../world/world.ts'
import { FIRM } from './breaches.ts'
import { isOwn } from './conduct.ts'
import { onDuty } from './duty.ts'
import type { Field } from './field.ts'
import { checksOf, type Judged } from './judge.ts'
import type { CoverageState, Slot } from './state.ts'
import { touches, visitsIn } from './touches.ts'
import { dueOf, heardOf, UNIT_FIRM } from './unit-breaches.ts'

/** Dear beside a judgement, for it may read tracks again; asked once an alarm. */
export function endingOf(state: CoverageState, field: Field, judged: readonly Judged[], world: World, alarm: Alarm, now: Instant): AlarmEnding {
  return beatBreaches.some((kind) => kind === alarm.kind) ? ofBeat(state, field, judged, alarm, now) : ofUnit(state, judged, world, alarm, now)
}

function ofBeat(state: CoverageState, field: Field, judged: readonly Judged[], { kind, about, since }: Alarm, now: Instant): AlarmEnding {
  const stands = judged.find(({ beat, now: one }) => beat.id === about && one !== null)
  const slot = stands && [...state.slots.values()].find(({ number, from, until }) => field.beats.get(number) === stands.beat && from <= now && now < until)
  if (!stands || !slot || slot.from > since) return 'plan'
  const { due } = stands.now!
  if (!due || since <= due.shift.from && (kind === 'missed' || kind === 'untimely')) return 'over'
  if (kind !== 'void' && kind !== 'left') return isRefilled(state, field, slot, due.shift.from) ? 'refilled' : 'corrected'
  const allowed = kind === 'left' ? FIRM.left : stands.beat.interval * MINUTE + FIRM.void
  if (wasTrue(state, field, slot, since, allowed)) return 'ended'
  return isRefilled(state, field, slot, since) ? 'refilled' : 'corrected'
}

const isRefilled = (state: CoverageState, field: Field, slot: Slot, since: number): boolean => touches(state, field, since).get(slot.number)?.some(({ last }) => last > since) ?? false

/** Whether somebody was away for longer than is allowed, by all that is known by now. */
function wasTrue(state: CoverageState, field: Field, slot: Slot, since: number, allowed: number): boolean {
  let before = since
  for (const at of [...visitsIn(state, field, slot, since), ...checksOf(state, slot).map(({ at }) => at).filter((one) => one > since)].sort((a, b) => a - b)) {
    if (at - before > allowed) return true
    before = at
  }
  return false
}

function ofUnit(state: CoverageState, judged: readonly Judged[], world: World, { kind, about, since }: Alarm, now: Instant): AlarmEnding {
  const unit = world.units.get(about)
  if (!unit || world.sos.has(about) || !onDuty(state, unit.number, now)) return 'off'
  if (!dueOf(judged).has(`${unit.tier} ${unit.team}`)) return judged.some((one) => one.now && isOwn(one.beat, unit)) ? 'over' : 'plan'
  if (heardOf(state, state.tracksOf.get(unit.number) ?? [], now).tracks.length === 0) return 'lost'
  const firm = since + UNIT_FIRM[kind as keyof typeof UNIT_FIRM]
  const { refills } = state
  return refills.unit.some((number, at) => number === unit.number && refills.received[at] > since && refills.to[at] > since && refills.from[at] <= firm) ? 'refilled' : 'ended'
}
