// A chosen unit and an opened beat in words: rows of what is uncovered, rows of what was kept, and how a unit is found.
import { describe, expect, it } from 'vitest'
import { explain } from '../../../client/scenes/duty/explain.ts'
import { namesOf } from '../../../client/scenes/duty/names.ts'
import { roundRows } from '../../../client/scenes/patrol/round-rows.ts'
import { costRows, evenSeconds, isFree, markedBeats } from '../../../client/scenes/unit/cost-rows.ts'
import { findUnits } from '../../../client/scenes/unit/search.ts'
import { beatId } from '../../../shared/domain/beat.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import type { BeatRounds } from '../../../shared/domain/rounds.ts'
import { clockText, instant, MINUTE } from '../../../shared/domain/time.ts'
import { unitId } from '../../../shared/domain/unit.ts'
import type { ShownCost } from '../../../shared/wire/ask.ts'
import { NOW, say } from '../given.ts'

const named = (id: string) => ({ id: beatId(id), name: `名${id}`, region: regionCode('510304001'), priority: 2 as const })
const nothing: ShownCost = {
  unit: unitId('u1'), tier: 'area', at: NOW, until: instant(NOW + 60 * MINUTE), arrival: null, onDuty: true, within: [], voids: [], unmanned: [], misses: [], minutes: 0, worth: 0, elsewhere: 0,
}
const falls = (id: string, after: number, relief: ShownCost['voids'][number]['relief']): ShownCost['voids'][number] => ({
  ...named(id), kept: 'there', from: instant(NOW + after * MINUTE), to: nothing.until, minutes: 60 - after, worth: 1, relief, relieved: relief ? 4 : 60 - after,
})

describe('what a unit’s leaving costs, in rows', () => {
  it('[S67] tells of every beat that falls void from when, for how long and who comes in how many minutes, then empty posts, then rounds', () => {
    const cost: ShownCost = {
      ...nothing, voids: [falls('a', 10, { unit: 'u2', minutes: 9 }), falls('b', 20, null)], minutes: 90, unmanned: [{ ...named('c'), remain: 0, asked: 1, relief: null }, { ...named('e'), remain: 1, asked: 3, relief: null }],
      misses: [{ ...named('d'), kept: 'last', what: 'round', from: NOW, to: instant(NOW + 30 * MINUTE), closes: instant(NOW + 45 * MINUTE) }],
    }
    const rows = costRows(say, cost, (id) => `呼${id}`)
    expect(rows.map(({ beat, text, fact, relief }) => [beat, text, fact, relief])).toEqual([
      [null, '将成缺口', '2 处·合计 90 分', ''],
      ['a', '名a', `${clockText(instant(NOW + 10 * MINUTE))} 起 50 分`, '呼u2 9 分可到·余 4 分'],
      ['b', '名b', `${clockText(instant(NOW + 20 * MINUTE))} 起 40 分`, '无人可接'],
      [null, '岗位即空', '1 处', ''], ['c', '名c', '即刻起', '无人可接'],
      [null, '岗位即缺人', '1 处', ''], ['e', '名e', '余 1 / 3 人', '无人可接'],
      [null, '将漏巡', '1 次', ''], ['d', '名d', `${clockText(NOW)}–${clockText(instant(NOW + 30 * MINUTE))} 一轮`, ''],
    ])
    expect(costRows(say, { ...nothing, voids: [falls('a', 60, null)] }, String)[1].fact).toBe(`${clockText(nothing.until)} 起不足 1 分`)
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
    expect(markedBeats(cost)).toEqual(['a', 'b', 'c', 'e'])
    expect(isFree(cost)).toBe(false)
  })

  it('[S95] says of a relief whose name a screen is not told that it comes from elsewhere, and when', () => {
    const cost: ShownCost = { ...nothing, voids: [falls('a', 10, { unit: null, minutes: 9 })], unmanned: [{ ...named('c'), remain: 0, asked: 1, relief: { unit: null, minutes: 2 } }] }
    expect(costRows(say, cost, (id) => `呼${id}`).filter(({ beat }) => beat !== null).map(({ relief }) => relief)).toEqual(['辖区外力量 9 分可到·余 4 分', '辖区外力量 2 分可到'])
  })

  it('[S67] has no row where nothing is uncovered, and is not free of cost while it uncovers something elsewhere', () => {
    expect([costRows(say, nothing, String), isFree(nothing), isFree({ ...nothing, elsewhere: 1 })]).toEqual([[], true, false])
    expect(explain(say, namesOf(say, null, (region) => region), {}, 'unit:u1')).toBeNull()
  })

  it('[S67] counts seconds by two, and none of a time to come', () => {
    expect([0, 1_999, 2_000, 5_100, -4_000].map((age) => evenSeconds(instant(NOW - age), NOW))).toEqual([0, 0, 2, 4, 0])
  })
})

