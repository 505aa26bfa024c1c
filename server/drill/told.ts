// Ground truth of lapses: which beat, from when to when, read off the true motion of everybody on duty.
import type { AreaBeat, PointBeat } from '../../shared/domain/beat.ts'
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { cellOf, cellsOf } from '../../shared/domain/coverage/cells.ts'
import { HOUR, instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import { dutyAt, dutyIn, type Block } from './duty.ts'
import { distance, type Ground, type Spot } from './ground.ts'
import type { Lapse } from './lapses.ts'
import type { Movement } from './movement.ts'
import type { Patrols } from './patrols.ts'
import type { DrillUnit } from './roster.ts'
import type { Line } from './truth.ts'
import { windowsIn } from './windows.ts'

export interface ToldParts {
  readonly seed: number
  readonly ground: Ground
  readonly shifts: Catalogue['shifts']
  readonly units: readonly DrillUnit[]
  readonly patrols: Patrols
  readonly movement: Movement
}
export type LapseLine = Extract<Line, { is: 'lapse' }>

const LOOK = 10 * SECOND

/** What the lapses of a block come to; an area that a passing car saw after all is not among them. */
export function toldOf(parts: ToldParts, block: Block): LapseLine[] {
  return parts.patrols.lapses(block).flatMap((lapse): LapseLine[] => {
    const { kind, beat, units, from, to } = lapse
    const line = { is: 'lapse', kind, beat, units, from, to, due: null } as const
    switch (kind) {
      case 'empty': return emptied(parts, lapse, block)
      case 'left': return [{ ...line, ...leftOf(parts, lapse) }]
      case 'rim':
      case 'border':
      case 'loiter': return [line]
      case 'stray': return [{ ...line, ...strayed(parts, lapse) }]
      case 'overstay': return overstayed(parts, lapse, block).map((span) => ({ ...line, ...span }))
      default: return walked(parts, lapse, block)
    }
  })
}

function walked({ seed, shifts, units, patrols }: ToldParts, { kind, beat, units: own, round, from, to }: Lapse, block: Block): LapseLine[] {
  const known = patrols.beats.find(({ id }) => id === beat)
  const lead = units.find(({ id }) => id === own[0])
  const duty = lead && dutyIn(seed, shifts, lead, block)
  if (known?.tier !== 'line' || !lead || !duty) return []
  const due = windowsIn(block, known.plan.rounds, known.plan.windows)[round]
  const line = { is: 'lapse', kind, beat, units: own, from, to, due } as const
  if (kind === 'missed') return [{ ...line, from: due.from, to: due.to }]
  if (kind === 'refill') return [line]
  const played = patrols.rounds(lead, duty).find(({ window }) => window.from === due.from)
  return played ? [{ ...line, from: instant(played.from), to: instant(played.turned) }] : []
}

/** The areas of the squad in which nobody of the tier was for longer than their interval: since the last one left, until the next one came. */
function emptied({ seed, ground, shifts, units, patrols, movement }: ToldParts, lapse: Lapse, block: Block): LapseLine[] {
  const squad = units.find(({ id }) => id === lapse.units[0])?.squad
  const areas = patrols.beats.filter((beat) => beat.tier === 'area').filter(({ id, shifts: due }) => squad?.beats.includes(id) && due.includes(block.name))
  const police = units.filter(({ tier }) => tier === 'area')
  const near = police.filter((unit) => lapse.units.includes(unit.id) || unit.kind !== 'foot')
  const cells = new Map(areas.map((beat) => [beat, new Set(cellsOf(beat).ids)]))
  const present = (beat: AreaBeat, at: number): boolean => near.some((unit) => {
    const { spot } = movement.motion(unit, instant(at))
    return cells.get(beat)!.has(cellOf(ground.plane.place(spot))) && dutyAt(seed, shifts, unit, instant(at)) !== null
  })
  return areas.flatMap((beat): LapseLine[] => {
    const gaps: LapseLine[] = []
    let left: number | null = null
    for (let at: number = block.from - HOUR; at < block.to + HOUR; at += LOOK) {
      if (!present(beat, at)) {
        left ??= at
        continue
      }
      if (left !== null && at - left > beat.interval * MINUTE) {
        const from = edge((t) => present(beat, t), left - LOOK, left)
        gaps.push({ is: 'lapse', kind: 'empty', beat: beat.id, units: lapse.units, from, to: edge((t) => !present(beat, t), at - LOOK, at), due: null })
      }
      left = null
    }
    return gaps
  })
}

/** When the guard went beyond the radius and when back into it. */
function leftOf({ ground, units, patrols, movement }: ToldParts, lapse: Lapse): { from: Instant; to: Instant } {
  const beat = patrols.beats.find(({ id }) => id === lapse.beat) as PointBeat
  const guards = units.filter(({ id }) => lapse.units.includes(id))
  const post = ground.plane.spot(...beat.place)
  const there = (at: number): boolean => guards.some((unit) => distance(movement.motion(unit, instant(at)).spot, post) <= beat.plan.radius)
  const middle = (lapse.from + lapse.to) / 2
  return { from: edge(there, lapse.from, middle), to: edge((at) => !there(at), middle, lapse.to) }
}

/** When the team went more than 100 m beyond its village, and when back within 50. */
function strayed({ ground, units, movement }: ToldParts, { units: [id], from, to }: Lapse): { from: Instant; to: Instant } {
  const guard = units.find((unit) => unit.id === id)!
  const out = (at: number, metres: number): boolean => !nearer(ground, movement.motion(guard, instant(at)).spot, guard.region, metres)
  let left = from as number
  while (left < to && !out(left, 100)) left += LOOK
  let back = to as number
  while (back > left && !out(back, 50)) back -= LOOK
  return { from: edge((at) => !out(at, 100), left - LOOK, left), to: edge((at) => out(at, 50), back, back + LOOK) }
}

const RAYS = 72

/** Whether a region has a part within so many metres, looked for every five. */
function nearer(ground: Ground, spot: Spot, region: RegionCode, metres: number): boolean {
  if (ground.holds(spot, region)) return true
  for (let far = metres; far > 0; far -= 5) {
    for (let ray = 0; ray < RAYS; ray++) {
      const turn = (ray * 2 * Math.PI) / RAYS
      if (ground.holds({ x: spot.x + far * Math.sin(turn), y: spot.y + far * Math.cos(turn) }, region)) return true
    }
  }
  return false
}

/** The stays of the lead at the post that are longer than they may be. */
function overstayed({ ground, seed, shifts, units, patrols, movement }: ToldParts, lapse: Lapse, block: Block): { from: Instant; to: Instant }[] {
  const beat = patrols.beats.find(({ id }) => id === lapse.beat) as PointBeat
  const guard = units.find(({ id }) => id === lapse.units[0])!
  const duty = dutyIn(seed, shifts, guard, block)
  const post = ground.plane.spot(...beat.place)
  const there = (at: number): boolean => distance(movement.motion(guard, instant(at)).spot, post) <= beat.plan.radius
  const spans: { from: Instant; to: Instant }[] = []
  let since: number | null = null
  for (let at: number = duty?.from ?? 0; duty && at < duty.to; at += LOOK) {
    if (there(at)) since ??= at
    else if (since !== null) {
      if (at - since > (beat.plan.longest ?? Infinity) * MINUTE) spans.push({ from: edge((t) => !there(t), since - LOOK, since), to: edge(there, at - LOOK, at) })
      since = null
    }
  }
  return spans
}

/** The last whole second at which something holds that holds at `from` and not at `to`. */
function edge(holds: (at: number) => boolean, from: number, to: number): Instant {
  let [low, high] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle * SECOND)) low = middle
    else high = middle
  }
  return instant(low * SECOND)
}
