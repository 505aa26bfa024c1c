// What a screen may ask: what is refused, what it is not told, and what asking may cost everybody else.
import { describe, expect, it } from 'vitest'
import { Answering, ASKS, type AnswerParts } from '../../../server/stream/answer.ts'
import { Rate } from '../../../server/stream/rate.ts'
import { beatId } from '../../../shared/domain/beat.ts'
import type { CoverageCost } from '../../../shared/domain/coverage-cost.ts'
import type { BeatRounds } from '../../../shared/domain/rounds.ts'
import { regionCode, type RegionCode } from '../../../shared/domain/region.ts'
import { HOUR, instant } from '../../../shared/domain/time.ts'
import { unitId } from '../../../shared/domain/unit.ts'
import { area } from '../readings/coverage/given.ts'
import { adopted, play, engine } from '../readings/coverage/tape.ts'
import { DISTRICT, townCodes, unit } from '../world/given.ts'

const NOW = instant(1_800_000_000_000)
const named = (id: string, town: number) => ({ id: beatId(id), name: id, region: townCodes[town], priority: 2 as const })
const falls = (id: string, town: number) => ({ ...named(id, town), kept: 'there' as const, from: NOW, to: instant(NOW + HOUR), minutes: 60, worth: 120, relief: { unit: 'u9', minutes: 3 }, relieved: 3 })

function desk() {
  const made = engine()
  play(made, [adopted('first', [area('a', 0, 0, 500), area('b', 900, 0, 500, { region: townCodes[1] })], NOW - HOUR)])
  made.story.units(unit('u1', 1, { region: townCodes[0] }), unit('u2', 2, { region: townCodes[1] }))
  const asked: string[] = []
  const parts: AnswerParts = {
    world: made.story.world, now: () => NOW,
    cost({ id }, { until, place }, at): CoverageCost {
      asked.push(`${id} ${(until - at) / 60_000} ${place}`)
      return {
        unit: unitId(id), tier: 'area', at, until, arrival: null, onDuty: true, within: [named('a', 0), named('b', 1)], voids: [falls('a', 0), falls('b', 1)],
        unmanned: [{ ...named('b', 1), remain: 0, asked: 1, relief: null }], misses: [{ ...named('c', 1), kept: 'last', what: 'stay', from: NOW, to: NOW, closes: NOW }], minutes: 120, worth: 240,
      }
    },
    rounds: (beat): BeatRounds => ({
      beat: beatId(beat), tier: 'area', at: NOW, asked: { amount: 10, unit: 'minutes', people: 1 },
      shifts: [{ name: '甲班', from: NOW, to: NOW, manned: null, rounds: ['u1', 'u2', 'u8', null].map((unit) => ({ from: NOW, to: NOW, closes: NOW, state: 'kept' as const, at: NOW, unit, most: null, few: null })) }],
    }),
  }
  return { answering: new Answering(parts), asked, world: made.story.world }
}
const freely = (): Rate => new Rate(1_000)
const cost = (id: string, minutes = 60) => ({ what: 'cost', unit: id, minutes })

