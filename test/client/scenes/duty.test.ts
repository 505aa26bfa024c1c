// The duty scene's facts: what comes first, what is said of it, and where each figure comes from.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareSlots, sortAlarms } from '../../../client/scenes/duty/alarms.ts'
import { cardOf, type CardFacts } from '../../../client/scenes/duty/cards.ts'
import { barColumns, linkCells, placesIn, type CellFacts } from '../../../client/scenes/duty/cells.ts'
import { explain, tiles } from '../../../client/scenes/duty/explain.ts'
import { callPlaceText, newestFix } from '../../../client/scenes/duty/fixes.ts'
import { namesOf } from '../../../client/scenes/duty/names.ts'
import { restLevels, sortQueue, stageCounts, stageSlot } from '../../../client/scenes/duty/queue.ts'
import { belowKey, isPart } from '../../../client/scenes/duty/scope.ts'
import { shiftAt } from '../../../client/scenes/duty/shift.ts'
import { clauseParts, summarise } from '../../../client/scenes/duty/summary.ts'
import { emsOf } from '../../../client/words/span.ts'
import type { Alarm, AlarmId } from '../../../shared/domain/alarm.ts'
import type { Catalogue } from '../../../shared/domain/catalogue.ts'
import { isOpen, openStages, severities, stages, type Severity } from '../../../shared/domain/event.ts'
import { emptyBatch } from '../../../shared/domain/fix.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import { unitId, type Unit } from '../../../shared/domain/unit.ts'
import { emptyMirror, type Mirror } from '../../../shared/wire/mirror.ts'
import { arrivalsReading, gridEvent, NOW, openReading, presenceReading, say, source, regionsReading } from '../given.ts'

const catalogue: Catalogue = {
  categories: [{ code: 'dispute', name: '矛盾劝解', short: '矛盾', kinds: [{ code: 'neighbour', name: '邻里关系' }] }],
  levels: severities.map((level) => ({ level, name: ['特急', '紧急', '关注', '一般'][level - 1], colour: ['红', '橙', '黄', '蓝'][level - 1] })),
  limits: { jump: { car: 60, motorcycle: 60, foot: 12, post: 60 }, accuracy: 50, clockHours: 24 },
  shifts: [{ name: '甲班', from: '08:00', to: '16:00' }, { name: '乙班', from: '16:00', to: '00:00' }, { name: '丙班', from: '00:00', to: '08:00' }],
}
const names = namesOf(say, catalogue, (region) => (region.length > 6 ? '大安街道·仁和社区' : '大安区'))
const alarm = (id: string, level: Severity, since: number, kind: Alarm['kind'] = 'event'): Alarm =>
  ({ id: `${kind}:${id}` as AlarmId, kind, level, about: id, region: regionCode('510304001018'), since: instant(since) })

