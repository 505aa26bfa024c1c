// Fixes as columns: buffers, copies and the latest place of each unit.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyFixes, emptyBatch, FixBuffer, fixColumns, fixFlag, NOT_A_PLACE } from '../../../shared/domain/fix.ts'
import { Places } from '../../../shared/domain/places.ts'
import { instant } from '../../../shared/domain/time.ts'

const row = fc.record({
  unit: fc.integer({ min: 1, max: 400 }), device: fc.integer({ min: 1, max: 4_000_000_000 }),
  time: fc.integer({ min: 1, max: 2 ** 45 }).map(instant), deviceTime: fc.integer({ min: 0, max: 2 ** 45 }).map(instant), received: fc.integer({ min: 0, max: 2 ** 45 }).map(instant),
  lon: fc.integer({ min: -180_000_000, max: 180_000_000 }), lat: fc.integer({ min: -90_000_000, max: 90_000_000 }),
  speed: fc.nat(0xffff), heading: fc.nat(0xffff), accuracy: fc.nat(0xffff), flags: fc.nat(127),
})

function bufferOf(rows: readonly Parameters<FixBuffer['push']>[0][]): FixBuffer {
  const buffer = new FixBuffer()
  for (const each of rows) buffer.push(each)
  return buffer
}

describe('fix batches', () => {
  it('[D20] a buffer gives back every row in order, however many, and starts anew', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 700, size: 'max' }), fc.array(row, { maxLength: 5 }), (rows, more) => {
      const buffer = bufferOf(rows)
      expect(buffer.length).toBe(rows.length)
      const taken = buffer.take()
      expect(taken.length).toBe(rows.length)
      for (const name of fixColumns) expect([...taken[name]]).toEqual(rows.map((each) => each[name]))
      expect(buffer.length).toBe(0)
      for (const each of more) buffer.push(each)
      // What was taken is the taker's own.
      for (const name of fixColumns) expect([...taken[name]]).toEqual(rows.map((each) => each[name]))
      expect([...buffer.take().unit]).toEqual(more.map(({ unit }) => unit))
    }), { numRuns: 20 })
  })

  it('[D21] every column of a batch is named once, so that copies are whole', () => {
    const batch = emptyBatch(3)
    expect([...fixColumns].sort()).toEqual(Object.keys(batch).filter((name) => name !== 'length').sort())
    for (const [index, name] of fixColumns.entries()) batch[name].set([index, index + 1, index + 2])
    const copy = emptyBatch(4)
    copyFixes(batch, 1, 2, copy, 2)
    for (const [index, name] of fixColumns.entries()) expect([...copy[name]]).toEqual([0, 0, index + 1, index + 2])
  })

  it('[D22] each flag is a bit of its own, and late, jumping and inaccurate fixes alone are no place', () => {
    const bits = Object.values(fixFlag)
    expect(bits.reduce((sum, bit) => sum | bit, 0)).toBe(bits.reduce((sum, bit) => sum + bit, 0))
    expect(Object.entries(fixFlag).filter(([, bit]) => bit & NOT_A_PLACE).map(([name]) => name)).toEqual(['late', 'jump', 'inaccurate'])
  })
})

describe('places', () => {
  it('[D23] the last put of each unit stands under its number, through growing and forgetting', () => {
    fc.assert(fc.property(fc.array(fc.record({ row, forget: fc.boolean() }), { maxLength: 40 }), (ops) => {
      const places = new Places()
      const expected = new Map<number, (typeof ops)[number]['row']>()
      for (const { row: each, forget } of ops) {
        if (forget) places.forget(each.unit)
        else places.put(bufferOf([each]).take(), 0)
        if (forget) expected.delete(each.unit)
        else expected.set(each.unit, each)
      }
      expect(places.known()).toEqual([...expected.keys()].sort((a, b) => a - b))
      for (const [unit, each] of expected) for (const name of fixColumns) expect(places.columns[name][unit]).toBe(each[name])
      for (const unit of [0, 1, 63, 64, 400, 1_000_000]) expect(places.has(unit)).toBe(expected.has(unit))
    }))
  })
})
