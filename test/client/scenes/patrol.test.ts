// The patrol scene's facts: what was met, where the gaps are, what comes next, and where each figure comes from.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverageOption, coveragePoints } from '../../../client/charts/options/coverage.ts'
import { readInk } from '../../../client/charts/theme.ts'
import { beatsNow, type BeatNow } from '../../../client/map/beats.ts'
import { spotOfBeat } from '../../../client/map/coverage.ts'
import { placeOf } from '../../../client/map/mercator.ts'
import type { Unit } from '../../../shared/domain/unit.ts'
import { cardOf, recalledCard } from '../../../client/scenes/duty/cards.ts'
import { recalledLately } from '../../../client/scenes/duty/alarms.ts'
import { explain } from '../../../client/scenes/duty/explain.ts'
import { namesOf } from '../../../client/scenes/duty/names.ts'
import { coverageTiles, hereText, isCoverageTile } from '../../../client/scenes/patrol/explain.ts'
import { barsOf, gapsOf, headline } from '../../../client/scenes/patrol/figures.ts'
import { layoutOf, PANELS_TOP } from '../../../client/scenes/patrol/layout.ts'
import { fitRows, matrixOf } from '../../../client/scenes/patrol/matrix.ts'
import { silenceOf } from '../../../client/scenes/patrol/quiet.ts'
import { sentence } from '../../../client/scenes/patrol/summary.ts'
import { nextTurn, turnsOf } from '../../../client/scenes/patrol/turns.ts'
import { gridOf } from '../../../client/scenes/duty/layout.ts'
import { emsOf } from '../../../client/words/span.ts'
import type { AlarmId } from '../../../shared/domain/alarm.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { clockText, DAY, HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { english, gridEvent, NOW, say } from '../given.ts'
import { columnsOf, coverageReading, set, type Figures } from './coverage.ts'

const nowOf = (figures: (id: string) => Figures, beats = set): BeatNow[] => beatsNow(set, columnsOf(beats, figures), NOW)
const names = namesOf(say, null, (region) => region)
const district = regionCode('510304')

describe('figures of a tier', () => {
  it('[S44] a share is never called whole before it is, and is none while nothing is due', () => {
    fc.assert(fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), (met, more) => {
      const share = headline({ met, due: met + more })
      if (met + more === 0) expect(share).toBeNull()
      else expect([share === 100, share! <= 100]).toEqual([more === 0, true])
    }))
  })

  it('[S44] three bars stand beside what is planned, with a tick where the plans themselves ask for less than the whole', () => {
    const now = nowOf(() => ({}))
    const { tiers: figures } = coverageReading()
    expect(barsOf('line', figures.line, now)).toEqual([
      { name: 'rounds', delivered: 118, planned: 144, target: 1, form: 'count' }, { name: 'reach', delivered: 212_000, planned: 241_000, target: expect.closeTo(0.85) as number, form: 'km' },
      { name: 'time', delivered: 24, planned: 45, target: 1, form: 'count' },
    ])
    const asked = set.flatMap((beat) => (beat.tier === 'area' ? [beat.plan.cells] : []))
    expect(barsOf('area', figures.area, now)[1].target).toBeCloseTo(asked.reduce((sum, share) => sum + share, 0) / asked.length)
    expect(barsOf('area', figures.area, nowOf(() => ({ state: 'idle' })))[1].target).toBe(1)
  })

  it('[S45] gaps come by worth, then who has waited longest; what is not due is no gap', () => {
    const areas = set.filter(({ tier }) => tier === 'area').slice(0, 6).map(({ id }) => id)
    const figures: Record<string, Figures> = {
      [areas[0]]: { state: 'due', minutes: 100 }, [areas[1]]: { state: 'void', worth: 3, minutes: 500 }, [areas[2]]: { state: 'idle', minutes: 900 },
      [areas[3]]: { state: 'void', worth: 40, minutes: 126 }, [areas[4]]: { state: 'met', minutes: 20 }, [areas[5]]: { state: 'due', minutes: null },
    }
    const gaps = gapsOf('area', nowOf((id) => figures[id] ?? {}, set.filter(({ id }) => id in figures)))
    expect(gaps.map(({ beat }) => beat.id)).toEqual([areas[3], areas[1], areas[5], areas[0], areas[4]])
  })
})

