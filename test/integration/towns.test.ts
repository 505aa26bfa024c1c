// A town's screen and the district's side by side on a real server: what each is given of units, duty, calls and reliefs, also after a lost link.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBeats } from '../../server/district/beats/load.ts'
import { loadDistrict } from '../../server/district/load.ts'
import { covers } from '../../server/drill/inside.ts'
import type { Alarm, Recalled } from '../../shared/domain/alarm.ts'
import type { AreaBeat } from '../../shared/domain/beat.ts'
import { MINUTE } from '../../shared/domain/time.ts'
import type { Mirror } from '../../shared/wire/mirror.ts'
import { clockFrom } from '../forward.ts'
import { openScreen, root, startServer, until, type FollowingScreen, type Started } from '../start.ts'

/** Runs on from 09:00 of a Wednesday, and is set forward by the tests, which go on from one another. */
const MORNING = Date.parse('2026-07-01T09:00:00+08:00')
const { clock, now, forward } = clockFrom(MORNING)

const folder = `${root}/public/district/510304`
const regions = [...(await loadDistrict(folder)).regions.values()]
const areas = (await loadBeats(folder))!.beats.filter((one): one is AreaBeat => one.tier === 'area')
const gridIn = (of: (lon: number, lat: number, code: string) => boolean) => regions.find(({ level, centre: [lon, lat], code }) => level === 'grid' && of(lon, lat, code))!
/** A void of the town is what the tests wait for; the neighbour stands in a grid of its own. */
const beat = areas[0]
const TOWN = beat.region.slice(0, 9)
const inBeat = gridIn((lon, lat) => covers(beat, lon, lat)).centre
const away = gridIn((_lon, _lat, code) => !code.startsWith(TOWN))
const NEXT = away.code.slice(0, 9)

const credential = (id: string): string => `towns-${id}-osmand-credential-128`
let server: Started
let screens: Record<'town' | 'next' | 'district', FollowingScreen>
beforeAll(async () => {
  server = await startServer({ clock })
  const made = await server.api('POST', '/api/registry', {
    units: [
      { id: 'own-901', name: '面901', tier: 'area', kind: 'car', team: beat.team, region: TOWN },
      { id: 'guest-902', name: '面902', tier: 'area', kind: 'car', team: '', region: NEXT },
      { id: 'never-903', name: '面903', tier: 'area', kind: 'post', team: '', region: NEXT },
    ],
    // The neighbour is fresh whatever the tests do to the clock.
    devices: [['own-901', 10], ['guest-902', 86_400], ['never-903', 30]].map(([id, interval]) => ({ id: `${id}-phone`, unit: id, dialect: 'osmand', identity: `${id}-phone`, rank: 0, crs: 'wgs84', interval, credential: credential(String(id)) })),
  })
  expect(JSON.stringify(made.body)).not.toContain('refused')
  await duty('own-901', 'on')
  screens = { town: await openScreen(server.app.address, TOWN), next: await openScreen(server.app.address, NEXT), district: await openScreen(server.app.address) }
  await settled()
})
afterAll(async () => {
  for (const screen of Object.values(screens)) screen.close()
  await server.stop()
})

let keys = 0
async function duty(unit: string, what: 'on' | 'off'): Promise<void> {
  expect((await server.api('POST', '/api/shifts', { items: [{ key: `k${++keys}`, unit, do: what, at: new Date(now()).toISOString() }] })).status).toBe(200)
}
async function fix(unit: string, [lon, lat]: readonly number[], at: number): Promise<void> {
  expect((await fetch(`http://127.0.0.1:${server.drill.ports.osmand}/?id=${credential(unit)}&lat=${lat}&lon=${lon}&timestamp=${at}`)).status).toBe(200)
}
/** Every screen that is connected has every entry. */
async function settled(): Promise<void> {
  await until('every screen caught up', async () => {
    const seq = Number((await server.api('GET', '/api/health')).body.seq)
    return Object.values(screens).every(({ socket, mirror }) => !socket.connected || mirror.seq >= seq)
  })
}
const unitsOf = ({ units }: Mirror): string[] => [...units.keys()].sort()
const onDuty = ({ shifts }: Mirror): string[] => [...shifts.keys()].sort()
const numberOf = (id: string): number => screens.district.mirror.units.get(id)!.number
/** All that a screen was ever sent but readings, which are counts. */
const sent = ({ frames }: FollowingScreen): string => JSON.stringify(frames.map(({ frame }) => ('kind' in frame ? { ...frame, readings: null, values: null } : null)))
const ask = async <Answer>(path: string): Promise<Answer> => (await server.api('GET', `/api/alarms${path}`)).body as Answer

