// Shifts as they come round, and their windows.
import { describe, expect, it } from 'vitest'
import { occurrences, windowsOf } from '../../../../shared/domain/coverage/calendar.ts'
import { HOUR, MINUTE } from '../../../../shared/domain/time.ts'
import { SHIFTS } from '../../../server/readings/coverage/given.ts'
import { at } from '../../../server/world/given.ts'

const midnight = at('2026-07-01T00:00:00+08:00')
const told = (from: number, to: number, plans = [{ from: 0, shifts: SHIFTS }]) => occurrences(plans, from, to).map((one) => `${one.name} ${(one.from - midnight) / HOUR}–${(one.to - midnight) / HOUR}`)

describe('calendar', () => {
  it('[O21] shifts come round in Shanghai, over midnight too, and hold their end and not their beginning', () => {
    expect(told(midnight + 7 * HOUR, midnight + 17 * HOUR)).toEqual(['丙班 0–8', '甲班 8–16', '乙班 16–24'])
    expect(told(midnight + 8 * HOUR, midnight + 16 * HOUR)).toEqual(['甲班 8–16'])
    expect(told(midnight - 2 * HOUR, midnight + HOUR, [{ from: 0, shifts: [{ name: '夜', from: '22:00', to: '06:00' }] }])).toEqual(['夜 -2–6'])
    expect(told(midnight, midnight + HOUR, [{ from: 0, shifts: [{ name: '全', from: '08:00', to: '08:00' }] }])).toEqual(['全 -16–8'])
  })

  it('[O21] a shift has the times of the catalogue that was valid when it began', () => {
    const later = [{ name: '白', from: '09:00', to: '21:00' }]
    expect(told(midnight + 7 * HOUR, midnight + 34 * HOUR, [{ from: 0, shifts: SHIFTS }, { from: midnight + 12 * HOUR, shifts: later }])).toEqual(['丙班 0–8', '甲班 8–16', '白 33–45'])
  })

  const morning = { name: '甲班', from: at('2026-07-01T08:00:00+08:00'), to: at('2026-07-01T16:00:00+08:00') }
  const night = { name: '夜', from: at('2026-07-01T22:00:00+08:00'), to: at('2026-07-02T06:00:00+08:00') }
  const minutes = (windows: ReturnType<typeof windowsOf>, from: number) => windows.map((one) => [one.from, one.to, one.opens, one.closes].map((when) => (when - from) / MINUTE))

  it('[O21] without windows a shift is cut into equal parts; an allowance never reaches beyond the shift', () => {
    expect(minutes(windowsOf({ count: 2, allowance: 10 }, morning), morning.from)).toEqual([[0, 240, 0, 250], [240, 480, 230, 480]])
    expect(windowsOf({ count: 0, allowance: 10 }, morning)).toEqual([])
  })

  it('[O21] given windows are those that begin in the shift, cut off at its end, over midnight too', () => {
    const windows = [{ from: '05:30', to: '07:00' }, { from: '23:30', to: '00:30' }, { from: '15:00', to: '17:00' }, { from: '10:00', to: '10:30' }]
    expect(minutes(windowsOf({ count: 9, windows, allowance: 5 }, morning), morning.from)).toEqual([[120, 150, 115, 155], [420, 480, 415, 480]])
    expect(minutes(windowsOf({ count: 9, windows, allowance: 0 }, night), night.from)).toEqual([[90, 150, 90, 150], [450, 480, 450, 480]])
  })
})
