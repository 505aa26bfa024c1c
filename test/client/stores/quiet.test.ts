// When a wall may load itself anew.
import { describe, expect, it } from 'vitest'
import { isQuietMinute } from '../../../client/stores/quiet.ts'
import { HOUR, parseIso } from '../../../shared/domain/time.ts'

const at = (text: string) => parseIso(`2026-03-02T${text}+08:00`)!
const calm = { up: 21 * HOUR, shown: at('04:10:00'), alarms: 0, live: true }

describe('the quiet minute', () => {
  it('[V19] a wall loads itself anew once a day, at night, and never while an alarm stands or the link is down', () => {
    expect(isQuietMinute(calm)).toBe(true)
    for (const [why, not] of [
      ['young', { up: 19 * HOUR }], ['alarm', { alarms: 1 }], ['link', { live: false }], ['no time', { shown: null }],
      ['early', { shown: at('03:59:58') }], ['late', { shown: at('04:30:00') }], ['day', { shown: at('16:10:00') }],
    ] as const) expect([why, isQuietMinute({ ...calm, ...not })]).toEqual([why, false])
  })
})
