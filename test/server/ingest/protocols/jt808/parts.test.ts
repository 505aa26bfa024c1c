// Sub-packages put together: order, repeats, gaps, limits, time-outs; and the pace of a terminal.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Message } from '../../../../../server/ingest/protocols/jt808/header.ts'
import { Parts, partLimits, type Joined } from '../../../../../server/ingest/protocols/jt808/parts.ts'
import { spend, startPace } from '../../../../../server/ingest/protocols/jt808/pace.ts'
import { instant } from '../../../../../shared/domain/time.ts'

const part = (first: number, total: number, index: number, body: string | Buffer = `<${index}>`, id = 0x0704): Message => ({
  id, version: 2013, phone: '1', serial: (first + index - 1) & 0xffff, part: { total, index }, encryption: 0, whole: true, body: Buffer.from(body),
})

it('[J12] sub-packages in any order, some twice, of two messages at once and over the end of serials, give both messages once', () => {
  const deal = fc.integer({ min: 2, max: 12 }).chain((total) => fc.record({
    total: fc.constant(total),
    order: fc.shuffledSubarray(Array.from({ length: 2 * total }, (_, i) => i), { minLength: 2 * total, maxLength: 2 * total }),
    again: fc.array(fc.nat(2 * total - 1), { maxLength: 6 }),
  }))
  fc.assert(fc.property(deal, ({ total, order, again }) => {
    const parts = new Parts()
    const whole: string[] = []
    // A repeat before the last part must not count twice; after it, it would open the message anew.
    const sent = [...order.slice(0, 1), ...again.map(() => order[0]), ...order.slice(1)]
    for (const one of sent) {
      const index = (one % total) + 1
      const joined = parts.add(part(one < total ? 65_530 : 100, total, index), 0)
      if (joined.is === 'whole') whole.push(joined.body.toString())
      else expect(joined.is).toBe('held')
    }
    const text = Array.from({ length: total }, (_, i) => `<${i + 1}>`).join('')
    expect(whole).toEqual([text, text])
    expect(parts.bytes).toBe(0)
  }), { seed: 12, numRuns: 200 })
})

it('[J12] a kept sub-package is a copy, and one of one is a message', () => {
  const parts = new Parts()
  const bytes = Buffer.from('ab')
  parts.add({ ...part(1, 2, 1), body: bytes }, 0)
  bytes.fill(0)
  expect(parts.add(part(1, 2, 2, 'cd'), 0)).toEqual({ is: 'whole', body: Buffer.from('abcd') })
  expect(parts.add(part(9, 1, 1, 'x'), 0)).toEqual({ is: 'whole', body: Buffer.from('x') })
})

it('[J12] what cannot belong together is refused, and memory stays within the limits whatever comes', () => {
  const parts = new Parts()
  const is = (joined: Joined) => joined.is
  expect(is(parts.add(part(1, 0, 0), 0))).toBe('malformed')
  expect(is(parts.add(part(1, 3, 4), 0))).toBe('malformed')
  expect(is(parts.add(part(1, 3, 1), 0))).toBe('held')
  expect(is(parts.add(part(1, 4, 2), 0))).toBe('malformed')
  expect(is(parts.add(part(1, 256, 1), 0))).toBe('large')
  // A fifth message ends the oldest.
  for (let message = 1; message <= 4; message++) expect(is(parts.add(part(1000 * message, 2, 1), 0))).toBe('held')
  expect(is(parts.add(part(1, 3, 2), 0))).toBe('held')
  expect(parts.bytes).toBe(4 * 3)
  const big = new Parts()
  let large = 0
  for (let index = 1; index <= 254; index++) {
    if (big.add(part(1, 255, index, Buffer.alloc(1023)), 0).is === 'large') large++
    expect(big.bytes).toBeLessThanOrEqual(partLimits.bytes)
  }
  expect(large).toBeGreaterThan(0)
  fc.assert(fc.property(fc.array(fc.record({ first: fc.nat(20), total: fc.nat(300), index: fc.nat(300), size: fc.nat(2000) }), { maxLength: 200 }), (all) => {
    const any = new Parts()
    for (const { first, total, index, size } of all) {
      any.add(part(first, total, index, Buffer.alloc(size)), 0)
      expect(any.bytes).toBeLessThanOrEqual(partLimits.bytes)
    }
  }), { seed: 13, numRuns: 100 })
})

it('[J13] silence has the missing sub-packages asked for three times, and then the message is given up', () => {
  const parts = new Parts()
  parts.add(part(65_534, 4, 2), 0)
  parts.add(part(65_534, 4, 4), 1_000)
  expect(parts.overdue(5_999)).toEqual([])
  const ask = { is: 'ask', id: 0x0704, version: 2013, first: 65_534, missing: [1, 3] }
  expect(parts.overdue(6_000)).toEqual([ask])
  expect(parts.overdue(7_000)).toEqual([])
  expect(parts.add(part(65_534, 4, 1), 8_000).is).toBe('held')
  expect(parts.overdue(13_000)).toEqual([{ ...ask, missing: [3] }])
  expect(parts.overdue(18_000)).toEqual([{ ...ask, missing: [3] }])
  expect(parts.overdue(23_000)).toEqual([{ ...ask, is: 'dropped', missing: [3] }])
  expect(parts.bytes).toBe(0)
  expect(parts.overdue(99_000)).toEqual([])
})

it('[J14] a terminal may send a burst, then only at its rate, and a clock set back costs it nothing', () => {
  const pacing = { rate: 10, burst: 100 }
  const pace = startPace(pacing, instant(0))
  expect(spend(pace, pacing, instant(0), 100)).toBe(true)
  expect(spend(pace, pacing, instant(0), 20)).toBe(false)
  expect(spend(pace, pacing, instant(1_900), 0)).toBe(false)
  expect(spend(pace, pacing, instant(2_000), 0)).toBe(true)
  expect(spend(pace, pacing, instant(-3_600_000), 1)).toBe(false)
  expect(spend(pace, pacing, instant(-3_599_900), 0)).toBe(true)
  expect(spend(pace, pacing, instant(9e9), 100)).toBe(true)
  expect(spend(pace, pacing, instant(9e9), 1)).toBe(false)
})