describe('town × tier', () => {
  it('[S46] a cell tells the longest without anybody, a void before all others, what is not due apart, and nothing where nothing is planned', () => {
    const town = '510304001'
    const own = set.filter(({ region }) => region.startsWith(town))
    const [a, b] = own.filter(({ tier }) => tier === 'area')
    const rows = matrixOf(nowOf((id) => (id === a.id ? { state: 'void', minutes: 130 } : id === b.id ? { state: 'due', minutes: 300 } : own.find((beat) => beat.id === id)?.tier === 'line' ? { state: 'idle' } : { minutes: 20, present: 1 }), own), district, ['510304002', town])
    expect(rows.map(({ region }) => region)).toEqual(['510304002', town])
    expect(rows[0].cells).toEqual({ area: null, line: null, point: null })
    const { area, line, point } = rows[1].cells
    expect([area !== null && area !== 'idle' && [area.worst.beat.id, area.gap], line, point !== null && point !== 'idle' && point.worst.age]).toEqual([[a.id, true], 'idle', 0])
  })

  it('[S46] has a row for every town of the set, and of a town one for every village and for the town itself', () => {
    const towns = new Set(set.map(({ region }) => region.slice(0, 9)))
    expect(new Set(matrixOf(nowOf(() => ({})), district, []).map(({ region }) => region))).toEqual(towns)
    const own = set.filter(({ region }) => region.startsWith('510304106'))
    expect(new Set(matrixOf(nowOf(() => ({}), own), regionCode('510304106'), []).map(({ region }) => region))).toEqual(new Set(own.map(({ region }) => region.slice(0, 12))))
  })

  it('[S46] leaves out the calmest rows when there is no room for all, keeps their order, and says how many', () => {
    fc.assert(fc.property(fc.array(fc.record({ gap: fc.boolean(), minutes: fc.nat({ max: 400 }) }), { minLength: 1, maxLength: 15 }), fc.nat({ max: 20 }), (towns, room) => {
      const picked = [...new Map(set.filter(({ tier }) => tier === 'area').map((beat) => [beat.region.slice(0, 9), beat])).values()].slice(0, towns.length)
      const figures = new Map(picked.map(({ id }, index) => [id as string, towns[index]]))
      const rows = matrixOf(nowOf((id) => ({ state: figures.get(id)!.gap ? 'void' : 'due', minutes: figures.get(id)!.minutes }), picked), district, [])
      const { shown, more } = fitRows(rows, room)
      expect(shown.length + more).toBe(rows.length)
      expect(shown).toEqual(rows.filter((row) => shown.includes(row)))
      const gaps = (list: typeof rows): number => list.filter(({ cells: { area } }) => area !== null && area !== 'idle' && area.gap).length
      expect(gaps([...shown])).toBe(Math.min(gaps(rows), shown.length))
    }))
  })
})

describe('turns', () => {
  const shift = (from: number, hours: number) => ({ name: '班', from: instant(from), to: instant(from + hours * HOUR) })
  const evening = shift(Date.UTC(2026, 5, 5, 8), 8)
  const line = set.find((beat) => beat.tier === 'line' && beat.plan.windows !== undefined)!
  const point = set.find((beat) => beat.tier === 'point' && beat.plan.visits === 4 && beat.plan.windows === undefined)!

  it('[S47] tells the window that is open, else the next one of the shift, over midnight too; none when none is left', () => {
    const text = (at: number, of = evening) => {
      const turn = nextTurn(line, of, instant(at))
      return turn && [clockText(turn.from), clockText(turn.to), turn.on]
    }
    expect(text(Date.UTC(2026, 5, 5, 8, 30))).toEqual(['17:00', '19:00', false])
    expect(text(Date.UTC(2026, 5, 5, 9, 30))).toEqual(['17:00', '19:00', true])
    expect(text(Date.UTC(2026, 5, 5, 11))).toEqual(['21:00', '23:00', false])
    expect(text(Date.UTC(2026, 5, 5, 15))).toBeNull()
    expect(text(Date.UTC(2026, 5, 5, 16, 10), shift(Date.UTC(2026, 5, 5, 12), 12))).toEqual(['01:00', '03:00', false])
    expect(nextTurn(line, null, NOW)).toBeNull()
  })

  it('[S47] cuts the shift into equal parts where the plan gives no windows, and areas have none', () => {
    const turns = turnsOf(point, evening)
    expect(turns.map(({ from, to }) => [clockText(from), clockText(to)])).toEqual([['16:00', '18:00'], ['18:00', '20:00'], ['20:00', '22:00'], ['22:00', '00:00']])
    expect(turnsOf(set.find(({ tier }) => tier === 'area')!, evening)).toEqual([])
  })
})

