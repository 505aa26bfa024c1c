// A unit chosen on the wall in a real browser: what its leaving is said to cost is what comes when it is really taken away.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../server/app/build.ts'
import type { Clock } from '../../server/clock.ts'
import { loadBeats } from '../../server/district/beats/load.ts'
import { beatStates, type CoverageReading } from '../../shared/domain/reading.ts'
import { clockText, instant, MINUTE, SECOND, type Instant } from '../../shared/domain/time.ts'
import { root, startServer, until, type Started } from '../start.ts'
import { launch } from './browser.ts'

/** So fast that a post's quarter of an hour is half a minute; a forenoon, whatever the hour of the machine. */
const SPEED = 30
const START = Date.parse('2026-03-02T10:30:00+08:00')
const begun = performance.now()
const clock: Clock = { now: () => instant(Math.round(START + (performance.now() - begun) * SPEED)), speed: SPEED, resume: () => undefined }

const [LAST, THERE, OTHER] = ['P02', 'P04', 'P08']
const secret = (unit: string): string => `Zk3vQp8wLr5xTn2yHb7m-${unit}`
let browser: Browser
let server: Started
let isUp = false
let page: Page
const faults: string[] = []
const places = new Map<string, readonly [number, number]>()
/** Who reports from which post, every second. */
const stands = new Map<string, string>()
const lastFix = new Map<string, number>()
let sender: NodeJS.Timeout | undefined

const coverage = async (): Promise<CoverageReading> => (await server.api('GET', '/api/readings')).body.coverage as CoverageReading
const voidsOf = ({ beats }: CoverageReading): string[] => beats.id.filter((_, row) => beatStates[beats.state[row]] === 'void')
const iso = (at: number): string => new Date(at).toISOString()
async function report(unit: string): Promise<void> {
  const at = clock.now()
  const [lon, lat] = places.get(stands.get(unit)!)!
  // A server that stops meanwhile has not taken it.
  const answer = await fetch(`http://127.0.0.1:${server.app.devices.osmand}/?id=${secret(unit)}&lat=${lat}&lon=${lon}&accuracy=5&timestamp=${at}`).catch(() => undefined)
  if (answer?.status === 200) lastFix.set(unit, at)
}
const sign = (unit: string, what: 'on' | 'off') => server.api('POST', '/api/shifts', { items: [{ key: `${unit}-${what}`, unit, do: what, at: iso(clock.now()) }] })
const pass = async (minutes: number): Promise<void> => {
  const end = clock.now() + minutes * MINUTE
  await until(`${minutes} minutes more`, () => clock.now() >= end, 60_000)
}

beforeAll(async () => {
  await ensureBuilt(root, () => undefined)
  browser = await launch()
  server = await startServer({ clock })
  isUp = true
  for (const beat of (await loadBeats(`${root}/public/district/510304`))?.beats ?? []) if (beat.tier === 'point') places.set(beat.id, beat.place)
  const units = ['901', '902'].map((name) => ({ id: `p-${name}`, name: `点${name}`, tier: 'point', kind: 'motorcycle', team: '保安队', region: '510304001012' }))
  const devices = units.map(({ id }) => ({ id: `${id}-phone`, unit: id, dialect: 'osmand', identity: `${id}-phone`, rank: 0, crs: 'wgs84', interval: 120, credential: secret(id) }))
  const { body } = await server.api('POST', '/api/registry', { units, devices })
  expect(JSON.stringify(body)).not.toContain('refused')
  for (const { id } of units) expect(JSON.stringify((await sign(id, 'on')).body)).not.toContain('refused')
  stands.set('p-901', LAST).set('p-902', OTHER)
  sender = setInterval(() => { for (const unit of stands.keys()) void report(unit) }, SECOND)
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()) })
  page.on('pageerror', (error) => { faults.push(error.message) })
  await page.goto(`${server.app.address}/?scene=patrol&still=1`, { timeout: 60_000 })
  await page.waitForSelector('[data-ready="true"]', { timeout: 120_000 })
}, 300_000)
afterAll(async () => {
  clearInterval(sender)
  await browser?.close()
  if (isUp) await server.stop()
})

const card = (unit: string): string => `[data-card="unit"][data-unit="${unit}"]`
async function find(name: string): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
}

interface Shown { readonly at: Instant; readonly rows: readonly { readonly key: string; readonly beat: string; readonly text: string }[]; readonly nothing: boolean }
const shown = (unit: string): Promise<Shown> => page.locator(card(unit)).evaluate((one) => ({
  at: Number((one as HTMLElement).dataset.asked) as Instant,
  rows: [...one.querySelectorAll<HTMLElement>('[data-cost-row]')].map((row) => ({ key: row.dataset.costRow ?? '', beat: row.dataset.beat ?? '', text: row.innerText.replace(/\s+/g, ' ') })),
  nothing: one.querySelector('[data-cost="nothing"]') !== null,
}))