describe('queue', () => {
  it('[S20] sorts by level, then the longest open; no passing of time changes it', () => {
    const events = [gridEvent('a', { level: 4 }), gridEvent('b', { level: 2, occurred: NOW }), gridEvent('c', { level: 2, occurred: instant(NOW - HOUR) })]
    expect(sortQueue(events).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    expect(sortQueue([...events].reverse()).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })

  it('[S20] puts every open stage into one of five, and the five add up to the whole', () => {
    for (const stage of stages) expect(stageSlot(stage) !== null).toBe(isOpen(stage))
    fc.assert(fc.property(fc.array(fc.nat({ max: 50 }), { minLength: openStages.length, maxLength: openStages.length }), (list) => {
      const reading = openReading(Object.fromEntries(openStages.map((stage, index) => [stage, { count: list[index], oldest: NOW }])))
      return stageCounts(reading).reduce((total, { count }) => total + count, 0) === reading.total
    }))
    expect(stageCounts(openReading({ handling: { count: 4, oldest: NOW }, suspended: { count: 2, oldest: instant(NOW - HOUR) } }))[3]).toEqual({ count: 6, oldest: NOW - HOUR })
  })
})

describe('the rest of the queue', () => {
  it('[S20] is all that is open beside the rows, also what is only counted, and what came after the count', () => {
    const events = [gridEvent('a', { level: 1 }), gridEvent('b', { level: 4 }), gridEvent('c', { level: 4 })]
    const open = { ...openReading({}), byLevel: { 1: 0, 2: 1, 3: 0, 4: 5 } as const }
    expect(restLevels(open, events, events.slice(0, 2))).toEqual([0, 1, 0, 4])
    expect(restLevels(null, events, [])).toEqual([1, 0, 0, 2])
  })
})

describe('a part of the district', () => {
  it('[S28] is called by its own name, and what is counted in it by the level of its parts', () => {
    expect([null, '510304', '510304001', '510304001018'].map((region) => isPart(region === null ? null : regionCode(region)))).toEqual([false, false, true, true])
    const titled = (...regions: string[]) => say(belowKey(regions.length > 0 ? regionsReading(regions.map((region) => ({ region, last24h: 0, before24h: 0, open: [0, 0, 0, 0] }))) : null))
    expect([titled('510304001', '510304'), titled('510304001018', '510304001'), titled('51030400101801', '510304001018'), titled('51030400101801'), titled()])
      .toEqual(['各镇街新增', '各村社新增', '各网格新增', '本网格新增', '各镇街新增'])
  })
})

describe('places', () => {
  const car: Unit = { id: unitId('u7'), number: 7, name: '面07', tier: 'area', kind: 'car', team: '', region: regionCode('510304001') }
  const mirrorOf = (fixes: Readonly<Record<number, number>>, interval = 30) => {
    const mirror = emptyMirror()
    for (const [number, time] of Object.entries(fixes)) {
      const unit = { ...car, id: unitId(`u${number}`), number: Number(number) }
      mirror.units.set(unit.id, unit)
      mirror.unitsByNumber.set(unit.number, unit)
      mirror.intervals.set(unit.number, interval)
      const batch = emptyBatch(1)
      batch.unit[0] = unit.number
      batch.time[0] = time
      if (time > 0) mirror.places.put(batch, 0)
    }
    return mirror
  }
  const signOn = (mirror: Mirror, id: string): void => { mirror.shifts.set(id, { unit: unitId(id), since: NOW, people: 2 }) }

  it('[S29] says how old the map is by the newest fix of those on duty, and judges it by the quickest of them', () => {
    const mirror = mirrorOf({ 7: NOW - 40_000, 8: NOW - 5_000, 9: 0 }, 5)
    expect(newestFix(mirror, NOW)).toEqual({ at: null, every: 30 })
    signOn(mirror, 'u7')
    signOn(mirror, 'u9')
    expect(newestFix(mirror, NOW)).toEqual({ at: NOW - 40_000, every: 10 })
    signOn(mirror, 'u8')
    expect(newestFix(mirror, instant(NOW - 6_000))).toEqual({ at: NOW - 6_000, every: 10 })
  })

  it('[S30] says of a call for help that its place is old, of unknown time or unknown; a fresh place needs no words', () => {
    const mirror = mirrorOf({ 7: NOW - 40_000, 8: NOW - 8 * MINUTE, 9: 0 })
    expect(['u7', 'u8', 'u9'].map((id) => callPlaceText(say, mirror, id, NOW))).toEqual([null, '位置 8 分前', '位置未知'])
    mirror.sos.set('u9', { unit: unitId('u9'), region: '510304', at: NOW, lon: 104.8, lat: 29.4 })
    expect(callPlaceText(say, mirror, 'u9', NOW)).toBe('位置时刻不明')
    const facts: CardFacts = { events: new Map(), units: mirror.units, sos: mirror.sos, sources: [], now: NOW, faint: false, placed: (id) => callPlaceText(say, mirror, id, NOW) }
    expect(cardOf(say, names, alarm('u8', 1, NOW, 'sos'), facts).detail).toBe('21:36 呼救·位置 8 分前·民警')
  })
})

describe('alarms', () => {
  it('[S21] puts calls for help first, then level, and a new alarm before the old ones of its level', () => {
    const sorted = sortAlarms([alarm('old', 1, NOW - HOUR), alarm('two', 2, NOW), alarm('new', 1, NOW), alarm('u7', 1, NOW - 2 * HOUR, 'sos')])
    expect(sorted.map(({ about }) => about)).toEqual(['u7', 'new', 'old', 'two'])
  })

  it('[S21] hides none: what has no card is counted by level in the last place', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...severities), { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (levels, slots) => {
      const alarms = sortAlarms(levels.map((level, index) => alarm(`a${index}`, level, NOW - index)))
      const { shown, more, moreByLevel } = shareSlots(alarms, slots)
      expect(shown.length + more).toBe(alarms.length)
      expect(moreByLevel.reduce((sum, n) => sum + n, 0)).toBe(more)
      expect(shown.length + (more > 0 ? 1 : 0)).toBeLessThanOrEqual(slots)
    }))
  })

  it('[S22] tells what, where to community level, since when and how it stands, and no chip asks for what cannot be done', () => {
    const unit: Unit = { id: unitId('u7'), number: 7, name: '面07', tier: 'area', kind: 'car', team: '', region: regionCode('510304001') }
    const facts: CardFacts = {
      events: new Map([['e1', gridEvent('e1', { level: 1, kind: 'neighbour', stage: 'handling', occurred: instant(NOW - 5 * MINUTE) })]]), units: new Map([['u7', unit]]),
      sos: new Map([['u7', { unit: unit.id, region: '510304001018', at: NOW, lon: null, lat: null }]]), sources: [source('radio', { name: '电台网关', freshness: 'lost', last: null })],
      now: NOW, faint: true, placed: () => null,
    }
    expect(cardOf(say, names, alarm('e1', 1, NOW - 5 * MINUTE), facts)).toEqual({
      id: 'event:e1', level: 1, word: '红·特急', title: '邻里关系', place: '大安街道·仁和社区', detail: '21:31 发生', state: '处置中', age: { value: 5, unit: '分' }, faint: false, stands: false,
    })
    expect(cardOf(say, names, alarm('u7', 1, NOW, 'sos'), facts)).toMatchObject({ title: '紧急求助 面07', place: '位置未报', detail: '21:36 呼救·民警', state: '未解除', faint: true })
    expect(cardOf(say, names, alarm('radio', 2, NOW - HOUR, 'source'), facts)).toMatchObject({ title: '电台网关 中断', place: '定位网关', detail: '开机以来无数据' })
    expect(cardOf(say, names, alarm('radio', 2, NOW - HOUR, 'source'), { ...facts, sources: [source('radio', { last: instant(NOW - 22 * HOUR) })] }).detail).toBe('6月4日 23:36 起无数据')
    expect(cardOf(say, names, alarm('gone', 2, NOW - HOUR), facts)).toMatchObject({ title: '事件', state: '未解除' })
    expect(JSON.stringify([say('alarm.more', { n: 1 })])).not.toContain('待确认')
  })
})

