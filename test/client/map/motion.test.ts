// The glide, and when another frame is worth drawing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshness } from '../../../shared/domain/freshness.ts'
import { instant } from '../../../shared/domain/time.ts'
import { nextAge, nextChange } from '../../../client/map/fleet/deadline.ts'
import { growMotion, LONGEST_GLIDE, lose, nextFrame, progress, startMotion, steer, type Motion } from '../../../client/map/fleet/motion.ts'

const drawn = (motion: Motion, clock: number): number =>
  motion.fromX[0] + (motion.toX[0] - motion.fromX[0]) * progress(motion.start[0], motion.span[0], clock)

describe('the glide', () => {
  it('[M1] starts where the marker is drawn, lasts min(observed interval, 2 s), ends on the fix and stays there', () => {
    const hops = fc.array(fc.record({ wait: fc.integer({ min: 1, max: 20_000 }), x: fc.double({ min: 0, max: 1, noNaN: true }) }), { minLength: 2, maxLength: 20 })
    fc.assert(fc.property(hops, (fixes) => {
      const motion = startMotion(1)
      let clock = 1_000
      fixes.forEach(({ wait, x }, index) => {
        clock += wait
        const before = drawn(motion, clock)
        steer(motion, 0, x, 0, index + 1, clock, false)
        if (index > 0) expect(drawn(motion, clock)).toBeCloseTo(before, 12)
        expect(motion.span[0]).toBeLessThanOrEqual(Math.min(wait, LONGEST_GLIDE))
        expect(drawn(motion, clock + LONGEST_GLIDE)).toBeCloseTo(x, 12)
        expect(drawn(motion, clock + 60_000)).toBeCloseTo(x, 12)
      })
    }))
  })

  it('[M1] passes every place between, and none beyond the fix', () => {
    const motion = startMotion(1)
    steer(motion, 0, 0, 0, 1, 0, false)
    steer(motion, 0, 1, 0, 2, 5_000, false)
    expect(motion.span[0]).toBe(2_000)
    expect([5_000, 5_500, 6_000, 7_000, 9_000].map((clock) => drawn(motion, clock))).toEqual([0, 0.25, 0.5, 1, 1])
  })

  it('[M2] a first place, a place after being lost, and a still screen move at once', () => {
    const motion = startMotion(1)
    steer(motion, 0, 0.5, 0.5, 1, 10_000, false)
    expect(motion.span[0]).toBe(0)
    steer(motion, 0, 0.6, 0.5, 2, 11_000, true)
    expect([motion.span[0], drawn(motion, 11_000)]).toEqual([0, 0.6])
    lose(motion, 0)
    steer(motion, 0, 0.9, 0.5, 3, 12_000, false)
    expect([motion.span[0], drawn(motion, 12_000)]).toEqual([0, 0.9])
  })

  it('[M2] the same fix again starts no new glide, and growing keeps every glide', () => {
    const motion = startMotion(1)
    steer(motion, 0, 0, 0, 1, 0, false)
    steer(motion, 0, 1, 0, 2, 4_000, false)
    steer(motion, 0, 1, 0, 2, 5_000, false)
    expect(motion.start[0]).toBe(4_000)
    const grown = growMotion(motion, 8)
    expect([grown.toX.length, drawn(grown, 5_000)]).toEqual([8, 0.5])
  })

  it('[M3] repaints at once while movement shows, rarely while it is below half a pixel, not at all when all stand', () => {
    const world = 512 * 2 ** 12
    expect(nextFrame(0, world, 9_000, 1_000)).toBe(Infinity)
    expect(nextFrame(1e-9, world, 1_000, 1_000)).toBe(Infinity)
    // 100 px/s wants every frame; 1 px/s wants one in half a second.
    expect(nextFrame(0.1 / world, world, 9_000, 1_000)).toBe(0)
    expect(nextFrame(0.001 / world, world, 9_000, 1_000)).toBeCloseTo(500, 6)
    // The last frame falls on the end of the glide.
    expect(nextFrame(0.001 / world, world, 1_200, 1_000)).toBe(200)
  })
})

describe('freshness deadlines', () => {
  const interval = fc.integer({ min: 1, max: 3_600 })
  it('[M4] the next change is the first moment after which the shared freshness differs', () => {
    fc.assert(fc.property(interval, fc.integer({ min: 0, max: 40_000_000 }), (e, age) => {
      const next = nextAge(age, e)
      const state = (at: number): string => freshness(instant(0), e, instant(at))
      if (next === Infinity) {
        expect(state(age)).toBe('lost')
        return
      }
      expect(next).toBeGreaterThanOrEqual(age)
      expect(state(next)).toBe(state(age))
      expect(state(next + 1)).not.toBe(state(age))
    }))
  })

  it('[M4] one moment serves all units, and those without a place ask for nothing', () => {
    expect(nextChange([0, 1_000, 5_000], [10, 10, 60], 3, 6_000)).toBe(21_000)
    expect(nextChange([0, 0], [10, 10], 2, 6_000)).toBe(Infinity)
  })
})
