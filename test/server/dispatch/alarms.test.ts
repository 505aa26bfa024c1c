// Alarms raised and withdrawn: causes, keys, silence, and no alarm twice.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Breach } from '../../../shared/domain/breach.ts'
import type { Draft } from '../../../shared/domain/entry.ts'
import { alarmSchema } from '../../../shared/domain/alarm.ts'
import { severities, stages } from '../../../shared/domain/event.ts'
import { freshness } from '../../../shared/domain/freshness.ts'
import type { SourceHealth } from '../../../shared/domain/reading.ts'
import { HOUR, instant, MINUTE, type Instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { judgeAlarms } from '../../../server/dispatch/alarms.ts'
import { at, device, DISTRICT, Story, townCodes, unit } from '../world/given.ts'

const noon = at('2026-07-01T12:00:00+08:00')
const later = (ms: number): Instant => instant(noon + ms)

const source = (id: string, last: Instant | null, now: Instant, interval: number | null = 10): SourceHealth => ({
  id, kind: 'dialect', name: id, last, interval, freshness: interval === null ? 'live' : freshness(last, interval, now), connections: 0, admittedLastMinute: 0, refusedLastHour: 0,
})

const standing = (story: Story): string[] => [...story.world.alarms.values()].map(({ id, level }) => `${id} ${level}`).sort()
const judgeOf = (story: Story, sources: readonly SourceHealth[], now: Instant, listening = instant(0), breaches: readonly Breach[] = []): Draft[] =>
  judgeAlarms({ world: story.world, sources, breaches, ending: () => 'ended', now, listening })
const judge = (story: Story, sources: SourceHealth[] = [], now = noon, listening?: Instant): number => story.record(judgeOf(story, sources, now, listening))

function called(story: Story, at: Instant): void {
  story.entry('sos-raised', { unit: unitId('u1'), device: deviceId('d1'), region: townCodes[1], at, lon: null, lat: null })
}

describe('events', () => {
  it('[B1] open events of level 1 and 2 have an alarm each, others none, and it is gone when they close', () => {
    const story = new Story()
    for (const level of severities) story.reported(`e${level}`, { level, occurred: noon, region: townCodes[0] })
    judge(story)
    expect(standing(story)).toEqual(['event:e1 1', 'event:e2 2'])
    expect(story.world.alarms.get('event:e1')).toEqual({ id: 'event:e1', kind: 'event', level: 1, about: 'e1', region: townCodes[0], since: noon })
    story.moved('e1', 'handling')
    expect(judge(story)).toBe(0)
    story.moved('e1', 'closed')
    expect(judge(story)).toBe(1)
    expect(standing(story)).toEqual(['event:e2 2'])
  })

  it('[B2] an event that is opened again is an alarm again', () => {
    const story = new Story()
    story.reported('e1', { level: 1, occurred: noon })
    for (let round = 0; round < 3; round++) {
      expect(judge(story)).toBe(1)
      story.moved('e1', 'closed', noon)
      expect(judge(story)).toBe(1)
      expect(standing(story)).toEqual([])
      story.moved('e1', 'handling', noon)
    }
  })

  it('[B3] the alarm follows an event that is relocated', () => {
    const story = new Story()
    story.reported('e1', { level: 2, occurred: noon })
    judge(story)
    story.relocated('e1', townCodes[2])
    expect(judge(story)).toBe(1)
    expect(story.world.alarms.get('event:e1')?.region).toBe(townCodes[2])
    expect(judge(story)).toBe(0)
  })
})

describe('calls for help', () => {
  it('[B4] a call for help is an alarm of level 1 until it is cleared, and the next call is another, also with the same device time', () => {
    const story = new Story().units(unit('u1', 1))
    for (let round = 0; round < 3; round++) {
      called(story, noon)
      expect(judge(story)).toBe(1)
      expect(story.world.alarms.get('sos:u1')).toMatchObject({ kind: 'sos', level: 1, about: 'u1', region: townCodes[1], since: noon })
      story.entry('sos-cleared', { unit: unitId('u1') })
      expect(judge(story)).toBe(1)
    }
  })

  it('[B5] a call that was cleared and made anew between two judgements renews the alarm', () => {
    const story = new Story().units(unit('u1', 1))
    called(story, noon)
    judge(story)
    story.entry('sos-cleared', { unit: unitId('u1') })
    called(story, later(MINUTE))
    judge(story, [], later(MINUTE))
    expect(story.world.alarms.get('sos:u1')?.since).toBe(later(MINUTE))
  })
})

describe('sources', () => {
  it('[B6] a source that spoke and is lost is an alarm of level 2 for the whole district, until it is live again', () => {
    const story = new Story()
    const heard = (now: Instant, last: Instant | null) => judge(story, [source('jt808', last, now)], now)
    expect(heard(later(15 * MINUTE), noon)).toBe(0)
    expect(heard(later(15 * MINUTE + 1), noon)).toBe(1)
    expect(story.world.alarms.get('source:jt808')).toEqual({ id: 'source:jt808', kind: 'source', level: 2, about: 'jt808', region: DISTRICT, since: noon })
    expect(heard(later(HOUR), noon)).toBe(0)
    // One message, and silence again: half back is not back.
    expect(heard(later(HOUR), later(HOUR - 40_000))).toBe(0)
    expect(heard(later(HOUR), later(HOUR - MINUTE))).toBe(0)
    expect(standing(story)).toEqual(['source:jt808 2'])
    expect(heard(later(HOUR), later(HOUR - 1_000))).toBe(1)
    expect(standing(story)).toEqual([])
    expect(heard(later(2 * HOUR), later(HOUR))).toBe(1)
  })

  it('[B7] a source never heard is an alarm only when a unit on duty was to speak through it', () => {
    const story = new Story().units(unit('u1', 1)).devices(device('d1', 1, 'u1', { dialect: 'batch', gateway: 'g1' }))
    const silent = ['jt808', 'batch', 'gateway:g1', 'gateway:g2', 'g1'].map((id) => source(id, null, noon))
    expect(judge(story, silent)).toBe(0)
    story.signedOn('u1')
    judge(story, silent)
    expect(standing(story)).toEqual(['source:batch 2', 'source:g1 2', 'source:gateway:g1 2'])
  })

  it('[B8] a source without a rhythm is never an alarm, and one that is no longer kept loses its own', () => {
    const story = new Story()
    expect(judge(story, [source('events:platform', noon, later(90 * HOUR), null)], later(90 * HOUR))).toBe(0)
    judge(story, [source('gateway:g1', noon, later(HOUR))], later(HOUR))
    expect(standing(story)).toHaveLength(1)
    judge(story, [], later(HOUR))
    expect(standing(story)).toHaveLength(0)
    judge(story, [source('jt808', noon, later(HOUR))], later(HOUR))
    judge(story, [{ ...source('jt808', noon, later(HOUR), null), freshness: 'stale' }], later(HOUR))
    expect(standing(story)).toHaveLength(0)
  })

  it('[B9] a server that has just begun to listen blames no source for its own silence, but drops no alarm either', () => {
    const story = new Story()
    const now = later(2 * HOUR)
    expect(judge(story, [source('jt808', noon, now)], now, instant(now - MINUTE))).toBe(0)
    expect(judge(story, [source('jt808', noon, now)], now, instant(now - 15 * MINUTE - 1))).toBe(1)
    expect(judge(story, [source('jt808', null, now)], now, now)).toBe(0)
    expect(standing(story)).toEqual(['source:jt808 2'])
  })
})

describe('judgement', () => {
  const op = fc.oneof(
    fc.record({ do: fc.constant('report' as const), level: fc.constantFrom(...severities) }),
    fc.record({ do: fc.constant('move' as const), event: fc.nat(9), to: fc.constantFrom(...stages) }),
    fc.record({ do: fc.constant('relocate' as const), event: fc.nat(9), to: fc.constantFrom(...townCodes) }),
    fc.record({ do: fc.constantFrom('call' as const, 'clear' as const) }),
    fc.record({ do: fc.constant('source' as const), silent: fc.integer({ min: 0, max: 3_600_000 }) }),
  )

  it('[B10] once its drafts are in the world a judgement has nothing to add, and made twice before that it is one', () => {
    fc.assert(fc.property(fc.array(op, { maxLength: 40 }), (ops) => {
      const story = new Story().units(unit('u1', 1))
      let events = 0
      let now: number = noon
      let last = noon
      for (const one of ops) {
        now += 1_000
        if (one.do === 'report') story.reported(`e${events++}`, { level: one.level, occurred: instant(now) })
        if (one.do === 'move') story.moved(`e${one.event}`, one.to, now)
        if (one.do === 'relocate') story.relocated(`e${one.event}`, one.to, now)
        if (one.do === 'call') called(story, instant(now))
        if (one.do === 'clear') story.entry('sos-cleared', { unit: unitId('u1') })
        if (one.do === 'source') last = instant(now - one.silent)
        const sources = [source('jt808', last, instant(now))]
        const drafts = judgeOf(story, sources, instant(now))
        for (const draft of drafts) if (draft.kind === 'alarm-raised') expect(alarmSchema.safeParse(draft.data.alarm).success).toBe(true)
        const again = judgeOf(story, sources, instant(now + 1))
        expect(story.record([...drafts, ...again])).toBe(drafts.length)
        expect(judgeOf(story, sources, instant(now))).toEqual([])
        const grave = [...story.world.events.values()].filter(({ id, level }) => level <= 2 && story.world.open.has(id))
        expect([...story.world.alarms.keys()].filter((id) => id.startsWith('event:')).sort()).toEqual(grave.map(({ id }) => `event:${id}`).sort())
        expect(story.world.alarms.has('sos:u1')).toBe(story.world.sos.has('u1'))
      }
    }))
  })

  it('[B11] drafts come gravest first, raised before withdrawn', () => {
    const story = new Story().units(unit('u1', 1))
    story.reported('old', { level: 2, occurred: noon })
    judge(story)
    story.moved('old', 'closed')
    story.reported('e2', { level: 2, occurred: noon })
    story.reported('e1', { level: 1, occurred: later(5) })
    called(story, later(3))
    expect(judgeOf(story, [], noon).map(({ kind, about }) => `${kind} ${about}`)).toEqual([
      'alarm-raised sos:u1', 'alarm-raised event:e1', 'alarm-raised event:e2', 'alarm-withdrawn event:old',
    ])
  })
})

describe('breaches of the patrol plan', () => {
  const breach = (more: Partial<Breach> = {}): Breach =>
    ({ kind: 'void', about: 'A01', name: '大安东片', tier: 'area', region: townCodes[0], level: 2, since: noon, place: [104.8, 29.4], firm: true, ...more })
  const judged = (story: Story, breaches: readonly Breach[], now = noon): number => story.record(judgeOf(story, [], now, instant(0), breaches))

  it('[B16] a firm breach is an alarm until the breach is gone; one that is not firm raises none and keeps one that stands', () => {
    const story = new Story()
    expect(judged(story, [breach({ firm: false })])).toBe(0)
    expect(judged(story, [breach()])).toBe(1)
    expect(story.world.alarms.get('void:A01')).toEqual({ id: 'void:A01', kind: 'void', level: 2, about: 'A01', region: townCodes[0], since: noon, name: '大安东片', tier: 'area', relief: null })
    expect(judged(story, [breach({ firm: false, since: later(HOUR) })], later(HOUR))).toBe(0)
    expect(judged(story, [breach({ kind: 'left', about: 'P01' }), breach()])).toBe(1)
    expect(standing(story)).toEqual(['left:P01 2', 'void:A01 2'])
    expect(judged(story, [])).toBe(2)
    expect(standing(story)).toEqual([])
    expect(judged(story, [breach()])).toBe(1)
  })

  it('[B18] an alarm of missed rounds says which and is raised anew when they are others; a withdrawn breach says why, other alarms do not', () => {
    const turn = (number: number) => ({ number, from: later(number * HOUR), to: later((number + 1) * HOUR) })
    const missed = (...numbers: number[]): Breach => breach({ kind: 'missed', about: 'L01', tier: 'line', turns: numbers.map(turn) })
    const story = new Story()
    expect(judged(story, [missed(1)])).toBe(1)
    expect(judged(story, [missed(1)])).toBe(0)
    expect(judged(story, [missed(1, 3)])).toBe(1)
    expect(story.world.alarms.get('missed:L01')).toMatchObject({ since: noon, turns: [turn(1), turn(3)] })
    const gone = (...kinds: Breach[]) => judgeAlarms({ world: story.world, sources: [], breaches: kinds, ending: ({ kind }) => (kind === 'missed' ? 'refilled' : 'ended'), now: noon, listening: instant(0) })
    expect(gone().map(({ data }) => data)).toEqual([{ alarm: 'missed:L01', why: 'refilled' }])
    story.record(gone())
    story.reported('e1', { level: 1, occurred: noon })
    judge(story)
    story.moved('e1', 'closed')
    expect(gone().map(({ data }) => data)).toEqual([{ alarm: 'event:e1' }])
  })

  it('[B17] a void says who of the tier could be there first: on duty, fresh, not calling for help, and able to move', () => {
    const near = (n: number): { unit: number; device: number; lon: number; lat: number; time: number } => ({ unit: n, device: n, lon: 104.8 + n * 0.01, lat: 29.4, time: noon })
    const story = new Story()
      .units(unit('post', 1, { kind: 'post' }), unit('off', 2), unit('calls', 3), unit('old', 4), unit('line', 5, { tier: 'line' }), unit('comes', 6), unit('later', 7))
      .devices(...[1, 2, 3, 4, 5, 6, 7].map((n) => device(`d${n}`, n, ['post', 'off', 'calls', 'old', 'line', 'comes', 'later'][n - 1])))
    for (const id of ['post', 'calls', 'old', 'line', 'comes', 'later']) story.entry('shift-started', { unit: unitId(id), people: 2, at: noon })
    story.entry('sos-raised', { unit: unitId('calls'), device: deviceId('d3'), region: townCodes[1], at: noon, lon: null, lat: null })
    story.fixes(noon, [...[1, 2, 3, 5, 6, 7].map(near), { ...near(4), time: noon - 2 * HOUR }])
    judged(story, [breach()])
    const relief = story.world.alarms.get('void:A01')?.relief
    // 0.06° of longitude at 29.4° are 5.8 km; times 1.35 at 27 km/h.
    expect(relief).toEqual({ unit: 'comes', minutes: 18, home: townCodes[0] })
  })
})
