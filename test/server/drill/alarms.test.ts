// A shift of the drill played through admission, coverage and alarms: what its lapses must come to, and nothing else.
import { beforeAll, describe, expect, it } from 'vitest'
import { HOUR, instant, SECOND } from '../../../shared/domain/time.ts'
import { playAlarms, type AlarmDay } from './alarm-day.ts'
import { alarmDifferences, alarmRate, expectedAlarms } from './expected-alarms.ts'
import { coverageTruth, type CoverageTruth } from './coverage-truth.ts'
import { SEED } from './given.ts'

const FROM = instant(Date.parse('2026-03-02T08:00:00+08:00'))
const TO = instant(FROM + 8 * HOUR)
const TICK = 30 * SECOND

describe('a shift with lapses', () => {
  let day: AlarmDay
  let truth: CoverageTruth
  beforeAll(async () => {
    truth = coverageTruth(FROM, TO)
    day = await playAlarms({ seed: SEED, from: FROM, to: TO, faults: 0, lapses: 3, tick: TICK, judged: truth.compare })
  }, 120_000)

  it('[X91] every lapse that must alarm does at the minute it must, says which round, and is withdrawn when and as it must be; no alarm is unknown to truth', () => {
    const expected = expectedAlarms(day, day.talk, FROM, TO)
    expect(alarmDifferences(day.alarms, expected, { from: FROM, to: TO, tick: TICK })).toEqual([])
    expect(day.alarms.length).toBeGreaterThan(15)
    for (const kind of ['void', 'left', 'missed', 'untimely', 'outside', 'idle', 'overstay']) expect([kind, day.alarms.some((one) => one.kind === kind)]).toEqual([kind, true])
    expect(day.alarms.some(({ why }) => why === 'refilled')).toBe(true)
  })

  it('[X92] at every minute the cells seen of each area are those of the truth to one cell, and the metres walked of each line to ten', () => {
    expect(truth.minutes()).toBe(8 * 60)
    expect(truth.wrong()).toEqual([])
    expect(truth.compared()).toBeGreaterThan(8 * 60 * 70)
  })
})

it('[X93] a shift on which nothing goes wrong raises no alarm of the plan, whoever leads it', { timeout: 120_000 }, async () => {
  const day = await playAlarms({ seed: SEED + 1, from: FROM, to: TO, faults: 0, lapses: 0, tick: 60 * SECOND })
  expect(day.alarms).toEqual([])
  expect(day.fixes).toBeGreaterThan(150_000)
})

it('[X94] what is expected of a truth is told apart from what was: early, late, for another reason, of another round, and of nobody', () => {
  const expected = [{ kind: 'left', about: 'P1', from: FROM + HOUR, to: FROM + 2 * HOUR, why: 'ended', turns: [], slack: 60_000 }]
  const at = (from: number, to: number | null, why: 'ended' | 'refilled' = 'ended', about = 'P1') => ({ kind: 'left', about, from: instant(FROM + from), to: to === null ? null : instant(FROM + to), why: to === null ? null : why, turns: [] })
  const tell = (...alarms: ReturnType<typeof at>[]): number => alarmDifferences(alarms, expected, { from: FROM, to: TO, tick: TICK }).length
  expect(tell(at(HOUR, 2 * HOUR))).toBe(0)
  expect([tell(), tell(at(HOUR, null)), tell(at(HOUR, 2 * HOUR + 120_000)), tell(at(HOUR, 2 * HOUR, 'refilled'))]).toEqual([1, 1, 1, 1])
  expect([tell(at(HOUR - 120_000, 2 * HOUR)), tell(at(HOUR, 2 * HOUR), at(HOUR, 2 * HOUR, 'ended', 'P2'))]).toEqual([2, 1])
  expect(alarmRate(Array.from({ length: 11 }, () => at(HOUR, null)), FROM, TO)).toEqual({ most: 11, mean: 11 / 48, flood: 1 / 48 })
})
