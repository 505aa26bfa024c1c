// Plays the devices of all units on duty: measures at each device's beat, keeps what cannot be sent, hangs up after duty.
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import { dutyAt, type Duty } from './duty.ts'
import { outageAt } from './faults.ts'
import { nextBeat, saidAt, type OutFix, type Said, type Talk } from './fixes.ts'
import type { Lines } from './lines.ts'
import type { DrillDevice, DrillUnit, Roster } from './roster.ts'

export interface PatrolParts {
  readonly talk: Talk
  readonly roster: Roster
  readonly shifts: Catalogue['shifts']
  readonly lines: Pick<Lines, 'send' | 'rest'>
}

/** A drill that has slept does not make up for more than this. */
const CATCH_UP = 10 * MINUTE
/** A unit off duty is asked again after so long. */
const OFF_FOR = 10 * SECOND
/** A gateway gathers for so long before it speaks. */
const GATHER = 2 * SECOND

interface Voice { readonly device: DrillDevice; readonly unit: DrillUnit; beat: Instant; awake: boolean; held: OutFix[] }

export interface Patrol {
  /** Plays everything up to `now`. */
  tick(now: Instant): void
  /** Every unit on duty says where it is, so that a wall does not start empty. */
  greet(now: Instant): void
}

export function createPatrol({ talk, roster, shifts, lines }: PatrolParts, start: Instant): Patrol {
  const units = new Map(roster.units.map((unit) => [unit.id, unit]))
  const voices = roster.devices.map((device): Voice =>
    ({ device, unit: units.get(device.unit)!, beat: nextBeat(talk.seed, device, start), awake: false, held: [] }))
  const duties = new Map<string, { duty: Duty | null; from: number; until: number }>()
  const gathered = new Map<string, { device: DrillDevice; fix: OutFix }[]>()
  let gatheredAt: number = start

  function onDuty(unit: DrillUnit, at: Instant): boolean {
    const known = duties.get(unit.id)
    if (known && known.from <= at && at < known.until) return known.duty !== null
    const duty = dutyAt(talk.seed, shifts, unit, at)
    duties.set(unit.id, { duty, from: duty?.from ?? at, until: duty?.to ?? at + OFF_FOR })
    return duty !== null
  }

  function out(voice: Voice, fixes: readonly OutFix[]): void {
    const { gateway } = voice.device
    if (gateway === null) return lines.send(voice.device, fixes)
    const list = gathered.get(gateway) ?? []
    gathered.set(gateway, list)
    for (const fix of fixes) list.push({ device: voice.device, fix })
  }

  function say(voice: Voice, at: Instant): void {
    const said: Said = saidAt(talk, voice.unit, voice.device, at)
    if (said.is === 'silent') return
    const { gateway } = voice.device
    const outage = gateway === null ? undefined : outageAt(talk.seed, gateway, at, talk.faults)
    if (said.is === 'later' || outage) {
      voice.held.push({ ...said.fix, refill: true, faults: [...said.fix.faults, ...(outage ? ['gateway' as const] : [])] })
      return
    }
    const live = Array.from({ length: said.times }, () => ({ ...said.fix }))
    // Phones send their queue in order; terminals and gateways send the present first and refill afterwards.
    const queued = voice.device.dialect.startsWith('owntracks') || voice.device.dialect === 'osmand'
    out(voice, queued ? [...voice.held, ...live] : [...live, ...voice.held])
    voice.held = []
  }

  function sleep(voice: Voice): void {
    if (!voice.awake) return
    voice.awake = false
    if (voice.held.length > 0) out(voice, voice.held)
    voice.held = []
    lines.rest(voice.device)
  }

  function flush(): void {
    for (const list of gathered.values()) for (const { device, fix } of list) lines.send(device, [fix])
    gathered.clear()
  }

  return {
    tick(now) {
      for (const voice of voices) {
        if (voice.beat < now - CATCH_UP) voice.beat = nextBeat(talk.seed, voice.device, instant(now - SECOND))
        while (voice.beat <= now) {
          if (onDuty(voice.unit, voice.beat)) {
            voice.awake = true
            say(voice, voice.beat)
          } else sleep(voice)
          voice.beat = nextBeat(talk.seed, voice.device, voice.beat)
        }
      }
      if (now - gatheredAt >= GATHER) {
        gatheredAt = now
        flush()
      }
    },
    greet(now) {
      const second = instant(Math.floor(now / SECOND) * SECOND)
      for (const voice of voices) {
        if (!onDuty(voice.unit, second) || voice.beat <= second) continue
        voice.awake = true
        say(voice, second)
      }
      flush()
    },
  }
}
