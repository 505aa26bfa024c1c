// The duty wall in a real browser on a real server: what is on it, how fast, what happens when the link dies, at four sizes.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../server/app/build.ts'
import { endAll, freePorts, run } from '../processes.ts'
import { emsOf } from '../../client/words/span.ts'
import { call, openScreen, root, startServer, until, type Started } from '../start.ts'
import { launch } from './browser.ts'

const results = join(root, 'test-results')
let browser: Browser
let ports: number[]
let server: Started
let context: BrowserContext

const start = (folder?: string): Promise<Started> => startServer({
  ...(folder === undefined ? {} : { folder }),
  extra: { server: { port: ports[0] }, devices: { jt808: ports[1], mqtt: ports[2], http: ports[3], osmand: ports[4] } },
})

beforeAll(async () => {
  mkdirSync(results, { recursive: true })
  await ensureBuilt(root, () => undefined)
  browser = await launch()
  ports = await freePorts(5)
  server = await start()
  // Units and events of all kinds: a drill that brings the store up to now and lets everyone speak once.
  const drill = run('server/drill/main.ts', ['--server', join(server.folder, 'drill.json'), '--once', '--faults', '0'])
  expect([await drill.ended, drill.said()]).toEqual([0, expect.any(String)])
}, 300_000)
afterEach(async () => { await context?.close() })
afterAll(async () => {
  endAll()
  await browser?.close()
  await server?.stop()
})

interface Watched { page: Page; faults: string[]; outside: string[] }

async function open(width: number, height: number, query = '?still=1'): Promise<Watched> {
  context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1 })
  const page = await context.newPage()
  const faults: string[] = []
  const outside: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()) })
  page.on('pageerror', (error) => { faults.push(error.message) })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.host !== `127.0.0.1:${ports[0]}`) outside.push(request.url())
  })
  page.on('websocket', (socket) => { if (new URL(socket.url()).host !== `127.0.0.1:${ports[0]}`) outside.push(socket.url()) })
  await page.goto(`${server.app.address}/${query}`, { timeout: 60_000 })
  await page.waitForFunction(() => Number(document.querySelector('[data-units]')?.getAttribute('data-units')) > 0, undefined, { timeout: 90_000 })
  return { page, faults, outside }
}

const shows = (page: Page, text: string, within = 30_000): Promise<unknown> =>
  page.waitForFunction((wanted) => document.body.innerText.replace(/\s+/g, '').includes(wanted), text.replace(/\s+/g, ''), { timeout: within, polling: 50 })

/** The moment (epoch ms) at which the text is first in the page, told by the page itself as it changes. */
async function watchFor(page: Page, text: string): Promise<() => Promise<number>> {
  const seen = await page.evaluateHandle((wanted) => {
    const state = { at: 0 }
    const look = (): void => { if (state.at === 0 && document.body.textContent?.includes(wanted)) state.at = Date.now() }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
    return state
  }, text)
  return async () => {
    await until(`"${text}" on the wall`, () => seen.evaluate(({ at }) => at > 0))
    return seen.evaluate(({ at }) => at)
  }
}

/** An event that is called as long, and stands in a place that is called as long, as catalogue and district have it. */
async function longestEvent(): Promise<{ event: { category: string; kind: string; region: string }; title: string; place: string }> {
  const screen = await openScreen(server.app.address)
  await until('a picture with its catalogue', () => screen.mirror.catalogue !== null)
  // Of what is sensitive a wall shows no single event.
  const kinds = screen.mirror.catalogue!.categories.filter(({ sensitive }) => !sensitive).flatMap(({ code, kinds: all }) => all.filter(({ sensitive }) => !sensitive).map((kind) => ({ category: code, kind: kind.code, title: kind.name })))
  screen.close()
  const names = async (file: string) => (await (await fetch(`${server.app.address}/district/510304/${file}`)).json() as { features: { properties: { code: string; name: string; short: string } }[] }).features.map(({ properties }) => properties)
  const towns = new Map((await names('towns.geojson')).map(({ code, name }) => [code, name]))
  const places = (await names('villages.geojson')).map(({ code, short }) => ({ region: code, place: `${towns.get(code.slice(0, 9))}·${short}` }))
  const { title, ...kind } = kinds.reduce((a, b) => (emsOf(b.title) > emsOf(a.title) ? b : a))
  const { place, region } = places.reduce((a, b) => (emsOf(b.place) > emsOf(a.place) ? b : a))
  return { event: { ...kind, region }, title, place }
}

