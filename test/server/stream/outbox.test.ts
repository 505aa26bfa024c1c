// The outbox of one screen: order, bounds, keyframes for the lagging, an end for the frozen.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Outbox, outboxLimits, type Encoded, type Kind } from '../../../server/stream/outbox.ts'

const message = (text: string, bytes = 100): Encoded => ({ packets: [text], frames: new Uint8Array(), options: {}, bytes })

/** A screen whose transport takes `window` messages before it must drain. */
function screen(window = Number.POSITIVE_INFINITY) {
  const got: string[] = []
  const state = { room: window, cut: null as string | null, pictures: 0, keys: 0 }
  const outbox = new Outbox(
    { ready: () => state.room > 0, send: (one) => { state.room--; got.push(String(one.packets[0])) }, cut: (why) => { state.cut = why } },
    {
      picture: (reason) => message(`picture ${reason} ${++state.pictures}`),
      keyframe: () => message(`key ${++state.keys}`),
      readings: () => message('all readings'),
    },
  )
  return { got, state, outbox, drain(more: number) { state.room = more; outbox.pump(0) } }
}

describe('outbox', () => {
  it('[Q1] a healthy screen gets everything at once and in order', () => {
    const { got, outbox } = screen()
    for (const [kind, text] of [['entries', 'e1'], ['fixes', 'f1'], ['beat', 'b1'], ['readings', 'r1'], ['entries', 'e2']] as const) outbox.push(kind, message(text), 0)
    expect(got).toEqual(['e1', 'f1', 'b1', 'r1', 'e2'])
    expect(outbox.bytes).toBe(0)
  })

  it('[Q2] a screen that misses fixes frames gets one keyframe in their place and loses no entry', () => {
    const { got, outbox, drain, state } = screen(1)
    outbox.push('entries', message('e1'), 0)
    for (let n = 1; n <= 20; n++) {
      outbox.push('fixes', message(`f${n}`), 0)
      outbox.push('entries', message(`e${n + 1}`), 0)
    }
    drain(1000)
    expect(got.filter((text) => text.startsWith('e'))).toEqual(Array.from({ length: 21 }, (_, n) => `e${n + 1}`))
    expect(got.filter((text) => text.startsWith('key'))).toHaveLength(1)
    expect(got.filter((text) => text.startsWith('f'))).toHaveLength(0)
    expect(state.pictures).toBe(0)
  })

  it('[Q3] an overflow of bytes or of items ends in a fresh picture, and memory stays bounded', () => {
    for (const [bytes, count] of [[50_000, 40], [10, 2_000]]) {
      const { got, outbox, drain } = screen(0)
      let most = 0
      for (let n = 0; n < count; n++) {
        outbox.push('entries', message(`e${n}`, bytes), 0)
        most = Math.max(most, outbox.bytes)
      }
      expect(most).toBeLessThanOrEqual(outboxLimits.bytes + bytes)
      expect(outbox.items).toBe(0)
      drain(10)
      expect(got).toEqual(['picture overflow 1', 'key 1'])
      outbox.push('entries', message('after'), 0)
      expect(got.at(-1)).toBe('after')
    }
  })

  it('[Q4] a screen that takes nothing for 5 s after an overflow is cut, one that recovers is not', () => {
    const frozen = screen(0)
    for (let n = 0; n < 2_000; n++) frozen.outbox.push('entries', message('e'), 1_000)
    frozen.outbox.check(5_900)
    expect(frozen.state.cut).toBeNull()
    frozen.outbox.check(6_100)
    expect(frozen.state.cut).toBe('frozen')
    const slow = screen(0)
    for (let n = 0; n < 2_000; n++) slow.outbox.push('entries', message('e'), 1_000)
    slow.drain(5)
    slow.state.room = 0
    slow.outbox.check(60_000)
    expect(slow.state.cut).toBeNull()
  })

  it('[Q5] whatever the pace of a screen, entries arrive in order without a hole unless a picture came between', () => {
    const push = fc.record({ is: fc.constant('push' as const), kind: fc.constantFrom<Kind>('entries', 'fixes', 'readings', 'beat'), bytes: fc.integer({ min: 1, max: 400_000 }) })
    const drain = fc.record({ is: fc.constant('drain' as const), room: fc.integer({ min: 0, max: 6 }) })
    fc.assert(fc.property(fc.array(fc.oneof(push, drain), { maxLength: 120 }), (steps) => {
      const one = screen(2)
      let entry = 0
      for (const step of steps) {
        if (step.is === 'drain') one.drain(step.room)
        else one.outbox.push(step.kind, message(step.kind === 'entries' ? `${++entry}` : step.kind, step.bytes), 0)
      }
      one.drain(10_000)
      let last = 0
      for (const text of one.got) {
        if (text.startsWith('picture')) last = Number.POSITIVE_INFINITY
        if (!/^\d+$/.test(text)) continue
        if (last !== Number.POSITIVE_INFINITY) expect(Number(text)).toBe(last + 1)
        last = Number(text)
      }
      if (last !== Number.POSITIVE_INFINITY && !one.got.some((text) => text.startsWith('picture'))) expect(last).toBe(entry)
    }))
  })
})
