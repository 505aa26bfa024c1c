// Readings on a real server: a wall of the district and one of a town, each with the figures of its own region.
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDistrict } from '../../server/district/load.ts'
import { memoryLedger } from '../../server/ledger/memory.ts'
import { createReadings } from '../../server/readings/all.ts'
import { createStream } from '../../server/stream/socket.ts'
import { emptyWorld } from '../../server/world/world.ts'
import { isOpen, type GridEvent } from '../../shared/domain/event.ts'
import type { Readings } from '../../shared/domain/reading.ts'
import { regionCode } from '../../shared/domain/region.ts'
import { instant } from '../../shared/domain/time.ts'
import { smallDistrict, townCodes } from '../server/world/given.ts'
import { DISTRICT, openScreen, root, startServer, until, type FollowingScreen, type Started } from '../start.ts'
import { sendBatch } from '../walkers.ts'

const [TOWN, OTHER] = ['510304001', '510304100']
const CREDENTIAL = 'readings-gateway-credential-1'

describe('regions', () => {
  let server: Started
  beforeAll(async () => { server = await startServer() })
  afterAll(async () => { await server.stop() })

  let count = 0
  async function report(region: string, level: number, ago: number): Promise<string> {
    const body = { category: level === 1 ? 'security' : 'other', level, region, occurred: new Date(Date.now() - ago).toISOString() }
    const answer = await server.api('POST', '/api/events', body, { 'idempotency-key': `readings-${++count}` })
    expect(answer.status).toBe(201)
    return String(answer.body.id)
  }

  /** Units: one at home in the town and never heard of, one of the other town that is in the town now, one of neither. */
  async function fleet(): Promise<void> {
    const district = await loadDistrict(resolve(root, `public/district/${DISTRICT}`))
    const inTown = [...district.regions.values()].find(({ level, code }) => level === 'grid' && code.startsWith(TOWN))!
    const inOther = [...district.regions.values()].find(({ level, code }) => level === 'grid' && code.startsWith(OTHER))!
    const units = [['home', TOWN], ['through', OTHER], ['away', OTHER]].map(([id, region]) => ({ id, name: id, tier: 'area', kind: 'car', team: '', region }))
    const devices = units.map(({ id }) => ({ id: `${id}-d`, unit: id, dialect: 'batch', identity: id, gateway: 'load', rank: 0, crs: 'wgs84', interval: 10 }))
    const registered = await server.api('POST', '/api/registry', { gateways: [{ id: 'load', name: '网关', crs: 'wgs84', credential: CREDENTIAL }], units, devices })
    expect(JSON.stringify(registered.body)).not.toContain('refused')
    const at = new Date().toISOString()
    await server.api('POST', '/api/shifts', { items: units.map(({ id }) => ({ key: `on-${id}`, unit: id, do: 'on', at })) })
    const fix = (device: string, [lon, lat]: readonly number[]) => ({ device, time: Date.now(), lon, lat })
    await sendBatch(server.drill, CREDENTIAL, [fix('through', inTown.centre), fix('away', inOther.centre)])
  }

  /** What the list of events says of a region. */
  const naive = (events: readonly GridEvent[], region: string) => {
    const here = events.filter((event) => event.region.startsWith(region))
    const open = here.filter(({ stage }) => isOpen(stage))
    const level = (list: readonly GridEvent[]) => ({ 1: list.filter((one) => one.level === 1).length, 3: list.filter((one) => one.level === 3).length })
    return { total: here.length, byLevel: level(here), open: open.length, openByLevel: level(open) }
  }
  const told = ({ arrivals, open }: Readings) => ({
    total: arrivals.windows['24h'].total, byLevel: { 1: arrivals.windows['24h'].byLevel[1], 3: arrivals.windows['24h'].byLevel[3] },
    open: open.total, openByLevel: { 1: open.byLevel[1], 3: open.byLevel[3] },
  })

  it('[N36] a screen of the district and one of a town each get the readings of their own region, and so does who asks the API', async () => {
    const before = await openScreen(server.app.address, DISTRICT)
    await until('picture', () => before.mirror.epoch !== null)
    await fleet()
    const inTown = await Promise.all([report(`${TOWN}011`, 3, 60_000), report(`${TOWN}011`, 1, 7_200_000), report(TOWN, 3, 90 * 60_000)])
    await Promise.all([report(`${OTHER}`, 3, 60_000), report(DISTRICT, 1, 1_000)])
    await server.api('POST', `/api/events/${inTown[0]}/stage`, { to: 'closed', at: new Date().toISOString() }, { 'idempotency-key': 'closed-1' })
    const town = await openScreen(server.app.address, TOWN)
    await report(`${TOWN}011`, 1, 1_000)
    await report(OTHER, 1, 1_000)

    const events = (await server.api('GET', '/api/events')).body as unknown as GridEvent[]
    const [all, own] = [naive(events, DISTRICT), naive(events, TOWN)]
    expect([all.total, own.total, own.open]).toEqual([7, 4, 3])
    const shows = (screen: FollowingScreen, total: number, onDuty: number) => () =>
      screen.mirror.readings.arrivals?.windows['24h'].total === total && screen.mirror.readings.presence?.denominator === onDuty && screen.mirror.readings.fixes?.lastHour === onDuty - 1
    await until('the district is told', shows(before, all.total, 3))
    await until('the town is told', shows(town, own.total, 2))
    const [ofDistrict, ofTown] = [before, town].map(({ mirror }) => mirror.readings as Readings)
    expect([told(ofDistrict), told(ofTown)]).toEqual([all, own])

    const rows = (readings: Readings) => new Map(readings.regions.rows.map(({ region, last24h }) => [region, last24h]))
    expect([rows(ofDistrict).size, rows(ofDistrict).get(TOWN), rows(ofDistrict).get(DISTRICT)]).toEqual([16, 4, 1])
    expect([...rows(ofTown).keys()].every((region) => region.startsWith(TOWN))).toBe(true)
    expect([rows(ofTown).get(`${TOWN}011`), rows(ofTown).get(TOWN)]).toEqual([3, 1])
    expect(ofTown.presence.tiers.area).toMatchObject({ registered: 2, onDuty: 2, byFreshness: { lost: 1 } })
    expect(ofDistrict.presence.tiers.area).toMatchObject({ registered: 3, onDuty: 3 })
    expect(ofTown.ingest.sources.map(({ id }) => id)).toEqual(ofDistrict.ingest.sources.map(({ id }) => id))

    const asked = (await server.api('GET', `/api/readings?region=${TOWN}`)).body as unknown as Readings
    expect([told(asked), told((await server.api('GET', '/api/readings')).body as unknown as Readings)]).toEqual([own, all])
    expect((await server.api('GET', '/api/readings?region=999999')).body).toMatchObject({ refused: 'REGION_UNKNOWN' })

    await town.join({ region: regionCode(OTHER), epoch: town.mirror.epoch, seq: town.mirror.seq })
    await until('the other town is told', () => town.mirror.readings.arrivals?.windows['24h'].total === naive(events, OTHER).total)
    for (const screen of [before, town]) screen.close()
  })
})

