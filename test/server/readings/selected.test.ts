// The value at a rank, against sorting.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selected } from '../../../server/readings/selected.ts'

it('[N38] the value at a rank is the one that sorting would put there, asked in any order', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 300 }), fc.array(fc.nat(), { maxLength: 4 }), (values, ranks) => {
    const mixed = Float64Array.from(values)
    const sorted = Float64Array.from(values).sort()
    for (const rank of ranks) expect(selected(mixed, rank % values.length) + 0).toBe(sorted[rank % values.length] + 0)
  }))
})
