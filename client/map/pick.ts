// Which unit a person means who points at the map: the nearest within reach, and with every further click the next one.
import type { Fleet } from './fleet/fleet.ts'
import { toScreen, type Camera, type Spot } from './mercator.ts'
import { holds, type Box } from './place/boxes.ts'

/** Reach around a pointer in px. */
export interface Reach { readonly mouse: number; readonly touch: number }

/** mm around a pointer's tip and a finger's middle within which a mark is still meant. */
const MOUSE = 3
const TOUCH = 8
/** As far as the largest mark goes, in rem: whoever sees it may click it. */
const MARK = 0.5
const FINGER = 0.8
/** mm of a CSS pixel where nobody has measured. */
const USUAL_PITCH = 25.4 / 96

/** A wall's pixels are large and a desk's small: the reach is what hand and eye need there. `pitch`: mm of one px, null: unknown. */
export function reachOf(rem: number, pitch: number | null): Reach {
  const px = (mm: number): number => mm / (pitch ?? USUAL_PITCH)
  return { mouse: Math.max(MARK * rem, px(MOUSE)), touch: Math.max(FINGER * rem, px(TOUCH)) }
}

export interface Aim {
  readonly camera: Camera
  /** px of the view. */
  readonly at: Spot
  readonly reach: number
  /** Mercator; units in it are drawn elsewhere. */
  readonly hole: Box | null
  /** The screen's steady clock, ms. */
  readonly clock: number
  /** The unit chosen already: where others stand by, the one after it is meant. */
  readonly chosen: number | null
}

/** The number of the unit that is meant; null when none is within reach. */
export function unitAt(fleet: Fleet, { camera, at, reach, hole, clock, chosen }: Aim): number | null {
  const near: { readonly number: number; readonly away: number }[] = []
  for (let row = 0; row < fleet.known; row++) {
    const spot = fleet.at(row, clock)
    if (hole && holds(hole, spot)) continue
    const { x, y } = toScreen(camera, spot)
    const away = Math.hypot(x - at.x, y - at.y)
    if (away <= reach) near.push({ number: fleet.numbers[row], away })
  }
  near.sort((a, b) => a.away - b.away || a.number - b.number)
  if (near.length === 0) return null
  return near[(near.findIndex(({ number }) => number === chosen) + 1) % near.length].number
}
