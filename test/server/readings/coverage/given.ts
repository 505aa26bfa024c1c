// A small district with beats of all tiers, and units that walk it for some hours, out of a seed.
import { beatId, type AreaBeat, type Beat, type LineBeat, type PointBeat } from '../../../../shared/domain/beat.ts'
import { fixFlag } from '../../../../shared/domain/fix.ts'
import { MINUTE, SECOND } from '../../../../shared/domain/time.ts'
import { tiers, type Tier } from '../../../../shared/domain/tier.ts'
import { seeded } from '../../../seeded.ts'
import { at, townCodes, type FixSaid } from '../../world/given.ts'

export const SHIFTS = [{ name: '甲班', from: '08:00', to: '16:00' }, { name: '乙班', from: '16:00', to: '00:00' }, { name: '丙班', from: '00:00', to: '08:00' }]
export const MORNING = at('2026-07-01T08:00:00+08:00')

type Place = readonly [number, number]
const ORIGIN: Place = [104.75, 29.35]
/** Some metres east and north of the origin. */
export const place = (x: number, y: number): [number, number] => [ORIGIN[0] + x / 97_000, ORIGIN[1] + y / 111_195]

const common = { team: 't', region: townCodes[0], priority: 2 as const, shifts: ['甲班', '乙班'], people: 2, interval: 60 }

export const area = (id: string, x: number, y: number, size: number, more: Partial<AreaBeat> = {}): AreaBeat => ({
  ...common, id: beatId(id), name: id, tier: 'area', weights: {},
  polygons: [[[place(x, y), place(x + size, y), place(x + size, y + size), place(x, y + size), place(x, y)]]],
  plan: { cells: 0.5, stays: 4, dwell: 12 }, ...more,
})

export const line = (id: string, corners: readonly Place[], more: Partial<LineBeat['plan']> = {}, rest: Partial<LineBeat> = {}): LineBeat => ({
  ...common, id: beatId(id), name: id, tier: 'line', line: corners.map(([x, y]) => place(x, y)),
  plan: { rounds: 8, buffer: 30, length: 0.8, allowance: 0, ...more }, ...rest,
})

export const point = (id: string, x: number, y: number, more: Partial<PointBeat['plan']> = {}, rest: Partial<PointBeat> = {}): PointBeat => ({
  ...common, id: beatId(id), name: id, tier: 'point', place: place(x, y),
  plan: { visits: 8, radius: 60, dwell: 5, allowance: 10, manned: 0.6, ...more }, ...rest,
})

export interface Walker { readonly number: number; readonly tier: Tier; readonly interval: number }

/** What a walker is led by: corners of its tier's beats, metres. */
const goals: Record<Tier, readonly Place[]> = {
  area: [[200, 200], [900, 300], [1500, 900], [2600, 500], [600, 2500], [1800, 1800]],
  line: [[0, 0], [800, 100], [1000, 900], [1000, 900], [1800, 900], [0, 2000], [1500, 2300]],
  point: [[300, 300], [320, 310], [1200, 1200], [2000, 400], [2000, 400], [300, 300]],
}

/** Beats that lie under those ways. Seeds differ in plans. */
export function someBeats(seed: number): Beat[] {
  const next = seeded(seed)
  const pick = <One>(...list: readonly One[]): One => list[Math.floor(next() * list.length)]
  const allowance = pick(0, 0, 10, 20)
  // Of a seed apart, so that the ways and plans of every seed are what they were.
  const other = seeded(seed + 1_000)
  const asked = (): number => 1 + Math.floor(other() * 3)
  const beats: Beat[] = [
    area('a1', 0, 0, 1000, { interval: pick(30, 60, 120) }),
    area('a2', 1000, 0, 1200, { plan: { cells: 0.3, stays: pick(0, 2, 8), dwell: pick(5, 12) } }),
    // Lies over the others.
    area('a3', 500, 500, 1500, { shifts: ['甲班', '乙班', '丙班'], region: townCodes[1] }),
    line('l1', [[0, 0], [800, 100], [1000, 900]], { allowance, rounds: pick(4, 8, 16) }),
    line('l2', [[1000, 900], [1800, 900]], { buffer: pick(15, 40), length: 0.95, allowance }, { region: townCodes[1] }),
    line('l3', [[0, 2000], [700, 2100], [1500, 2300], [1000, 900]], { windows: [{ from: '08:30', to: '09:30' }, { from: '10:00', to: '12:30' }, { from: '15:00', to: '17:00' }], allowance }),
    point('p1', 300, 300, { allowance, dwell: pick(2, 5, 10) }),
    point('p2', 1200, 1200, { visits: 3, manned: null, radius: 100 }, { region: townCodes[1] }),
    point('p3', 2000, 400, { windows: [{ from: '09:00', to: '10:00' }, { from: '11:00', to: '11:30' }], allowance }),
  ]
  return beats.map((beat) => ({ ...beat, people: asked() }))
}

export const walkers = (each: number): Walker[] =>
  tiers.flatMap((tier, of) => Array.from({ length: each }, (_, index) => ({ number: 1 + of * each + index, tier, interval: [10, 30, 60][(of + index) % 3] })))

/** Fixes of one walker, in order, from goal to goal with pauses, noise, silences, and some that are not sound. */
export function walk({ number, tier, interval }: Walker, seed: number, from: number, to: number): FixSaid[] {
  const next = seeded(seed * 1_000 + number)
  const fixes: FixSaid[] = []
  let [x, y] = goals[tier][0]
  let goal = goals[tier][1]
  let pause = 0
  const speed = tier === 'area' ? 2 + next() * 10 : 1.4
  for (let time = from + Math.floor(next() * 60_000); time < to;) {
    const gap = (next() < 0.03 ? 20 * next() : next() < 0.2 ? 0.5 + next() * 2 : 1) * interval * SECOND
    time += Math.max(1_000, Math.round(gap))
    if (pause > time) { /* stands */ } else {
      const [dx, dy] = [goal[0] - x, goal[1] - y]
      const far = Math.hypot(dx, dy)
      const go = Math.min(far, speed * gap / SECOND)
      if (far > 0) [x, y] = [x + dx / far * go, y + dy / far * go]
      if (far < 1) {
        goal = goals[tier][Math.floor(next() * goals[tier].length)]
        pause = time + (next() < 0.5 ? next() * 20 * MINUTE : 0)
      }
    }
    const [lon, lat] = place(x + (next() - 0.5) * 16, y + (next() - 0.5) * 16)
    const flags = next() < 0.02 ? fixFlag.jump : next() < 0.02 ? fixFlag.inaccurate : next() < 0.01 ? fixFlag.clock | fixFlag.refill : 0
    fixes.push({ unit: number, device: number, time, lon, lat, flags })
  }
  return fixes
}
