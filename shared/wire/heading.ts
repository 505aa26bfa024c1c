// The heading and speed that a unit's motion amounts to: shown on screens, never part of what the two ends must agree on.
import type { Motion } from './motion.ts'

/** Slower than this a direction cannot be told from noise; m/s. */
export const WALKING = 1
/** Metres in a millionth of a degree of latitude. */
const METRES = 0.111_32

/** cos of a latitude in millionths of a degree by the first terms of its series: within 0.1 % up to 60 degrees. */
function narrowing(lat: number): number {
  const square = (lat * (Math.PI / 180e6)) ** 2
  return 1 - square * (0.5 - square * (1 / 24 - square / 720))
}

export function metresPerSecond(motion: Motion, unit: number): number {
  const east = motion.eastOf(unit) * narrowing(motion.latOf(unit))
  const north = motion.northOf(unit)
  return Math.sqrt(east * east + north * north) * METRES
}

/** Whole degrees from north, undefined when the unit is too slow to have a direction. */
export function directionOf(motion: Motion, unit: number): number | undefined {
  const east = motion.eastOf(unit) * narrowing(motion.latOf(unit)) * METRES
  const north = motion.northOf(unit) * METRES
  if (east * east + north * north < WALKING * WALKING) return undefined
  return (Math.round(bearing(east, north)) + 360) % 360
}

/** The angle from north in degrees, within a third of one: a polynomial for the arc tangent of the lesser by the greater. */
function bearing(east: number, north: number): number {
  const x = Math.abs(east)
  const y = Math.abs(north)
  const ratio = x < y ? x / y : y / x
  const square = ratio * ratio
  const arc = (((-0.046_496_5 * square + 0.159_314_2) * square - 0.327_622_8) * square + 1) * ratio * 180 / Math.PI
  const quarter = x < y ? arc : 90 - arc
  const half = north < 0 ? 180 - quarter : quarter
  return east < 0 ? -half : half
}
