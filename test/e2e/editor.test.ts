// The plan editor in a real browser on a real server: drawn, refused at once, split, taken back, previewed, adopted, and then on every screen.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import { ensureBuilt } from '../../server/app/build.ts'
import type { AreaBeat, Beat, LineBeat } from '../../shared/domain/beat.ts'
import { readBeats } from '../../shared/domain/beats/read.ts'
import { call, openScreen, root, startServer, until, type Started } from '../start.ts'
import { launch } from './browser.ts'

const [planner, reader] = ['p'.repeat(43), 'r'.repeat(43)]
let browser: Browser
let server: Started
beforeAll(async () => {
  await ensureBuilt(root, () => undefined)
  browser = await launch()
  server = await startServer({ extra: { keys: [{ id: 'planner', name: '巡防办', hash: hashKey(planner), rights: ['beats', 'read'] }, { id: 'reader', name: '读', hash: hashKey(reader), rights: ['read'] }] } })
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const faults: string[] = []
async function open(width = 1920, height = 1080): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, locale: 'zh-CN' })
  page.on('pageerror', (error) => { faults.push(error.message) })
  page.on('request', (request) => { if (!request.url().startsWith(server.app.address) && !/^(data|blob):/.test(request.url())) faults.push(request.url()) })
  await page.goto(`${server.app.address}/?scene=editor`, { timeout: 60_000 })
  await shown(page)
  return page
}
const shown = (page: Page): Promise<unknown> => page.waitForSelector('.draw[data-ready="true"]', { timeout: 90_000 })
const tool = (page: Page, name: string): Promise<void> => page.locator(`button[data-tool="${name}"]`).click()
/** Clicks corner by corner at parts of the map's width and height, and then presses Enter. */
async function draw(page: Page, corners: readonly (readonly [number, number])[], finish = true): Promise<void> {
  const box = (await page.locator('.draw').boundingBox())!
  for (const [x, y] of corners) {
    await page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 4 })
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y)
  }
  if (finish) await page.keyboard.press('Enter')
}
const text = (page: Page, selector: string): Promise<string> => page.locator(selector).innerText()
const says = (page: Page, selector: string, words: string): Promise<unknown> =>
  page.waitForFunction(([where, what]) => document.querySelector(where)?.textContent?.includes(what), [selector, words] as const, { timeout: 30_000 })
/** Takes away the areas that the chosen one lies over, as its form names them; answers their ids. */
async function makeRoom(page: Page, id: string): Promise<string[]> {
  const under = [...(await page.locator('.form .fault').allInnerTexts()).join().matchAll(/（(\w+)）重叠/g)].map((found) => found[1])
  for (const one of under) {
    await page.locator(`[data-beat="${one}"]`).click()
    await tool(page, 'remove')
  }
  await page.locator(`[data-beat="${id}"]`).click()
  await page.waitForFunction(() => document.querySelector('.form .fault') === null)
  return under
}
const go = (page: Page) => page.locator('.adopt button[type="submit"]')
interface Set { readonly hash: string; readonly from: number; readonly beats: number }
const sets = async (): Promise<Set[]> => (await call(server.app.address, planner, 'GET', '/api/beats')).body as unknown as Set[]
const beatsOf = async (hash: string): Promise<Beat[]> => (await call(server.app.address, planner, 'GET', `/api/beats/${hash}?weights=1`)).body as unknown as Beat[]

