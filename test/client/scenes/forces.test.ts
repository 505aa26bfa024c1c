// Teams, officers in grids and grid members on the wall: words where nothing is recorded, dashes for the few, one definition a figure.
import { describe, expect, it } from 'vitest'
import type { ForcesReading, GridsReading, MembersReading, TeamFigures, TeamsReading } from '../../../shared/domain/reading.ts'
import { DAY, instant } from '../../../shared/domain/time.ts'
import { explain } from '../../../client/scenes/duty/explain.ts'
import { namesOf } from '../../../client/scenes/duty/names.ts'
import { daysOf, forcesLine, forcesParts, forcesTiles, hoursText, kindsOf, lackOf, placeRowsOf, starRows } from '../../../client/scenes/forces/figures.ts'
import { layoutOf } from '../../../client/scenes/patrol/layout.ts'
import { NOW, say } from '../given.ts'

const frame = { formula: 'f', from: instant(NOW - 7 * DAY), to: NOW, asOf: NOW }
const figures = (change: Partial<TeamFigures> = {}): TeamFigures => ({ teams: 4, roll: 60, out: 2, people: 17, hours: 12.4, hours7d: 1534.6, ...change })
const none: TeamFigures = { teams: 0, roll: 0, out: 0, people: 0, hours: 0, hours7d: 0 }
const teams = (change: Partial<TeamsReading> = {}): TeamsReading => ({
  ...frame, ...figures(), numerator: 2, denominator: 4, forgotten: 0,
  byKind: { armband: none, 'building-watch': figures({ teams: 3 }), other: figures({ teams: 1, out: 0, people: 0 }) },
  rows: [{ region: '510304001', ...figures(), teamsByKind: {} }, { region: '510304002', ...none, teamsByKind: {} }, { region: '510304', ...figures({ people: null, hours: null, hours7d: null }), teamsByKind: {} }], ...change,
})
const grids = (change: Partial<GridsReading> = {}): GridsReading => ({
  ...frame, grids: 50, bound: 47, visits: 81, unvisited: 6, numerator: 47, denominator: 50, officers: 47, since: instant(NOW - 90 * DAY),
  rows: [{ region: '510304001', grids: 50, bound: 47, visits: 81, unvisited: 6 }, { region: '510304', grids: 0, bound: 0, visits: 0, unvisited: 0 }], ...change,
})
const members = (change: Partial<MembersReading> = {}): MembersReading => ({
  ...frame, from: instant(NOW - 29.5 * DAY), members: 121, numerator: 120, denominator: 121, stars: [null, null, 40, 20, 10, 0], work: [{ criterion: 'basic', amount: 3898, earned: 0.759 }], ...change,
})
const forces = (change: Partial<ForcesReading> = {}): ForcesReading => ({ teams: teams(), grids: grids(), members: members(), ...change })
const nothing = forces({
  teams: teams({ ...none, byKind: { armband: none }, rows: [{ region: '510304', ...none, teamsByKind: {} }], numerator: 0, denominator: 0 }),
  grids: grids({ bound: 0, visits: 0, unvisited: null, officers: 0, since: null, numerator: 0 }),
  members: members({ members: 0, numerator: 0, denominator: 0, stars: [0, 0, 0, 0, 0, 0] }),
})
const names = namesOf(say, null, (code) => code)
const definition = (tile: (typeof forcesTiles)[number], reading: ForcesReading) => explain(say, names, { forces: reading }, tile)

