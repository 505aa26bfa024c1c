// Instants and the display zone's calendar, against the system's own.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoSchema } from '../../../shared/domain/instant.ts'
import { calendar, clockText, DAY, instant, parseIso, startOfDay, startOfYear, type Instant } from '../../../shared/domain/time.ts'

const at = (iso: string): Instant => instant(Date.parse(iso))
const anyInstant = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2099, 11, 31) }).map(instant)

const shanghai = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', weekday: 'short', hour: 'numeric', minute: 'numeric', second: 'numeric',
})
const parts = (when: Instant) => Object.fromEntries(shanghai.formatToParts(when).map(({ type, value }) => [type, value]))

describe('time', () => {
  it('[D1] the calendar is Shanghai\'s, whatever zone the process runs in', () => {
    fc.assert(fc.property(anyInstant, (when) => {
      const of = parts(when)
      expect(calendar(when)).toEqual({
        year: Number(of.year), month: Number(of.month), day: Number(of.day), weekday: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(of.weekday),
        hour: Number(of.hour), minute: Number(of.minute), second: Number(of.second),
      })
      expect(clockText(when)).toBe(`${of.hour.padStart(2, '0')}:${of.minute.padStart(2, '0')}`)
    }))
  })

  it('[D2] a day and a year begin at their midnight in Shanghai, and hold their own beginning', () => {
    expect(startOfDay(at('2026-07-01T00:00:00+08:00'))).toBe(at('2026-07-01T00:00:00+08:00'))
    expect(startOfDay(at('2026-06-30T23:59:59.999+08:00'))).toBe(at('2026-06-30T00:00:00+08:00'))
    expect(startOfYear(at('2027-01-01T00:00:00+08:00'))).toBe(at('2027-01-01T00:00:00+08:00'))
    expect(startOfYear(at('2026-12-31T23:59:59.999+08:00'))).toBe(at('2026-01-01T00:00:00+08:00'))
    fc.assert(fc.property(anyInstant, (when) => {
      const day = startOfDay(when)
      expect(calendar(day)).toMatchObject({ hour: 0, minute: 0, second: 0, day: calendar(when).day })
      expect(when - day).toBeGreaterThanOrEqual(0)
      expect(when - day).toBeLessThan(DAY)
      expect(calendar(startOfYear(when))).toMatchObject({ year: calendar(when).year, month: 1, day: 1, hour: 0 })
    }))
  })

  it('[D3] a time is read only with its zone, and only of a day that exists', () => {
    expect(parseIso('2026-03-01T08:30:15+08:00')).toBe(at('2026-03-01T00:30:15Z'))
    expect(parseIso('2026-03-01T08:30+0800')).toBe(at('2026-03-01T00:30:00Z'))
    expect(parseIso('2028-02-29T00:00:00.5Z')).toBe(at('2028-02-29T00:00:00.500Z'))
    for (const text of [
      '', '2026-03-01', '2026-03-01T08:30:15', '2026-03-01 08:30:15+08:00', '2026-13-01T00:00:00Z', '2026-00-10T00:00:00Z', '2026-02-30T00:00:00Z',
      '2027-02-29T00:00:00Z', '2026-04-31T00:00:00+08:00', '2026-03-01T25:00:00Z', '2026-03-01T08:30:15+99:99', '1772325015', ' 2026-03-01T08:30:15Z',
    ]) expect(parseIso(text), text).toBeUndefined()
    expect(isoSchema.safeParse('2026-03-01T08:30:15').error?.issues[0].message).toContain('zone')
  })

  it('[D4] every instant survives being written and read', () => {
    fc.assert(fc.property(anyInstant, (when) => { expect(parseIso(new Date(when).toISOString())).toBe(when) }))
  })
})
