// Where a wall decodes what moves, in a real browser: in a worker, past the worker's death, and in the page where there is none.
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../server/app/build.ts'
import { Walkers, sendBatch } from '../walkers.ts'
import { root, startServer, until, type Started } from '../start.ts'
import { launch } from './browser.ts'

const UNITS = 300
const CREDENTIAL = 'decoding-gateway-credential-1'
const fleet = new Walkers(UNITS, 11)
let browser: Browser
let server: Started
let context: BrowserContext

beforeAll(async () => {
  await ensureBuilt(root, () => undefined)
  browser = await launch()
  server = await startServer()
  await fleet.register(server.drill, CREDENTIAL)
  await move()
}, 300_000)
afterEach(async () => { await context?.close() })
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const move = (): Promise<void> => sendBatch(server.drill, CREDENTIAL, fleet.step(0, UNITS, Date.now()))

async function open(before?: () => void): Promise<{ page: Page; faults: string[] }> {
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()) })
  page.on('pageerror', (error) => { faults.push(error.message) })
  if (before) await page.addInitScript(before)
  await page.goto(`${server.app.address}/?still=1`, { timeout: 60_000 })
  await same(page)
  return { page, faults }
}

type Place = readonly [unit: number, lon: number, lat: number]

/** Where the server has everyone. */
async function truth(): Promise<Place[]> {
  const { body } = await server.api('GET', '/api/units')
  const units = body as unknown as { number: number; place: { lon: number; lat: number } | null }[]
  return units.flatMap(({ number, place }): Place[] => (place ? [[number, Math.round(place.lon * 1e6), Math.round(place.lat * 1e6)]] : [])).sort(([a], [b]) => a - b)
}

interface Shown { places: { known(): number[]; columns: { lon: Int32Array; lat: Int32Array } } }
interface Stores { state: { value: { mirror: { mirror: Shown } } } }
interface Wall { __vue_app__?: { config: { globalProperties: { $pinia: Stores } } } }

/** Where the page's own mirror has them. */
const shown = (page: Page): Promise<Place[]> => page.evaluate(() => {
  const app = (document.querySelector('#wall') as Wall | null)?.__vue_app__
  const places = app?.config.globalProperties.$pinia.state.value.mirror.mirror.places
  return places ? places.known().map((unit): Place => [unit, places.columns.lon[unit], places.columns.lat[unit]]) : []
})

async function same(page: Page, within = 60_000): Promise<void> {
  const real = JSON.stringify(await truth())
  await until('the wall has every unit where the server has it', async () => JSON.stringify(await shown(page)) === real, within)
}

const decoder = (page: Page): Worker | undefined => page.workers().find((worker) => worker.url().includes('decode-worker'))

describe('decoding on the wall', () => {
  it('[V30] every frame goes through the worker, and the units on the wall are those of the truth', async () => {
    const { page, faults } = await open()
    const worker = decoder(page)
    expect(worker).toBeDefined()
    const asks = await worker!.evaluateHandle(() => {
      const seen = { frames: 0, rows: 0 }
      addEventListener('message', () => { seen.frames++ })
      const post = self.postMessage.bind(self)
      Object.assign(self, {
        postMessage: (answer: { decoded: { rows: { length: number } } }, options: object) => {
          seen.rows += answer.decoded.rows.length
          post(answer, options as WindowPostMessageOptions)
        },
      })
      return seen
    })
    for (let step = 0; step < 3; step++) {
      await move()
      await same(page)
    }
    const { frames, rows } = await asks.evaluate((seen) => seen)
    expect(frames).toBeGreaterThanOrEqual(3)
    expect(rows).toBe(3 * UNITS)
    expect(faults).toEqual([])
  })

  it('[V32] a worker that is dead is replaced within seconds, and the wall has missed nothing', async () => {
    const { page, faults } = await open()
    const first = decoder(page)
    await first!.evaluate(() => { setTimeout(() => { close() }) })
    await until('another worker decodes', async () => {
      await move()
      const now = decoder(page)
      return now !== undefined && now !== first
    }, 60_000)
    await same(page)
    await move()
    await same(page)
    expect(faults).toEqual([])
  })

  it('[V32] in a browser without module workers the page decodes itself, and shows the same', async () => {
    const { page, faults } = await open(() => {
      window.Worker = class extends Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          if (String(url).includes('decode-worker')) throw new TypeError('module workers are not supported')
          super(url, options)
        }
      } as unknown as typeof window.Worker
    })
    expect(decoder(page)).toBeUndefined()
    await move()
    await same(page)
    expect(faults).toEqual([])
  })
})