/** Every chart of what is true now is drawn, its figure stands with its base, and the ages add up to what is open. */
async function hasCharts(page: Page): Promise<void> {
  const charts = await page.evaluate(() => {
    const inked = (canvas: HTMLCanvasElement | null): boolean => canvas !== null && (canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0) ?? false)
    const text = (selector: string): string => document.querySelector<HTMLElement>(selector)?.innerText.replace(/\s+/g, '') ?? ''
    return {
      drawn: ['[data-series="24h"]', '[data-series="1h"]', '[data-series="7d"]', '[data-panel="towns"] .half:first-child', '[data-panel="towns"] .half:last-child', '[data-tier="area"]', '[data-tier="line"]', '[data-tier="point"]']
        .filter((one) => !inked(document.querySelector(`${one} canvas`))),
      figures: ['5m', '1h', '24h', '7d', 'ytd'].map((name) => text(`[data-window="${name}"]`)).filter((figure) => !/\d+.*(前\d+|无同期|去年同期\d+)$/.test(figure)),
      ages: [...document.querySelectorAll<HTMLElement>('[data-panel="queue"] .ages .num')].map((one) => Number(one.innerText.replace(/\s/g, ''))),
      open: Number(/\d+/.exec(text('[data-panel="queue"] header button.b'))?.[0]),
    }
  })
  expect([charts.drawn, charts.figures, charts.ages.length]).toEqual([[], [], 6])
  expect(charts.ages.reduce((sum, n) => sum + n, 0)).toBe(charts.open)
}

