// Where things stand: columns on bezels, rows beside them, panels dropped before text would shrink.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gridOf, layoutOf, openedBy, PANELS_TOP, type Opened } from '../../../client/scenes/duty/layout.ts'
import { placeRows } from '../../../client/scenes/duty/rows.ts'
import { layoutOf as patrolLayoutOf } from '../../../client/scenes/patrol/layout.ts'
import { sceneName } from '../../../client/scenes/names.ts'

const opened = fc.constantFrom<Opened | null>(null, 'definition', 'card')
const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0)

describe('layout', () => {
  it('[S15] sets the four reference walls as the look prescribes', () => {
    const three = layoutOf(120, 67.5, null)
    expect([three.name, three.columns, three.alarmSlots]).toEqual(['three', [38, 39, 38], 3])
    expect(three.rows.map((row) => Math.round(row * 10) / 10)).toEqual([29.7, 20.6])
    const wide = layoutOf(180, 67.5, null)
    expect([wide.name, wide.columns, wide.alarmSlots]).toEqual(['wide', [58, 59, 58], 3])
    const four = layoutOf(240, 67.5, null)
    expect([four.name, four.columns, four.alarmSlots]).toEqual(['four', [58, 59, 59, 58], 4])
    for (const { panels } of [three, wide, four]) expect(panels).toEqual(['map', 'queue', 'tide', 'arrivals', 'towns'])
    expect(three.areas[1]).toEqual(['tide', 'arrivals', 'towns'])
    expect(layoutOf(180, 33.75, null).name).toBe('strip')
  })

  it('[S15] drops panels when the room is deep, instead of shrinking text', () => {
    expect(layoutOf(80, 45, null).panels).toEqual(['map', 'queue'])
    expect([layoutOf(65, 36.8, null).panels, layoutOf(65, 36.8, null).alarmSlots]).toEqual([['map'], 2])
  })

  it('[S16] lays the middle of every column gutter on a bezel, and rows on the nearest', () => {
    fc.assert(fc.property(fc.constantFrom(...[[120, 67.5, 2, 2], [120, 67.5, 3, 3], [120, 67.5, 4, 3], [180, 67.5, 3, 2], [240, 67.5, 4, 2], [240, 67.5, 8, 4], [360, 67.5, 6, 2]] as const), opened, ([width, height, x, y], sheet) => {
      const { columns, bezels } = layoutOf(width, height, { x, y }, sheet)
      expect(sum(columns) + columns.length - 1 + 3).toBeCloseTo(width)
      let edge = 1
      for (const column of columns.slice(0, -1)) {
        edge += column + 1
        expect(bezels.x.some((bezel) => Math.abs(bezel - edge) < 0.01)).toBe(true)
      }
    }))
    const { rows } = layoutOf(120, 67.5, { x: 3, y: 3 })
    expect(PANELS_TOP + rows[0] + 0.4).toBeCloseTo(45)
    expect(PANELS_TOP + layoutOf(180, 67.5, { x: 3, y: 2 }).rows[0] + 0.4).toBeCloseTo(33.75)
  })

  it('[S16] fills the height without overlap, whatever the screen', () => {
    fc.assert(fc.property(fc.double({ min: 40, max: 360, noNaN: true }), fc.double({ min: 30, max: 90, noNaN: true }), opened, (width, height, sheet) => {
      const { name, rows, columns, areas } = layoutOf(width, height, null, sheet)
      const top = name === 'strip' ? 7.5 : PANELS_TOP
      expect(top + sum(rows) + (rows.length - 1) * 0.8 + 1.5).toBeCloseTo(height)
      expect(areas).toHaveLength(rows.length)
      for (const row of areas) expect(row).toHaveLength(columns.length)
      for (const length of [...rows, ...columns]) expect(length).toBeGreaterThan(0)
      expect(gridOf(layoutOf(width, height, null, sheet)).areas).toContain('mast')
    }))
  })

  it('[S17] gives a definition a place of its own: no panel but the map makes room where three columns stand', () => {
    for (const width of [120, 180, 240]) expect(layoutOf(width, 67.5, null, 'definition').panels).toEqual(layoutOf(width, 67.5, null).panels)
    expect(layoutOf(120, 67.5, null, 'definition').areas[0]).toEqual(['map', 'sheet', 'queue'])
  })

  it('[V42] a card of what the map shows leaves the map whole on wide walls, and no strip loses its map to whatever is opened', () => {
    expect(['unit:u1', 'beat:A01', 'coverage:area', 'open'].map(openedBy)).toEqual(['card', 'card', 'definition', 'definition'])
    const cells = (layout: { readonly areas: readonly (readonly string[])[] }, area: string): number => layout.areas.flat().filter((one) => one === area).length
    for (const layout of [layoutOf, patrolLayoutOf]) {
      for (const width of [180, 240]) {
        expect(cells(layout(width, 67.5, null, 'card'), 'map')).toBe(cells(layout(width, 67.5, null), 'map'))
        expect(cells(layout(width, 67.5, null, 'card'), 'sheet')).toBeGreaterThan(0)
      }
    }
    for (const [width, modules] of [[180, null], [240, { x: 4, y: 1 }], [180, { x: 3, y: 1 }]] as const) {
      for (const what of ['definition', 'card'] as const) {
        const strip = layoutOf(width, 33.75, modules, what)
        expect([strip.name, cells(strip, 'map') > 0, cells(strip, 'sheet') > 0, cells(strip, 'alarms') > 0]).toEqual(['strip', true, true, true])
        for (const row of strip.areas) expect(row).toHaveLength(strip.columns.length)
      }
    }
  })
})

describe('rows', () => {
  it('[S18] never lets a bezel run through a row’s text, keeps order, and stays within the list', () => {
    fc.assert(fc.property(fc.nat({ max: 40 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 30, max: 120 }), fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 3 }), (count, top, room, height, lines) => {
      const inset = height * 0.2
      const bezels = lines.filter((line, index) => lines.every((other, at) => at === index || Math.abs(other - line) > 3 * height))
      const placed = placeRows(count, top, top + room, height, bezels, inset)
      placed.forEach(({ index, top: offset }, at) => {
        expect(index).toBe(at)
        expect(top + offset + height).toBeLessThanOrEqual(top + room + 0.5)
        if (at > 0) expect(offset).toBeGreaterThanOrEqual(placed[at - 1].top + height - 0.001)
        for (const bezel of bezels) expect(bezel <= top + offset + inset || bezel >= top + offset + height - inset).toBe(true)
      })
    }))
  })
})

describe('scenes', () => {
  it('[S19] knows its scenes by name and address', () => {
    expect(['duty', 'patrol', 'calibrate', 'nonsense', 'toString'].map((wanted) => sceneName('/', wanted))).toEqual(['duty', 'patrol', 'calibrate', 'duty', 'duty'])
    expect(sceneName('/calibrate/', 'duty')).toBe('calibrate')
  })
})
