// The shift sheet's page without a browser: its address, its cells, its sentences in both languages, its store.
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { sceneName } from '../../../client/scenes/names.ts'
import { amountText, faultText, lastText } from '../../../client/scenes/sheet/cells.ts'
import { sheetPath, useSheet, type Ask } from '../../../client/stores/sheet.ts'
import { readAddress } from '../../../client/stores/address.ts'
import { createWords } from '../../../client/words/index.ts'
import { reasonsText, shiftText, type SheetSay } from '../../../shared/words/sheet.ts'
import type { ShiftSheet } from '../../../shared/domain/sheet.ts'
import { sayZh } from '../../../server/api/sheet-book.ts'
import { at } from '../../server/world/given.ts'

beforeEach(() => { setActivePinia(createPinia()) })

const shift = { name: '乙班', from: at('2026-07-01T16:00:00+08:00'), to: at('2026-07-02T00:00:00+08:00') }
const saying = (lang: 'zh-CN' | 'en'): SheetSay => (key, values) => createWords(lang).global.t(`shiftSheet.${key}`, values ?? {})

describe('shift sheet', () => {
  it('[I17] has an address of its own and takes its shift from it', () => {
    expect([sceneName('/sheet/', 'duty'), sceneName('/', 'sheet')]).toEqual(['sheet', 'sheet'])
    expect([readAddress('?shift=before').shift, readAddress('?shift=never').shift]).toEqual(['before', 'now'])
    expect([sheetPath('sheet', 'now', null), sheetPath('sheet.xlsx', 'before', '510304001')]).toEqual(['/api/sheet?shift=now', '/api/sheet.xlsx?shift=before&region=510304001'])
  })

  it('[I18] rounds down, shows a share beside what is asked, and a dash where nothing is measured', () => {
    expect([
      amountText({ tier: 'area', amount: { part: 37.9, whole: 48 }, asked: null }), amountText({ tier: 'line', amount: { part: 999.9, whole: 1000.4 }, asked: null }),
      amountText({ tier: 'point', amount: { part: 89.99, whole: 100 }, asked: 0.9 }), amountText({ tier: 'point', amount: null, asked: null }), amountText({ tier: 'line', amount: { part: 0, whole: 0 }, asked: null }),
    ]).toEqual(['37 / 48', '999 / 1000', '89% / 90%', '–', '–'])
    expect([faultText(0), faultText(3), lastText({ last: null }), lastText({ last: at('2026-07-01T23:05:59+08:00') })]).toEqual(['·', '3', '–', '23:05'])
  })

  it('[I11] the page says what the workbook says, and the same in English', () => {
    const row = { tier: 'point' as const, shift, reasons: [{ is: 'nobody' as const, rounds: 2 }, { is: 'unmanned' as const, minutes: 9, nobody: 4 }] }
    expect(reasonsText(saying('zh-CN'), row)).toBe(reasonsText(sayZh, row))
    expect(reasonsText(saying('en'), row)).toBe('2 visits: nobody of the tier in this town was on duty; 9 min short; for 4 min nobody of the tier in this town was on duty')
    expect(shiftText(saying('zh-CN'), { which: 'now', shifts: [shift] })).toBe('2026年7月1日 乙班 16:00–7月2日 00:00')
    expect(shiftText(saying('en'), { which: 'before', shifts: [] })).toBe('no shift has ended in the last two days')
  })

  it('[I19] an answer that a newer question has overtaken is dropped; a refusal is kept by its code, and no old sheet stands beside it', async () => {
    const store = useSheet()
    const sheet = (asOf: number) => ({ asOf }) as unknown as ShiftSheet
    const answers = new Map<string, (body: unknown, ok?: boolean) => void>()
    const ask: Ask = (path) => new Promise((done) => { answers.set(path, (body, ok = true) => { done({ ok, status: ok ? 200 : 401, json: () => Promise.resolve(body), blob: () => Promise.resolve(new Blob()) }) }) })
    const first = store.load('now', null, ask)
    const second = store.load('before', null, ask)
    answers.get('/api/sheet?shift=before')!(sheet(2))
    answers.get('/api/sheet?shift=now')!(sheet(1))
    await Promise.all([first, second])
    expect([store.sheet?.asOf, store.shift, store.fault]).toEqual([2, 'before', null])
    const third = store.load('before', null, ask)
    answers.get('/api/sheet?shift=before')!({ refused: 'CREDENTIAL_WRONG' }, false)
    await third
    expect([store.sheet, store.fault]).toEqual([null, 'CREDENTIAL_WRONG'])
    await store.load('before', null, () => Promise.reject(new Error('offline')))
    expect(store.fault).toBe('offline')
    expect(await store.book(null, () => Promise.reject(new Error('gone')))).toBeNull()
    expect(store.fault).toBe('gone')
  })
})
