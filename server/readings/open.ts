// Open events by stage and level, and how old they are.
import type { Severity, Stage } from '../../shared/domain/event.ts'
import { ageClasses, type OpenReading } from '../../shared/domain/reading.ts'
import { contains } from '../../shared/domain/region.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { isWhole } from './codes.ts'
import type { Reading } from './reading.ts'

const FORMULA = 'count(e: e.stage ∈ open at asOf); age(e) = max(0, asOf − e.occurred); oldest = min(e.occurred); e.region in the region shown'

/** Keeps nothing of its own: the world has the open events at hand, and their age is a matter of `now`. */
export const open: Reading<null, OpenReading> = {
  start: () => null,
  step: (state) => state,

  show(_state, now, world, of) {
    const whole = isWhole(of, world)
    const byStage: Partial<Record<Stage, { count: number; oldest: Instant }>> = {}
    const byLevel: Record<Severity, number> = { 1: 0, 2: 0, 3: 0, 4: 0 }
    const rows = ageClasses.map((upTo) => ({ upTo, byLevel: [0, 0, 0, 0] as [number, number, number, number] }))
    const ages = new Float64Array(world.open.size)
    let oldest = Infinity
    let index = 0
    for (const { region, stage, level, occurred } of world.open.values()) {
      if (!whole && !contains(of, region)) continue
      const age = Math.max(0, now - occurred)
      const known = byStage[stage] ??= { count: 0, oldest: occurred }
      known.count++
      if (occurred < known.oldest) known.oldest = occurred
      byLevel[level]++
      rows[classOf(age)].byLevel[level - 1]++
      oldest = Math.min(oldest, occurred)
      ages[index++] = age
    }
    return {
      formula: FORMULA, from: now, to: now, asOf: now, numerator: index, denominator: null,
      total: index, byStage, byLevel, ages: rows, medianAge: median(ages.subarray(0, index).sort()), oldest: index > 0 ? instant(oldest) : null,
    }
  },
}

/** The place in `ageClasses` of an age in ms. */
function classOf(age: number): number {
  let place = 0
  for (let upTo = ageClasses[place]; upTo !== null && age > upTo; upTo = ageClasses[++place]);
  return place
}

/** The middle of ascending values, or the mean of the two middle ones. */
function median(sorted: Float64Array): number | null {
  if (sorted.length === 0) return null
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
