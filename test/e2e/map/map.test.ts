// The map in a real browser: real pixels, hues that follow freshness, still while nothing moves, back after the graphics are lost.
import { join, resolve } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { AddressInfo } from 'node:net'
import vue from '@vitejs/plugin-vue'
import type { Browser, Page } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from '../browser.ts'

const root = resolve(import.meta.dirname, '../../..')
const AREA = '#86ccc8'
let server: ViteDevServer
let browser: Browser
let cache: string
let address: string

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'anlan-map-'))
  server = await createServer({
    configFile: false, root: import.meta.dirname, publicDir: join(root, 'public'), cacheDir: cache, plugins: [vue()], logLevel: 'silent',
    worker: { format: 'es' }, optimizeDeps: { include: ['vue', 'maplibre-gl', 'zod', 'gcoord'] },
    server: { host: '127.0.0.1', port: 0, hmr: false, ws: false, fs: { allow: [root] } },
  })
  await server.listen()
  address = `http://127.0.0.1:${(server.httpServer?.address() as AddressInfo).port}`
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(cache, { recursive: true, force: true })
})

async function open(query: string, width: number, height: number): Promise<{ page: Page; hosts: Set<string>; faults: string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 })
  const hosts = new Set<string>()
  const faults: string[] = []
  page.on('request', (request) => { if (!request.url().startsWith('data:') && !request.url().startsWith('blob:')) hosts.add(new URL(request.url()).host) })
  page.on('pageerror', (error) => { faults.push(error.message) })
  // Counts the units' draw calls: each is one repaint of a view.
  await page.addInitScript(() => {
    const draw = WebGL2RenderingContext.prototype.drawArraysInstanced
    Object.assign(window, { repaints: 0 })
    WebGL2RenderingContext.prototype.drawArraysInstanced = function (...all) {
      (window as unknown as { repaints: number }).repaints++
      draw.apply(this, all)
    }
  })
  await page.goto(`${address}/index.html?${query}`, { timeout: 120_000 })
  await page.waitForFunction(() => window.harness?.ready, undefined, { timeout: 120_000 })
  return { page, hosts, faults }
}

/** Pixels of the map, its legend put away, within 24 of the colour in every channel, and their mean place. */
async function find(page: Page, colour: string): Promise<{ count: number; x: number; y: number }> {
  await page.evaluate(() => { document.querySelector('.legend')?.setAttribute('hidden', '') })
  const shot = (await page.locator('#panel .engine').first().screenshot()).toString('base64')
  return page.evaluate(async ([data, hex]) => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const brush = canvas.getContext('2d')!
    brush.drawImage(image, 0, 0)
    const bytes = brush.getImageData(0, 0, image.width, image.height).data
    const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
    let [count, x, y] = [0, 0, 0]
    for (let at = 0; at < bytes.length; at += 4) {
      if (!wanted.every((part, channel) => Math.abs(bytes[at + channel] - part) < 24)) continue
      count++
      x += (at / 4) % image.width
      y += Math.floor(at / 4 / image.width)
    }
    return { count, x: x / count, y: y / count }
  }, [shot, colour])
}

const repaints = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { repaints: number }).repaints)
/** Waits until the map has drawn and nothing more is asked for over some frames. */
const settled = (page: Page): Promise<unknown> => page.waitForFunction(() => new Promise((done) => {
  const state = window as unknown as { repaints: number }
  let before = state.repaints
  let still = 0
  const step = (): void => {
    still = state.repaints === before ? still + 1 : 0
    before = state.repaints
    if (still > 20) done(true)
    else requestAnimationFrame(step)
  }
  step()
}), undefined, { timeout: 60_000 })

describe('the map in a browser', () => {
  it('[M25] draws a wall wider than 4096 px at its real pixels, and asks nobody but its own server for anything', async () => {
    const { page, hosts, faults } = await open('rem=10&panel=0,0,460,36&bx=&by=&units=5,5,5&events=3', 4_600, 360)
    const size = await page.evaluate(() => { const { width, height } = document.querySelector('canvas')!; return [width, height] })
    expect(size).toEqual([4_600, 360])
    expect([...hosts]).toEqual([new URL(address).host])
    expect(faults).toEqual([])
    expect(await page.evaluate(() => window.harness.said.filter(([what]) => what === 'fault'))).toEqual([])
    await page.close()
  })

  it('[M26] one unit: its hue while fresh, gone once stale or the link is lost, gliding to its fix, then still; back after the graphics were lost', async () => {
    const { page, faults } = await open('rem=16&panel=0,0,78,29.7&bx=&by=&units=1,0,0&events=0&layers=units,towns', 1_280, 500)
    const move = (lon: number, age: number): Promise<void> => page.evaluate(([x, late]) => {
      const { harness } = window
      harness.put(harness.day.places, 1, x, 29.42, harness.props.now() - late, 0)
      harness.show()
    }, [lon, age] as const)
    await move(104.95, 0)
    await settled(page)
    const first = await find(page, AREA)
    expect(first.count).toBeGreaterThan(60)

    const before = await repaints(page)
    await move(104.97, 0)
    await settled(page)
    const second = await find(page, AREA)
    expect(second.x - first.x).toBeGreaterThan(8)
    expect(Math.abs(second.y - first.y)).toBeLessThan(1.5)
    const after = await repaints(page)
    expect(after - before).toBeGreaterThan(2)

    // Stale by time alone: no new fix, only the clock and a beat.
    await page.evaluate(() => { window.harness.skip(6 * 60_000) })
    await settled(page)
    expect((await find(page, AREA)).count).toBe(0)
    await move(104.97, 0)
    await settled(page)
    expect((await find(page, AREA)).count).toBeGreaterThan(60)

    await page.evaluate(() => new Promise<void>((done) => {
      const canvas = document.querySelector('canvas')!
      const context = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!
      canvas.addEventListener('webglcontextlost', () => { setTimeout(() => { context.restoreContext() }, 0) }, { once: true })
      canvas.addEventListener('webglcontextrestored', () => { done() }, { once: true })
      context.loseContext()
    }))
    await move(104.97, 0)
    await expect.poll(async () => (await find(page, AREA)).count, { timeout: 60_000, interval: 500 }).toBeGreaterThan(60)

    await page.evaluate(() => { (window.harness.props as { lost: boolean }).lost = true })
    await expect.poll(async () => (await find(page, AREA)).count, { timeout: 60_000, interval: 500 }).toBe(0)
    expect(faults).toEqual([])
    await page.close()
  })

  it('[M27] a drag holds the view and says so; one control, reached by keyboard too, gives it back', async () => {
    const { page } = await open('rem=16&panel=0,0,78,29.7&bx=&by=&units=3,3,3&events=6', 1_280, 500)
    const refit = page.getByRole('button', { name: '回到全区' })
    expect(await refit.count()).toBe(0)
    await page.mouse.move(900, 200)
    await page.mouse.down()
    await page.mouse.move(700, 260, { steps: 6 })
    await page.mouse.up()
    await refit.waitFor()
    expect(await page.evaluate(() => window.harness.said)).toContainEqual(['lock', true])
    await refit.focus()
    await page.keyboard.press('Enter')
    await refit.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => window.harness.said.filter(([what]) => what === 'lock'))).toEqual([['lock', true], ['lock', false]])
    await page.close()
  })
})
