// The world as a fold: registry, numbers, open events, and the places of units.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpen, stages } from '../../../shared/domain/event.ts'
import { fixFlag } from '../../../shared/domain/fix.ts'
import { fromMicro } from '../../../shared/domain/geo.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { instant } from '../../../shared/domain/time.ts'
import { deviceId, unitId } from '../../../shared/domain/unit.ts'
import { evolve, evolveFixes } from '../../../server/world/evolve.ts'
import { intervalOf, unitFreshness } from '../../../server/world/interval.ts'
import { emptyWorld } from '../../../server/world/world.ts'
import { batchOf, device, smallDistrict, Story, townCodes, unit, type FixSaid } from './given.ts'

/** u1 with a highest-ranked device 1 (10 s) and a second device 2 (30 s). */
const twoDevices = (): Story => new Story().units(unit('u1', 1))
  .devices(device('radio', 2, 'u1', { rank: 1, interval: 30 }), device('car', 1, 'u1', { rank: 0, interval: 10 }))

const placeOf = (story: Story, number = 1) => {
  const { columns } = story.world.places
  return story.world.places.has(number) ? { device: columns.device[number], time: columns.time[number], lon: fromMicro(columns.lon[number]) } : undefined
}

describe('entries', () => {
  it('[W1] the world takes only the entry that follows its last, and says which one it missed', () => {
    const story = new Story().units(unit('u1', 1))
    const entry = story.told[0]
    expect(() => { if (entry.is === 'entry') evolve(story.world, entry.entry) }).toThrow(/entry 1 does not follow 1/)
    expect(() => { if (entry.is === 'entry') evolve(emptyWorld(smallDistrict()), { ...entry.entry, seq: 5 }) }).toThrow(/entry 5 does not follow 0/)
    expect(story.world.seq).toBe(1)
  })

  it('[W2] the highest numbers ever given are remembered when what carried them is gone', () => {
    const story = new Story().units(unit('u1', 1), unit('u2', 7)).devices(device('d1', 9, 'u2'))
    story.entry('unit-retired', { unit: unitId('u2') })
    story.entry('device-retired', { device: deviceId('d1') })
    expect(story.world.numbers).toEqual({ unit: 7, device: 9 })
    expect([...story.world.unitsByNumber.keys()]).toEqual([1])
    expect(story.world.devicesByNumber.size).toBe(0)
    expect(story.world.devicesOfUnit.size).toBe(0)
  })

  it('[W3] the devices of a unit stand by rank, and by number within a rank, through every change of the registry', () => {
    const op = fc.record({ id: fc.integer({ min: 1, max: 6 }), of: fc.constantFrom('u1', 'u2'), rank: fc.integer({ min: 0, max: 2 }), retire: fc.boolean() })
    fc.assert(fc.property(fc.array(op, { maxLength: 40 }), (ops) => {
      const story = new Story().units(unit('u1', 1), unit('u2', 2))
      for (const { id, of, rank, retire } of ops) {
        if (retire) story.entry('device-retired', { device: deviceId(`d${id}`) })
        else story.devices(device(`d${id}`, id, of, { rank }))
      }
      const expected = [...story.world.devices.values()].sort((a, b) => a.rank - b.rank || a.number - b.number)
      for (const of of ['u1', 'u2']) expect(story.world.devicesOfUnit.get(of) ?? []).toEqual(expected.filter((one) => one.unit === of))
      expect([...story.world.devicesByNumber.values()].sort((a, b) => a.number - b.number)).toEqual([...story.world.devices.values()].sort((a, b) => a.number - b.number))
    }))
  })

  it('[W4] the open events at hand are always those whose stage is open, as they stand', () => {
    const op = fc.record({ id: fc.integer({ min: 1, max: 5 }), to: fc.constantFrom(...stages), town: fc.constantFrom(...townCodes), do: fc.constantFrom('report', 'move', 'relocate') })
    fc.assert(fc.property(fc.array(op, { maxLength: 40 }), (ops) => {
      const story = new Story()
      for (const one of ops) {
        const id = `e${one.id}`
        if (one.do === 'report' && !story.world.events.has(id)) story.reported(id)
        if (one.do === 'move') story.moved(id, one.to)
        if (one.do === 'relocate') story.relocated(id, one.town)
      }
      const open = [...story.world.events.values()].filter(({ stage }) => isOpen(stage))
      expect(new Map(story.world.open)).toEqual(new Map(open.map((event) => [event.id, event])))
    }))
  })
})

