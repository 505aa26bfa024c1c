// Instants in order: insertion anywhere, removal, counts by binary search.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../shared/domain/time.ts'
import { countIn, countSteps, countUpTo, emptyTimeline, insert, remove } from '../../../server/readings/timeline.ts'

describe('timeline', () => {
  it('[N11] a time line counts what a filter over the plain list counts, whatever came in and went out in whatever order', () => {
    const op = fc.record({ at: fc.integer({ min: 0, max: 50 }), out: fc.boolean() })
    fc.assert(fc.property(fc.array(op, { maxLength: 200 }), fc.integer({ min: -2, max: 52 }), fc.integer({ min: -2, max: 52 }), (ops, from, to) => {
      const line = emptyTimeline()
      const list: number[] = []
      for (const { at, out } of ops) {
        if (!out) {
          insert(line, instant(at))
          list.push(at)
        } else {
          expect(remove(line, instant(at))).toBe(list.includes(at))
          if (list.includes(at)) list.splice(list.indexOf(at), 1)
        }
      }
      expect([...line.times.subarray(0, line.length)]).toEqual(list.sort((a, b) => a - b))
      expect(countUpTo(line, to)).toBe(list.filter((at) => at <= to).length)
      expect(countIn(line, from, to)).toBe(list.filter((at) => at > from && at <= to).length)
      expect(countSteps(line, 7, 5, to)).toEqual([4, 3, 2, 1, 0].map((back) => list.filter((at) => at > to - 7 * (back + 1) && at <= to - 7 * back).length))
    }))
  })
})
