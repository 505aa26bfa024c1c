// The packed buffer: who is drawn, where, and how exactly.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { metresBetween, toMicro } from '../../../shared/domain/geo.ts'
import { emptyBatch, UNKNOWN } from '../../../shared/domain/fix.ts'
import { Places } from '../../../shared/domain/places.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { tiers, type Tier } from '../../../shared/domain/tier.ts'
import { instant, MINUTE, SECOND } from '../../../shared/domain/time.ts'
import { unitId, type Unit } from '../../../shared/domain/unit.ts'
import { Fleet, NO_HEADING, STRIDE } from '../../../client/map/fleet/fleet.ts'
import { foldOrigin } from '../../../client/map/fleet/program.ts'
import { placeOf, spotOf } from '../../../client/map/mercator.ts'
import type { MapUnits } from '../../../client/map/shown.ts'

const NOW = instant(1_780_000_000_000)
const home = spotOf([104.9, 29.4])
const unit = (number: number, tier: Tier): Unit =>
  ({ id: unitId(`u${number}`), number, name: `u${number}`, tier, kind: 'car', team: '', region: regionCode('510304') })

function fleetOf(rows: readonly { number: number; tier: Tier; lon?: number; lat?: number; age?: number; heading?: number }[], extra: Partial<MapUnits> = {}): { units: MapUnits; places: Places } {
  const places = new Places()
  for (const { number, lon, lat, age = 0, heading = UNKNOWN } of rows) {
    if (lon === undefined || lat === undefined) continue
    const batch = emptyBatch(1)
    Object.entries({ unit: number, time: NOW - age, lon: toMicro(lon), lat: toMicro(lat), heading }).forEach(([name, value]) => { batch[name as 'unit'][0] = value })
    places.put(batch, 0)
  }
  const units = { places, unitsByNumber: new Map(rows.map(({ number, tier }) => [number, unit(number, tier)])), onDuty: null, region: null, intervals: new Map(), sos: new Map(), version: 1, ...extra }
  return { units, places }
}

describe('the fleet', () => {
  it('[M5] 32 bits hold every place of a district to 10 cm', () => {
    const lon = fc.double({ min: 104.4, max: 105.4, noNaN: true })
    const lat = fc.double({ min: 29, max: 29.8, noNaN: true })
    fc.assert(fc.property(lon, lat, (x, y) => {
      const fleet = new Fleet(home)
      fleet.take(fleetOf([{ number: 1, tier: 'area', lon: x, lat: y }]).units, NOW, 0, false)
      const [backLon, backLat] = placeOf({ x: fleet.packed[2] + home.x, y: fleet.packed[3] + home.y })
      // Millionths of a degree are 11 cm themselves.
      expect(metresBetween(toMicro(x) / 1e6, toMicro(y) / 1e6, backLon, backLat)).toBeLessThan(0.1)
    }))
  })

  it('[M5] folding the origin into the matrix loses nothing: a marker lands within a twentieth of a pixel', () => {
    // A 4K view at zoom 16: the numbers where 32 bits alone would be off by pixels.
    const world = 512 * 2 ** 16
    const matrix = new Float64Array([2 * world / 3840, 0, 0, 0, 0, -2 * world / 2160, 0, 0, 0, 0, 1, 0, -home.x * 2 * world / 3840, home.y * 2 * world / 2160, 0, 1])
    const folded = foldOrigin(matrix, home)
    const offset = { x: Math.fround(1.234e-5), y: Math.fround(-7.65e-6) }
    const x = folded[0] * offset.x + folded[12]
    const exact = matrix[0] * (home.x + offset.x) + matrix[12]
    expect(Math.abs(x - exact) * 1920).toBeLessThan(0.05)
  })

  it('[M6] draws who is signed on and has a place; large marks first, so that small ones lie over them', () => {
    const { units } = fleetOf([
      { number: 1, tier: 'point', lon: 104.9, lat: 29.4 }, { number: 2, tier: 'area', lon: 104.9, lat: 29.4, heading: 90 },
      { number: 3, tier: 'line', lon: 104.9, lat: 29.4 }, { number: 4, tier: 'area', lon: 104.9, lat: 29.4 }, { number: 5, tier: 'area' },
    ], { onDuty: new Set(['u1', 'u2', 'u3', 'u5']) })
    const fleet = new Fleet(home)
    fleet.take(units, NOW, 0, false)
    expect([...fleet.numbers.slice(0, fleet.drawn)]).toEqual([2, 3, 1])
    expect(Array.from({ length: 3 }, (_, row) => tiers[fleet.packed[row * STRIDE + 9]])).toEqual(['area', 'line', 'point'])
    expect(fleet.packed[8]).toBeCloseTo(Math.PI / 2, 6)
    expect(fleet.packed[STRIDE + 8]).toBe(NO_HEADING)
    // Signed on without ever having had a place: lost, not forgotten.
    expect(fleet.count(NOW)).toEqual({ live: 3, aging: 0, stale: 0, lost: 1 })
  })

  it('[M6] a unit of elsewhere that gets no fixes here is not missing here', () => {
    const { units } = fleetOf([{ number: 1, tier: 'area' }], { onDuty: new Set(['u1']) })
    const fleet = new Fleet(home)
    const lostIn = (region: string) => {
      fleet.take({ ...units, region: regionCode(region) }, NOW, 0, false)
      return fleet.count(NOW).lost
    }
    expect([lostIn('510304'), lostIn('510304001')]).toEqual([1, 0])
  })

  it('[M6] a unit that calls for help leaves the round markers but stays in the counts', () => {
    const { units } = fleetOf([{ number: 1, tier: 'area', lon: 104.9, lat: 29.4 }, { number: 2, tier: 'area', lon: 104.9, lat: 29.4 }],
      { sos: new Map([['u2', { unit: unitId('u2'), region: '510304', at: NOW, lon: null, lat: null }]]) })
    const fleet = new Fleet(home)
    fleet.take(units, NOW, 0, false)
    expect([fleet.drawn, fleet.known, fleet.count(NOW).live]).toEqual([1, 2, 2])
  })

  it('[M4] counts and the next change follow the clock without a new fix', () => {
    const { units } = fleetOf([{ number: 1, tier: 'area', lon: 104.9, lat: 29.4, age: 5 * SECOND }, { number: 2, tier: 'line', lon: 104.9, lat: 29.4, age: 3 * MINUTE }],
      { intervals: new Map([[1, 10], [2, 10]]) })
    const fleet = new Fleet(home)
    fleet.take(units, NOW, 0, false)
    expect(fleet.count(NOW)).toMatchObject({ live: 1, stale: 1 })
    expect(fleet.nextChange(NOW) - NOW).toBe(15 * SECOND)
    expect(fleet.count(instant(NOW + 16 * SECOND))).toMatchObject({ live: 0, aging: 1, stale: 1 })
    expect(fleet.count(instant(NOW + 20 * MINUTE))).toMatchObject({ lost: 2 })
  })

  it('[M3] 50 000 units are packed in a small part of the second between two cuts', () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => ({ number: index + 1, tier: tiers[index % 3], lon: 104.8 + (index % 500) / 2000, lat: 29.35 + (index % 300) / 3000 }))
    const { units } = fleetOf(rows)
    const fleet = new Fleet(home)
    fleet.take(units, NOW, 0, false)
    const before = performance.now()
    fleet.take(units, NOW, 1_000, false)
    expect(fleet.drawn).toBe(50_000)
    // Measured 23 ms at best and 45 ms in the median with the machine five times overbooked.
    expect(performance.now() - before).toBeLessThan(400)
  })
})
