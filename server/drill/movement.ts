// Where every unit truly is at every instant, and what a receiver would measure there: pure in seed and time.
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import { blockAt } from './duty.ts'
import { distance, type Ground, type Spot } from './ground.ts'
import { loopIn, roundOf, startOf, type Loop } from './loop.ts'
import type { Patrols } from './patrols.ts'
import { drivePlan, motionOn, walkPlan, type Leg, type Motion } from './plan.ts'
import { between, chance, drifting, hash } from './random.ts'
import type { Roads } from './roads.ts'
import type { DrillUnit } from './roster.ts'
import { trackOf } from './track.ts'

export interface Movement {
  /** The true motion of a unit. */
  motion(unit: DrillUnit, at: Instant): Motion
  /** What a device of the unit measures: the true motion with correlated noise of 2–3 m, more beside walls at a post. */
  measured(unit: DrillUnit, device: string, at: Instant): Motion
}

interface Plan { readonly from: Instant; readonly to: Instant; readonly legs: readonly Leg[] }

/** Standard deviation in metres of each axis. */
export const NOISE_M = { car: 2, motorcycle: 2, foot: 2.5, post: 3 }
const NOISE_PERIOD = 45 * SECOND
const PLANS_KEPT = 2

/**
 * Where the district has beats, whoever covers them follows `patrols`; everybody else roams the home region, block by block.
 * Plans of the two newest blocks of each unit are remembered; the answer never depends on what was asked before.
 */
export function movementOf(seed: number, ground: Ground, roads: Roads, shifts: Catalogue['shifts'], patrols?: Patrols): Movement {
  const loops = new Map<string, Loop>()
  const plans = new Map<string, Plan[]>()
  const nodes = new Map<string, { home: number; goals: number[] }>()

  function loopOf(unit: DrillUnit): Loop {
    let loop = loops.get(unit.id)
    if (!loop) {
      const next = chance(seed, 'loop', unit.id)
      loops.set(unit.id, loop = loopIn(next, ground, unit.region, unit.home, between(next, 220, 480)))
    }
    return loop
  }
  function nodesOf(unit: DrillUnit): { home: number; goals: number[] } {
    let found = nodes.get(unit.id)
    if (!found) {
      const home = nearestNode(roads, unit.home)
      const goals = roads.nodes.map((_, node) => node).filter((node) => roads.piece[node] === roads.piece[home] && roads.regions[node].startsWith(unit.region))
      nodes.set(unit.id, found = { home, goals: goals.length > 0 ? goals : [home] })
    }
    return found
  }
  function planOf(unit: DrillUnit, at: Instant): readonly Leg[] {
    const kept = plans.get(unit.id) ?? []
    const known = kept.find(({ from, to }) => from <= at && at < to)
    if (known) return known.legs
    const { from, to, legs } = unit.squad && patrols ? stintOf(unit, patrols, at) : blockOf(unit, at)
    plans.set(unit.id, [{ from, to, legs }, ...kept].slice(0, PLANS_KEPT))
    return legs
  }
  function blockOf(unit: DrillUnit, at: Instant): Plan {
    const { from, to } = blockAt(shifts, at)
    return { from, to, legs: planFor(unit, chance(seed, 'plan', unit.id, from), from, to) }
  }
  /** Off duty a unit stands where its next duty begins. */
  function stintOf(unit: DrillUnit, { stintAt, legs }: Patrols, at: Instant): Plan {
    const { from, to, duty } = stintAt(unit, at)
    if (!duty) return { from, to, legs: [] }
    return { from, to, legs: legs(unit, duty) ?? planFor(unit, chance(seed, 'plan', unit.id, from), from, to) }
  }
  function planFor(unit: DrillUnit, next: () => number, from: Instant, to: Instant): readonly Leg[] {
    if (unit.kind === 'post') return []
    if (unit.kind === 'foot') {
      const loop = loopOf(unit)
      const base = trackOf([startOf(loop), startOf(loop)])
      return walkPlan(next, base, from, to, (round) => roundOf(loop, chance(seed, 'round', unit.id, from, round)))
    }
    const { home, goals } = nodesOf(unit)
    // A pause after coming home keeps the end of one block and the start of the next at the same spot.
    return drivePlan(next, roads, home, goals, unit.region, from, instant(to - MINUTE))
  }
  function homeOf(unit: DrillUnit): Spot {
    if (unit.kind === 'post' || (unit.tier === 'line' && unit.squad && patrols)) return unit.home
    return unit.kind === 'foot' ? startOf(loopOf(unit)) : roads.nodes[nodesOf(unit).home]
  }
  const motion = (unit: DrillUnit, at: Instant): Motion => motionOn(planOf(unit, at), homeOf(unit), at)
  return {
    motion,
    measured(unit, device, at) {
      const true_ = motion(unit, at)
      const spread = NOISE_M[unit.kind]
      return { ...true_, spot: {
        x: true_.spot.x + spread * drifting(hash(seed, device, 'x'), at, NOISE_PERIOD),
        y: true_.spot.y + spread * drifting(hash(seed, device, 'y'), at, NOISE_PERIOD),
      } }
    },
  }
}

function nearestNode(roads: Roads, to: Spot): number {
  let best = 0
  roads.nodes.forEach((node, index) => { if (distance(node, to) < distance(roads.nodes[best], to)) best = index })
  return best
}
