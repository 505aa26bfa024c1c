// Ways out of a village: for teams that stray, and for those that walk over its border and do not. Pure.
import type { RegionCode } from '../../shared/domain/region.ts'
import { MINUTE, SECOND } from '../../shared/domain/time.ts'
import { distance, type Ground, type Spot } from './ground.ts'
import type { Lapse } from './lapses.ts'
import type { Leg } from './plan.ts'
import { trackOf } from './track.ts'

/** Straight from a base over the border: where the border is, and a spot far beyond it. */
export interface Way { readonly border: Spot; readonly far: Spot; readonly inside: Spot; readonly near: Spot }

/** Metres beyond the border at which somebody has strayed, clear of the village all around, and to both sides of it when walking the border. */
const FAR_M = 260
const CLEAR_M = 200
const SIDES_M = { inside: 90, near: 60 }
const LONGEST_M = 1_500
/** A team stands out there for so long: not so long that it stands idle. */
const OUT_FOR = 20 * MINUTE
const RAYS = 24
/** m/s. */
const SPEED = 1.3

/** The shortest way out of a village; null when none is short enough or leads clear of the village and of `kept`, where the team may be too. */
export function wayOut(ground: Ground, village: RegionCode, base: Spot, kept: readonly Spot[]): Way | null {
  const ways = Array.from({ length: RAYS }, (_, ray): Way | null => {
    const turn = (ray * 2 * Math.PI) / RAYS
    const at = (metres: number): Spot => ({ x: base.x + metres * Math.sin(turn), y: base.y + metres * Math.cos(turn) })
    let border = 0
    while (border < LONGEST_M && ground.holds(at(border + 5), village)) border += 5
    if (border >= LONGEST_M || border < 110) return null
    const far = at(border + FAR_M)
    const beside = (metres: number): Spot[] => Array.from({ length: RAYS }, (_, one) => ({ x: far.x + metres * Math.sin((one * 2 * Math.PI) / RAYS), y: far.y + metres * Math.cos((one * 2 * Math.PI) / RAYS) }))
    const isClear = [50, 100, 150, CLEAR_M].every((metres) => beside(metres).every((spot) => !ground.holds(spot, village)))
      && kept.every((one) => distance(one, far) > CLEAR_M + 100) && !Array.from({ length: FAR_M / 5 }, (_, n) => at(border + 10 + n * 5)).some((spot) => ground.holds(spot, village))
    return isClear ? { border: at(border), far, inside: at(border - SIDES_M.inside), near: at(border + SIDES_M.near) } : null
  })
  return ways.filter((way) => way !== null).sort((a, b) => distance(a.border, base) - distance(b.border, base))[0] ?? null
}

/** From home to far beyond the border and back, or to and fro over it, between the lapse's instants. */
export function strayLegs(home: Spot, way: Way | null, { kind, from, to }: Lapse): Leg[] {
  const legs: Leg[] = []
  let clock: number = from
  const go = (a: Spot, b: Spot, pause: number): void => {
    const track = trackOf([a, b])
    const took = Math.max(1, Math.ceil(track.length / SPEED)) * SECOND
    if (track.length > 0) legs.push({ from: clock, to: clock + took, track, start: 0, end: track.length, drive: false })
    clock += took + pause
  }
  if (!way) return []
  go(home, way.inside, 0)
  if (kind === 'stray') {
    go(way.inside, way.far, 0)
    clock += OUT_FOR
    go(way.far, way.inside, 0)
  } else {
    while (clock + 2 * Math.ceil(distance(way.inside, way.near) / SPEED) * SECOND + Math.ceil(distance(way.inside, home) / SPEED) * SECOND < to) {
      go(way.inside, way.near, 20 * SECOND)
      go(way.near, way.inside, 20 * SECOND)
    }
  }
  go(way.inside, home, 0)
  return legs
}
