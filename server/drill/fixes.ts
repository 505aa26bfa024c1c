// What a device has to say at an instant: the measured place with its faults, as values; pure in seed and time.
import { fromMicro, toMicro } from '../../shared/domain/geo.ts'
import { instant, SECOND, type Instant } from '../../shared/domain/time.ts'
import { spellsAt, type FaultKind, type Spell } from './faults.ts'
import type { Ground, Spot } from './ground.ts'
import type { Movement } from './movement.ts'
import { between, chance, drifting, hash } from './random.ts'
import type { DrillDevice, DrillUnit } from './roster.ts'

/** One position on its way to the server. */
export interface OutFix {
  readonly device: string
  readonly unit: string
  /** The true instant of the measurement. */
  readonly at: Instant
  /** What the device says the time was: whole seconds, wrong when its clock is. */
  readonly time: Instant
  /** WGS 84 in whole millionths of a degree: what the server must make of it, whatever the crs on the wire. */
  readonly lon: number
  readonly lat: number
  /** m/s; degrees from north; metres, null = not said. */
  readonly speed: number
  readonly heading: number | null
  readonly accuracy: number | null
  readonly valid: boolean
  readonly sos: boolean
  readonly refill: boolean
  readonly faults: readonly FaultKind[]
}

/** What comes of one instant: nothing (silence), a fix to send now, or one that the device keeps until it is back. */
export type Said = { readonly is: 'silent' } | { readonly is: 'now' | 'later'; readonly fix: OutFix; readonly times: 1 | 2 }

export interface Talk {
  readonly seed: number
  readonly ground: Ground
  readonly movement: Movement
  /** Multiplies the frequency of all faults; 0 = none. */
  readonly faults: number
  /** A spell that all devices of a unit have at an instant, besides their own. */
  readonly spellAt?: (unit: string, at: Instant) => Spell | undefined
}

/** Whole-second instants at which the device measures: a fixed beat of its interval, shifted by its own phase. */
export function nextBeat(seed: number, device: DrillDevice, after: Instant): Instant {
  const step = device.interval * SECOND
  const phase = (hash(seed, 'phase', device.id) % device.interval) * SECOND
  return instant(Math.floor((after - phase) / step + 1) * step + phase)
}

export function saidAt(talk: Talk, unit: DrillUnit, device: DrillDevice, at: Instant): Said {
  const own = spellsAt(talk.seed, device, at, talk.faults)
  const common = talk.spellAt?.(unit.id, at)
  const spells = common && !own.some(({ kind }) => kind === common.kind) ? [...own, common] : own
  const spell = (kind: FaultKind): Spell | undefined => spells.find((one) => one.kind === kind)
  if (spell('silence')) return { is: 'silent' }
  const fix = measure(talk, unit, device, at, spells)
  return { is: spell('blind') ? 'later' : 'now', fix, times: spell('repeat') ? 2 : 1 }
}

const saysAccuracy = (device: DrillDevice): boolean => device.dialect !== 'jt808'

function measure(talk: Talk, unit: DrillUnit, device: DrillDevice, at: Instant, spells: readonly Spell[]): OutFix {
  const { spot, speed, heading } = talk.movement.measured(unit, device.id, at)
  const next = chance(talk.seed, 'measure', device.id, at)
  const size = (kind: FaultKind): number => spells.find((one) => one.kind === kind)?.size ?? 0
  const accuracy = Math.round(Math.max(3, 8 + 2.5 * drifting(hash(talk.seed, device.id, 'accuracy'), at, 300 * SECOND)) + size('imprecise'))
  const astray = astrayBy(next, size('imprecise') / 2 + size('drift'))
  const nowhere = spells.some(({ kind }) => kind === 'nowhere')
  const [lon, lat] = nowhere ? [0, 0] : talk.ground.plane.place({ x: spot.x + astray.x, y: spot.y + astray.y })
  return {
    device: device.id, unit: unit.id, at, time: instant(at + size('clock')),
    lon: fromMicro(toMicro(lon)), lat: fromMicro(toMicro(lat)),
    speed: Math.round(speed * 10) / 10, heading: heading === null ? null : Math.round(heading) % 360,
    accuracy: saysAccuracy(device) ? accuracy : null,
    valid: !spells.some(({ kind }) => kind === 'nofix'), sos: spells.some(({ kind }) => kind === 'sos'), refill: false,
    faults: spells.map(({ kind }) => kind),
  }
}

function astrayBy(next: () => number, metres: number): Spot {
  const turn = between(next, 0, 2 * Math.PI)
  return { x: metres * Math.sin(turn), y: metres * Math.cos(turn) }
}
