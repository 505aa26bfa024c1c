// The whole drill against a real server in this process: a day brought up to now, recorded files, the command line.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GridEvent } from '../../../shared/domain/event.ts'
import { metresBetween } from '../../../shared/domain/geo.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { DAY, instant, MINUTE } from '../../../shared/domain/time.ts'
import { openDoor } from '../../../server/drill/door.ts'
import { groundOf, type Ground } from '../../../server/drill/ground.ts'
import { differences, expectedPlaces, type ShownUnit } from '../../../server/drill/judge.ts'
import { playDay, WrongSpeed, type DayOptions } from '../../../server/drill/play.ts'
import { playedIn } from '../../../server/drill/played.ts'
import { playCalls, playTrace } from '../../../server/drill/replay.ts'
import { createRim, type Rim } from '../../../server/drill/rim.ts'
import { readCalls } from '../../../server/drill/calls.ts'
import { readTrace } from '../../../server/drill/trace.ts'
import { expectedStages, readTruth } from '../../../server/drill/truth.ts'
import { allEvents, startServer, type Started } from '../../start.ts'
import { catalogue, realDistrict, SEED } from './given.ts'

let server: Started
let ground: Ground
const lines: string[] = []
const rim: Rim = createRim((line) => lines.push(line))
const beside = (name: string): string => join(server.folder, name)
const units = async (): Promise<(ShownUnit & { onDuty: boolean })[]> => (await server.api('GET', '/api/units')).body as unknown as (ShownUnit & { onDuty: boolean })[]
const events = (): Promise<GridEvent[]> => allEvents(server.api)

beforeAll(async () => {
  [server, ground] = await Promise.all([startServer(), realDistrict().then(groundOf)])
}, 120_000)
afterAll(async () => { await server.stop() })

const day = (more: Partial<DayOptions> = {}): Promise<unknown> => playDay(rim, openDoor(beside('drill.json')), ground, catalogue(), {
  seed: SEED, units: 60, faults: 0, lapses: 0, partly: true, span: null, once: true, speed: null, truth: null, beside, ...more,
})

describe('the drill', () => {
  it('[X29] one start brings a store up to now; the next finds everything there and adds nothing twice', async () => {
    // The whole year is the integration test's; here the last days are enough.
    const { at, epoch } = (await server.api('GET', '/api/clock')).body as { at: number; epoch: string }
    playedIn(beside('drill-played.json')).note(epoch, SEED, instant(at - 4 * DAY))
    const truthFile = beside('truth.ndjson')
    await day({ truth: truthFile })
    const truth = readTruth(readFileSync(truthFile, 'utf8'))
    const first = await events()
    expect(new Map(first.map(({ id, stage }) => [id, stage]))).toEqual(expectedStages(truth))
    expect(first.length).toBeGreaterThan(20)
    const shown = await units()
    expect(shown.filter(({ onDuty }) => onDuty).map(({ id }) => id).sort()).toEqual([...truth.onDuty].sort())
    expect(shown.every(({ onDuty, place }) => onDuty === (place !== null))).toBe(true)
    expect(differences(expectedPlaces(truth), shown)).toEqual([])
    expect([...truth.events.values()].filter(({ region, answered }) => region !== answered)).toEqual([])

    await day()
    const second = new Map((await events()).map((event) => [event.id, event]))
    for (const { id, occurred } of first) expect(second.get(id)?.occurred).toBe(occurred)
    expect(second.size - first.length).toBeLessThan(10)
  }, 120_000)

  it('[X19] it refuses to play at another speed than the server\'s clock', async () => {
    await expect(day({ speed: 60 })).rejects.toBeInstanceOf(WrongSpeed)
  })

  it('[X33] a recorded day goes through every dialect, every row is acknowledged, and the table adds up to the file', async () => {
    const rows = Array.from({ length: 10 }, (_, bus) => Array.from({ length: 25 }, (_, n) =>
      `bus${bus},2015-09-06T${String(8 + bus).padStart(2, '0')}:${String(n).padStart(2, '0')}:07-05:00,${(30.2 + n * 0.001).toFixed(4)},-97.7,10,1`)).flat()
    const text = ['unit,time,lat,lon,speed_raw,route', ...[...rows].reverse()].join('\n')
    const truth = beside('trace.ndjson')
    const options = { fast: true, sorted: true, start: null, truth, beside }
    const tally = await playTrace(rim, openDoor(beside('drill.json')), regionCode('510304'), readTrace(text), options)
    expect([...tally!.columns].map(([dialect, { acknowledged }]) => [dialect, acknowledged]).sort()).toEqual(
      ['batch', 'jt808', 'osmand', 'owntracks-http', 'owntracks-mqtt'].map((dialect) => [dialect, 50]))
    expect(tally!.table()).toContain('rows read 250, not answered 0')
    expect(tally!.table()).toContain('admitted 250; refused none')
    const shown = (await units()).filter(({ id }) => id.startsWith('trace-'))
    expect(differences(expectedPlaces(readTruth(readFileSync(truth, 'utf8'))), shown)).toEqual([])
    expect(shown).toHaveLength(10)
    for (const { place } of shown) expect(metresBetween(place!.lon, place!.lat, -97.7, 30.224)).toBeLessThan(1)
    const { at } = (await server.api('GET', '/api/clock')).body as { at: number }
    expect(Math.max(...shown.map(({ place }) => place!.time))).toBeGreaterThan(at - MINUTE)
  }, 60_000)

  it('[X33] recorded calls become events once, whoever plays them how often', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `18${n},X,ROBBERY,2018-03-08T00:${String(n).padStart(2, '0')}:00,${n % 3 ? '37.8,-122.2' : ','}`)
    const calls = readCalls(['id,offense,category,local_time,lat,lon', ...rows].join('\n'), 'America/Los_Angeles')
    const before = (await events()).length
    const play = () => playCalls(rim, openDoor(beside('drill.json')), regionCode('510304'), 'some/calls.csv', calls, true)
    expect(await play()).toEqual({ read: 30, taken: 30, repeated: 0, placeless: 10, refused: {} })
    expect(await play()).toEqual({ read: 30, taken: 0, repeated: 30, placeless: 10, refused: {} })
    const mine = (await events()).filter(({ occurred }) => new Date(occurred).getUTCFullYear() === 2018)
    expect(mine).toHaveLength(30)
    expect((await events()).length).toBe(before + 30)
    expect(mine.every(({ region }) => region === '510304')).toBe(true)
    expect(Math.min(...mine.map(({ occurred }) => occurred))).toBe(instant(Date.UTC(2018, 2, 8, 8)))
  }, 60_000)

  it('[X34] what is asked for wrongly is answered in words, without a stack', async () => {
    const run = (...args: string[]) => promisify(execFile)(process.execPath, ['server/drill/main.ts', ...args]).then(
      ({ stdout }) => ({ code: 0, said: stdout }), (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }))
    const [help, ...wrong] = await Promise.all([
      run('--help'), run('--server', '/nowhere/drill.json'), run('--server', beside('drill.json'), '--for', 'soon'),
      run('--server', beside('drill.json'), '--calls', 'x.csv'),
    ])
    expect(help).toMatchObject({ code: 0, said: expect.stringContaining('--truth FILE') })
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2])
    expect(wrong.map(({ said }) => said).join()).not.toMatch(/\n\s+at /)
    expect(wrong[2].said).toContain('--zone')
  }, 60_000)
})
