// Instants in order: insertion anywhere, removal, counts by binary search.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../shared/domain/time.ts'
import { apart, together } from '../../../server/readings/pieces.ts'
import { countIn, countSteps, countUpTo, emptyTimeline, insert, remove, type Timeline } from '../../../server/readings/timeline.ts'

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

  it('[N32] what was taken apart stays as it was, whatever comes in and goes out afterwards, and goes on when put together', () => {
    const op = fc.record({ at: fc.integer({ min: 0, max: 50 }), do: fc.constantFrom('in', 'in', 'out', 'freeze') })
    const play = (line: Timeline, one: { at: number; do: string }): void => {
      if (one.do === 'in') insert(line, instant(one.at))
      if (one.do === 'out') remove(line, instant(one.at))
    }
    const listOf = (line: Timeline): number[] => [...line.times.subarray(0, line.length)]
    fc.assert(fc.property(fc.array(op, { maxLength: 120 }), (ops) => {
      const states = { small: { list: [1], map: new Map([['a', new Uint32Array([7])]]) }, lines: new Map([['a', [emptyTimeline()]]]) }
      const line = states.lines.get('a')![0]
      const frozen: { pieces: ReturnType<typeof apart>; list: number[]; at: number }[] = []
      for (const [at, one] of ops.entries()) {
        play(line, one)
        if (one.do === 'freeze') frozen.push({ pieces: apart(states), list: listOf(line), at })
      }
      states.small.map.get('a')![0] = 8
      for (const { pieces, list, at } of frozen) {
        const thawed = together(pieces) as typeof states
        const again = thawed.lines.get('a')![0]
        expect(listOf(again)).toEqual(list)
        expect(thawed.small).toEqual({ list: [1], map: new Map([['a', new Uint32Array([7])]]) })
        for (const one of ops.slice(at)) play(again, one)
        expect(listOf(again)).toEqual(listOf(line))
      }
    }))
  })

  it('[N32] a long line travels in many pieces', () => {
    const line = emptyTimeline()
    for (let at = 0; at < 100_000; at++) insert(line, instant(at))
    const pieces = apart({ line })
    expect(pieces.length).toBeGreaterThan(5)
    const back = (together(pieces) as { line: Timeline }).line
    expect([back.length, back.times[0], back.times[99_999]]).toEqual([100_000, 0, 99_999])
  })
})
