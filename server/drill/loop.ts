// A loop that a foot patrol walks: around the heart of its grid, inside its village.
import type { RegionCode } from '../../shared/domain/region.ts'
import type { Ground, Spot } from './ground.ts'
import { between, type Chance } from './random.ts'
import { trackOf, type Track } from './track.ts'

const RAYS = 48
const STEP_M = 20

/** Radii of a closed curve around `middle`, one per ray; the curve lies inside the region. */
export interface Loop { readonly middle: Spot; readonly radii: readonly number[] }

/** As wide as `reach` metres where the village is, narrower where its border is near. */
export function loopIn(next: Chance, ground: Ground, village: RegionCode, middle: Spot, reach: number): Loop {
  const free = Array.from({ length: RAYS }, (_, ray) => clearWay(ground, village, middle, ray, reach))
  const wobble = Array.from({ length: 3 }, () => ({ size: between(next, 0.02, 0.1), turn: next() * 2 * Math.PI }))
  let radii = free.map((_, ray) => {
    const near = Math.min(free[(ray + RAYS - 1) % RAYS], free[ray], free[(ray + 1) % RAYS])
    const shape = wobble.reduce((sum, { size, turn }, order) => sum - size * (1 + Math.sin((order + 2) * angleOf(ray) + turn)) / 2, 0.9)
    return near * shape
  })
  for (let tries = 0; tries < 8 && !within(ground, village, { middle, radii }); tries++) radii = radii.map((radius) => radius * 0.7)
  return { middle, radii }
}

const angleOf = (ray: number): number => (ray * 2 * Math.PI) / RAYS
const onRay = (middle: Spot, ray: number, radius: number): Spot =>
  ({ x: middle.x + radius * Math.sin(angleOf(ray)), y: middle.y + radius * Math.cos(angleOf(ray)) })

function clearWay(ground: Ground, village: RegionCode, middle: Spot, ray: number, reach: number): number {
  let far = 0
  while (far + STEP_M <= reach && ground.holds(onRay(middle, ray, far + STEP_M), village)) far += STEP_M
  return Math.max(far, STEP_M / 2)
}

const within = (ground: Ground, village: RegionCode, loop: Loop): boolean => curve(loop, 0).every((spot) => ground.holds(spot, village))

/** The loop as a closed line from ray 0 back to ray 0; `dent` (0–0.5) pulls it in opposite to its start, so that rounds differ. */
function curve(loop: Loop, dent: number): Spot[] {
  const points: Spot[] = []
  for (let i = 0; i <= RAYS * 2; i++) {
    const ray = i / 2
    const low = Math.floor(ray) % RAYS
    const radius = (loop.radii[low] + loop.radii[Math.ceil(ray) % RAYS]) / 2
    points.push(onRay(loop.middle, ray, radius * (1 - dent * Math.sin(angleOf(ray) / 2) ** 2)))
  }
  return points
}

/** One round of the loop: dented by chance, one way round or the other; always begins and ends at the same spot. */
export function roundOf(loop: Loop, next: Chance): Track {
  const line = curve(loop, next() * 0.45)
  return trackOf(next() < 0.5 ? line : line.reverse())
}

export const startOf = (loop: Loop): Spot => onRay(loop.middle, 0, loop.radii[0])