describe('layout', () => {
  const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0)

  it('[S48] sets the reference walls with every panel, on the duty wall’s columns and bezels', () => {
    const three = layoutOf(120, 67.5, null)
    expect([three.columns, three.rows.map((row) => Math.round(row * 10) / 10), three.areas]).toEqual([[38, 39, 38], [33.5, 20.6], [['map', 'map', 'matrix'], ['area', 'line', 'point']]])
    expect(PANELS_TOP).toBeCloseTo(11.1)
    expect(gridOf(three).rows).toBe('4.6rem 2.8rem 33.5rem 20.6rem')
    for (const width of [120, 180, 240]) {
      const panels = ['map', 'matrix', 'area', 'line', 'point', ...(width > 120 ? ['forces'] : [])]
      for (const open of [null, 'definition'] as const) expect(layoutOf(width, 67.5, null, open).panels).toEqual(panels)
      expect(layoutOf(width, 67.5, null, 'definition').areas.flat()).toContain('sheet')
    }
  })

  it('[S48] fills the height without overlap, whatever the screen', () => {
    fc.assert(fc.property(fc.double({ min: 40, max: 360, noNaN: true }), fc.double({ min: 30, max: 90, noNaN: true }), fc.constantFrom(null, 'definition' as const, 'card' as const), (width, height, sheet) => {
      const { rows, columns, areas } = layoutOf(width, height, null, sheet)
      expect(PANELS_TOP + sum(rows) + (rows.length - 1) * 0.8 + 1.5).toBeCloseTo(height)
      expect(areas).toHaveLength(rows.length)
      for (const row of areas) expect(row).toHaveLength(columns.length)
      for (const row of rows) expect(row).toBeGreaterThan(0)
    }))
  })
})

describe('the sentence', () => {
  const gaps = nowOf((id) => (id === set[0].id || id === set[1].id ? { state: 'void', minutes: id === set[0].id ? 134 : 126 } : {}))
  const told = (coverage: ReturnType<typeof coverageReading> | null, beats = gaps, sos = 0, ems = 40) => sentence(say, { sos, coverage, beats }, ems).map(({ text }) => text)

  it('[S49] says the three shares and the voids, and why where there are none', () => {
    expect(told(coverageReading())).toEqual(['面 86%', '线 86%', '点 86%', '6 处缺口，最久 134 分'])
    const calm = { ...coverageReading().tiers.area, voids: 0 }
    expect(told(coverageReading({ tiers: { area: calm, line: calm, point: calm } }), nowOf(() => ({}))).at(-1)).toBe('无缺口')
    // While the beats themselves are not here the gaps are still counted.
    expect(told(coverageReading(), []).at(-1)).toBe('6 处缺口')
    const nothing = { ...coverageReading().tiers.area, met: 0, due: 0 }
    expect([told(null), told(coverageReading({ set: null })), told(coverageReading({ tiers: { area: nothing, line: nothing, point: nothing } }))]).toEqual([['尚未取得巡防读数'], ['尚未采用巡区计划'], ['本班无巡防计划']])
  })

  it('[S49] leaves out neither calls for help nor voids, however little room there is', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), (ems) => {
      const clauses = told(coverageReading(), gaps, 1, ems)
      expect([clauses[0], clauses.at(-1)]).toEqual(['1 起求助', '6 处缺口，最久 134 分'])
      expect(clauses.length === 2 || clauses.reduce((width, text) => width + emsOf(text) + 1, -1) <= ems).toBe(true)
    }))
  })
})