describe('finding a unit', () => {
  const units = ['面07', '面17', '线07', '点070', '点128', '面1'].map((name, index) => ({ id: unitId(`x-${index + 1}`), name, number: index + 1 }))
  const find = (query: string, on = (_: { id: string }) => true, most?: number): string[] => findUnits(units, query, on, most).map(({ name }) => name)

  it('[S68] takes a call sign, a part of it or its number, the nearest first, those on duty before the others', () => {
    expect(find('面07')).toEqual(['面07'])
    expect(find('7')).toEqual(['线07', '面07', '点070', '面17'])
    expect(find('7', ({ id }) => id === 'x-1').slice(0, 2)).toEqual(['面07', '线07'])
    expect(find(' 面 ')).toEqual(['面07', '面1', '面17'])
    expect(find('０７')).toEqual(['线07', '面07', '点070'])
    expect(find('X-5')).toEqual(['点128'])
    expect([find(''), find('  '), find('无此')]).toEqual([[], [], []])
    expect(find('面', () => true, 2)).toHaveLength(2)
  })
})

describe('the last rounds of a beat, in rows', () => {
  const at = (minutes: number) => instant(NOW + minutes * MINUTE)
  const round = (from: number, state: BeatRounds['shifts'][number]['rounds'][number]['state'], more: object = {}) => ({ from: at(from), to: at(from + 60), closes: at(from + 70), state, at: null, unit: null, most: null, few: null, ...more })
  const rounds: BeatRounds = {
    beat: beatId('l'), tier: 'line', at: NOW, asked: { amount: 900, unit: 'metres', people: 2 },
    shifts: [
      { name: '甲班', from: at(-600), to: at(-120), rounds: [round(-300, 'late', { at: at(-235), unit: 'u1' }), round(-240, 'missed', { most: 340 })], manned: null },
      { name: '乙班', from: at(-120), to: at(360), rounds: [round(-120, 'kept', { at: at(-90) }), round(-60, 'missed'), round(-70, 'missed', { most: 900, few: 1 }), round(0, 'on', { most: 120 }), round(60, 'ahead')], manned: null },
    ],
  }

  it('[S69] stand newest first under their shift: kept when and by whom, missed with how far somebody got; those to come are left out', () => {
    const rows = roundRows(say, rounds, (id) => `呼${id}`)
    expect(rows.map(({ head, state, fact }) => (head ? fact : [state, fact]))).toEqual([
      '完成 1 / 5·漏巡 2', ['on', '走了 120 / 900 米'], ['missed', '仅 1 / 2 人完成'], ['missed', '无人到'], ['kept', `${clockText(at(-90))} 无从查考`],
      '完成 1 / 2·漏巡 1', ['missed', '走了 340 / 900 米'], ['late', `${clockText(at(-235))} 呼u1`],
    ])
    expect(rows[1].window).toBe(`${clockText(at(0))}–${clockText(at(60))}`)
  })

  it('[S97] tell of a round that a unit from elsewhere made when it was, and that it was one from elsewhere', () => {
    const foreign: BeatRounds = { ...rounds, shifts: [{ ...rounds.shifts[1], rounds: [round(-120, 'kept', { at: at(-90), elsewhere: true })] }] }
    expect(roundRows(say, foreign, String)[1].fact).toBe(`${clockText(at(-90))} 辖区外力量`)
  })

  it('[S69] tell of a post how long it was manned, and nothing of a shift without either', () => {
    const early: BeatRounds = { ...rounds, shifts: [{ ...rounds.shifts[1], rounds: [round(60, 'ahead')] }] }
    expect(roundRows(say, early, String).map(({ fact }) => fact)).toEqual(['完成 0 / 1·漏巡 0'])
    expect(roundRows(say, { ...early, tier: 'point' }, String).map(({ fact }) => fact)).toEqual(['完成 0 / 1·未到 0'])
    const post: BeatRounds = { ...rounds, tier: 'point', asked: { amount: 5, unit: 'minutes', people: 1 }, shifts: [{ ...rounds.shifts[0], rounds: [] }, { ...rounds.shifts[1], rounds: [], manned: { part: 50.9, whole: 120 } }] }
    expect(roundRows(say, post, String).map(({ fact }) => fact)).toEqual(['在岗 50 / 120 分'])
  })
})
