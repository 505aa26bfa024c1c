// When the next cut may be: at once after quiet, and never so often that cuts take more than their share of the time.
import { SECOND } from '../../shared/domain/time.ts'

/** `least` is below the 50 ms at which fixes reach the disk: while cuts are cheap a frame follows each of those at once. */
export const paceLimits = { least: 10, most: SECOND, share: 0.1 } as const

/**
 * Milliseconds for which fixes may gather before they go to disk. A commit costs as much as hundreds of fixes: where no
 * screen watches, or frames are seldom by configuration, fewer of them do.
 */
export const gathering = (fixed: number | null, watched: boolean): number =>
  watched ? Math.min(GATHER.most, Math.max(GATHER.least, (fixed ?? 0) / 4)) : GATHER.most

const GATHER = { least: 50, most: 200 } as const

/** Times are monotonic milliseconds. `fixed`: so many between two cuts whatever they cost. */
export class Pace {
  #last = -Infinity
  #cost = 0
  readonly #fixed: number | null

  constructor(fixed: number | null) {
    this.#fixed = fixed
  }

  /** Milliseconds between two cuts as things are. */
  get gap(): number {
    return this.#fixed ?? Math.min(paceLimits.most, Math.max(paceLimits.least, this.#cost / paceLimits.share))
  }

  /** How long the next cut has to wait. */
  wait(now: number): number { return Math.max(0, this.#last + this.gap - now) }

  /** A cut was begun and took so long; one dear cut among cheap ones changes little. */
  took(begun: number, cost: number): void {
    this.#last = begun
    this.#cost += (cost - this.#cost) * 0.2
  }
}