describe('summary', () => {
  const facts = (levels: Severity[]) => ({ sos: new Map(), alarms: new Map([['s', alarm('radio', 2, NOW, 'source')]]), open: levels.map((level, index) => gridEvent(`e${index}`, { level })), levels: ['特急', '紧急'] as const })

  it('[S23] says facts with their numbers, gravest first', () => {
    expect(summarise(say, facts([1, 2, 2, 4]), 40).map(({ text }) => text)).toEqual(['1 起特急', '2 起紧急', '1 路来源中断', '4 件在办'])
    expect(summarise(say, facts([4]), 40).map(({ text }) => text)).toEqual(['无特急、紧急事件', '1 路来源中断', '1 件在办'])
    expect(clauseParts({ text: '12 起特急', n: 12 })).toEqual({ before: '', n: '12', after: ' 起特急' })
    expect(clauseParts({ text: '无特急、紧急事件', n: null })).toEqual({ before: '无特急、紧急事件', n: '', after: '' })
  })

  it('[S23] counts what a wall does not show one by one, and never says that there is none while its alarm stands', () => {
    const hidden = { ...facts([4]), total: 3, alarms: new Map([['e', alarm('gone', 1, NOW)]]) }
    expect(summarise(say, hidden, 40).map(({ text }) => text)).toEqual(['1 起特急', '3 件在办'])
  })

  it('[S23] fits its place by leaving out the last clauses, never the first', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...severities), { maxLength: 200 }), fc.integer({ min: 4, max: 60 }), (levels, room) => {
      const clauses = summarise(say, facts(levels), room)
      const width = clauses.reduce((sum, { text }) => sum + emsOf(text), clauses.length - 1)
      return clauses.length === 1 || width <= room
    }))
  })
})

