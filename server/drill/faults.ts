// What goes wrong with devices and gateways, and when: spells drawn from the seed, hour by hour.
import { DAY, HOUR, instant, MINUTE, SECOND, startOfDay, type Instant } from '../../shared/domain/time.ts'
import type { Dialect } from '../../shared/domain/unit.ts'
import { between, chance, pick, whole, type Chance } from './random.ts'
import type { DrillDevice } from './roster.ts'

export const faultKinds = ['silence', 'blind', 'drift', 'imprecise', 'repeat', 'nofix', 'nowhere', 'clock', 'sos', 'gateway'] as const
/**
 * silence: nothing is measured or sent · blind: measured, sent after the spell from memory · drift: one fix kilometres away ·
 * imprecise: a poor accuracy, said so · repeat: one fix sent twice · nofix: the device says that it has no position ·
 * nowhere: a position of 0, 0 · clock: the device's clock is `size` ms wrong · sos: the alarm button, for two fixes ·
 * gateway: everything of a gateway waits until the spell is over.
 */
export type FaultKind = (typeof faultKinds)[number]

/** Active for from ≤ t < to; `size` is metres (drift, imprecise) or milliseconds (clock). */
export interface Spell { readonly kind: FaultKind; readonly from: Instant; readonly to: Instant; readonly size: number }

/** Which faults a dialect can show at all. */
export const faultsOf: Readonly<Record<Dialect, readonly FaultKind[]>> = {
  'jt808': ['silence', 'blind', 'drift', 'repeat', 'nofix', 'nowhere', 'clock', 'sos'],
  'osmand': ['silence', 'blind', 'drift', 'imprecise', 'repeat', 'clock'],
  'owntracks-http': ['silence', 'blind', 'drift', 'imprecise', 'repeat', 'clock'],
  'owntracks-mqtt': ['silence', 'blind', 'drift', 'imprecise', 'repeat', 'clock'],
  'batch': ['silence', 'drift', 'imprecise', 'repeat', 'nofix', 'clock', 'sos', 'gateway'],
}

/** Assumptions, stated: spells per device and hour; per device and day for a wrong clock and a pressed button; per gateway and day. */
export const perHour: Readonly<Partial<Record<FaultKind, number>>> = {
  silence: 0.02, blind: 0.03, drift: 0.03, imprecise: 0.04, repeat: 0.05, nofix: 0.02, nowhere: 0.004,
}
export const perDay: Readonly<Partial<Record<FaultKind, number>>> = { clock: 0.008, sos: 0.02, gateway: 1.5 }

/** Wrong clocks as they occur: UTC taken for local time, a dead battery, a set-back day, drifting ahead. */
export const clockErrors = [-8 * HOUR, -3 * HOUR, -30 * HOUR, 3 * DAY, 90 * MINUTE, -400 * DAY, 26 * HOUR] as const

const LONGEST = 40 * MINUTE

/** The spells of a device that are active at `at`; `rate` multiplies all frequencies (0 = a faultless day). */
export function spellsAt(seed: number, device: DrillDevice, at: Instant, rate: number): Spell[] {
  const hour = Math.floor(at / HOUR) * HOUR
  const spells = [...spellsOfDay(seed, device, at, rate), ...hourSpells(seed, device, hour, rate)]
  if (at - hour < LONGEST) spells.push(...hourSpells(seed, device, hour - HOUR, rate))
  return spells.filter((spell) => spell.from <= at && at < spell.to)
}

function hourSpells(seed: number, device: DrillDevice, hour: number, rate: number): Spell[] {
  const next = chance(seed, 'faults', device.id, hour)
  const spells: Spell[] = []
  for (const kind of faultKinds) {
    const rolled = next()
    const from = instant(hour + whole(next, 0, 3_599) * SECOND)
    const shape = shapeOf(kind, next, device.interval * SECOND)
    if (rolled < (perHour[kind] ?? 0) * rate && faultsOf[device.dialect].includes(kind)) {
      spells.push({ kind, from, to: instant(from + shape.length), size: shape.size })
    }
  }
  return spells
}

function shapeOf(kind: FaultKind, next: Chance, interval: number): { length: number; size: number } {
  switch (kind) {
    case 'silence': return { length: whole(next, 5, 35) * MINUTE, size: 0 }
    case 'blind': return { length: whole(next, 3, 20) * MINUTE, size: 0 }
    // A window of one interval holds exactly one fix.
    case 'drift': return { length: interval, size: between(next, 4_500, 9_000) }
    case 'repeat': return { length: interval, size: 0 }
    case 'nowhere': return { length: interval, size: 0 }
    case 'imprecise': return { length: whole(next, 2, 8) * interval, size: between(next, 80, 400) }
    default: return { length: whole(next, 1, 5) * interval, size: 0 }
  }
}

/** The wrong clock and the pressed button of the day that holds `at`, if any. */
export function spellsOfDay(seed: number, device: DrillDevice, at: Instant, rate: number): Spell[] {
  const midnight = startOfDay(at)
  const next = chance(seed, 'day-faults', device.id, midnight)
  const spells: Spell[] = []
  const clock = next()
  const error = pick(next, clockErrors)
  if (clock < perDay.clock! * rate) spells.push({ kind: 'clock', from: midnight, to: instant(midnight + DAY), size: error })
  const sos = next()
  const pressed = instant(midnight + whole(next, 0, 86_300) * SECOND)
  if (sos < perDay.sos! * rate) spells.push({ kind: 'sos', from: pressed, to: instant(pressed + 2 * device.interval * SECOND), size: 0 })
  return spells.filter((spell) => faultsOf[device.dialect].includes(spell.kind))
}

/** The outage of a gateway that holds `at`, if any: one or two a day of 6 to 20 minutes. */
export function outageAt(seed: number, gateway: string, at: Instant, rate: number): Spell | undefined {
  const midnight = startOfDay(at)
  const next = chance(seed, 'outages', gateway, midnight)
  const count = Math.floor(perDay.gateway! * rate + next())
  for (let i = 0; i < count; i++) {
    const from = instant(midnight + whole(next, 0, 1_410) * MINUTE)
    const to = instant(from + whole(next, 6, 20) * MINUTE)
    if (from <= at && at < to) return { kind: 'gateway', from, to, size: 0 }
  }
  return undefined
}
