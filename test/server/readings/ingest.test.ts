// Fix rates under bursts, open events at their edge, and the health of sources.
import { describe, expect, it } from 'vitest'
import type { SourceCount } from '../../../shared/domain/health.ts'
import { HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import { fixes } from '../../../server/readings/fixes.ts'
import { open } from '../../../server/readings/open.ts'
import { showIngest } from '../../../server/readings/ingest.ts'
import { at, device, DISTRICT, Story, unit } from '../world/given.ts'

const noon = at('2026-07-01T12:00:00+08:00')

const source = (id: string, more: Partial<SourceCount> = {}): SourceCount => ({
  id, kind: 'dialect', name: id, last: noon, interval: 10, connections: 1, admitted: 5, admittedLastMinute: 2, refused: {}, refusedLastHour: 0, ...more,
})

describe('fixes', () => {
  it('[N25] a burst of a second is counted whole; its delays are judged by an even sample of them, in bounded memory', () => {
    const story = new Story().units(unit('u1', 1)).devices(device('d1', 1, 'u1'))
    let state = fixes.start()
    story.listeners.push((happening, world) => { state = fixes.step(state, happening, world) })
    const burst = Array.from({ length: 6_000 }, (_, n) => ({ unit: 1, device: 1, time: noon - (n < 5_000 ? 1_000 : 60_000), received: noon }))
    for (let second = 0; second < 300; second += 60) story.fixes(noon + second * 1_000, burst.map((row) => ({ ...row, received: noon + second * 1_000, time: row.time + second * 1_000 })))
    const shown = fixes.show(state, instant(noon + 240_000), story.world, DISTRICT)
    expect(shown).toMatchObject({ numerator: 6_000, denominator: 60, perSecond: 100, lastHour: 30_000, delay: { p50: 1_000, p95: 60_000 } })
    expect(state.delays.size).toBeLessThanOrEqual(3)
    expect(Math.max(...[...state.delays.values()].map(({ length }) => length))).toBeLessThanOrEqual(1_024)
    expect(fixes.show(state, instant(noon + 2 * HOUR), story.world, DISTRICT)).toMatchObject({ perSecond: 0, lastHour: 0, delay: { p50: null, p95: null } })
  })
})

describe('late fixes', () => {
  it('[N29] a fix received longer ago than is remembered takes nothing away from what is', () => {
    const story = new Story().units(unit('u1', 1)).devices(device('d1', 1, 'u1'))
    let state = fixes.start()
    story.listeners.push((happening, world) => { state = fixes.step(state, happening, world) })
    story.fixes(noon, [{ unit: 1, device: 1, time: noon }])
    for (let seconds = 3_600; seconds <= 3_720; seconds++) story.fixes(noon, [{ unit: 1, device: 1, time: noon - seconds * 1_000 }])
    expect(fixes.show(state, noon, story.world, DISTRICT)).toMatchObject({ numerator: 1, lastHour: 1 })
  })
})

describe('open events', () => {
  it('[N30] an event that is said to happen only in a moment is open already and of no age', () => {
    const story = new Story()
    story.reported('e1', { occurred: instant(noon + MINUTE), level: 2 })
    expect(open.show(null, noon, story.world, DISTRICT)).toMatchObject({ total: 1, medianAge: 0, oldest: noon + MINUTE, byStage: { reported: { count: 1, oldest: noon + MINUTE } } })
    expect(open.show(null, noon, story.world, DISTRICT).ages[0]).toEqual({ upTo: 15 * MINUTE, byLevel: [0, 1, 0, 0] })
  })
})

describe('ingest', () => {
  it('[N26] a source is judged by its own rhythm; one without a rhythm is live when just heard, then old, never lost', () => {
    const health = (more: Partial<SourceCount>, now = noon) => showIngest({ sources: [source('s', more)], unregistered: [] }, now).sources[0].freshness
    expect(health({})).toBe('live')
    expect(health({ last: instant(noon - 20_001) })).toBe('aging')
    expect(health({ last: instant(noon - 15 * MINUTE - 1) })).toBe('lost')
    expect(health({ last: null })).toBe('lost')
    expect(health({ interval: null, last: null })).toBe('lost')
    expect(health({ interval: null })).toBe('live')
    expect(health({ interval: null, last: instant(noon - 15 * MINUTE - 1) })).toBe('stale')
    expect(health({ interval: null, last: instant(noon - 90 * HOUR) })).toBe('stale')
  })

  it('[N27] refusals are summed by reason over all sources, and what was admitted in the last minute is the numerator', () => {
    const shown = showIngest({
      sources: [source('a', { refused: { FIX_REPEATED: 3, DEVICE_UNKNOWN: 1 } }), source('b', { refused: { FIX_REPEATED: 4 }, admittedLastMinute: 40, refusedLastHour: 9 })],
      unregistered: [{ dialect: 'jt808', identity: '1', first: noon, last: noon, times: 3 }],
    }, noon)
    expect(shown.refusals).toEqual({ FIX_REPEATED: 7, DEVICE_UNKNOWN: 1 })
    expect(shown).toMatchObject({ numerator: 42, denominator: null, from: noon - MINUTE, to: noon, asOf: noon, unregistered: 1 })
    expect(shown.sources[1]).toEqual({
      id: 'b', kind: 'dialect', name: 'b', last: noon, interval: 10, freshness: 'live', connections: 1, admittedLastMinute: 40, refusedLastHour: 9,
    })
  })
})