describe('definitions', () => {
  const beats = nowOf((id) => (id === set[0].id ? { state: 'void', minutes: 134, worth: 84 } : {}))
  const facts = { beats, open: [], now: NOW }

  it('[S50] explain every figure of coverage: words, window, as-of, and a share by its fraction; none without a plan', () => {
    const readings = { coverage: coverageReading() }
    for (const tile of coverageTiles) {
      expect(isCoverageTile(tile)).toBe(true)
      const told = explain(say, names, readings, tile, facts)
      expect(told, tile).not.toBeNull()
      expect([told!.formula.startsWith('sheet.'), told!.title.includes('patrol.'), told!.asOf], tile).toEqual([false, false, '21:36'])
      if (tile.startsWith('coverage')) expect(told!.figure, tile).toBe(Math.floor(told!.numerator! / told!.denominator! * 100))
      expect(explain(say, names, { coverage: coverageReading({ set: null }) }, tile, facts)).toBeNull()
    }
    for (const tile of ['open', 'presence', 'arrivals:24h']) expect(isCoverageTile(tile)).toBe(false)
  })

  it('[S50] open a beat with its plan beside what was delivered, its last visit, and who answers for it', () => {
    for (const tier of tiers) {
      const { id, name, team } = set.find((beat) => beat.tier === tier)!
      const told = explain(say, names, { coverage: coverageReading() }, `beat:${id}`, facts)!
      expect(told.title).toBe(name)
      const text = told.notes!.map(({ text: note }) => note).join(' ')
      for (const part of ['计划 4', '应完成 3', '已完成 2', team]) expect(text).toContain(part)
    }
    expect(explain(say, names, { coverage: coverageReading() }, `beat:${set[0].id}`, facts)).toMatchObject({ figure: 134, unit: '分未到·缺口' })
    expect(explain(say, names, { coverage: coverageReading() }, 'beat:gone', facts)).toBeNull()
  })

  it('[V46] tells the people that are there, and beside them those that the plan asks for while they are too few', () => {
    const crowd = { ...set.find(({ tier }) => tier === 'line')!, people: 2 }
    const here = (present: number, people: number): string => hereText(say, nowOf(() => ({ present, people }), [crowd])[0])
    expect([here(1, 1), here(1, 2), here(2, 12), here(0, 0)]).toEqual(['在场 1 / 2 人', '在场 2 人', '在场 12 人', '在场 0 人'])
  })

  it('[S51] no reports with somebody there, no reports with nobody there, and nobody due are three different things', () => {
    const area = set.find(({ tier }) => tier === 'area')!
    const state = (figures: Figures): BeatNow => nowOf(() => figures, [area])[0]
    const [lon, lat] = placeOf(spotOfBeat(area))
    const inside = gridEvent('e', { lon, lat })
    const kinds = [silenceOf(state({ minutes: 5 }), []), silenceOf(state({ state: 'void', minutes: 130 }), []), silenceOf(state({ state: 'due', minutes: null }), []), silenceOf(state({ state: 'idle' }), []), silenceOf(state({ minutes: 5 }), [inside])]
    expect(kinds).toEqual(['calm', 'blind', 'blind', 'idle', 'busy'])
    expect(new Set(['calm', 'blind', 'idle', 'busy'].map((kind) => say(`patrol.silence.${kind}`))).size).toBe(4)
    expect(silenceOf(nowOf(() => ({}), set.filter(({ tier }) => tier === 'line').slice(0, 1))[0], [inside])).toBeNull()
  })
})

describe('the day of a tier', () => {
  const ink = readInk((property) => property, 32)

  it('[S52] draws one point a sample up to now, nothing where nothing was due, in the tier’s own hue and no level’s', () => {
    const reading = coverageReading()
    expect(coveragePoints(reading, 'area').map(([, share]) => share)).toEqual([null, 0.5, 1])
    expect(coveragePoints(reading, 'area').at(-1)?.[0]).toBe(NOW)
    const hours = { plot: { from: instant(NOW - DAY), to: NOW, width: 800, bezels: [] }, now: '现在' }
    for (const tier of tiers) {
      const text = JSON.stringify([coverageOption(reading, tier, ink), coverageOption(reading, tier, ink, hours)])
      expect([text.includes(`--${tier}"`), text.includes('--sev')]).toEqual([true, false])
      expect(tiers.filter((other) => text.includes(`--${other}"`))).toEqual([tier])
    }
  })
})