describe('beats', () => {
  it('[N37] readings are shown once a beat for each watched region, however many screens watch it, and for no region that nobody watches', async () => {
    const ledger = memoryLedger({ now: () => instant(1_000) })
    const world = emptyWorld(smallDistrict())
    const readings = createReadings()
    const shown: string[] = []
    const http = createServer()
    const stream = createStream({
      cost: () => { throw new Error('nobody asks') }, rounds: () => null, http, world, ledger, door: () => 'unpaired', ours: () => true, speed: 1, perAddress: 9, cut: 250, failed: (error) => { throw error },
      now: () => instant(Date.now()),
      readings(region) {
        shown.push(region)
        return readings.show(instant(Date.now()), world, { sources: [], unregistered: [] }, region)
      },
    })
    await new Promise<void>((go) => { http.listen(0, '127.0.0.1', () => { go() }) })
    const address = `http://127.0.0.1:${(http.address() as { port: number }).port}`
    const screens = await Promise.all([DISTRICT, DISTRICT, DISTRICT, townCodes[0]].map((region) => openScreen(address, region)))
    const beats = () => screens.map(({ mirror }) => mirror.beat)
    await until('everybody has a beat', () => beats().every((beat) => beat > 0))
    const [from, first] = [beats()[0], shown.length]
    await until('three beats later', () => beats().every((beat) => beat >= from + 3))
    const since = shown.slice(first)
    const times = (region: string): number => since.filter((one) => one === region).length
    // A frame may still be on its way when we look: one beat more or less, never one for each of three screens.
    expect(times(DISTRICT)).toBe(times(townCodes[0]))
    expect(Math.abs(times(DISTRICT) - 3)).toBeLessThanOrEqual(1)
    expect(new Set(since).size).toBe(2)
    for (const { mirror, frames } of screens) {
      expect(mirror.readings.arrivals?.windows['24h'].total).toBe(0)
      expect(frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'readings').length).toBeGreaterThanOrEqual(3)
    }
    screens[3].close()
    await until('gone', () => stream.screens().length === 3)
    const [again, gone] = [beats()[0], shown.length]
    await until('two beats later', () => screens[0].mirror.beat >= again + 2)
    expect(new Set(shown.slice(gone))).toEqual(new Set([DISTRICT]))
    for (const screen of screens) screen.close()
    await stream.close()
    await new Promise<void>((go) => { http.close(() => { go() }) })
  })
})
