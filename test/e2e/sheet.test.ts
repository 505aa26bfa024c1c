// The shift sheet in a real browser: what is on it, in both languages, and how it comes out of the printer.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import excel from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../server/app/build.ts'
import { hashKey } from '../../server/api/doors.ts'
import type { Clock } from '../../server/clock.ts'
import type { ShiftSheet } from '../../shared/domain/sheet.ts'
import { HOUR, instant } from '../../shared/domain/time.ts'
import { root, startServer, type Started } from '../start.ts'
import { launch } from './browser.ts'

const results = join(root, 'test-results')
const key = 'k'.repeat(43)
let time = Date.parse('2026-07-01T09:00:00+08:00') as number
const clock: Clock = { speed: 1, now: () => instant(time), resume: () => undefined }
let browser: Browser
let server: Started

beforeAll(async () => {
  mkdirSync(results, { recursive: true })
  await ensureBuilt(root, () => undefined)
  browser = await launch()
  server = await startServer({ clock, extra: { screens: { key: hashKey(key) } } })
  time += 8 * HOUR
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(query: string, ready = '[data-ready="true"]'): Promise<{ page: Page; faults: string[]; asked: URL[] }> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 1300 } })
  const [faults, asked]: [string[], URL[]] = [[], []]
  page.on('pageerror', (error) => { faults.push(error.message) })
  page.on('request', (request) => { asked.push(new URL(request.url())) })
  await page.goto(`${server.app.address}/sheet${query}`)
  await page.waitForSelector(ready)
  return { page, faults, asked }
}
const sheet = async (): Promise<ShiftSheet> => (await server.api('GET', '/api/sheet?shift=before')).body as unknown as ShiftSheet

describe('shift sheet page', () => {
  it('[I14] has a page of totals and each town\'s own, with every beat, its reasons, where, when, as of when, and that it is a demo', async () => {
    const { page, faults, asked } = await open(`?shift=before#key=${key}`)
    const { towns } = await sheet()
    const sections = await page.locator('main > section').allInnerTexts()
    expect(sections).toHaveLength(1 + towns.length)
    for (const text of sections) for (const part of ['大安区', '班次单', '2026年7月1日 甲班 08:00–16:00', '截至 17:00', '演示数据']) expect(text).toContain(part)
    towns.forEach(({ name, rows }, index) => {
      for (const part of [name, '带班领导', '值班员', '接班人', '本镇街该层级无人在岗', ...rows.map((row) => row.name)]) expect(sections[1 + index]).toContain(part)
    })
    expect(faults).toEqual([])
    expect(asked.filter(({ origin, protocol }) => protocol !== 'data:' && origin !== server.app.address)).toEqual([])
    expect(asked.filter(({ href }) => href.includes(key))).toEqual([])
    await page.screenshot({ path: join(results, 'sheet.png') })
    await page.close()
  })

  it('[I15] prints black on white on upright A4, without buttons, every town on pages of its own', async () => {
    const { page } = await open(`?shift=before#key=${key}`)
    const pdf = (await page.pdf({ path: join(results, 'sheet.pdf'), preferCSSPageSize: true })).toString('latin1')
    const pages = pdf.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0
    const { towns } = await sheet()
    expect(pages).toBeGreaterThanOrEqual(1 + towns.length)
    expect(pages).toBeLessThan(3 * (1 + towns.length))
    for (const [, width, height] of pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)) {
      expect(Number(width)).toBeCloseTo(595, -1)
      expect(Number(height)).toBeCloseTo(842, -1)
    }
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('nav').isVisible()).toBe(false)
    const look = (selector: string) => page.locator(selector).first().evaluate((one) => ({ ink: getComputedStyle(one).color, paper: getComputedStyle(document.body).backgroundColor, breaks: getComputedStyle(one).breakAfter }))
    expect(await look('main > section')).toEqual({ ink: 'rgb(0, 0, 0)', paper: 'rgb(255, 255, 255)', breaks: 'page' })
    expect((await look('main > section:last-child')).breaks).toBe('auto')
    // Nothing reaches over the paper's edge.
    await page.setViewportSize({ width: 703, height: 1000 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(703)
    await page.close()
  })

  it('[I15] a town that takes several pages has its head on each', async () => {
    const page = await browser.newPage()
    const { towns: [town], ...rest } = await sheet()
    const long = { ...rest, towns: [{ ...town, rows: Array.from({ length: 8 }, () => town.rows).flat() }] }
    await page.route('**/api/sheet?*', (route) => route.fulfill({ json: long }))
    await page.goto(`${server.app.address}/sheet?shift=before#key=${key}`)
    await page.waitForSelector('[data-ready="true"]')
    const pages = (await page.pdf({ preferCSSPageSize: true, path: join(results, 'sheet-long.pdf') })).toString('latin1').match(/\/Type \/Page\b(?!s)/g)!.length
    expect(pages).toBeGreaterThan(4)
    // The printer repeats a table's head, and only a table's: that is where it stands.
    expect(await page.locator('main > section > table > thead header').count()).toBe(2)
    expect(await page.locator('main > section > table > thead').last().evaluate((one) => getComputedStyle(one).display)).toBe('table-header-group')
    await page.close()
  })

  it('[I16] changes between shifts, speaks English, saves the workbook, and says why there is no sheet', async () => {
    const { page } = await open(`?shift=before&lang=en&region=510304001#key=${key}`)
    const text = async () => (await page.locator('.sheet').innerText()).replace(/\s+/g, ' ')
    expect(await text()).toContain('Shift sheet')
    expect(await text()).toContain('DEMO DATA')
    expect(await page.locator('main > section').count()).toBe(2)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save XLSX' }).click()])
    const book = new excel.Workbook()
    await book.xlsx.readFile(await download.path())
    expect(book.worksheets.map(({ name }) => name)).toEqual(['汇总', '总表', '大安街道', '口径'])
    await page.getByRole('button', { name: 'This shift' }).click()
    await page.waitForFunction(() => document.body.innerText.includes('counted up to now'))
    expect(await text()).toContain('16:00–2/7 00:00')
    await page.close()

    const stranger = await open('?shift=before', '[role="alert"]')
    expect(await stranger.page.locator('[role="alert"]').innerText()).toMatch(/^未取得：[\u4e00-\u9fff]/)
    expect(await stranger.page.locator('main').count()).toBe(0)
    await stranger.page.close()
  })
})
