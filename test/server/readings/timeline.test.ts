// Instants in order: insertion anywhere, removal, counts by binary search.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../shared/domain/time.ts'
import { apart, together } from '../../../server/readings/pieces.ts'
import { addSteps, countIn, countUpTo, emptyTaggedTimeline, emptyTimeline, insert, insertTagged, only, remove, removeTagged, type TaggedTimeline, type Timeline } from '../../../server/readings/timeline.ts'

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
      for (const step of [1, 7]) {
        const counts = [1, 0, 0, 0, 5]
        addSteps(line, step, to, counts)
        expect(counts).toEqual([4, 3, 2, 1, 0].map((back) => list.filter((at) => at > to - step * (back + 1) && at <= to - step * back).length + [5, 0, 0, 0, 1][back]))
      }
    }))
  })

  it('[N11] so does one whose instants bear numbers, whole and of some numbers alone', () => {
    const op = fc.record({ at: fc.integer({ min: 0, max: 9 }), tag: fc.integer({ min: 0, max: 3 }), out: fc.boolean() })
    fc.assert(fc.property(fc.array(op, { maxLength: 200 }), fc.uint8Array({ minLength: 4, maxLength: 4, max: 1 }), (ops, kept) => {
      const line = emptyTaggedTimeline()
      let list: { at: number; tag: number }[] = []
      for (const { at, tag, out } of ops) {
        const there = list.findIndex((one) => one.at === at && one.tag === tag)
        if (out) expect(removeTagged(line, instant(at), tag)).toBe(there >= 0)
        else insertTagged(line, instant(at), tag)
        list = out ? list.filter((_, index) => index !== there) : [...list, { at, tag }]
      }
      const rows = Array.from({ length: line.length }, (_, index) => `${line.times[index]} ${line.tags[index]}`)
      expect(rows.sort()).toEqual(list.map(({ at, tag }) => `${at} ${tag}`).sort())
      expect([...line.times.subarray(0, line.length)]).toEqual(list.map(({ at }) => at).sort((a, b) => a - b))
      const some = only(line, kept)
      expect([...some.times.subarray(0, some.length)]).toEqual(list.filter(({ tag }) => kept[tag] === 1).map(({ at }) => at).sort((a, b) => a - b))
    }))
  })

  it('[N39] what was taken apart stays as it was, whatever comes in and goes out afterwards, and goes on when put together', () => {
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

  it('[N39] a long line travels in many pieces', () => {
    const [line, tagged] = [emptyTimeline(), emptyTaggedTimeline()]
    for (let at = 0; at < 100_000; at++) {
      insert(line, instant(at))
      insertTagged(tagged, instant(at), at % 7)
    }
    const pieces = apart({ line, tagged })
    expect(pieces.length).toBeGreaterThan(15)
    const back = together(pieces) as { line: Timeline; tagged: TaggedTimeline }
    expect([back.line.length, back.line.times[0], back.line.times[99_999]]).toEqual([100_000, 0, 99_999])
    // What comes late moves no instant and no number of what was taken apart.
    insertTagged(tagged, instant(5), 9)
    expect(together(pieces)).toEqual(back)
    expect(back.tagged.tags.subarray(0, 100_000)).toEqual(Uint32Array.from({ length: 100_000 }, (_, at) => at % 7))
    expect(removeTagged(back.tagged, instant(99_999), 99_999 % 7)).toBe(true)
  })
})
