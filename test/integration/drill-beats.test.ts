// The drill and the beats that a server holds, whoever adopted them: it plays those, goes on by others once they hold, and says what does not fit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import { drillKeys } from '../../server/app/demo.ts'
import type { Line } from '../../server/drill/truth.ts'
import { beatId, type Beat, type LineBeat } from '../../shared/domain/beat.ts'
import { metresBetween } from '../../shared/domain/geo.ts'
import { instant, MINUTE, SECOND } from '../../shared/domain/time.ts'
import { startDriven, type Driven } from '../driven.ts'
import { realBeats } from '../server/drill/given.ts'
import { endAll, run } from '../processes.ts'
import { call } from '../start.ts'

const planner = 'p'.repeat(43)
const extra = { keys: [{ id: 'planner', name: '巡防办', hash: hashKey(planner), rights: ['beats', 'read'] }] }
const drawn = await realBeats()
const lines = drawn.filter((beat) => beat.tier === 'line')
const isOf = <Is extends Line['is']>(is: Is) => (line: Line): line is Extract<Line, { is: Is }> => line.is === is

let driven: Driven
beforeAll(async () => { driven = await startDriven({ from: instant(Date.parse('2026-03-02T09:00:00+08:00')), step: 60 * SECOND, extra }) })
afterAll(async () => {
  endAll()
  await driven.server.stop()
})

const adopt = async (base: string, beats: readonly Beat[], effective?: number): Promise<string> => {
  const { status, body } = await call(driven.server.app.address, planner, 'POST', '/api/beats', { base, beats, ...(effective === undefined ? {} : { effective: new Date(effective).toISOString() }) })
  expect([status, body.refused]).toEqual([201, undefined])
  return String(body.hash)
}
const held = async (): Promise<string> => ((await call(driven.server.app.address, planner, 'GET', '/api/beats')).body as unknown as { hash: string }[]).at(-1)!.hash

/** Lines of which none of the first eight patrols, two for each of four, was within 60 m of a corner in a stretch. */
function unwalked(beats: readonly LineBeat[], said: readonly Line[], from: number, to: number): string[] {
  const fixes = said.filter(isOf('fix')).filter(({ unit, at }) => /^line-00[1-8]$/.test(unit) && at > from && at <= to)
  return beats.filter(({ line }) => !fixes.some((fix) => line.some(([lon, lat]) => metresBetween(fix.lon, fix.lat, lon, lat) < 60))).map(({ id }) => id)
}

describe('the drill and the beats held', () => {
  it('[X98] it plays the set that holds, adopted over the API too, goes on by the next one from its instant on, and by one adopted meanwhile', async () => {
    const [first, second, third] = [lines.slice(0, 4), lines.slice(8, 12), lines.slice(20, 24)]
    const hashes = [await adopt(await held(), first)]
    const changes = driven.now() + 12 * MINUTE
    hashes.push(await adopt(hashes[0], second, changes))
    let meanwhile: number | null = null
    const { ending, lines: told, truth } = await driven.play({ units: 30, span: 90 * MINUTE }, async (now) => {
      if (meanwhile !== null || now < changes + 8 * MINUTE) return
      meanwhile = now
      hashes.push(await adopt(hashes[1], third))
    })
    const sets = told.filter(isOf('beats'))
    expect([ending, truth.refusals, sets.map(({ hash }) => hash), sets.map(({ beats }) => beats)]).toEqual(['ended', [], hashes, [4, 4, 4]])
    expect(sets[1].at - changes).toBeLessThanOrEqual(driven.step)
    // Which sets there are is asked for every ten seconds of a clock on the wall.
    expect(sets[2].at - meanwhile!).toBeLessThanOrEqual(51 * driven.step)
    const spans = sets.map(({ at }, index) => [at, sets[index + 1]?.at ?? Infinity] as const)
    expect([first, second, third].map((beats, index) => unwalked(beats, told, ...spans[index]))).toEqual([[], [], []])
    expect(unwalked(first, told, ...spans[1])).toEqual(first.map(({ id }) => id))
    // Played to the end once, however often the beats changed.
    expect(told.filter(isOf('end')).at(-1)!.at - sets[0].at).toBeLessThan(92 * MINUTE)
  })

  it('[X98] its key may read beats and not adopt any', async () => {
    expect(drillKeys().keys[0].rights).toEqual(['events', 'shifts', 'registry', 'read', 'orders', 'drill'])
    expect((await driven.server.api('POST', '/api/beats', { base: await held(), beats: lines.slice(0, 1) })).body).toMatchObject({ refused: 'RIGHT_MISSING' })
  })

  it('[X99] beats that its roster cannot cover are refused in words that say which and how many units would do; with --partly they are named and stand void', async () => {
    const last = await adopt(await held(), [...lines, { ...lines[0], id: beatId('N1'), name: '新线' }])
    const wrong = await driven.play({ units: 30, span: MINUTE }).then(() => null, (error: unknown) => error as Error)
    const said = /^the beats that the server holds do not fit the drill: (\d+) beats are \((.*)\) without anybody on a roster of 30 units; ask for --units (\d+); or --partly/.exec(wrong!.message)
    expect(said?.slice(1, 3)).toEqual(['38', expect.stringMatching(/^L02 .*, L03 .*, L04 .*, …$/)])
    expect((await driven.play({ units: Number(said![3]), span: MINUTE })).ending).toBe('ended')
    const partly = await driven.play({ units: 30, span: MINUTE, partly: true })
    expect([partly.ending, partly.said.some((line) => line.includes('not covered: 38 beats are'))]).toEqual(['ended', true])

    const command = run('server/drill/main.ts', ['--server', `${driven.server.folder}/drill.json`, '--units', '30', '--once'])
    expect(await command.ended).toBe(2)
    expect(command.said()).toContain('ask for --units')
    expect(command.said()).not.toMatch(/\n\s+at /)
    expect(last).toBe(await held())
  })
})