describe('link bar', () => {
  const cellFacts = (change: Partial<CellFacts> = {}): CellFacts => ({ link: 'live', silence: 0, sources: [], last: null, now: NOW, ...change })

  it('[S24] has a cell for this screen, for every source and for the last break, with what was made up', () => {
    const cells = linkCells(say, cellFacts({ sources: [source('radio', { last: instant(NOW - 41_000), freshness: 'aging' }), source('grid', { last: null, freshness: 'lost' })], last: { from: instant(NOW - 125 * MINUTE), to: instant(NOW - 123 * MINUTE), entries: 14 } }), 9)
    expect(cells.map(({ name, text, state }) => [name, text, state])).toEqual([
      ['本屏链路', '实时', 'live'], ['radio', '41 秒前', 'aging'], ['grid', '未收到数据', 'lost'], ['上次中断', '19:31–19:33 已补 14 条', 'live'],
    ])
    expect(linkCells(say, cellFacts({ last: { from: NOW, to: NOW, entries: 'picture' } }), 9).at(-1)?.text).toBe('21:36 已重取全图')
    expect(linkCells(say, cellFacts({ last: { from: NOW, to: NOW, entries: null } }), 9).at(-1)?.text).toBe('21:36')
    expect(linkCells(say, cellFacts({ last: { from: instant(NOW - 22 * HOUR), to: instant(NOW - 20 * HOUR), entries: 0 } }), 9).at(-1)?.text).toBe('6月4日 23:36–01:36 无遗漏')
    expect(linkCells(say, cellFacts({ link: 'degraded', silence: 4 }), 9)[0]).toMatchObject({ text: '迟滞·4 秒', state: 'aging' })
  })

  it('[S24] shows troubled sources first when there are more than places, and counts the others', () => {
    const sources = Array.from({ length: 12 }, (_, index) => source(`s${index}`, index === 11 ? { freshness: 'lost' } : {}))
    const cells = linkCells(say, cellFacts({ sources }), 7)
    expect(cells).toHaveLength(7)
    expect(cells.map(({ id }) => id)).toContain('s11')
    expect(cells.find(({ id }) => id === 'others')?.text).toBe('8 路实时')
  })

  it('[S24] deals all cells to the columns, none across an edge', () => {
    const names = fc.array(fc.constantFrom('电台网关', '12345', '对讲定位网关', '网格平台'), { maxLength: 20 })
    fc.assert(fc.property(names, fc.boolean(), fc.constantFrom([38, 39, 38], [58, 59, 58], [58, 59, 59, 58], [62], [38, 39], [36]), (list, broken, columns) => {
      const sources = list.map((name, index) => source(`s${index}`, { name }))
      const bar = barColumns(say, cellFacts({ sources, last: broken ? { from: NOW, to: NOW, entries: 1 } : null }), columns)
      const most = placesIn(columns)
      bar.forEach(({ places, cells }, index) => {
        expect(cells.reduce((sum, { span }) => sum + span, 0)).toBeLessThanOrEqual(places)
        expect(places).toBeLessThanOrEqual(most[index])
      })
      const ids = bar.flatMap(({ cells }) => cells.map(({ id }) => id))
      expect([ids[0], ids.at(-1)]).toEqual(['screen', 'last'])
      if (!ids.includes('others') && columns[0] > 36) expect(ids).toHaveLength(sources.length + 2)
    }))
  })
})