describe('a unit chosen on the wall', () => {
  it('[R15] [S70] [M38] is found by its call sign or picked where it is drawn, tells its cost, and that is what falls void when it signs off', async () => {
    // Every post where nobody ever was is void first, at nobody's cost; then it goes from one post to another.
    await until('a void post', async () => voidsOf(await coverage()).length > 0, 60_000)
    stands.delete('p-901')
    await pass(2)
    stands.set('p-901', THERE)
    await pass(1)
    const before = voidsOf(await coverage())
    expect(before).not.toEqual([])
    expect([LAST, THERE, OTHER].filter((id) => before.includes(id))).toEqual([])

    await find('901')
    await page.waitForSelector(`${card('p-901')}[data-asked]`, { timeout: 15_000 })
    await page.waitForSelector('[data-chosen-at]', { timeout: 15_000 })
    const [x, y] = (await page.locator('.wall-map').getAttribute('data-chosen-at'))!.split(' ').map(Number)
    await find('点902')
    await page.waitForSelector(card('p-902'), { timeout: 15_000 })
    // A real pointer, where the first is drawn; then from one that is chosen to the ground beside, which leaves it.
    const map = (await page.locator('.wall-map').boundingBox())!
    await page.mouse.click(map.x + x, map.y + y)
    await page.waitForSelector(card('p-901'), { timeout: 15_000 })
    await page.keyboard.press('Escape')
    await page.waitForSelector('[data-card="unit"]', { state: 'detached', timeout: 5_000 })
    await find('901')
    await page.click('[data-card="unit"] .spans button:first-child')

    // From its last position on nothing changes any more: what is shown then must come.
    stands.delete('p-901')
    await until('a cost as of after its last position', async () => (await page.locator(`${card('p-901')}[data-asked]`).count()) > 0 && (await shown('p-901')).at > lastFix.get('p-901')! && (await shown('p-901')).rows.length > 2, 20_000)
    const { at, rows } = await shown('p-901')
    expect(JSON.stringify((await sign('p-901', 'off')).body)).not.toContain('refused')
    expect(rows.map(({ key }) => key.split(' ').slice(0, 2).join(' '))).toEqual([`void ${LAST}`, `void ${THERE}`, `post ${THERE}`])
    await until('its post is empty', async () => { const { beats } = await coverage(); return beats.present[beats.id.indexOf(THERE)] === 0 })
    await page.waitForFunction(() => document.querySelector('[data-cost="off"]') !== null, undefined, { timeout: 20_000 })

    const end = at + 30 * MINUTE
    await until('the half hour is over', () => clock.now() >= end, 120_000)
    const now = await coverage()
    const fallen = voidsOf(now).filter((id) => !before.includes(id))
    expect(fallen.sort()).toEqual([...new Set(rows.filter(({ key }) => key.startsWith('void')).map(({ beat }) => beat))].sort())
    for (const id of fallen) {
      const row = now.beats.id.indexOf(id)
      const from = instant(Math.max(now.beats.last[row], now.beats.since[row]) * SECOND + 15 * MINUTE)
      expect(rows.find(({ key }) => key.startsWith(`void ${id}`))!.text).toContain(`${clockText(from)} 起 ${Math.floor((end - from) / MINUTE)} 分`)
    }
    expect(faults).toEqual([])
  }, 300_000)

  it('[S69] a click on the ground opens its beat with the rounds of the shift, as planned', async () => {
    await page.keyboard.press('Escape')
    await page.waitForSelector('.sheet, [data-card="unit"]', { state: 'detached', timeout: 5_000 })
    const map = (await page.locator('.wall-map').boundingBox())!
    await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2)
    await page.waitForSelector('[data-rounds] li', { timeout: 15_000 })
    const id = await page.locator('[data-rounds]').getAttribute('data-rounds')
    const { beats } = await coverage()
    const row = beats.id.indexOf(id!)
    expect((await page.locator('[data-rounds] li').first().innerText()).replace(/\s+/g, '')).toBe(`甲班08:00–16:00完成${beats.delivered[row]}/${beats.planned[row]}·漏巡${beats.due[row] - beats.delivered[row]}`)
    await page.keyboard.press('Escape')
    await page.waitForSelector('[data-rounds]', { state: 'detached', timeout: 5_000 })
  }, 60_000)

  it('[S71] says so when the link is lost, and shows no position as live', async () => {
    await find('902')
    await page.waitForSelector(`${card('p-902')}[data-asked]`, { timeout: 15_000 })
    clearInterval(sender)
    isUp = false
    await server.stop()
    await page.waitForFunction(() => document.documentElement.dataset.link === 'lost', undefined, { timeout: 20_000, polling: 100 })
    const text = await page.locator(card('p-902')).innerText()
    expect(text).toContain('链路中断')
    expect(text).not.toContain('实时')
    await page.locator('[data-card="unit"] header button').click()
    await page.waitForSelector('[data-card="unit"]', { state: 'detached', timeout: 5_000 })
  }, 60_000)
})