describe('a town’s screen beside the district’s', () => {
  it('[R21] holds the town’s own units with their duty, and is sent nothing of any other; the district’s holds all', async () => {
    await duty('guest-902', 'on')
    await fix('guest-902', away.centre, now() - 60 * MINUTE)
    await until('the district sees the neighbour', () => screens.district.mirror.places.has(numberOf('guest-902')))
    await settled()
    const { town, next, district } = screens
    expect([town, next, district].map(({ mirror }) => [unitsOf(mirror), onDuty(mirror)])).toEqual([
      [['own-901'], ['own-901']], [['guest-902', 'never-903'], ['guest-902']], [['guest-902', 'never-903', 'own-901'], ['guest-902', 'own-901']],
    ])
    expect(sent(town)).not.toMatch(/902|903/)
    expect([...town.mirror.intervals.keys()]).toEqual([numberOf('own-901')])
  })

  it('[R20] is told that somebody of elsewhere could be at a void, and not who; the district’s and the neighbour’s screens, and the API, say who', async () => {
    const { town, next, district } = screens
    const mine = (mirror: Mirror): Alarm | undefined => [...mirror.alarms.values()].find(({ kind, about }) => kind === 'void' && about === beat.id)
    await fix('own-901', inBeat, now())
    forward((beat.interval + 2) * MINUTE)
    await until('the area is void', () => mine(town.mirror) !== undefined && mine(district.mirror) !== undefined)
    const known = mine(district.mirror)!.relief
    expect(known).toEqual({ unit: 'guest-902', minutes: expect.any(Number) as number, home: NEXT })
    const bare = { unit: null, minutes: known!.minutes }
    expect(mine(town.mirror)!.relief).toEqual(bare)
    await settled()
    const comes = () => [...next.mirror.alarms.values()].flatMap(({ kind, region, relief }) => (kind === 'void' && region.startsWith(NEXT) && relief ? [relief.unit] : []))
    await until('a void next door', () => comes().length > 0)
    expect(new Set(comes())).toEqual(new Set(['guest-902']))
    expect(sent(town)).not.toMatch(/902|903/)

    const late = await openScreen(server.app.address, TOWN)
    await until('picture', () => mine(late.mirror) !== undefined)
    expect(mine(late.mirror)!.relief).toEqual(bare)
    expect(sent(late)).not.toMatch(/902|903/)
    late.close()
    const reliefOf = (alarms: Alarm[]) => alarms.find(({ kind, about }) => kind === 'void' && about === beat.id)?.relief
    expect([reliefOf(await ask('')), reliefOf(await ask(`?region=${TOWN}`))]).toEqual([known, bare])

    // What its phone kept shows that it had been there: the alarm is recalled, and says no more than before.
    for (let at = MORNING + 20 * MINUTE; at < now(); at += 20 * MINUTE) await fix('own-901', inBeat, at)
    await until('recalled', () => [...town.mirror.recalled.values()].some(({ alarm }) => alarm.about === beat.id))
    const recalled = (all: Iterable<Recalled>) => [...all].find(({ alarm }) => alarm.about === beat.id)?.alarm.relief
    await until('recalled there too', () => recalled(district.mirror.recalled.values()) !== undefined)
    expect([recalled(town.mirror.recalled.values()), recalled(district.mirror.recalled.values())]).toEqual([bare, known])
    expect([recalled(await ask(`/recalled?region=${TOWN}`)), recalled(await ask('/recalled'))]).toEqual([bare, known])
    const later = await openScreen(server.app.address, TOWN)
    await until('picture', () => later.mirror.recalled.size > 0)
    expect(recalled(later.mirror.recalled.values())).toEqual(bare)
    later.close()
  })

  it('[R22] has the card of a neighbour before its place, and nothing of it when it has left', async () => {
    const { town } = screens
    const number = numberOf('guest-902')
    const told = { fixes: 0, nameless: 0 }
    town.socket.on('fixes', () => {
      told.fixes++
      if (town.mirror.places.has(number) && !town.mirror.unitsByNumber.has(number)) told.nameless++
    })
    await fix('guest-902', inBeat, now() - 40 * MINUTE)
    await until('it is on the map', () => town.mirror.places.has(numberOf('guest-902')))
    expect([unitsOf(town.mirror), onDuty(town.mirror), town.mirror.intervals.get(numberOf('guest-902'))]).toEqual([['guest-902', 'own-901'], ['guest-902', 'own-901'], 86_400])
    const late = await openScreen(server.app.address, TOWN)
    await until('picture', () => late.mirror.epoch !== null)
    expect([unitsOf(late.mirror), onDuty(late.mirror)]).toEqual([unitsOf(town.mirror), onDuty(town.mirror)])
    late.close()
    await duty('guest-902', 'off')
    await until('off duty', () => onDuty(town.mirror).length === 1)
    await duty('guest-902', 'on')
    await until('on duty', () => onDuty(town.mirror).length === 2)
    await fix('guest-902', away.centre, now() - 20 * MINUTE)
    await until('it has left', () => !town.mirror.places.has(numberOf('guest-902')))
    expect([unitsOf(town.mirror), onDuty(town.mirror), [...town.mirror.intervals.keys()]]).toEqual([['own-901'], ['own-901'], [numberOf('own-901')]])
    expect([told.fixes > 1, told.nameless]).toEqual([true, 0])
    expect(town.frames.every(({ folded }) => folded === 'applied')).toBe(true)
  })

  it('[R22] [R23] resumes with who came and without who left while the link was lost, and without a new picture', async () => {
    const { town, district } = screens
    const pictures = () => [town, district].map(({ frames }) => frames.filter(({ frame }) => 'kind' in frame && frame.kind === 'picture').length)
    const before = pictures()
    const again = async (): Promise<void> => {
      for (const screen of [town, district]) {
        screen.mirror.resumed = null
        screen.socket.connect()
        await until('resumed', () => screen.mirror.resumed !== null)
      }
      await settled()
    }
    for (const screen of [town, district]) screen.socket.disconnect()
    await fix('guest-902', inBeat, now() - 10 * MINUTE)
    await again()
    await until('its place', () => town.mirror.places.has(numberOf('guest-902')))
    expect([unitsOf(town.mirror), onDuty(town.mirror)]).toEqual([['guest-902', 'own-901'], ['guest-902', 'own-901']])

    const number = numberOf('guest-902')
    for (const screen of [town, district]) screen.socket.disconnect()
    await fix('guest-902', away.centre, now())
    await duty('guest-902', 'off')
    await duty('own-901', 'off')
    expect((await server.api('DELETE', '/api/registry/units/never-903')).status).toBe(200)
    const seen = town.frames.length
    await again()
    await until('its place is gone', () => !town.mirror.places.has(number))
    expect([town, district].map(({ mirror }) => [unitsOf(mirror), onDuty(mirror)])).toEqual([[['own-901'], []], [['guest-902', 'own-901'], []]])
    expect(sent({ ...town, frames: town.frames.slice(seen) })).not.toMatch(/902|903/)
    expect(pictures()).toEqual(before)
  })
})
