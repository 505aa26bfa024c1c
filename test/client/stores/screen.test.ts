// What a screen knows of itself: its address, its key, its calibration, its clock, its district.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { isNight, readAddress } from '../../../client/stores/address.ts'
import { pitchOf, readCalibration, remOf, SMALLEST_REM, writeCalibration } from '../../../client/stores/calibration.ts'
import { useClock } from '../../../client/stores/clock.ts'
import { useDistrict, type Fetch } from '../../../client/stores/district.ts'
import { takeKey, useSession } from '../../../client/stores/session.ts'
import { useWall } from '../../../client/stores/wall.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'

beforeEach(() => { setActivePinia(createPinia()) })

const shelf = () => {
  const kept = new Map<string, string>()
  return { kept, getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value) } }
}

describe('address', () => {
  it('[V8] steers scene, region, layers, theme, distance, pitch, stillness and language', () => {
    expect(readAddress('?scene=duty&region=510304&layers=units,events&theme=night&distance=5000&pitch=0.496&modules=3x3&still=1&lang=en&screen=east&shift=before')).toEqual({
      scene: 'duty', region: '510304', layers: ['units', 'events'], theme: 'night', distance: 5000, pitch: 0.496, modules: { x: 3, y: 3 }, still: true, lang: 'en', screen: 'east', shift: 'before',
    })
    expect([21, 3, 12].map((hour) => isNight('auto', hour))).toEqual([true, true, false])
    expect([isNight('night', 12), isNight('day', 23)]).toEqual([true, false])
  })

  it('[V8] leaves at its default whatever cannot be read', () => {
    const usual = readAddress('')
    expect(readAddress('?region=abc&theme=pink&distance=-3&pitch=&modules=0x3&lang=fr&still=0&screen=')).toEqual(usual)
    fc.assert(fc.property(fc.string(), (search) => { readAddress(search) }))
  })
})

describe('key', () => {
  it('[V9] is taken from the fragment, kept for the tab, and gone from the address at once', () => {
    const session = useSession()
    const { kept, ...sessionStorage } = shelf()
    const urls: string[] = []
    const history = { replaceState: (_data: null, _unused: string, url: string) => { urls.push(url) } }
    session.enter({ location: { hash: '#key=s3cret&x=1', pathname: '/', search: '?scene=duty' }, history, sessionStorage })
    expect(session.key).toBe('s3cret')
    expect(urls).toEqual(['/?scene=duty#x=1'])
    expect([...kept.values()]).toEqual(['s3cret'])
    const later = useSession(createPinia())
    later.enter({ location: { hash: '', pathname: '/', search: '' }, history, sessionStorage })
    expect(later.key).toBe('s3cret')
    expect(urls).toHaveLength(1)
  })

  it('[V9] is not looked for anywhere else', () => {
    expect(takeKey('')).toEqual({ key: null, rest: '' })
    expect(takeKey('#key=')).toEqual({ key: null, rest: '' })
    expect(readAddress('?key=s3cret')).not.toHaveProperty('key')
  })
})

