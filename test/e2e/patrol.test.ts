// The patrol scene in a real browser on a real server: its figures are the server's, and a void is there in time.
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

it('[S54] a void is on the wall within 5 s of the moment from which it is one, and not before; no error, no request to elsewhere', async () => {
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

  // The wall's numbers are the reading's.
  const { tiers } = await coverage()
  const voided = tiers.area.voids + tiers.line.voids + tiers.point.voids
  await page.waitForFunction((words) => document.body.textContent?.replace(/\s/g, '').includes(words), `${voided}处缺口`, { timeout: 20_000 })
  expect(faults).toEqual([])
})
