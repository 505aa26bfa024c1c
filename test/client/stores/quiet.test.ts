// When a wall may load itself anew.
import { describe, expect, it } from 'vitest'
import { isQuietMinute } from '../../../client/stores/quiet.ts'
import { HOUR, instant, MINUTE, parseIso, SECOND, type Instant } from '../../../shared/domain/time.ts'

const at = (text: string) => parseIso(`2026-03-02T${text}+08:00`)!
const calm = { up: 21 * HOUR, shown: at('04:10:00'), settled: 10 * MINUTE, live: true }

describe('the quiet minute', () => {
  it('[V19] a wall loads itself anew once a day, at night, once its alarms have not changed for ten minutes, and never while the link is down', () => {
    expect(isQuietMinute(calm)).toBe(true)
    for (const [why, not] of [
      ['young', { up: 19 * HOUR }], ['alarm', { settled: 10 * MINUTE - 1 }], ['link', { live: false }], ['no time', { shown: null }],
      ['early', { shown: at('03:59:58') }], ['late', { shown: at('06:30:00') }], ['day', { shown: at('16:10:00') }],
    ] as const) expect([why, isQuietMinute({ ...calm, ...not })]).toEqual([why, false])
  })

  it('[V20] alarms that never rest hold the reload up until 6:00, not for ever', () => {
    const reloads = (settledAt: (now: Instant) => number, live = true): string[] => {
      for (let now = at('00:00:00'); now < at('12:00:00'); now = instant(now + 2 * SECOND)) {
        if (isQuietMinute({ up: 24 * HOUR, shown: now, settled: settledAt(now), live })) return [new Date(now + 8 * HOUR).toISOString().slice(11, 16)]
      }
      return []
    }
    expect(reloads(() => 3 * HOUR)).toEqual(['04:00'])
    expect(reloads((now) => now - at('04:20:00'))).toEqual(['04:30'])
    expect(reloads(() => 0)).toEqual(['06:00'])
    expect(reloads(() => 0, false)).toEqual([])
  })
})
