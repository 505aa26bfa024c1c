// Spans and numbers as people read them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWords } from '../../../client/words/index.ts'
import { briefMoment, momentText, periodText } from '../../../client/words/moment.ts'
import { coarseSpan, digitGroups, emsOf, spanOf, spanText, tightSpan } from '../../../client/words/span.ts'
import { DAY, HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'

const { t } = createWords('zh-CN').global
const say = (key: string, values?: Record<string, string | number>) => t(key, values ?? {})

describe('spans', () => {
  it('[S5] tells minutes, then hours with minutes, then days with hours', () => {
    expect(spanText(say, 59 * MINUTE + 59_000)).toBe('59 分')
    expect(spanText(say, 2 * HOUR + 22 * MINUTE)).toBe('2 小时 22 分')
    expect(spanText(say, HOUR)).toBe('1 小时')
    expect(spanText(say, 3 * DAY + 4 * HOUR + 50 * MINUTE)).toBe('3 天 4 小时')
    expect(spanText(say, 12 * DAY + 4 * HOUR)).toBe('12 天')
    expect(spanText(say, -5)).toBe('0 分')
    expect([12 * MINUTE, 3 * HOUR, 2 * DAY].map((ms) => tightSpan(say, ms))).toEqual(['12分', '3小时', '2天'])
    expect([179 * MINUTE, 3 * HOUR, 47 * HOUR, 48 * HOUR].map(coarseSpan)).toEqual([
      { value: 179, unit: 'minute' }, { value: 3, unit: 'hour' }, { value: 47, unit: 'hour' }, { value: 2, unit: 'day' },
    ])
  })

  it('[S5] never tells more than has passed, nor less by more than one of its smallest part', () => {
    const sizes = { minute: MINUTE, hour: HOUR, day: DAY }
    fc.assert(fc.property(fc.integer({ min: 0, max: 400 * DAY }), (ms) => {
      const parts = spanOf(ms)
      const told = parts.reduce((sum, { value, unit }) => sum + value * sizes[unit], 0)
      const least = parts.length === 2 || parts[0].unit === 'minute' ? sizes[parts[parts.length - 1].unit] : parts[0].value >= 10 && parts[0].unit === 'day' ? DAY : HOUR
      return told <= ms && ms - told < least
    }))
  })

  it('[S31] gives a clock its date on any other day, and a period the dates that are not clear', () => {
    const now = instant(Date.UTC(2026, 5, 5, 13, 36))
    const ago = (ms: number) => instant(now - ms)
    expect([momentText(say, ago(HOUR), now), momentText(say, ago(22 * HOUR), now), momentText(say, ago(22 * HOUR), null)]).toEqual(['20:36', '6月4日 23:36', '23:36'])
    expect([briefMoment(say, ago(HOUR), now), briefMoment(say, ago(22 * HOUR), now), briefMoment(say, ago(46 * HOUR), now), briefMoment(say, ago(22 * HOUR), null)]).toEqual(['20:36', '昨日 23:36', '6月3日 23:36', '23:36'])
    expect(periodText(say, ago(2 * HOUR), ago(HOUR), now)).toBe('19:36–20:36')
    expect(periodText(say, ago(22 * HOUR), ago(21 * HOUR), now)).toBe('6月4日 23:36–00:36')
    expect(periodText(say, ago(23 * HOUR), ago(22 * HOUR), now)).toBe('6月4日 22:36–23:36')
    expect(periodText(say, ago(46 * HOUR), ago(45 * HOUR), now)).toBe('6月3日 23:36–6月4日 00:36')
    expect(periodText(say, ago(22 * HOUR), ago(22 * HOUR), now)).toBe('6月4日 23:36')
  })

  it('[S5] groups digits by three, and the groups give the number back', () => {
    expect(digitGroups(4041)).toEqual(['4', '041'])
    expect(digitGroups(0)).toEqual(['0'])
    expect(digitGroups(-1234567)).toEqual(['−1', '234', '567'])
    fc.assert(fc.property(fc.nat(), (n) => Number(digitGroups(n).join('')) === n))
  })

  it('[S5] takes ideographs for one em and digits for about half', () => {
    expect(emsOf('在办')).toBe(2)
    expect(emsOf('14')).toBeCloseTo(1.12)
  })
})