describe('an alarm about a beat', () => {
  it('[S96] says of a void that somebody from elsewhere comes where it is told no name, or has the unit no more', () => {
    const facts = { events: new Map(), units: new Map(), sos: new Map(), sources: [], now: NOW, faint: false, placed: () => null }
    const alarm = { id: 'void:A01' as AlarmId, kind: 'void' as const, level: 2 as const, about: set[0].id, region: set[0].region, since: instant(NOW - 134 * MINUTE), name: set[0].name }
    for (const unit of [null, 'u9']) expect(cardOf(say, names, { ...alarm, relief: { unit, minutes: 6 } }, facts).detail).toBe('19:22 起无人·辖区外力量 约 6 分可到')
    expect(cardOf(say, names, { ...alarm, relief: { unit: null, minutes: 16 } }, facts).detail).toBe('19:22 起无人·10 分内无人可到')
  })

  it('[S53] [V41] says what is missing, of which beat, where and since when, and of a void who could be there within ten minutes', () => {
    const unit = { id: 'u9', name: '面09' } as Unit
    const facts = { events: new Map(), units: new Map([['u9', unit]]), sos: new Map(), sources: [], now: NOW, faint: false, placed: () => null }
    const alarm = { id: 'void:A01' as AlarmId, kind: 'void' as const, level: 2 as const, about: set[0].id, region: set[0].region, since: instant(NOW - 134 * MINUTE), name: set[0].name }
    expect(cardOf(say, names, { ...alarm, relief: null }, facts)).toMatchObject({ title: `覆盖缺口 ${set[0].name}`, detail: '19:22 起无人·10 分内无人可到', age: { value: 134, unit: '分' } })
    expect(cardOf(say, names, { ...alarm, relief: { unit: 'u9', minutes: 6 } }, facts).detail).toBe('19:22 起无人·面09 约 6 分可到')
    expect(cardOf(say, names, { ...alarm, relief: { unit: 'u9', minutes: 16 } }, facts).detail).toBe('19:22 起无人·10 分内无人可到')
    expect(cardOf(say, names, { ...alarm, kind: 'left' }, facts)).toMatchObject({ title: `脱岗 ${set[0].name}`, detail: '19:22 起岗位无人' })
    const turn = (number: number) => ({ number, from: instant(alarm.since + number * HOUR), to: instant(alarm.since + (number + 1) * HOUR) })
    expect(cardOf(say, names, { ...alarm, kind: 'missed', turns: [turn(0)].map((one) => ({ ...one, number: 3 })) }, facts).detail).toBe('第3轮 19:22–20:22 未巡')
    const missed = (tier: Tier, lang: typeof say = say) => cardOf(lang, names, { ...alarm, tier, kind: 'missed', name: 'X', turns: [{ ...turn(0), number: 3 }] }, facts)
    expect(missed('line')).toMatchObject({ title: '漏巡 X', detail: '第3轮 19:22–20:22 未巡' })
    expect(missed('point')).toMatchObject({ title: '未到 X', detail: '第3次 19:22–20:22 未到' })
    expect(missed('point', english)).toMatchObject({ title: 'Not visited: X', detail: 'visit 3, 19:22–20:22 not visited' })
    for (const tier of tiers) expect([say(`rounds.missed.${tier}`), say(`shiftSheet.missed.${tier}`), say(`patrol.gap.${tier}`)].some((word) => word.includes('巡'))).toBe(tier === 'line' || tier === 'area')
    expect(cardOf(say, names, { ...alarm, kind: 'untimely', turns: [turn(-2), turn(-1)].map((one, index) => ({ ...one, number: 3 + index })) }, facts).detail).toBe('第4轮 18:22–19:22 等 2 轮 不准点')
    expect(cardOf(say, names, { ...alarm, kind: 'outside', name: '线09' }, facts)).toMatchObject({ title: '越界 线09', detail: '19:22 起在巡区之外' })
    expect(cardOf(say, names, { ...alarm, kind: 'idle', name: '线09' }, facts)).toMatchObject({ title: '滞留 线09', detail: '19:22 起停留原地' })
    expect(cardOf(say, names, { ...alarm, kind: 'overstay', name: '点09', beat: '点08 大安' }, facts)).toMatchObject({ title: '超时停留 点09', detail: '在 点08 大安·19:22 起停留' })
  })
  it('[B19] [V39] one that was never true is shown as recalled for a quarter of an hour, the newest first, without its level\'s hue', () => {
    const facts = { events: new Map(), units: new Map(), sos: new Map(), sources: [], now: NOW, faint: false, placed: () => null }
    const recalled = (id: string, ago: number, why: 'refilled' | 'corrected' = 'refilled') => ({
      why, at: instant(NOW - ago * MINUTE), alarm: { id: id as AlarmId, kind: 'missed' as const, level: 3 as const, about: id, region: set[0].region, since: instant(NOW - HOUR), name: '线11' },
    })
    const lately = recalledLately([recalled('old', 15), recalled('a', 9), recalled('b', 2, 'corrected')], NOW)
    expect(lately.map(({ alarm }) => alarm.id)).toEqual(['b', 'a'])
    expect(lately.map((one) => recalledCard(say, names, one, facts))).toMatchObject([
      { title: '漏巡 线11', state: '更正撤销', age: { value: 2, unit: '分前' }, over: true }, { title: '漏巡 线11', state: '补传撤销', detail: expect.stringMatching(/^原报：/), age: { value: 9, unit: '分前' }, over: true },
    ])
  })
})
