// A whole day of 325 units, played fast: the alarms of the plan against truth, a day without faults, a day with all of them.
import { describe, expect, it } from 'vitest'
import { DAY, instant, SECOND } from '../../../shared/domain/time.ts'
import { playAlarms } from '../../server/drill/alarm-day.ts'
import { alarmDifferences, alarmRate, expectedAlarms } from '../../server/drill/expected-alarms.ts'
import { SEED } from '../../server/drill/given.ts'

const FROM = instant(Date.parse('2026-03-02T08:00:00+08:00'))
const TO = instant(FROM + DAY)
const TICK = 20 * SECOND
const say = (text: string): void => { process.stdout.write(`${text}\n`) }

describe('alarms of a day', () => {
  it('[X91] a day of three times as many lapses as usual raises and withdraws what truth says, and nothing else', async () => {
    const day = await playAlarms({ seed: SEED + 2, from: FROM, to: TO, faults: 0, lapses: 3, tick: TICK })
    expect(alarmDifferences(day.alarms, expectedAlarms(day, day.talk, FROM, TO), { from: FROM, to: TO, tick: TICK })).toEqual([])
    const counts = Map.groupBy(day.alarms, ({ kind }) => kind)
    say(`lapses: ${[...counts].map(([kind, own]) => `${kind} ${own.length}`).join(', ')}; ${day.fixes} fixes`)
    expect(day.alarms.length).toBeGreaterThan(60)
  })

  it('[X93] a day on which nothing goes wrong raises no alarm of the plan', async () => {
    for (const seed of [SEED, SEED + 3]) {
      const day = await playAlarms({ seed, from: FROM, to: TO, faults: 0, lapses: 0, tick: TICK })
      expect(day.alarms).toEqual([])
      say(`nothing wrong: ${day.fixes} fixes of ${day.roster.units.length} units, no alarm`)
    }
  })

  it('[X95] a day of faulty devices and lapses floods nobody: under ten alarms of the plan in any ten minutes, under one on average', async () => {
    const day = await playAlarms({ seed: SEED, from: FROM, to: TO, faults: 1, lapses: 1, tick: TICK })
    const rate = alarmRate(day.alarms, FROM, TO)
    say(`faults and lapses: ${day.alarms.length} alarms, ${rate.mean.toFixed(2)} in ten minutes on average, ${rate.most} at most; ${[...Map.groupBy(day.alarms, ({ kind }) => kind)].map(([kind, own]) => `${kind} ${own.length}`).join(', ')}; withdrawn as ${[...Map.groupBy(day.alarms, ({ why }) => why)].map(([why, own]) => `${why ?? 'standing'} ${own.length}`).join(', ')}`)
    expect(rate.flood).toBe(0)
    expect(rate.mean).toBeLessThan(1)
    expect(day.alarms.length).toBeGreaterThan(5)
  })
})
