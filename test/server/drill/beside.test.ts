// What stands beside the drill file: credentials, how far the store was played, the watch; and the drill file itself.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Api, Said } from '../../../server/drill/api.ts'
import { NoDoor, openDoor } from '../../../server/drill/door.ts'
import { credentialsFor, enrol, NotEnrolled } from '../../../server/drill/enrol.ts'
import { playedIn } from '../../../server/drill/played.ts'
import { createRim, untilAnswered } from '../../../server/drill/rim.ts'
import { rosterOf } from '../../../server/drill/roster.ts'
import { Unanswered } from '../../../server/drill/senders/sender.ts'
import { takeWatch } from '../../../server/drill/watch.ts'
import { registryBodySchema } from '../../../server/ingest/registry-body.ts'
import { MORNING, SEED, squareGround } from './given.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'drill-beside-'))
const roster = rosterOf(SEED, squareGround(), 60)

const drillFile = (key: string, port: number): string => JSON.stringify({ http: `http://127.0.0.1:${port}`, host: '127.0.0.1', key, sources: { mini: 'm' }, ports: { jt808: 1, mqtt: 2, devices: 3, osmand: port } })

describe('credentials', () => {
  it('[X28] they are random for each store, stay from start to start, and only their owner can read them', () => {
    const [here, there] = [join(folder(), 'c.json'), join(folder(), 'c.json')]
    const first = credentialsFor(here, roster)
    expect(credentialsFor(here, roster)).toEqual(first)
    expect(credentialsFor(there, roster)).not.toEqual(first)
    expect(statSync(here).mode & 0o777).toBe(0o600)
    const more = credentialsFor(here, rosterOf(SEED, squareGround(), 90))
    expect(more.devices).toMatchObject(first.devices)
    expect(Object.keys(more.devices).length).toBeGreaterThan(Object.keys(first.devices).length)
    writeFileSync(here, '{"devices":')
    expect(credentialsFor(here, roster)).not.toEqual(first)
  })

  it('[X28] the registry is asked in the words that it takes, with every credential and no more', async () => {
    const credentials = credentialsFor(join(folder(), 'c.json'), roster)
    const bodies: unknown[] = []
    const api: Api = { ask: (_method, path, body) => {
      expect(path).toBe('/registry')
      bodies.push(body)
      return Promise.resolve({ status: 200, body: { units: [], devices: [{ id: 'x', refused: 'UNIT_TAKEN' }], gateways: [] }, refused: null })
    } }
    const refused = await enrol(api, roster, credentials)
    expect(refused.every((line) => line.includes('UNIT_TAKEN'))).toBe(true)
    const read = bodies.map((body) => registryBodySchema.parse(body))
    expect(read.flatMap(({ units }) => units)).toHaveLength(60)
    const devices = read.flatMap((body) => body.devices)
    expect(devices).toHaveLength(roster.devices.length)
    expect(devices.every(({ dialect, credential }) => (credential === undefined) === (dialect === 'batch'))).toBe(true)
    const closed: Api = { ask: () => Promise.resolve({ status: 409, body: { refused: 'STORE_NOT_DEMO', detail: 'real' }, refused: 'STORE_NOT_DEMO' } as Said) }
    await expect(enrol(closed, roster, credentials)).rejects.toBeInstanceOf(NotEnrolled)
  })
})

describe('played', () => {
  it('[X29] a store goes on from where it was played to, a new one begins anew, another seed leaves the past alone', () => {
    const played = playedIn(join(folder(), 'p.json'))
    expect(played.since('e1', 1, MORNING)).toBe(0)
    played.note('e1', 1, MORNING)
    expect(played.since('e1', 1, MORNING)).toBe(MORNING)
    expect(played.since('e2', 1, MORNING)).toBe(0)
    expect(played.since('e1', 2, MORNING)).toBe(MORNING)
  })
})

describe('watch', () => {
  it('[X30] the drill that comes later plays, the earlier one notices and goes', async () => {
    const file = join(folder(), 'drill.lock')
    let relieved = 0
    const first = takeWatch(file, () => { relieved++ }, 5)
    const second = takeWatch(file, () => { throw new Error('never') }, 5)
    while (relieved === 0) await new Promise((resolve) => { setTimeout(resolve, 5) })
    first.leave()
    expect(readFileSync(file, 'utf8')).not.toBe('')
    second.leave()
    expect(() => readFileSync(file)).toThrow()
    expect(relieved).toBe(1)
  })
})

describe('leash', () => {
  it('[X30] a drill on a leash ends when whoever started it is gone', async () => {
    const file = join(folder(), 'drill.json')
    writeFileSync(file, drillFile('k', 1))
    const script = `const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ['server/drill/main.ts', '--leash', '--server', ${JSON.stringify(file)}], { stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr.once('data', () => console.log(child.pid))`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    // It says that nobody answers, so it is up.
    const pid = await new Promise<number>((resolve) => { parent.stdout.once('data', (text: Buffer) => { resolve(Number(text.toString())) }) })
    const alive = (): boolean => { try { return process.kill(pid, 0) } catch { return false } }
    expect(alive()).toBe(true)
    parent.kill('SIGKILL')
    while (alive()) await new Promise((resolve) => { setTimeout(resolve, 50) })
  }, 60_000)
})

describe('door', () => {
  it('[X31] a server that was started again has new keys and ports, and the drill uses them', () => {
    const file = join(folder(), 'drill.json')
    expect(() => openDoor(file)).toThrow(NoDoor)
    writeFileSync(file, drillFile('old', 4))
    const door = openDoor(file)
    const { target } = door
    writeFileSync(file, '{')
    utimesSync(file, 1, 1)
    door.refresh()
    expect([door.file.key, door.changes]).toEqual(['old', 0])
    writeFileSync(file, drillFile('new-one', 5))
    door.refresh()
    expect([door.file.key, door.file.sources.mini, target.ports.osmand, door.changes]).toEqual(['new-one', 'm', 5, 1])
    door.refresh()
    expect(door.changes).toBe(1)
  })

  it('[X31] it asks until it is answered, passes on what is no silence, and ends when it is told to', async () => {
    const file = join(folder(), 'drill.json')
    writeFileSync(file, drillFile('k', 1))
    const lines: string[] = []
    const rim = createRim((line) => lines.push(line))
    let tries = 0
    expect(await untilAnswered(rim, openDoor(file), () => ++tries < 3 ? Promise.reject(new Unanswered('nobody')) : Promise.resolve('yes'))).toBe('yes')
    expect(lines).toHaveLength(1)
    await expect(untilAnswered(rim, openDoor(file), () => Promise.reject(new RangeError('bug')))).rejects.toBeInstanceOf(RangeError)
    const waiting = untilAnswered(rim, openDoor(file), () => Promise.reject(new Unanswered('nobody')))
    rim.stop()
    expect(await waiting).toBeUndefined()
    await rim.wait(1e9)
  })
})