describe('a screen that asks', () => {
  it('[R10] is put off before it joined, and refused for anything but a question', () => {
    const { answering, asked } = desk()
    expect(answering.answer(cost('u1'), null, freely(), 0)).toMatchObject({ ok: false, refused: 'SERVER_BUSY' })
    for (const bad of [undefined, null, 7, 'cost', [], {}, { what: 'all' }, { what: 'cost' }, cost('u1', 0), cost('u1', 1.5), cost('u1', 1_441), cost(''), cost('x'.repeat(65)), { ...cost('u1'), more: 1 }, { what: 'rounds' }, { what: 'rounds', beat: { a: 1 } }]) {
      expect(answering.answer(bad, DISTRICT, freely(), 0)).toMatchObject({ ok: false, refused: 'BODY_MALFORMED' })
    }
    expect(asked).toEqual([])
    expect(answering.answer(cost('u1', 30), DISTRICT, freely(), 0)).toMatchObject({ ok: true, told: { unit: 'u1', elsewhere: 0, minutes: 120 } })
    expect(asked).toEqual(['u1 30 null'])
  })

  it('[R11] is told of the beats of its region by name, of all others only how many, and sums of the first alone', () => {
    const answer = desk().answering.answer(cost('u1'), townCodes[0], freely(), 0)
    expect(answer).toMatchObject({ ok: true, told: { within: [{ id: 'a' }], voids: [{ id: 'a' }], unmanned: [], misses: [], minutes: 60, worth: 120, elsewhere: 2 } })
    expect(JSON.stringify(answer)).not.toContain(townCodes[1])
  })

  it('[R19] is told that somebody of elsewhere could take over, and when, but not who: its frames do not tell where such a unit is', () => {
    const { answering, world } = desk()
    world.units.set('u9', world.units.get('u2')!)
    const reliefs = (region: RegionCode) => {
      const answer = answering.answer(cost('u1'), region, freely(), 0)
      return answer.ok && 'voids' in answer.told ? answer.told.voids.map(({ relief }) => relief) : null
    }
    expect(reliefs(townCodes[0])).toEqual([{ unit: null, minutes: 3 }])
    expect(reliefs(DISTRICT)).toEqual([{ unit: 'u9', minutes: 3 }, { unit: 'u9', minutes: 3 }])
    // One that has come into the town is on its screens, and so named.
    world.whereabouts[2] = regionCode(`${townCodes[0]}20101`)
    expect(reliefs(townCodes[0])).toEqual([{ unit: 'u9', minutes: 3 }])
    // One that is no more is nobody's to name.
    world.units.delete('u9')
    expect(reliefs(DISTRICT)).toEqual([{ unit: null, minutes: 3 }, { unit: null, minutes: 3 }])
  })

  it('[R24] is told by whom a round was made where it sees the unit, and else when, and that it was one of elsewhere', () => {
    const { answering, world } = desk()
    const by = (region: RegionCode) => {
      const answer = answering.answer({ what: 'rounds', beat: 'a' }, region, freely(), 0)
      return answer.ok && 'shifts' in answer.told ? answer.told.shifts[0].rounds.map(({ unit, elsewhere }) => (elsewhere ? 'elsewhere' : unit)) : null
    }
    expect(by(townCodes[0])).toEqual(['u1', 'elsewhere', 'elsewhere', null])
    expect(by(DISTRICT)).toEqual(['u1', 'u2', 'elsewhere', null])
    world.whereabouts[2] = regionCode(`${townCodes[0]}20101`)
    expect(by(townCodes[0])).toEqual(['u1', 'u2', 'elsewhere', null])
  })

  it('[R12] hears of a unit or a beat of elsewhere what it hears of one that there is not', () => {
    const { answering } = desk()
    const ask = (ask: unknown, region = townCodes[0]) => answering.answer(ask, region, freely(), 0)
    expect([ask(cost('u2')), ask(cost('u7'))]).toEqual([{ ok: false, refused: 'UNIT_UNKNOWN', detail: 'u2' }, { ok: false, refused: 'UNIT_UNKNOWN', detail: 'u7' }])
    expect(ask({ what: 'rounds', beat: 'a' })).toMatchObject({ ok: true, told: { beat: 'a' } })
    expect([ask({ what: 'rounds', beat: 'b' }), ask({ what: 'rounds', beat: 'z' })]).toMatchObject([{ refused: 'BEAT_UNKNOWN' }, { refused: 'BEAT_UNKNOWN' }])
    expect(ask({ what: 'rounds', beat: 'b' }, townCodes[1])).toMatchObject({ ok: true })
  })

  it('[R13] may ask some times a second, all together not without bound, and the same question within a second is worked out once', () => {
    const { answering, asked } = desk()
    const own = new Rate(ASKS)
    const answers = Array.from({ length: ASKS + 2 }, () => answering.answer(cost('u1'), DISTRICT, own, 10).ok)
    expect(answers.filter(Boolean)).toHaveLength(ASKS)
    expect(asked).toHaveLength(1)
    expect(answering.answer(cost('u1'), DISTRICT, own, 1_020).ok).toBe(true)
    expect(asked).toHaveLength(2)
    const many = Array.from({ length: 100 }, () => answering.answer(cost('u1'), DISTRICT, freely(), 2_100))
    expect(many.some((answer) => !answer.ok && answer.refused === 'SERVER_BUSY')).toBe(true)
    expect(answering.answer(cost('u1'), DISTRICT, freely(), 3_100).ok).toBe(true)
  })
})