describe('unit', () => {
  it('[V10] is 20 arc-minutes at the farthest viewer once calibrated, and never under 12 px', () => {
    expect(remOf(3840, 2160, 5200, 0.945)).toBeCloseTo(32, 1)
    expect(remOf(1920, 1080, 5200, 1.89)).toBeCloseTo(16, 1)
    expect(remOf(3840, 2160, 5000, 0.496)).toBeCloseTo(58.6, 1)
    expect(remOf(1920, 1080, 600, 0.6)).toBe(SMALLEST_REM)
  })

  it('[V10] is that of the reference walls while nothing was measured', () => {
    const sizes = [[1920, 1080], [3840, 2160], [5760, 2160], [7680, 2160], [5760, 1080], [1920, 1200], [1366, 768]]
    expect(sizes.map(([width, height]) => remOf(width, height, null, null))).toEqual([16, 32, 32, 32, 32, 16, SMALLEST_REM])
  })

  it('[V18] follows a distance alone in proportion to that of the reference walls', () => {
    expect([2_600, 5_200, 7_800, 3_000].map((distance) => remOf(3840, 2160, distance, null))).toEqual([16, 32, 48, 32 * 3_000 / 5_200])
    expect(remOf(1920, 1080, 2_600, null)).toBe(SMALLEST_REM)
  })

  it('[V11] is kept per screen; what was damaged counts as not measured', () => {
    const kept = shelf()
    const measured = { distance: 5200, pitch: 0.945, modules: { x: 3, y: 3 } }
    writeCalibration(kept, 'east', measured)
    expect(readCalibration(kept, 'east')).toEqual(measured)
    expect(readCalibration(kept, 'west')).toBeNull()
    for (const damaged of ['{', '{"distance":1}', 'null']) {
      kept.setItem('anlan.calibration.east', damaged)
      expect(readCalibration(kept, 'east')).toBeNull()
    }
    expect([pitchOf(2560, 2419), pitchOf(2560, 0), pitchOf(2560, Number.NaN)]).toEqual([2419 / 2560, null, null])
  })

  it('[V11] follows the address before the calibration, and the calibration of its own screen', () => {
    const wall = useWall()
    const kept = shelf()
    wall.open('?screen=east', kept)
    wall.resize(3840, 2160)
    expect(wall.rem).toBe(32)
    wall.calibrate({ distance: 5000, pitch: 0.496, modules: { x: 1, y: 1 } })
    expect(wall.rem).toBeCloseTo(58.6, 1)
    wall.open('?screen=east&distance=5200&pitch=0.945', kept)
    expect(wall.rem).toBeCloseTo(32, 1)
    wall.open('?screen=west', kept)
    expect(wall.rem).toBe(32)
  })
})

describe('clock', () => {
  it('[V12] shows server time that only beats move, while corrected time runs at the server’s speed', () => {
    const clock = useClock()
    const at = instant(1_800_000_000_000)
    clock.hear(at, 100, 10)
    expect(clock.shown).toBe(at)
    expect(clock.now(1_100)).toBe(at + 10_000)
    clock.hear(instant(at + 5_000), 600)
    expect(clock.shown).toBe(at)
    clock.step(instant(at + 20_000), 3, 2_100)
    expect([clock.shown, clock.beat]).toEqual([at + 20_000, 3])
    expect(clock.now(2_200)).toBe(at + 21_000)
  })
})

describe('district', () => {
  const served: Fetch = (address) => {
    const json: unknown = JSON.parse(readFileSync(`public${address}`, 'utf8'))
    return Promise.resolve({ ok: true, status: 200, json: () => Promise.resolve(json) })
  }

  it('[V13] names a place by town and community, never finer', async () => {
    const district = useDistrict()
    await district.load(regionCode('510304001'), false, served)
    expect(district.geometry?.manifest.code).toBe('510304')
    expect(district.place(regionCode('510304001018'))).toBe('大安街道·仁和社区')
    expect(district.place(regionCode('51030400101801'))).toBe('大安街道·仁和社区')
    expect(district.place(regionCode('510304001'))).toBe('大安街道')
    expect(district.place(regionCode('510304'))).toBe(district.geometry?.manifest.name)
  })

  it('[V13] keeps a fault and can be asked again', async () => {
    const district = useDistrict()
    await district.load(regionCode('510304'), false, () => Promise.resolve({ ok: false, status: 503, json: () => Promise.resolve(null) }))
    expect(district.fault).toContain('503')
    expect(district.geometry).toBeNull()
    await district.load(regionCode('510304'), false, (address) => (address.endsWith('.geojson') ? Promise.resolve({ ok: true, status: 200, json: () => Promise.resolve({ type: 'no' }) }) : served(address)))
    expect(district.geometry).toBeNull()
    await district.load(regionCode('510304'), false, served)
    expect(district.fault).toBeNull()
    expect(district.geometry?.towns.features).toHaveLength(15)
  })
})