describe('the duty wall', () => {
  it('[S90] the units on screen are those of the truth, nothing leaves the machine, and the console is clean', async () => {
    const { page, faults, outside } = await open(1920, 1080)
    const { body } = await server.api('GET', '/api/units')
    const units = body as unknown as { onDuty: boolean; place: object | null }[]
    const drawn = units.filter(({ onDuty, place }) => onDuty && place).length
    // How many are on duty follows the hour of the day.
    expect(drawn).toBeGreaterThan(100)
    await page.waitForFunction((count) => document.querySelector('[data-units]')?.getAttribute('data-units') === String(count), drawn, { timeout: 10_000 })
    for (const text of ['演示数据', '示意图', '值班态势', '未配对', '三级巡防达标', '在办事件']) await shows(page, text)
    expect(faults).toEqual([])
    expect(outside).toEqual([])
  })

  it('[S91] an event posted through the API is on the wall in under a second, and so is a call for help', async () => {
    const { page, faults } = await open(1920, 1080)
    const eventSeen = await watchFor(page, '马草山社区')
    const posted = Date.now()
    const answer = await server.api('POST', '/api/events', {
      category: 'emergency', level: 1, region: '510304001011', occurred: new Date().toISOString(),
    }, { 'idempotency-key': 'wall-1' })
    expect(answer.status).toBe(201)
    expect(await eventSeen() - posted).toBeLessThan(1_000)

    const secret = 'Zk3vQp8wLr5xTn2yHb7m-sos'
    const { body } = await server.api('POST', '/api/registry', {
      units: [{ id: 'sos-1', name: '线900', tier: 'line', kind: 'foot', team: '巡防队', region: '510304002011' }],
      devices: [{ id: 'sos-1-phone', unit: 'sos-1', dialect: 'osmand', identity: 'sos-1-phone', rank: 0, crs: 'wgs84', interval: 30, credential: secret }],
    })
    expect(JSON.stringify(body)).not.toContain('refused')
    const callSeen = await watchFor(page, '线900')
    const called = Date.now()
    const response = await fetch(`http://127.0.0.1:${ports[4]}/?id=${secret}&lat=29.37&lon=104.77&timestamp=${Math.floor(Date.now() / 1000)}&alarm=sos`)
    expect(response.status).toBe(200)
    expect(await callSeen() - called).toBeLessThan(1_000)
    await server.api('POST', '/api/sos/sos-1/clear', { reason: '演练' })
    await page.waitForFunction(() => !document.body.innerText.includes('线900'), undefined, { timeout: 5_000 })
    expect(faults).toEqual([])
  })

  it('[S92] when the server stops the wall says so within 10 s and nothing looks live; when it is back the wall recovers without a touch', async () => {
    const { page } = await open(1920, 1080)
    const { folder } = server
    await server.stop(true)
    const begun = Date.now()
    await page.waitForFunction(() => document.documentElement.dataset.link === 'lost', undefined, { timeout: 15_000, polling: 100 })
    expect(Date.now() - begun).toBeLessThan(10_000)
    for (const text of ['链路中断', '画面停在', '以电台电话为准', '演示数据']) await shows(page, text, 5_000)
    const hues = await page.evaluate(() => ['--sev-1', '--sev-2', '--sev-3', '--sev-4'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()))
    expect(new Set(hues).size).toBe(1)
    await page.screenshot({ path: join(results, 'duty-1920x1080-linklost.png'), timeout: 120_000 })
    server = await start(folder)
    await page.waitForFunction(() => document.documentElement.dataset.link === 'live', undefined, { timeout: 20_000, polling: 100 })
    const { status } = await server.api('POST', '/api/events', { category: 'emergency', level: 2, region: '510304002011', occurred: new Date().toISOString() }, { 'idempotency-key': 'wall-2' })
    expect(status).toBe(201)
    await shows(page, '广华社区')
  })

  it('[S93] [S37] at each of the four sizes every panel stands with its charts, no text is smaller than allowed or cut off, the longest names neither, and a picture is kept', async () => {
    const longest = await longestEvent()
    expect((await server.api('POST', '/api/events', { ...longest.event, level: 1, occurred: new Date().toISOString() }, { 'idempotency-key': 'wall-3' })).status).toBe(201)
    for (const [width, height] of [[1920, 1080], [3840, 2160], [5760, 2160], [7680, 2160]]) {
      const { page, faults } = await open(width, height)
      await page.waitForSelector('[data-ready="true"]', { timeout: 120_000 })
      await shows(page, longest.place)
      const found = await page.evaluate(() => {
        const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
        const small: string[] = []
        const cut: string[] = []
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          const text = node.textContent?.trim() ?? ''
          const parent = node.parentElement
          if (text === '' || !parent || parent.closest('svg') || getComputedStyle(parent).visibility === 'hidden') continue
          const range = document.createRange()
          range.selectNodeContents(node)
          const box = range.getBoundingClientRect()
          if (box.width === 0) continue
          if (Number.parseFloat(getComputedStyle(parent).fontSize) < 1.09 * rem) small.push(text)
          if (box.left < -1 || box.right > window.innerWidth + 1 || box.top < -1 || box.bottom > window.innerHeight + 1) cut.push(text)
        }
        // An ellipsis hides a part of a place name: nobody may be sent to half an address.
        const named = [...document.querySelectorAll<HTMLElement>('[data-panel="queue"] [data-event] :is(p, b), .card .what :is(h3, p)')]
        const shorter = (): string[] => named.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent ?? '')
        cut.push(...shorter())
        // The check itself: a name that is far too long must be found.
        const probe = named.find((one) => one.matches('.what p'))
        const whole = probe?.textContent ?? ''
        if (probe) probe.textContent = whole.repeat(9)
        const caught = shorter().length
        if (probe) probe.textContent = whole
        return { rem, small, cut, caught, names: named.map((one) => one.textContent ?? ''), canvas: [...document.querySelectorAll<HTMLCanvasElement>('.maplibregl-canvas')].map((one) => [one.width, one.clientWidth]) }
      })
      expect(found.rem).toBe(width === 1920 ? 16 : 32)
      expect([width, found.small, found.cut, found.caught]).toEqual([width, [], [], 1])
      expect(found.names).toEqual(expect.arrayContaining([longest.title, longest.place]))
      await hasCharts(page)
      for (const [real, shown] of found.canvas) expect(real).toBe(shown)
      await page.screenshot({ path: join(results, `duty-${width}x${height}.png`), timeout: 120_000 })
      expect(faults).toEqual([])
      await context.close()
    }
  })

  it('[S94] without a key a page gets nothing but the wall itself', async () => {
    expect((await call(server.app.address, '', 'GET', '/api/units')).status).toBe(401)
    const page = await fetch(`${server.app.address}/`)
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  })
})
