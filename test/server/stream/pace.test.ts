// Cuts: when, and of whom.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Moved } from '../../../server/stream/moved.ts'
import { Pace, paceLimits } from '../../../server/stream/pace.ts'

it('[F18] a cut after quiet is made at once, cheap ones as often as fixes reach the disk, dear ones so far apart that they take a tenth of the time, a second at most', () => {
  const pace = new Pace(null)
  expect(pace.wait(0)).toBe(0)
  let now = 0
  const run = (cost: number): number => {
    for (let turn = 0; turn < 60; turn++) {
      now += pace.wait(now)
      pace.took(now, cost)
    }
    return pace.gap
  }
  expect(run(1)).toBe(paceLimits.least)
  expect(run(20)).toBeCloseTo(200, 0)
  expect(run(5_000)).toBe(paceLimits.most)
  expect(pace.wait(now)).toBe(paceLimits.most)
  expect(pace.wait(now + 9_999)).toBe(0)
  expect(new Pace(300).gap).toBe(300)
})

it('[F19] who has moved is told once and in ascending order, and then forgotten', () => {
  fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 5_000 }))), (rounds) => {
    const moved = new Moved()
    for (const round of rounds) {
      for (const unit of round) moved.add(unit)
      const wanted = [...new Set(round)].sort((a, b) => a - b)
      expect(moved.size).toBe(wanted.length)
      expect(moved.take()).toEqual(wanted)
    }
  }))
})
