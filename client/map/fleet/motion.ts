// The glide: from where a marker is drawn to its newest fix over min(observed interval, 2 s), then it stands.

/** ms that a glide may last at most. */
export const LONGEST_GLIDE = 2_000

/** Where markers come from and go to, by unit number; Mercator; times on the screen's own steady clock in ms. */
export interface Motion {
  readonly fromX: Float64Array
  readonly fromY: Float64Array
  readonly toX: Float64Array
  readonly toY: Float64Array
  readonly start: Float64Array
  readonly span: Float64Array
  /** Time of the fix that `to` came from; 0 = none yet. */
  readonly seen: Float64Array
}

export const startMotion = (size: number): Motion => ({
  fromX: new Float64Array(size), fromY: new Float64Array(size), toX: new Float64Array(size), toY: new Float64Array(size),
  start: new Float64Array(size), span: new Float64Array(size), seen: new Float64Array(size),
})

/** The same motion with room for `size` units. */
export function growMotion(motion: Motion, size: number): Motion {
  const grown = startMotion(size)
  for (const name of Object.keys(grown) as (keyof Motion)[]) grown[name].set(motion[name])
  return grown
}

/** How much of the glide is done at `clock`: 0…1. The shader computes the same. */
export const progress = (start: number, span: number, clock: number): number =>
  span <= 0 ? 1 : Math.min(1, Math.max(0, (clock - start) / span))

/** Gives unit `row` its newest place. A first place, a glide of no length and a still screen move at once. */
export function steer(motion: Motion, row: number, x: number, y: number, fixTime: number, clock: number, still: boolean): void {
  if (motion.seen[row] === fixTime && motion.toX[row] === x && motion.toY[row] === y) return
  const first = motion.seen[row] === 0
  const done = progress(motion.start[row], motion.span[row], clock)
  const drawnX = first ? x : motion.fromX[row] + (motion.toX[row] - motion.fromX[row]) * done
  const drawnY = first ? y : motion.fromY[row] + (motion.toY[row] - motion.fromY[row]) * done
  const observed = clock - motion.start[row]
  motion.fromX[row] = drawnX
  motion.fromY[row] = drawnY
  motion.toX[row] = x
  motion.toY[row] = y
  motion.span[row] = first || still || (drawnX === x && drawnY === y) ? 0 : Math.min(observed, LONGEST_GLIDE)
  motion.start[row] = clock
  motion.seen[row] = fixTime
}

/** Forgets a unit's place, so that its next one is a first one. */
export function lose(motion: Motion, row: number): void {
  motion.seen[row] = 0
  motion.span[row] = 0
}

/**
 * ms until the next frame is worth drawing: a glide is repainted once per half pixel of the fastest marker,
 * 0 = at once, Infinity = all stand. `fastest` in Mercator per ms, `world` px of the world's width.
 */
export function nextFrame(fastest: number, world: number, until: number, clock: number): number {
  if (clock >= until || fastest <= 0) return Infinity
  const pause = 0.5 / (fastest * world)
  // The last frame falls on the end of the glide, so that every marker arrives.
  return pause < 24 ? 0 : Math.min(pause, until - clock)
}
