// The patrol scene in a real browser on a real server: its figures are the server's, a void is there in time, and so are teams and officers.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureBuilt } from '../../server/app/build.ts'
import { loadBeats } from '../../server/district/beats/load.ts'
import type { CoverageReading } from '../../shared/domain/reading.ts'
import { MINUTE, SECOND } from '../../shared/domain/time.ts'
import { root, startServer, until, type Started } from '../start.ts'
import { launch } from './browser.ts'

/** So fast that a post's quarter of an hour is half a minute. */
const SPEED = 30

let browser: Browser
let server: Started
beforeAll(async () => {
  await ensureBuilt(root, () => undefined)
  browser = await launch()
  server = await startServer({ speed: SPEED })
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const coverage = async (): Promise<CoverageReading> => (await server.api('GET', '/api/readings')).body.coverage as CoverageReading

it('[S54] [V45] a void is on the wall within 5 s of the moment from which it is one, and not before; no error, no request to elsewhere', async () => {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  const faults: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()) })
  page.on('pageerror', (error) => { faults.push(error.message) })
  page.on('request', (request) => { if (!request.url().startsWith(server.app.address) && !/^(data|blob):/.test(request.url())) faults.push(request.url()) })
  await page.goto(`${server.app.address}/?scene=patrol&still=1`, { timeout: 60_000 })
  await page.waitForFunction(() => document.body.innerText.includes('无缺口'), undefined, { timeout: 60_000 })
  const seen = await page.evaluateHandle(() => {
    const state = { at: 0 }
    const look = (): void => { if (state.at === 0 && document.body.textContent?.includes('处缺口')) state.at = Date.now() }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
    return state
  })

  const intervals = new Map((await loadBeats(`${root}/public/district/510304`))?.beats.map(({ id, interval }) => [id as string, interval]))
  const { beats } = await coverage()
  const { at } = (await server.api('GET', '/api/clock')).body as { at: number }
  const voids = beats.id.flatMap((id, row) => (beats.since[row] > 0 ? [Math.max(beats.last[row], beats.since[row]) * SECOND + (intervals.get(id) ?? 0) * MINUTE] : []))
  const due = Date.now() + (Math.min(...voids) - at) / SPEED
  expect(due).toBeGreaterThan(Date.now())
  await until('a void on the wall', () => seen.evaluate(({ at: since }) => since > 0), 120_000)
  const late = await seen.evaluate(({ at: since }) => since) - due
  expect(late).toBeGreaterThan(-SECOND)
  expect(late).toBeLessThan(5 * SECOND)

  expect(await page.locator('.ages .tier svg').count()).toBe(3)

  // The wall's numbers are the reading's.
  const { tiers } = await coverage()
  const voided = tiers.area.voids + tiers.line.voids + tiers.point.voids
  await page.waitForFunction((words) => document.body.textContent?.replace(/\s/g, '').includes(words), `${voided}处缺口`, { timeout: 20_000 })
  expect(faults).toEqual([])
  await page.close()
})

it('[V38] [V40] [V44] teams, officers and members are on the wall as they are posted, a town’s alone on its screen, in one line where a panel has no room; low alarms say where in full', async () => {
  const page = await browser.newPage({ viewport: { width: 2880, height: 1080 } })
  const panelText = (): Promise<string> => page.evaluate(() => document.querySelector<HTMLElement>('[data-panel="forces"]')?.innerText.replace(/\s+/g, '') ?? '')
  const shows = (words: string): Promise<unknown> => page.waitForFunction((wanted) => document.querySelector<HTMLElement>('[data-panel="forces"], [data-forces="line"]')?.innerText.replace(/\s+/g, '').includes(wanted), words, { timeout: 20_000 })
  await page.goto(`${server.app.address}/?scene=patrol&still=1&layers=towns`, { timeout: 60_000 })
  await shows('未登记群防队伍')
  expect(await panelText()).toMatch(/^群防与进格力量队伍、干警、网格员\d\d:\d\d群防群治未登记群防队伍干警进网格未登记进格干警网格员星级未登记网格员$/)

  const { at: now } = (await server.api('GET', '/api/clock')).body as { at: number }
  const ago = (minutes: number): string => new Date(now - minutes * MINUTE).toISOString()
  const team = (id: string, people: number, region: string) => ({ id, kind: 'armband', name: `红袖标${id}`, region, people })
  const [grid, other] = ['51030400101101', '51030400201101']
  const post = async (path: string, ...items: object[]): Promise<void> => { expect(JSON.stringify((await server.api('POST', path, { items })).body)).not.toContain('refused') }
  await post('/api/teams', team('t1', 12, grid), team('t2', 9, grid), team('t3', 15, other))
  await post('/api/teams/duty', { key: 'd1', team: 't1', do: 'on', people: 8, at: ago(30) }, { key: 'd3', team: 't3', do: 'on', people: 11, at: ago(30) })
  await post('/api/bindings', { person: 'P001', role: 'officer', grid, since: ago(60 * 24 * 40) })
  await shows('合计2/319')
  await shows('有干警（格）1/613近30天无走访记录')
  await page.click('[data-panel="forces"] h2 button')
  await page.waitForFunction(() => /口径群防群治.*2队在岗.*大安1\/28.*龙井1\/111.*算式已上岗未下岗的队数÷登记队数/.test(document.querySelector<HTMLElement>('.sheet')?.innerText.replace(/\s+/g, '') ?? ''), undefined, { timeout: 20_000 })


  // Voids stand by now, on low cards: their places are whole, and their detail stands where there is width for it.
  const cards = (): Promise<{ cut: number; details: number }> => page.evaluate(() => ({
    cut: [...document.querySelectorAll<HTMLElement>('.card.low :is(h3, .what p)')].filter((one) => one.offsetWidth > 0 && one.scrollWidth > one.clientWidth + 1).length,
    details: [...document.querySelectorAll<HTMLElement>('.card.low .detail')].filter((one) => one.offsetWidth > 0).length,
  }))
  await page.waitForSelector('.card.low')
  const roomy = await cards()
  expect(roomy.cut).toBe(0)
  expect(roomy.details).toBeGreaterThan(0)

  // The wide walls of duty have no place for the panel.
  await page.goto(`${server.app.address}/?scene=duty&still=1&layers=towns`, { timeout: 60_000 })
  await shows('群防在岗2/3队·19人干警1/613格·近30天无走访记录')
  await page.goto(`${server.app.address}/?scene=patrol&still=1&layers=towns`, { timeout: 60_000 })

  await page.setViewportSize({ width: 1920, height: 1080 })
  await shows('群防在岗2/3队·19人干警1/613格·近30天无走访记录')
  await page.waitForFunction(() => document.querySelectorAll('[data-panel="matrix"] .town').length === 15, undefined, { timeout: 20_000 })
  expect(await cards()).toEqual({ cut: 0, details: 0 })

  await page.goto(`${server.app.address}/?scene=patrol&still=1&layers=towns&region=510304001`, { timeout: 60_000 })
  await shows('群防在岗1/2队·8人')
  await page.close()
})
