// Region codes: levels by length, holding by prefix.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ancestor, contains, levelOf, regionCode, regionCodeSchema, regionLevels } from '../../../shared/domain/region.ts'

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`))
const anyCode = fc.constantFrom(6, 9, 12, 14, 15).chain(digits).map(regionCode)

describe('region', () => {
  it('[D8] a code has 6, 9, 12, 14 or 15 digits, which say its level', () => {
    for (const [code, level] of [['510304', 'district'], ['510304001', 'town'], ['510304001201', 'village'], ['51030400120101', 'grid'], ['510304001201001', 'grid']] as const) {
      expect(levelOf(regionCodeSchema.parse(code))).toBe(level)
    }
    for (const wrong of ['', '51030', '5103040', '51030400', '5103040012', '5103040012011', '5103040012010011', '51030a', '510304 ', '５１０３０４']) {
      expect(regionCodeSchema.safeParse(wrong).success, wrong).toBe(false)
    }
  })

  it('[D9] a region holds itself and all below it, and its ancestors hold it', () => {
    fc.assert(fc.property(anyCode, anyCode, (code, other) => {
      expect(contains(code, code)).toBe(true)
      for (const level of regionLevels) {
        const above = ancestor(code, level)
        if (regionLevels.indexOf(level) > regionLevels.indexOf(levelOf(code))) expect(above).toBeUndefined()
        else {
          expect(levelOf(above!)).toBe(level)
          expect(contains(above!, code)).toBe(true)
        }
      }
      if (contains(code, other) && contains(other, code)) expect(code).toBe(other)
    }))
    expect(contains(regionCode('510304001'), regionCode('510304002201'))).toBe(false)
    expect(contains(regionCode('510304001'), regionCode('510304'))).toBe(false)
  })
})
