// The shift sheet as a workbook, read back as a spreadsheet program reads it; and its sentences.
import excel from 'exceljs'
import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { pagesOf, sayZh } from '../../../server/api/sheet-book.ts'
import { workbookOf } from '../../../server/api/workbook.ts'
import { reasonsText } from '../../../shared/words/sheet.ts'
import { sheetZh } from '../../../shared/words/sheet.zh-CN.ts'
import type { SheetRow, ShiftSheet } from '../../../shared/domain/sheet.ts'
import { at } from '../world/given.ts'

const shift = { name: '乙班', from: at('2026-07-01T16:00:00+08:00'), to: at('2026-07-02T00:00:00+08:00') }
const row = (more: Partial<SheetRow>): SheetRow => ({
  id: 'L01', name: '线01', tier: 'line', shift, planned: 4, due: 4, delivered: 3, missed: 1, early: 1, late: 0,
  amount: { part: 2_999.9, whole: 4_000.2 }, asked: null, last: at('2026-07-01T23:41:30+08:00'), state: 'short',
  reasons: [{ is: 'nobody', rounds: 1 }, { is: 'early', rounds: 1, at: [at('2026-07-01T17:55:00+08:00')] }], ...more,
})
const sheet: ShiftSheet = {
  which: 'before', asOf: at('2026-07-02T01:10:00+08:00'), region: { code: '510304', name: '大安区' }, district: '大安区', mark: 'demo', shifts: [shift], since: at('2026-06-30T08:00:00+08:00'),
  towns: [
    { code: '510304001', name: '大安街道', rows: [row({}), row({ id: 'P01', name: '=1+1', tier: 'point', amount: { part: 420, whole: 480 }, asked: 0.9, last: null, reasons: [] })] },
    { code: '510304100', name: '何市/镇', rows: [row({ id: 'P02', tier: 'point', amount: null, missed: 0, delivered: 4, state: 'whole', reasons: [] })] },
  ],
}

async function read(of: ShiftSheet): Promise<excel.Workbook> {
  const book = new excel.Workbook()
  const bytes = await workbookOf(pagesOf(of), of.asOf)
  await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
  return book
}

const valuesOf = (page: excel.Worksheet, at: number): unknown[] => (page.getRow(at).values as unknown[]).slice(1)

describe('workbook', () => {
  it('[I9] has the totals, all rows, a page for each town and the definitions; heads are Chinese and stay in sight', async () => {
    const book = await read(sheet)
    expect(book.worksheets.map(({ name }) => name)).toEqual(['汇总', '总表', '大安街道', '何市 镇', '口径'])
    for (const page of book.worksheets) {
      expect(page.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 })
      expect(page.getCell('A1').value).toBe('大安区 班次单（演示数据）')
      expect(page.getCell('A2').value).toBe('大安区  2026年7月1日 乙班 16:00–7月2日 00:00  截至 7月2日 01:10')
      expect(page.getColumn(1).width).toBeGreaterThan(5)
    }
    const heads = valuesOf(book.getWorksheet('总表')!, 3)
    expect(heads.slice(0, 9)).toEqual(['镇街', '层级', '编号', '名称', '班次', '计划', '应完成', '完成', '漏'])
    for (const head of heads) expect(head).toMatch(/[\u4e00-\u9fff]/)
    expect(valuesOf(book.getWorksheet('口径')!, 4)).toEqual([sheetZh.note.counts])
    expect(valuesOf(book.getWorksheet('口径')!, 4 + Object.keys(sheetZh.note).length)).toEqual(['覆盖记录自 6月30日 08:00 起'])
  })

  it('[I10] holds numbers as numbers, times as dates of the display zone, and text as text, whatever it looks like', async () => {
    const page = (await read(sheet)).getWorksheet('大安街道')!
    const first = valuesOf(page, 4)
    expect(first.slice(0, 14)).toEqual(['大安街道', '线·必巡线', 'L01', '线01', '乙班 16:00', 4, 4, 3, 1, 1, 0, 2_999, 4_000, '米'])
    expect(page.getCell('P4').value).toEqual(new Date('2026-07-01T23:41:30Z'))
    expect(page.getCell('P4').numFmt).toBe('yyyy-mm-dd hh:mm')
    expect(page.getCell('R4').value).toBe('1轮：时段内本镇街该层级无人在岗；1轮早于时段：17:55')
    expect(page.getCell('D5')).toMatchObject({ value: '=1+1', type: excel.ValueType.String })
    expect([page.getCell('O5').value, page.getCell('P5').value]).toEqual([0.9, null])
    const totals = (await read(sheet)).getWorksheet('汇总')!
    expect(valuesOf(totals, totals.rowCount)).toEqual(['合计', '点·必到点', 2, 1, 8, 8, 7, 1, 2, 0])
  })

  it('[I10] names no two pages alike, and says so when there is no shift', async () => {
    const twins = { ...sheet, towns: ['汇总', 'x'.repeat(40), 'x'.repeat(40)].map((name) => ({ code: name, name, rows: [] })) }
    const names = (await read(twins)).worksheets.map(({ name }) => name)
    expect(new Set(names).size).toBe(6)
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(31)
    const none = await read({ ...sheet, which: 'now', shifts: [], towns: [] })
    expect(none.getWorksheet('总表')!.getCell('A2').value).toBe('大安区  此刻没有进行中的班次  截至 01:10')
  })
})

describe('sentences', () => {
  it('[I11] every reason has its sentence, with another day named where it is another, and every character is in the face', () => {
    const said = (reasons: SheetRow['reasons']) => reasonsText(sayZh, row({ tier: 'area', reasons }))
    const time = at('2026-07-02T00:05:00+08:00')
    expect([
      said([{ is: 'unrecorded', rounds: 2, since: time }]), said([{ is: 'short', rounds: 1, most: 7, asked: 12, unit: 'minutes' }]), said([{ is: 'unexplained', rounds: 3 }]),
      said([{ is: 'refilled', rounds: 1, received: time }]), said([{ is: 'void', since: time }]), said([{ is: 'unmanned', minutes: 9, nobody: 0 }]), said([{ is: 'unmanned', minutes: 9, nobody: 4 }]), said([]),
    ]).toEqual([
      '2次驻留：记录自 7月2日 00:05 起，此前不知', '1次驻留：到过，最多 7 分，应有 12 分', '3次驻留：未说明',
      '1次驻留含时段结束后补传的定位，7月2日 00:05 收到', '7月2日 00:05 起无人', '在岗少 9 分', '在岗少 9 分；本镇街该层级无人在岗 4 分', '',
    ])
    const covered = new Set(readFileSync('public/fonts/characters.txt', 'utf8'))
    expect([...JSON.stringify(sheetZh)].filter((character) => !covered.has(character))).toEqual([])
  })
})
