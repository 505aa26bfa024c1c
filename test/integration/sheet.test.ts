// The shift sheet on a real server: who gets it, as JSON and as a workbook, of which shift and region.
import excel from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import type { Clock } from '../../server/clock.ts'
import { totalsOf, type ShiftSheet } from '../../shared/domain/sheet.ts'
import type { CoverageReading } from '../../shared/domain/reading.ts'
import { HOUR, instant } from '../../shared/domain/time.ts'
import { call, startServer, type Started } from '../start.ts'

const [screen, events] = ['c'.repeat(43), 'e'.repeat(43)]
const extra = { screens: { key: hashKey(screen) }, keys: [{ id: 'events', name: '事件', hash: hashKey(events), rights: ['events'] }] }
/** Stands at 09:00 of a Wednesday, moved by the test. */
let time: number = Date.parse('2026-07-01T09:00:00+08:00')
const clock: Clock = { speed: 1, now: () => instant(time), resume: () => undefined }

let server: Started
beforeAll(async () => { server = await startServer({ extra, clock }) })
afterAll(async () => { await server.stop() })

const sheet = async (query = ''): Promise<ShiftSheet> => (await server.api('GET', `/api/sheet${query}`)).body as unknown as ShiftSheet

describe('shift sheet', () => {
  it('[I12] is for keys that may read and for screens, and names what cannot be asked', async () => {
    const status = async (key: string, path = '/api/sheet') => (await call(server.app.address, key, 'GET', path)).status
    expect([await status(server.drill.key), await status(screen), await status(events), await status('x'.repeat(43))]).toEqual([200, 200, 403, 401])
    expect((await fetch(`${server.app.address}/api/sheet.xlsx`)).status).toBe(401)
    expect((await server.api('GET', '/api/sheet?shift=tomorrow')).body).toMatchObject({ refused: 'BODY_MALFORMED' })
    expect((await server.api('GET', '/api/sheet?region=999999')).body).toMatchObject({ refused: 'REGION_UNKNOWN' })
    expect((await server.api('GET', '/api/sheet.xlsx?region=999999')).body).toMatchObject({ refused: 'REGION_UNKNOWN' })
  })

  it('[I13] has every beat of the shift once, town by town, with the totals of the coverage reading', async () => {
    const whole = await sheet()
    const coverage = ((await server.api('GET', '/api/readings')).body as { coverage: CoverageReading }).coverage
    expect(whole).toMatchObject({ which: 'now', asOf: time, mark: 'demo', district: '大安区', shifts: [{ name: '甲班' }] })
    expect(whole.towns).toHaveLength(15)
    const rows = whole.towns.flatMap((town) => town.rows)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(rows).toHaveLength(coverage.denominator ?? -1)
    for (const [tier, key] of [['area', 'stays'], ['line', 'rounds'], ['point', 'visits']] as const) {
      expect(totalsOf(rows.filter((row) => row.tier === tier)).planned).toBe(coverage.tiers[tier].shift[key].planned)
    }
    const [town] = whole.towns
    expect(await sheet(`?region=${town.code}`)).toMatchObject({ region: { code: town.code, name: town.name }, towns: [{ code: town.code, rows: town.rows }] })
  })

  it('[I13] of the shift that is over, every missed round has a reason that shares it, and the workbook says the same', async () => {
    time += 8 * HOUR
    const before = await sheet('?shift=before')
    expect(before.shifts).toEqual([{ name: '甲班', from: Date.parse('2026-07-01T08:00:00+08:00'), to: Date.parse('2026-07-01T16:00:00+08:00') }])
    const rows = before.towns.flatMap((town) => town.rows)
    const missed = totalsOf(rows).missed
    expect(missed).toBeGreaterThan(100)
    const shared = rows.map(({ reasons }) => reasons.reduce((sum, reason) => sum + (reason.is === 'unrecorded' || reason.is === 'nobody' || reason.is === 'short' || reason.is === 'unexplained' ? reason.rounds : 0), 0))
    expect(shared).toEqual(rows.map((row) => row.missed))
    // Some rounds could begin before nine, when the record did; and nobody has ever signed on.
    expect(new Set(rows.flatMap(({ reasons }) => reasons.map(({ is }) => is)))).toEqual(new Set(['unrecorded', 'nobody', 'unmanned']))

    const answer = await fetch(`${server.app.address}/api/sheet.xlsx?shift=before`, { headers: { authorization: `Bearer ${screen}` } })
    expect([answer.status, answer.headers.get('content-disposition'), answer.headers.get('content-type')]).toEqual([
      200, 'attachment; filename=sheet-510304-20260701-0800.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ])
    const book = new excel.Workbook()
    await book.xlsx.load(await answer.arrayBuffer())
    const all = book.getWorksheet('总表')!
    expect(all.rowCount).toBe(3 + rows.length)
    expect(Array.from({ length: rows.length }, (_, index) => [all.getCell(4 + index, 3).value, all.getCell(4 + index, 9).value])).toEqual(rows.map((row) => [row.id, row.missed]))
  })
})
