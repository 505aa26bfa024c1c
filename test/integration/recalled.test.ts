// Alarms that were never true on a real server: raised, taken back by what came late, and asked for over the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashKey } from '../../server/api/doors.ts'
import { loadBeats } from '../../server/district/beats/load.ts'
import { loadDistrict } from '../../server/district/load.ts'
import { covers } from '../../server/drill/inside.ts'
import type { Alarm, Recalled } from '../../shared/domain/alarm.ts'
import type { AreaBeat } from '../../shared/domain/beat.ts'
import { MINUTE } from '../../shared/domain/time.ts'
import { clockFrom } from '../forward.ts'
import { call, openScreen, root, startServer, until, type Started } from '../start.ts'

const CREDENTIAL = 'recalled-osmand-credential-128-bit'
const [reader, events, screen] = ['r'.repeat(43), 'e'.repeat(43), 'c'.repeat(43)]
const keys = [{ id: 'reader', name: '读者', hash: hashKey(reader), rights: ['read'] }, { id: 'events', name: '事件', hash: hashKey(events), rights: ['events', 'shifts', 'orders', 'beats'] }]
/** Runs on from 09:00 of a Wednesday, and is set forward by the tests, which go on from one another. */
const MORNING = Date.parse('2026-07-01T09:00:00+08:00')
const { clock, now, forward } = clockFrom(MORNING)

const folder = `${root}/public/district/510304`
const beat = (await loadBeats(folder))!.beats.find((one): one is AreaBeat => one.tier === 'area')!
const { centre } = [...(await loadDistrict(folder)).regions.values()].find(({ level, centre: [lon, lat] }) => level === 'grid' && covers(beat, lon, lat))!

let server: Started
beforeAll(async () => {
  server = await startServer({ clock, extra: { keys, screens: { key: hashKey(screen) } } })
  const made = await server.api('POST', '/api/registry', {
    units: [{ id: 'u1', name: '面901', tier: 'area', kind: 'car', team: beat.team, region: beat.region }],
    devices: [{ id: 'u1-phone', unit: 'u1', dialect: 'osmand', identity: 'u1-phone', rank: 0, crs: 'wgs84', interval: 10, credential: CREDENTIAL }],
  })
  expect(JSON.stringify(made.body)).not.toContain('refused')
  expect((await server.api('POST', '/api/shifts', { items: [{ key: 'on', unit: 'u1', do: 'on', at: new Date(MORNING).toISOString() }] })).status).toBe(200)
})
afterAll(async () => { await server.stop() })

const ask = async <Answer>(query = '', key = reader): Promise<Answer> => (await call(server.app.address, key, 'GET', `/api/alarms${query}`)).body as Answer
const aboutOf = (one: Alarm | Recalled): string => ('alarm' in one ? one.alarm : one).about
const mine = <Item extends Alarm | Recalled>(all: readonly Item[]): Item[] => all.filter((one) => aboutOf(one) === beat.id)
async function fix(at: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${server.drill.ports.osmand}/?id=${CREDENTIAL}&lat=${centre[1]}&lon=${centre[0]}&timestamp=${at}`)
  expect(answer.status).toBe(200)
}

/** Sets the clock on until nobody has been there for too long, and waits for the alarm. */
async function leaveAlone(): Promise<Alarm> {
  forward((beat.interval + 2) * MINUTE)
  await until('the area is void', async () => mine(await ask<Alarm[]>()).length === 1)
  return mine(await ask<Alarm[]>())[0]
}
/** What the phone kept while nobody heard it, told at once: it was there all the time. */
async function tellLate(since: number): Promise<void> {
  for (let at = since + 20 * MINUTE; at < now(); at += 20 * MINUTE) await fix(at)
  await until('the alarm is taken back', async () => mine(await ask<Alarm[]>()).length === 0)
}

describe('recalled alarms', () => {
  it('[O32] an alarm that a late refill shows never to have been true is answered as recalled, with why and when, until it is raised again', async () => {
    await fix(MORNING)
    const alarm = await leaveAlone()
    expect(await ask('/recalled')).toEqual([])
    expect(alarm).toMatchObject({ kind: 'void', name: beat.name, level: expect.any(Number) as number })

    const before = now()
    await tellLate(MORNING)
    const [recalled, ...others] = await ask<Recalled[]>('/recalled')
    expect([recalled.alarm, recalled.why, others]).toEqual([alarm, 'refilled', []])
    expect(recalled.at).toBeGreaterThanOrEqual(before)
    expect(recalled.at).toBeLessThanOrEqual(now())

    const again = await leaveAlone()
    expect(again.since).toBeGreaterThan(alarm.since)
    expect(await ask('/recalled')).toEqual([])
    await tellLate(again.since)
    expect(mine(await ask<Recalled[]>('/recalled')).map(({ alarm: one }) => one)).toEqual([again])
  })

  it('[O33] standing and recalled alarms are answered to a key that may read; a part of the district is asked for by a code that there is', async () => {
    for (const path of ['', '/recalled']) {
      const status = async (key: string): Promise<number> => (await call(server.app.address, key, 'GET', `/api/alarms${path}`)).status
      expect([await status(reader), await status(server.drill.key), await status(events), await status(screen), await status('x'.repeat(43))]).toEqual([200, 200, 403, 401, 401])
      const bare = await fetch(`${server.app.address}/api/alarms${path}`)
      expect([bare.status, await bare.json()]).toEqual([401, expect.objectContaining({ refused: 'CREDENTIAL_WRONG' })])
      for (const query of ['region=999999', 'region=', 'region=__proto__', `region=${beat.region}&region=${beat.region}`]) {
        expect([query, await call(server.app.address, reader, 'GET', `/api/alarms${path}?${query}`)]).toEqual([query, { status: 400, body: expect.objectContaining({ refused: 'REGION_UNKNOWN' }) as object }])
      }
    }
  })

  it('[O34] of a part of the district they are those that a screen of that part holds', async () => {
    const town = beat.region.slice(0, 9)
    const other = (await ask<Alarm[]>()).map(({ region }) => region.slice(0, 9)).find((one) => one.length === 9 && one !== town)!
    for (const region of [town, other]) {
      const follower = await openScreen(server.app.address, region, { epoch: null }, screen)
      const [standing, recalled] = [await ask<Alarm[]>(`?region=${region}`), await ask<Recalled[]>(`/recalled?region=${region}`)]
      await until('the screen holds them', () => follower.mirror.alarms.size === standing.length)
      expect(standing.length).toBeGreaterThan(0)
      expect([...follower.mirror.alarms.keys()].sort()).toEqual(standing.map(({ id }) => id).sort())
      expect([...follower.mirror.recalled.values()]).toEqual(recalled)
      expect(recalled.map(({ alarm }) => alarm.about)).toEqual(region === town ? [beat.id] : [])
      follower.close()
    }
  })
})