describe('names', () => {
  it('[S25] calls things by the catalogue, and an unknown code by itself', () => {
    expect(names.event({ category: 'dispute', kind: 'neighbour' })).toBe('邻里关系')
    expect(names.event({ category: 'dispute', kind: 'x' })).toBe('矛盾劝解')
    expect(names.event({ category: 'new', kind: null })).toBe('new')
    expect([names.category('dispute'), names.category('new')]).toEqual(['矛盾', 'new'])
    expect(namesOf(say, null, () => '').levelLabel(2)).toBe('橙·紧急')
    expect(names.source(source('jt808', { kind: 'dialect' }))).toBe('车载终端')
  })

  it('[S25] finds the shift, also over midnight', () => {
    const at = (hour: number) => instant(Date.UTC(2026, 5, 5, hour - 8, 30))
    expect([9, 17, 24, 3].map((hour) => shiftAt(catalogue.shifts, at(hour))?.name)).toEqual(['甲班', '丙班', '丙班', '丙班'].map((name, index) => (index === 1 ? '乙班' : name)))
    expect(shiftAt([{ name: '夜', from: '20:00', to: '08:00' }], at(23))?.name).toBe('夜')
    expect(shiftAt([], at(9))).toBeUndefined()
  })
})

describe('definitions', () => {
  const readings = {
    open: openReading({ handling: { count: 3, oldest: NOW } }), presence: presenceReading([0.9]), arrivals: arrivalsReading({ dispute: 4, other: 1 }, { dispute: [3] }),
    regions: regionsReading([{ region: '510304001', last24h: 2, before24h: 1, open: [0, 0, 0, 0] }]),
  }

  it('[S26] explains every figure: formula, window, as-of, source; and a share by its fraction', () => {
    for (const tile of tiles) {
      const explained = explain(say, names, readings, tile)
      expect(explained, tile).toMatchObject({ symbols: tile === 'duty' ? '' : 'count(e)', asOf: '21:36' })
      expect(explained?.formula, tile).toMatch(/[\u4e00-\u9fff]{4}/)
      expect(explained?.title.length, tile).toBeGreaterThan(1)
      expect(explained?.window, tile).toContain('6-05 21:36')
      expect(explained?.source, tile).toBe('本系统台账与定位')
      expect(explain(say, names, {}, tile), tile).toBeNull()
    }
    expect(explain(say, names, readings, 'presence:area')).toMatchObject({ figure: 85, unit: '%', numerator: 34, denominator: 40 })
  })

  it('[S26] opens the figure of who is on duty by tier, beside who is registered', () => {
    expect(explain(say, names, readings, 'duty')).toMatchObject({
      title: '在岗力量', figure: 120, numerator: 120, denominator: 150,
      parts: ['面', '线', '点'].flatMap((tier) => [{ label: `${tier} 在岗`, value: 40 }, { label: `${tier} 登记`, value: 50 }]),
    })
  })

  it('[S27] names as sources of a figure only those that it is counted from', () => {
    const sources = [source('jt808', { kind: 'dialect' }), source('radio', { name: '电台网关' }), source('grid', { kind: 'events', name: '网格平台' }), source('mute', { kind: 'events', name: '未通', last: null })]
    const heard = { ...readings, ingest: { formula: '', from: NOW, to: NOW, asOf: NOW, numerator: null, denominator: null, sources, refusals: {}, unregistered: 0 } }
    expect((['open', 'arrivals:24h', 'towns', 'presence', 'presence:line', 'duty'] as const).map((tile) => explain(say, names, heard, tile)?.source)).toEqual([
      '网格平台', '网格平台', '网格平台', '车载终端、电台网关', '车载终端、电台网关', '本系统台账与定位',
    ])
  })

  it('[S26] says so when parts do not add up', () => {
    expect(explain(say, names, readings, 'arrivals:ytd')).toMatchObject({ figure: 5, loose: false })
    expect(explain(say, names, readings, 'towns')).toMatchObject({ figure: 3, loose: true })
  })
})