describe('the plan editor', () => {
  it('[U33] [B22] a new area is drawn, a wrong one refused at once, split, taken back, previewed, adopted, and is then in what screens are sent', { timeout: 280_000 }, async () => {
    const page = await open()
    const [{ hash }] = await sets()
    await page.locator('[data-beat="A05"]').click()
    await page.locator('.bar button', { hasText: '看选中' }).click()
    await says(page, '.form h2', '马冲口北片')

    // A bow tie says what is wrong before it is finished, and cannot be adopted.
    await tool(page, 'area')
    await draw(page, [[0.3, 0.3], [0.55, 0.55], [0.55, 0.3], [0.3, 0.55]], false)
    await says(page, '.hint .mend', '边界自相交')
    await page.keyboard.press('Enter')
    await says(page, '.form .mend', '边界自相交')
    await page.locator('[data-field="key"]').fill(planner)
    await says(page, '.adopt', '1 处有误')
    expect(await go(page).isDisabled()).toBe(true)
    await tool(page, 'undo')
    await says(page, '.changes', '与原方案相同')

    // A sound one, with a plan that cannot be met until it is mended.
    await tool(page, 'area')
    await draw(page, [[0.3, 0.35], [0.55, 0.35], [0.55, 0.6], [0.3, 0.6]])
    await says(page, '.form h2', '新巡区1')
    const id = await page.locator('[data-field="id"]').inputValue()
    await page.locator('[data-field="name"]').fill('马冲口夜市片')
    await page.locator('[data-field="plan.stays"]').fill('abc')
    await page.locator('[data-field="people"]').fill('3')
    await page.keyboard.press('Tab')
    await says(page, '.form', '这一格填的不能用')
    await page.locator('[data-field="plan.stays"]').fill('6')
    await page.keyboard.press('Tab')
    await says(page, `[data-change="${id}"]`, '新增')
    await says(page, '.form h2', '马冲口夜市片')
    // It lies over what is there: said at once, with the other and how much that is, until one of the two goes.
    expect(await page.locator('.form .fault').first().innerText()).toMatch(/^甲班内与.+（A\d+）重叠 \d+ 平方米，占较小者的 \d+%，会重复计算/)
    const gone = await makeRoom(page, id)

    // Split by a line across it, taken back, done again.
    const before = Number(await page.locator('.tabs [aria-selected="true"]').innerText().then((words) => words.replace(/\D/g, '')))
    await tool(page, 'split')
    await draw(page, [[0.25, 0.48], [0.6, 0.48]])
    await says(page, '.hint', '已切成 2 项')
    await says(page, '.tabs [aria-selected="true"]', String(before + 1))
    await tool(page, 'undo')
    await says(page, '.tabs [aria-selected="true"]', String(before))
    await tool(page, 'redo')
    await says(page, '.tabs [aria-selected="true"]', String(before + 1))
    expect(await page.locator('[data-change]').count()).toBe(2 + gone.length)

    // The draft outlives the page.
    const preview = await text(page, '.changes')
    await page.reload()
    await shown(page)
    expect(await text(page, '.changes')).toBe(preview)
    expect(await page.locator('[data-field="key"]').inputValue()).toBe('')

    // A key without the right is told so; with it the plan is adopted.
    await page.locator('[data-field="key"]').fill(reader)
    await go(page).click()
    await says(page, '.adopt .said', '未采用：没有这项权限')
    await page.locator('[data-field="key"]').fill(planner)
    await go(page).click()
    await says(page, '.adopt .said', '已采用')
    const now = (await sets()).at(-1)!
    expect(now.hash).not.toBe(hash)
    const made = (await beatsOf(now.hash)).filter((beat): beat is AreaBeat => beat.tier === 'area' && beat.name.startsWith('马冲口夜市片'))
    expect(made.map(({ people, plan }) => [people, plan.stays])).toEqual([[3, 6], [3, 6]])
    const screen = await openScreen(server.app.address)
    try {
      await until('the new beat on a screen', () => screen.mirror.readings.coverage?.beats.id.includes(id) ?? false)
      expect(screen.mirror.readings.coverage?.set).toBe(now.hash)
    } finally {
      screen.close()
    }
    const stored = await page.evaluate(() => [location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })].join())
    expect(stored).not.toContain(planner)
    expect(faults).toEqual([])
    await page.close()
  })

  it('[U37] a place of rest is put on the map with a click, is marked there, stands in form and preview, and is adopted', { timeout: 200_000 }, async () => {
    const page = await open(1440, 900)
    expect(await page.locator('button[data-tool="rests"]').isDisabled()).toBe(true)
    await page.locator('.tabs [role="tab"]').nth(1).click()
    await page.locator('[data-beat="L02"]').click()
    await page.locator('.bar button', { hasText: '看选中' }).click()
    const rests = page.locator('[data-field="rests"]')
    const before = await rests.inputValue()
    expect(before).toMatch(/^104\.\d+,29\.\d+$/)
    await tool(page, 'rests')
    await says(page, '.hint', '单击放备勤点')
    await draw(page, [[0.4, 0.5], [0.6, 0.45]], false)
    await page.waitForFunction(() => (document.querySelector('[data-field="rests"]') as HTMLInputElement).value.split(' ').length === 3)
    const [, first, second] = (await rests.inputValue()).split(' ')
    await says(page, '[data-change="L02"]', first)
    await says(page, '[data-change="L02"]', second)

    // Taken out again by hand; one outside of the district is said at once.
    await rests.fill(`${before} 104.2,29.1`)
    await page.keyboard.press('Tab')
    await says(page, '.form .mend', '备勤点在区外：104.2, 29.1')
    await rests.fill(`${before} ${second}`)
    await page.locator('[data-field="plan.stand"]').fill('')
    await page.keyboard.press('Tab')
    await page.waitForFunction(() => document.querySelector('.form .fault') === null)
    await says(page, '[data-change="L02"]', '滞留上限')
    const [{ hash }] = (await sets()).slice(-1)
    await page.locator('[data-field="key"]').fill(planner)
    await go(page).click()
    await says(page, '.adopt .said', '已采用')
    const [was, now] = await Promise.all([beatsOf(hash), beatsOf((await sets()).at(-1)!.hash)])
    const [old, made] = [was, now].map((all) => all.find(({ id }) => id === 'L02') as LineBeat)
    expect([made.rests?.map((place) => place.join()), made.plan.stand, old.plan.stand]).toEqual([[before, second], undefined, 45])
    expect(faults).toEqual([])
    await page.close()
  })

  it('[U34] corners are dragged and snap to a neighbour, files go out and come in, and a plan that was adopted meanwhile is told and carried over', { timeout: 280_000 }, async () => {
    const page = await open(1440, 900)
    await page.locator('[data-beat="A13"]').click()
    await page.locator('.bar button', { hasText: '看选中' }).click()
    await tool(page, 'area')
    await draw(page, [[0.35, 0.35], [0.6, 0.35], [0.6, 0.6], [0.35, 0.6]])
    await says(page, '.form h2', '新巡区')
    const id = await page.locator('[data-field="id"]').inputValue()
    // A second one whose corners are a pixel beside those of the first takes them over exactly.
    await tool(page, 'area')
    await draw(page, [[0.6013, 0.3487], [0.8, 0.3487], [0.8, 0.6013], [0.6013, 0.6013]])
    await says(page, '.tabs [aria-selected="true"]', '面')
    const box = (await page.locator('.draw').boundingBox())!
    await tool(page, 'corners')
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.6013)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.7, { steps: 6 })
    await page.mouse.up()
    const other = await page.locator('[data-field="id"]').inputValue()
    expect(other).not.toBe(id)
    const gone = await makeRoom(page, other)
    await page.locator(`[data-beat="${id}"]`).click()
    gone.push(...await makeRoom(page, id))

    const saving = page.waitForEvent('download')
    await page.locator('.files button', { hasText: '导出' }).click()
    const file = await (await saving).path()
    const drawn = readBeats(await readFile(file, 'utf8'), 'wgs84').map(({ beat }) => beat)
    const corners = (of: string): string[] => (drawn.find((beat) => beat.id === of) as AreaBeat).polygons[0][0].slice(0, -1).map(String)
    expect(corners(other).filter((corner) => corners(id).includes(corner))).toHaveLength(2)
    expect(corners(other)).toHaveLength(4)

    // Somebody else adopts another plan meanwhile.
    const base = (await sets()).at(-1)!
    const theirs = (await beatsOf(base.hash)).filter((beat) => beat.id !== 'P01')
    expect((await call(server.app.address, planner, 'POST', '/api/beats', { base: base.hash, beats: theirs })).status).toBe(201)
    await says(page, '.adopt', '届时有效的已不是草稿所依据的方案')
    await page.locator('.adopt button', { hasText: '载入该方案并移入我的改动' }).click()
    await says(page, '.hint', '改动已移到新方案上')
    expect(await page.locator('[data-change]').count()).toBe(2 + gone.length)
    await page.locator('[data-field="key"]').fill(planner)
    await go(page).click()
    await says(page, '.adopt .said', '已采用')
    const now = await beatsOf((await sets()).at(-1)!.hash)
    expect(now.map((beat) => beat.id as string)).toEqual([...theirs.map((beat) => beat.id as string).filter((one) => !gone.includes(one)), id, other])

    // A file that cannot be kept says where and why; the exported one is taken.
    const input = page.locator('input[type="file"]')
    await input.setInputFiles({ name: 'x.geojson', mimeType: 'application/geo+json', buffer: Buffer.from('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"tier":"wall"},"geometry":null}]}') })
    await says(page, '.hint', '文件不能用：feature 1')
    await input.setInputFiles(file)
    await says(page, '.hint', `已读入 ${drawn.length} 项`)
    await says(page, '[data-change="P01"]', '新增')
    expect(faults).toEqual([])
    await page.close()
  })
})
