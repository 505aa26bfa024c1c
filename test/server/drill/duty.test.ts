// Shifts: who is on duty when.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import { blockAt, dutiesBetween, dutyAt, dutyIn, HANDOVER, workShare } from '../../../server/drill/duty.ts'
import { MORNING, SEED, shifts } from './given.ts'

const list = shifts()
const guard = (id: string) => ({ id, tier: 'point' as const, kind: 'post' })

describe('duty', () => {
  it('[X6] every instant lies in exactly one block of the catalogue, and blocks follow one another', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 * DAY }), (offset) => {
      const at = instant(MORNING + offset)
      const block = blockAt(list, at)
      expect(block.from <= at && at < block.to).toBe(true)
      expect(block.to - block.from).toBe(8 * HOUR)
      expect(blockAt(list, block.to).from).toBe(block.to)
    }))
    expect(blockAt(list, MORNING)).toMatchObject({ name: '甲班' })
    expect(blockAt(list, instant(MORNING + 6 * HOUR)).name).toBe('乙班')
    expect(blockAt(list, instant(MORNING + 14 * HOUR)).name).toBe('丙班')
  })

  it('[X6] the duties of one unit never overlap, late sign-offs included', () => {
    for (let n = 0; n < 60; n++) {
      const duties = dutiesBetween(SEED, list, guard(`g${n}`), MORNING, instant(MORNING + 12 * DAY))
      expect(duties.length).toBeGreaterThan(10)
      duties.reduce((before, duty) => {
        expect(duty.from).toBeGreaterThan(before.to)
        expect(duty.to).toBeGreaterThan(duty.from)
        return duty
      })
    }
  })

  it('[X6] a duty holds from its sign-on to its sign-off and at no other time', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 * DAY }), (n, offset) => {
      const at = instant(MORNING + offset)
      const duty = dutyAt(SEED, list, guard(`g${n}`), at)
      const around = dutiesBetween(SEED, list, guard(`g${n}`), instant(at - 2 * DAY), at).filter((one) => at < one.to)
      expect(duty ? [duty] : []).toEqual(around)
    }))
  })

  it('[X6] at a change of shifts most units stay on, only some are between crews', () => {
    const guards = Array.from({ length: 1_500 }, (_, n) => guard(`g${n}`))
    for (let minute = -40; minute <= 40; minute += 5) {
      const on = guards.filter((one) => dutyAt(SEED, list, one, instant(blockAt(list, MORNING).to + minute * MINUTE))).length / guards.length
      expect(on).toBeGreaterThan(workShare.point.evening - 0.1)
    }
  })

  it('[X6] nights are thin and days are full, as stated', () => {
    const shareOn = (from: number): number => {
      const block = blockAt(list, instant(from))
      return Array.from({ length: 2_000 }, (_, n) => dutyIn(SEED, list, guard(`g${n}`), block)).filter(Boolean).length / 2_000
    }
    expect(shareOn(MORNING)).toBeCloseTo(workShare.point.day, 1)
    expect(shareOn(MORNING + 15 * HOUR)).toBeCloseTo(workShare.point.night, 1)
  })

  it('[X6] crews change around the ends of a block, each unit at its own time, and rarely forget to sign off', () => {
    const block = blockAt(list, MORNING)
    const duties = Array.from({ length: 3_000 }, (_, n) => dutyIn(SEED, list, guard(`g${n}`), block)!).filter(Boolean)
    expect(duties.every((duty) => Math.abs(duty.from - block.from) <= HANDOVER + 3 * MINUTE)).toBe(true)
    const late = duties.filter((duty) => duty.to > block.to + HANDOVER)
    expect(late.length).toBeLessThan(duties.length * 0.02)
    expect(duties.every(({ people }) => people >= 1 && people <= 6)).toBe(true)
  })
})