describe('fixes', () => {
  it('[W5] a unit is where the newest fresh fix of its highest-ranked device is', () => {
    const story = twoDevices()
    story.fixes(100_000, [{ unit: 1, device: 2, time: 100_000, lon: 104.8 }])
    expect(placeOf(story)).toEqual({ device: 2, time: 100_000, lon: 104.8 })
    // A higher-ranked device takes over although its fix is older, for it is fresh.
    story.fixes(101_000, [{ unit: 1, device: 1, time: 95_000, received: 101_000, lon: 104.9 }])
    expect(placeOf(story)).toEqual({ device: 1, time: 95_000, lon: 104.9 })
    story.fixes(102_000, [{ unit: 1, device: 2, time: 102_000, lon: 104.8 }])
    expect(placeOf(story)?.device).toBe(1)
  })

  it('[W6] when the highest-ranked device is no longer fresh the next that is decides, at five of its own intervals exactly', () => {
    const story = twoDevices()
    story.fixes(0, [{ unit: 1, device: 1, time: 100_000 }])
    story.fixes(0, [{ unit: 1, device: 2, time: 150_000 }])
    expect(placeOf(story)?.device).toBe(1)
    story.fixes(0, [{ unit: 1, device: 2, time: 150_001 }])
    expect(placeOf(story)?.device).toBe(2)
  })

  it('[W7] when no device is fresh the newest place known stays, also that of a retired device', () => {
    const story = twoDevices()
    story.fixes(0, [{ unit: 1, device: 1, time: 100_000, lon: 104.9 }])
    // Sent from memory hours later: old when it came, and older than what is known.
    story.fixes(0, [{ unit: 1, device: 2, time: 50_000, received: 9_000_000 }])
    expect(placeOf(story)).toMatchObject({ device: 1, time: 100_000 })
    story.entry('device-retired', { device: deviceId('car') })
    expect(story.world.devicePlaces.known()).toEqual([2])
    story.fixes(0, [{ unit: 1, device: 2, time: 60_000, received: 9_000_000 }])
    expect(placeOf(story)).toMatchObject({ device: 1, time: 100_000 })
    story.fixes(0, [{ unit: 1, device: 2, time: 200_000, received: 9_000_000 }])
    expect(placeOf(story)).toMatchObject({ device: 2, time: 200_000 })
  })

  it('[W8] late, jumping and inaccurate fixes are nobody\'s place; SOS, refilled, outside and clock-flagged ones are', () => {
    for (const name of ['late', 'jump', 'inaccurate'] as const) {
      const story = twoDevices()
      story.fixes(0, [{ unit: 1, device: 1, time: 100_000, flags: fixFlag[name] | fixFlag.sos }])
      expect(placeOf(story), name).toBeUndefined()
      expect(story.world.devicePlaces.has(1), name).toBe(false)
    }
    for (const name of ['sos', 'refill', 'outside', 'clock'] as const) {
      const story = twoDevices()
      story.fixes(0, [{ unit: 1, device: 1, time: 100_000, flags: fixFlag[name] }])
      expect(placeOf(story)?.time, name).toBe(100_000)
    }
  })

  it('[W9] however fixes are cut into batches the same places come out', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 8 }), (rows, cuts) => {
      const whole = twoDevices().units(unit('u2', 2)).devices(device('d3', 3, 'u2'))
      const split = twoDevices().units(unit('u2', 2)).devices(device('d3', 3, 'u2'))
      const said = timed(rows)
      whole.fixes(0, said)
      const edges = [0, ...cuts.map((cut) => Math.min(cut, said.length)), said.length].sort((a, b) => a - b)
      for (let index = 1; index < edges.length; index++) split.fixes(0, said.slice(edges[index - 1], edges[index]))
      expect(split.world.places.columns).toEqual(whole.world.places.columns)
      expect(split.world.devicePlaces.columns).toEqual(whole.world.devicePlaces.columns)
      expect(split.world.whereabouts).toEqual(whole.world.whereabouts)
    }))
  })

  it('[W10] no fix moves a device, or a unit that stays with the same device, back in time', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const story = twoDevices().units(unit('u2', 2)).devices(device('d3', 3, 'u2'))
      const newest = new Map<number, number>()
      let shown: { device: number; time: number } | undefined
      for (const said of timed(rows)) {
        story.fixes(0, [said])
        if (!said.flags) newest.set(said.device, Math.max(newest.get(said.device) ?? 0, said.time))
        for (const [number, time] of newest) expect(story.world.devicePlaces.columns.time[number]).toBe(time)
        const place = placeOf(story)
        if (place && shown?.device === place.device) expect(place.time).toBeGreaterThanOrEqual(shown.time)
        shown = place
      }
    }))
  })

  it('[W20] a fix of a time that the device has given already neither moves nor refreshes anything', () => {
    const story = twoDevices()
    story.fixes(0, [{ unit: 1, device: 1, time: 100_000, lon: 104.75 }])
    story.fixes(0, [{ unit: 1, device: 1, time: 100_000, received: 130_000, lon: 104.95 }])
    expect(placeOf(story)).toEqual({ device: 1, time: 100_000, lon: 104.75 })
    expect(story.world.devicePlaces.columns.received[1]).toBe(100_000)
  })

  it('[W11] a unit\'s whereabouts are the finest region of its place, looked up only when it moved', () => {
    const district = smallDistrict()
    const story = new Story(district).units(unit('u1', 1)).devices(device('car', 1, 'u1'))
    story.fixes(0, [{ unit: 1, device: 1, time: 1_000, lon: 104.75 }])
    story.fixes(0, [{ unit: 1, device: 1, time: 2_000, lon: 104.75 }])
    story.fixes(0, [{ unit: 1, device: 1, time: 3_000, lon: 104.75 }])
    expect(district.looked).toBe(1)
    expect(story.world.whereabouts[1]).toBe(regionCode('51030400120101'))
    story.fixes(0, [{ unit: 1, device: 1, time: 4_000, lon: 104.85 }])
    expect(story.world.whereabouts[1]).toBe(regionCode('51030400220101'))
    story.fixes(0, [{ unit: 1, device: 1, time: 5_000, lon: 104.85, lat: 30 }])
    expect(story.world.whereabouts[1]).toBeUndefined()
    expect(district.looked).toBe(3)
  })

  it('[W12] fixes of unknown, retired and re-assigned devices move nobody, and a re-assigned device brings no place along', () => {
    const story = twoDevices().units(unit('u2', 2))
    story.fixes(0, [{ unit: 1, device: 9, time: 1_000 }, { unit: 2, device: 1, time: 1_000 }, { unit: 9, device: 1, time: 1_000 }])
    expect(story.world.places.known()).toEqual([])
    story.fixes(0, [{ unit: 1, device: 1, time: 2_000 }])
    story.devices(device('car', 1, 'u2'))
    expect(story.world.devicePlaces.known()).toEqual([])
    story.fixes(0, [{ unit: 2, device: 1, time: 1_500 }])
    expect(placeOf(story, 2)?.time).toBe(1_500)
  })

  it('[W13] a retired unit leaves the map, and its number comes back for nobody else\'s fixes', () => {
    const story = twoDevices()
    story.fixes(0, [{ unit: 1, device: 1, time: 1_000 }])
    story.entry('unit-retired', { unit: unitId('u1') })
    expect(story.world.places.known()).toEqual([])
    expect(story.world.whereabouts[1]).toBeUndefined()
    story.fixes(0, [{ unit: 1, device: 1, time: 2_000 }])
    expect(story.world.places.known()).toEqual([])
    story.units(unit('u1', 2))
    story.fixes(0, [{ unit: 2, device: 1, time: 3_000 }])
    expect(story.world.places.known()).toEqual([2])
    expect(story.world.places.columns.unit[2]).toBe(2)
  })

  it('[W14] freshness is by the interval of the highest-ranked device, and without any device nothing is live', () => {
    const story = twoDevices().units(unit('u2', 2))
    expect(intervalOf(story.world, 'u1')).toBe(10)
    expect(intervalOf(story.world, 'u2')).toBe(0)
    story.fixes(0, [{ unit: 1, device: 1, time: 100_000 }])
    expect(unitFreshness(story.world, 'u1', instant(120_000))).toBe('live')
    expect(unitFreshness(story.world, 'u1', instant(120_001))).toBe('aging')
    expect(unitFreshness(story.world, 'u2', instant(120_001))).toBe('lost')
    expect(unitFreshness(story.world, 'nobody', instant(0))).toBe('lost')
  })
})