describe('forces on the wall', () => {
  it('[V33] a part without records is told in words and by no figure; zero is said only where there are records', () => {
    expect(forcesParts.map((part) => lackOf(say, part, null))).toEqual(['尚未取得群防读数', '尚未取得群防读数', '尚未取得群防读数'])
    expect(forcesParts.map((part) => lackOf(say, part, nothing))).toEqual(['未登记群防队伍', '未登记进格干警', '未登记网格员'])
    expect(forcesParts.map((part) => lackOf(say, part, forces()))).toEqual([null, null, null])
    expect(forcesLine(say, nothing)).toEqual([])
    for (const tile of forcesTiles) expect(definition(tile, nothing), tile).toMatchObject({ figure: null, numerator: null, denominator: null, parts: [] })

    // Nobody is out, but there are duties of the week: that is a zero. Without any there is none.
    expect(forcesLine(say, forces({ teams: teams({ out: 0, people: 0, hours: 0 }) }))[0].text).toBe('群防在岗 0 / 4 队·0 人')
    const idle = forces({ teams: teams({ out: 0, people: 0, hours: 0, hours7d: 0 }), grids: grids({ visits: 0, unvisited: 50 }), members: members({ numerator: 0, work: [{ criterion: 'basic', amount: 0, earned: 0 }] }) })
    expect(forcesLine(say, idle).map(({ text }) => text)).toEqual(['干警 47 / 50 格·近 30 天无走访记录'])
    expect(forcesTiles.map((tile) => JSON.stringify(definition(tile, idle)?.notes))).toEqual([
      expect.stringContaining('近 7 天无上岗记录'), expect.stringContaining('近 30 天无走访记录'), expect.stringContaining('近 30 天无工作记录'),
    ])
    expect(definition('forces:teams', idle)).toMatchObject({ figure: null, parts: [] })
    expect(daysOf(members())).toBe(30)
    // Visits this month while the record is too young to tell which grids lie unvisited.
    expect(JSON.stringify(definition('forces:grids', forces({ grids: grids({ unvisited: null }) }))?.notes)).toContain('记录不足 30 天')
    expect(lackOf(say, 'members', forces({ members: members({ stars: null }) }))).toBe('未定评星办法')
    expect(lackOf(say, 'grids', forces({ grids: grids({ grids: 0 }) }))).toBe('本辖区未划网格')
  })

  it('[V34] what is withheld of few people is a dash or a word, never 0', () => {
    expect([hoursText(null), hoursText(0), hoursText(12.4), hoursText(9), hoursText(1534.6)]).toEqual(['–', '0', '12.4', '9', '1535'])
    expect(starRows(members()).map(({ stars, count, share }) => [stars, count, share])).toEqual([[5, 0, 0], [4, 10, 0.25], [3, 20, 0.5], [2, 40, 1], [1, null, 0], [0, null, 0]])
    expect(placeRowsOf('teams', forces()).at(-1)?.cells).toEqual(['2 / 4', null, null, null])
    expect(lackOf(say, 'members', forces({ members: members({ members: null, numerator: null, denominator: null, stars: null, work: null }) }))).toBe('不足 5 人，不显示')
    expect(forcesLine(say, forces({ teams: teams({ people: null, hours: null, hours7d: null }) }))[0].text).toBe('群防在岗 2 / 4 队')
    const few = forces({ teams: teams({ people: null, hours: null, hours7d: null, roll: null }), grids: grids({ officers: null }) })
    expect(definition('forces:teams', few)?.notes?.map(({ text }) => text)).toEqual(['4 队·不足 5 人，不显示', '不足 5 人，不显示'])
    expect(definition('forces:grids', few)?.notes?.[0].text).toBe('不足 5 人，不显示')
    expect(JSON.stringify(definition('forces:members', forces())?.notes)).toContain('人数过少的星级不显示')
  })

  it('[V35] every figure of forces is explained: words, window, fraction, source, and what it is made of by the regions right below', () => {
    for (const tile of forcesTiles) {
      const explained = definition(tile, forces())
      expect(explained, tile).toMatchObject({ asOf: '21:36', source: '本系统台账', symbols: '' })
      expect(explained?.formula, tile).toMatch(/[\u4e00-\u9fff]{4}/)
      expect(explained?.window, tile).toContain('6-05 21:36')
      expect(explain(say, names, {}, tile), tile).toBeNull()
    }
    expect(definition('forces:teams', forces())).toMatchObject({ figure: 2, numerator: 2, denominator: 4, parts: [{ label: 'armband', value: 0 }, { label: 'building-watch', value: 2 }, { label: 'other', value: 0 }], loose: false })
    expect(definition('forces:grids', forces())).toMatchObject({ figure: 47, numerator: 47, denominator: 50 })
    expect(definition('forces:members', forces())).toMatchObject({ figure: 121, numerator: 120, denominator: 121 })
    expect(JSON.stringify(definition('forces:teams', forces({ teams: teams({ forgotten: 2 }) }))?.notes)).toContain('2 队上岗超过 24 小时')
    // A region without any of it has no row; what is known no finer than the region shown comes last and is told apart.
    expect(placeRowsOf('teams', forces()).map(({ region, own }) => [region, own])).toEqual([['510304001', false], ['510304', true]])
    expect(placeRowsOf('grids', forces())).toEqual([{ region: '510304001', own: false, cells: ['47 / 50', '81', '6'] }])
    expect(placeRowsOf('members', forces())).toEqual([])
  })

  it('[V36] kinds of teams stand as the catalogue orders them, those without teams last, and what has no room is counted', () => {
    expect(kindsOf(teams(), 4)).toMatchObject({ shown: [{ code: 'building-watch' }, { code: 'other' }, { code: 'armband' }], more: 0 })
    expect(kindsOf(teams(), 2)).toMatchObject({ shown: [{ code: 'building-watch' }], more: 2 })
    const catalogue = { teams: [{ code: 'armband', name: '红袖标巡防队', short: '红袖标' }], rating: { days: 30, criteria: [{ code: 'basic', name: '基础工作', weight: 100, target: 4 }], stars: [1, 2, 3, 4, 5] } }
    const own = namesOf(say, { categories: [], levels: [], shifts: [], ...catalogue } as unknown as Parameters<typeof namesOf>[1], (code) => code)
    expect([own.team('armband'), own.team('choir'), own.criterion('basic'), own.criterion('song')]).toEqual(['红袖标巡防队', 'choir', '基础工作', 'song'])
  })

  it('[V37] wide patrol walls give forces a panel of their own, and none of the others becomes lower than it reads', () => {
    for (const [width, panel] of [[120, false], [180, true], [240, true]] as const) expect([width, layoutOf(width, 67.5, null).panels.includes('forces')]).toEqual([width, panel])
    const { rows, areas } = layoutOf(180, 67.5, { x: 3, y: 2 })
    expect(areas.map(([first]) => first)).toEqual(['area', 'line', 'forces'])
    expect(rows[1]).toBeGreaterThan(15)
    expect(rows[2]).toBeCloseTo(14.4)
    expect(layoutOf(180, 50, null).panels).not.toContain('forces')
  })
})
