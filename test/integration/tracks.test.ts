// Tracks on disk through stops and kills: a server that goes on from them answers as one that never stopped.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { DrillFile } from '../../server/app/demo.ts'
import { loadBeats } from '../../server/district/beats/load.ts'
import type { LineBeat } from '../../shared/domain/beat.ts'
import { instant } from '../../shared/domain/time.ts'
import type { AskAnswer } from '../../shared/wire/ask.ts'
import { endAll, run, type Running } from '../processes.ts'
import { call, freshFolder, openScreen, root, startServer, until } from '../start.ts'

afterEach(endAll)

const NOW = Date.parse('2026-07-01T15:00:00+08:00')
const BEGUN = Date.parse('2026-07-01T09:00:00+08:00')
const CREDENTIAL = 'tracks-gateway-credential-128-bits'
/** Seconds from fix to fix. */
const EVERY = 5
const beats = (await loadBeats(`${root}/public/district/510304`))!.beats
const beat = beats.find((one): one is LineBeat => one.tier === 'line')!
const area = beats.find(({ tier }) => tier === 'area')!

interface Side { readonly address: string; readonly folder: string }
const drillOf = ({ folder }: Side): DrillFile => JSON.parse(readFileSync(join(folder, 'drill.json'), 'utf8')) as DrillFile

/** Somewhere along the line at each fix, there and back in half an hour. */
function placeAt(index: number): readonly [number, number] {
  const turn = index * EVERY / 1_800 % 2
  const along = (turn < 1 ? turn : 2 - turn) * (beat.line.length - 1)
  const corner = Math.min(Math.floor(along), beat.line.length - 2)
  const [[lonA, latA], [lonB, latB]] = [beat.line[corner], beat.line[corner + 1]]
  return [lonA + (lonB - lonA) * (along - corner), latA + (latB - latA) * (along - corner)]
}

async function muster(side: Side): Promise<void> {
  const { key } = drillOf(side)
  const made = await call(side.address, key, 'POST', '/api/registry', {
    gateways: [{ id: 'radio', name: '电台', crs: 'wgs84', credential: CREDENTIAL }],
    units: [{ id: 'u1', name: '线901', tier: 'line', kind: 'foot', team: beat.team, region: beat.region }, { id: 'u2', name: '面901', tier: 'area', kind: 'car', team: area.team, region: area.region }],
    devices: [1, 2].map((number) => ({ id: `d${number}`, unit: `u${number}`, dialect: 'batch', gateway: 'radio', identity: `R${number}`, rank: 0, crs: 'wgs84', interval: EVERY })),
  })
  expect(JSON.stringify(made.body)).not.toContain('refused')
  for (const unit of ['u1', 'u2']) expect((await call(side.address, key, 'POST', '/api/shifts', { items: [{ key: `on-${unit}`, unit, do: 'on', at: new Date(BEGUN - 60_000).toISOString() }] })).status).toBe(200)
}

/** Fixes of both devices by number from the beginning on. */
async function send(side: Side, indexes: readonly number[]): Promise<void> {
  const fixes = indexes.flatMap((index) => ['R1', 'R2'].map((device) => ({ device, time: BEGUN + index * EVERY * 1_000, lon: placeAt(index)[0], lat: placeAt(index)[1] })))
  for (let from = 0; from < fixes.length; from += 4_000) {
    const response = await fetch(`http://127.0.0.1:${drillOf(side).ports.devices}/batch`, {
      method: 'POST', headers: { authorization: `Basic ${Buffer.from(`radio:${CREDENTIAL}`).toString('base64')}` }, body: JSON.stringify({ fixes: fixes.slice(from, from + 4_000) }),
    })
    expect(response.status).toBe(200)
  }
}

/** Coverage, sheet and the last rounds of the line, and what is lost. */
async function told(side: Side): Promise<unknown> {
  const { key } = drillOf(side)
  const get = async (path: string): Promise<Record<string, unknown>> => (await call(side.address, key, 'GET', path)).body
  const { coverage } = await get('/api/readings')
  const screen = await openScreen(side.address)
  const rounds = await new Promise<AskAnswer>((answer) => { screen.socket.emit('ask', { what: 'rounds', beat: beat.id }, answer) })
  screen.close()
  const { tracksLost } = await get('/api/health')
  // Quarter-hours are told as they were known then, and nobody listened while the server was away.
  const counted: unknown = JSON.parse(JSON.stringify(coverage, (name, value: unknown) => (name === 'history' ? undefined : value)))
  return { counted, sheet: await get('/api/sheet'), rounds, tracksLost }
}

const upTo = (from: number, to: number, take: (index: number) => boolean = () => true): number[] => Array.from({ length: to - from }, (_, at) => from + at).filter(take)
const isLate = (index: number): boolean => index % 100 >= 60 && index % 100 < 90
const tracksIn = (folder: string): string[] => readdirSync(join(folder, 'tracks'))

it('[O54] a server stopped, started, killed and started again on tracks of many full stretches answers coverage, sheets and rounds as one that never stopped, and puts what comes late in its place', async () => {
  // Beats hold from when the server first hears of them on.
  let now = BEGUN - 60_000
  const clock = { speed: 1, now: () => instant(now), resume: () => undefined }
  const steady = await startServer({ clock, every: () => () => undefined })
  const other: Side = { address: steady.app.address, folder: steady.folder }
  const folder = freshFolder()
  let running: Running
  const start = async (): Promise<Side> => {
    const started = running = run('test/standing.ts', [folder, String(now)], { ANLAN_TEST_LOG: 'info' })
    await until('the server says its address', () => { if (started.child.exitCode !== null) throw new Error(started.said()); return /^at http.*$/m.test(started.said()) }, 60_000)
    return { address: /^at (http.*)$/m.exec(started.said())![1], folder }
  }
  const both = async (side: Side, work: (of: Side) => Promise<void>): Promise<void> => { await work(side); await work(other) }

  const stop = async (): Promise<void> => {
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
  }

  let side = await start()
  await both(side, muster)
  await stop()
  now = NOW
  side = await start()
  await both(side, (of) => send(of, upTo(0, 2_000, (index) => !isLate(index))))
  expect(await told(side)).toEqual(await told(other))
  await stop()
  // Two devices, 1,400 fixes each: two full stretches of either.
  expect(tracksIn(folder).length).toBeGreaterThan(1)

  side = await start()
  expect(running!.said()).toMatch(/"snapshot":\d+.*"msg":"restored"/)
  expect(await told(side)).toEqual(await told(other))
  await both(side, (of) => send(of, upTo(0, 700, isLate)))
  await both(side, (of) => send(of, upTo(2_000, 4_000, (index) => !isLate(index))))
  const before = await told(side)
  expect(before).toEqual(await told(other))
  running!.child.kill('SIGKILL')
  await running!.ended

  side = await start()
  expect(running!.said()).toMatch(/"snapshot":\d+.*"msg":"restored"/)
  expect(await told(side)).toEqual(before)
  await both(side, (of) => send(of, upTo(700, 4_000, isLate)))
  const after = await told(side)
  expect(after).toEqual(await told(other))
  expect(after).not.toEqual(before)
  expect(after).toMatchObject({ tracksLost: 0 })
  expect(running!.said()).not.toContain('could not be')
  await stop()
  await steady.stop()
  rmSync(folder, { recursive: true, force: true })
}, 240_000)