const row = fc.record({
  device: fc.constantFrom(1, 2, 3), step: fc.integer({ min: 0, max: 40_000 }), age: fc.constantFrom(0, 0, 0, 5_000, 70_000),
  lon: fc.constantFrom(104.75, 104.85, 104.95), flags: fc.constantFrom(0, 0, 0, 0, fixFlag.late, fixFlag.jump),
})

/** Received in order, some with times of their own that lie back. */
function timed(rows: readonly { device: number; step: number; age: number; lon: number; flags: number }[]): FixSaid[] {
  let received = 1_000_000
  return rows.map(({ device: number, step, age, lon, flags }) => {
    received += step
    return { unit: number === 3 ? 2 : 1, device: number, time: received - age, received, lon, flags }
  })
}

describe('cost', () => {
  it('[W15] a thousand fixes of a thousand units are folded in well under a cut', () => {
    const story = new Story()
    for (let n = 1; n <= 1_000; n++) story.units(unit(`u${n}`, n)).devices(device(`d${n}`, n, `u${n}`))
    const batches = Array.from({ length: 20 }, (_, second) =>
      batchOf(Array.from({ length: 1_000 }, (_, n) => ({ unit: n + 1, device: n + 1, time: 1_000_000 + second * 1_000, lon: 104.71 + n / 10_000 + second / 1e6 }))))
    const began = performance.now()
    for (const batch of batches) evolveFixes(story.world, batch)
    expect((performance.now() - began) / batches.length).toBeLessThan(50)
    expect(story.world.places.known()).toHaveLength(1_000)
  })
})
