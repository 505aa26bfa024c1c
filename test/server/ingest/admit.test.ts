// Admission, the pure pass: times, repeats, places, jumps.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBatch, fixFlag, NOT_A_PLACE, UNKNOWN } from '../../../shared/domain/fix.ts'
import { metresBetween, fromMicro } from '../../../shared/domain/geo.ts'
import { DAY, HOUR, instant, MINUTE } from '../../../shared/domain/time.ts'
import { timing, type Speaker } from '../../../server/ingest/admit.ts'
import { defaultLimits } from '../../../server/ingest/limits.ts'
import type { Observation } from '../../../server/ingest/observation.ts'
import { KEPT, Traces } from '../../../server/ingest/traces.ts'
import { admitOne, district, seen, START, type FixRow } from './stage.ts'

const by = { limits: defaultLimits, inside: (_unit: number, lon: number, lat: number) => district.locate(fromMicro(lon), fromMicro(lat)) !== undefined }
const car: Speaker = { unit: 1, device: 1, crs: 'wgs84', kind: 'car' }
const walker: Speaker = { unit: 2, device: 2, crs: 'wgs84', kind: 'foot' }

const run = (who: Speaker, said: readonly Observation[], traces = new Traces()): (FixRow | string)[] => said.map((one) => admitOne(traces, who, one, by))
const rowsOf = (results: readonly (FixRow | string)[]): FixRow[] => results.filter((one): one is FixRow => typeof one !== 'string')
/** `metres` east of the usual place. */
const east = (metres: number): number => 104.774 + metres / (111_195 * Math.cos(29.363 * Math.PI / 180))

describe('times', () => {
  const received = START
  const at = (ms: number, refill = false) => timing({ at: instant(START + ms), received, refill }, defaultLimits)

  it('[A1] a clock more than 24 h behind or 5 min ahead is kept, flagged and ordered by received time; any other is believed', () => {
    expect(at(-DAY)).toEqual({ time: START - DAY, deviceTime: START - DAY, flags: 0 })
    expect(at(-DAY - 1)).toEqual({ time: START, deviceTime: START - DAY - 1, flags: fixFlag.clock })
    expect(at(5 * MINUTE)).toEqual({ time: START + 5 * MINUTE, deviceTime: START + 5 * MINUTE, flags: 0 })
    expect(at(5 * MINUTE + 1)).toEqual({ time: START, deviceTime: START + 5 * MINUTE + 1, flags: fixFlag.clock })
    expect(at(40 * DAY).flags).toBe(fixFlag.clock)
    expect(timing({ at: null, received, refill: false }, defaultLimits)).toEqual({ time: START, deviceTime: START, flags: 0 })
  })

  it('[A2] a refill is believed for 31 days; an older one goes to history under received time and moves nothing', () => {
    expect(at(-3 * DAY, true)).toEqual({ time: START - 3 * DAY, deviceTime: START - 3 * DAY, flags: 0 })
    expect(at(-32 * DAY, true)).toEqual({ time: START, deviceTime: START - 32 * DAY, flags: fixFlag.clock | fixFlag.late })
  })
})

describe('repeats', () => {
  it('[A3] the same device and fix time is taken once, also from a late refill sent whole again, within the last 256 fixes', () => {
    const traces = new Traces()
    const live = [seen(1_000), seen(1_010)]
    const refill = Array.from({ length: 100 }, (_, i) => seen(i * 5, { refill: true }))
    expect(rowsOf(run(car, [...live, ...refill], traces))).toHaveLength(102)
    expect(run(car, [...refill, ...live], traces)).toEqual(Array(102).fill('FIX_REPEATED'))
    // Another device of the same unit may have the very same time.
    expect(rowsOf(run({ ...car, device: 9 }, [seen(1_000)], traces))).toHaveLength(1)
    expect(rowsOf(run(car, Array.from({ length: KEPT }, (_, i) => seen(2_000 + i)), traces))).toHaveLength(KEPT)
    expect(rowsOf(run(car, [seen(1_000)], traces))[0].flags & fixFlag.late).toBeTruthy()
  })

  it('[A4] a device without a clock is never told that it repeats itself', () => {
    expect(rowsOf(run(car, [seen(0, { at: null }), seen(0, { at: null })]))).toHaveLength(2)
  })
})

describe('places', () => {
  it('[A5] no position, no place on earth and exactly 0, 0 are refused and leave no trace', () => {
    const traces = new Traces()
    expect(run(car, [
      seen(0, { valid: false }), seen(1, { lon: NaN }), seen(2, { lat: 91 }), seen(3, { lon: -181 }), seen(4, { lon: 0, lat: 0 }), seen(5, { lon: 1e-8, lat: -1e-8 }), seen(6, { lat: Infinity }),
    ], traces)).toEqual(['FIX_INVALID', ...Array(6).fill('FIX_NOWHERE')])
    expect(rowsOf(run(car, [0, 1, 2, 3, 4, 5, 6].map((s) => seen(s)), traces))).toHaveLength(7)
  })

  it('[A6] places are kept in WGS 84 whatever the source declares: GCJ-02 is moved by 410 to 421 m here, and back to within a metre', () => {
    const [[gcj], [wgs], [cgcs]] = [run({ ...car, crs: 'gcj02' }, [seen(0)]), run(car, [seen(0)]), run({ ...car, crs: 'cgcs2000' }, [seen(0)])].map(rowsOf)
    const moved = metresBetween(fromMicro(gcj.lon), fromMicro(gcj.lat), fromMicro(wgs.lon), fromMicro(wgs.lat))
    expect(moved).toBeGreaterThan(405)
    expect(moved).toBeLessThan(425)
    expect([cgcs.lon, cgcs.lat]).toEqual([wgs.lon, wgs.lat])
  })

  it('[A7] speed, heading, accuracy keep their tenths and degrees; what is not said, or nonsense, is unknown', () => {
    const [row] = rowsOf(run(car, [seen(0, { speed: 7.14, heading: 359.6, accuracy: 8.04 })]))
    expect([row.speed, row.heading, row.accuracy]).toEqual([71, 0, 80])
    const [none] = rowsOf(run(car, [seen(0, { speed: -1, heading: NaN, accuracy: Infinity })]))
    expect([none.speed, none.heading, none.accuracy]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN])
  })

  it('[A8] inaccurate, outside, refill and call-for-help fixes are kept and say so', () => {
    const flags = rowsOf(run(car, [seen(0, { accuracy: 50 }), seen(1, { accuracy: 50.1 }), seen(1_000, { lon: 104.6 }), seen(1_001, { lon: 104.6, sos: true, refill: true })])).map((row) => row.flags)
    expect(flags).toEqual([0, fixFlag.inaccurate, fixFlag.outside, fixFlag.outside | fixFlag.sos | fixFlag.refill])
  })
})

describe('jumps', () => {
  it('[A9] a step faster than the kind of unit can be is flagged; a step within the accepted accuracy is noise', () => {
    const step = (who: Speaker, metres: number, seconds: number) => rowsOf(run(who, [seen(0), seen(seconds, { lon: east(metres) })]))[1].flags & fixFlag.jump
    expect(step(car, 595, 10)).toBe(0)
    expect(step(car, 610, 10)).toBe(fixFlag.jump)
    expect(step(walker, 118, 10)).toBe(0)
    expect(step(walker, 122, 10)).toBe(fixFlag.jump)
    expect(step(walker, 45, 1)).toBe(0)
    expect(step(walker, 60, 1)).toBe(fixFlag.jump)
  })

  it('[A10] one wild fix, even the very first, freezes nobody; three in a row that agree with one another are the new place', () => {
    const wild = rowsOf(run(car, [seen(0), seen(10, { lon: 104.99 }), seen(20), seen(30, { lon: 104.85, lat: 29.45 }), seen(40)])).map((row) => row.flags)
    expect(wild).toEqual([0, fixFlag.jump, 0, fixFlag.jump, 0])
    const first = rowsOf(run(car, [seen(0, { lon: 121 }), ...[10, 20, 30, 40].map((s) => seen(s))])).map((row) => row.flags & fixFlag.jump)
    expect(first).toEqual([0, fixFlag.jump, fixFlag.jump, 0, 0])
    // Wild ones that do not agree with one another never become a place.
    const drunk = rowsOf(run(car, [seen(0), seen(10, { lon: 104.99 }), seen(20, { lon: 104.74 }), seen(30, { lon: 104.99 }), seen(40, { lat: 29.45 }), seen(50)])).map((row) => row.flags & fixFlag.jump)
    expect(drunk).toEqual([0, 2, 2, 2, 2, 0])
  })

  it('[A11] whatever comes before, a device that then keeps still is placed again by its third fix', () => {
    const any = fc.record({ s: fc.integer({ min: 0, max: 3_000 }), lon: fc.double({ min: 104.7, max: 105.1, noNaN: true }), lat: fc.double({ min: 29.3, max: 29.5, noNaN: true }), accuracy: fc.option(fc.integer({ min: 0, max: 500 })) })
    fc.assert(fc.property(fc.array(any, { maxLength: 30 }), (before) => {
      const traces = new Traces()
      run(car, before.map(({ s, ...more }) => seen(s, more)), traces)
      const after = rowsOf(run(car, [3_010, 3_020, 3_030, 3_040].map((s) => seen(s)), traces))
      expect(after.slice(2).map((row) => row.flags & NOT_A_PLACE)).toEqual([0, 0])
    }), { numRuns: 300 })
  })

  it('[A12] a fix older than one taken is late, is no jump, and changes nothing for those after it', () => {
    const flags = rowsOf(run(car, [seen(100), seen(50, { lon: 105 }), seen(110)])).map((row) => row.flags)
    expect(flags).toEqual([0, fixFlag.late, 0])
  })

  it('[A13] an inaccurate fix is neither a jump nor a place to jump from', () => {
    const flags = rowsOf(run(car, [seen(0), seen(10, { lon: 104.99, accuracy: 3_000 }), seen(20)])).map((row) => row.flags)
    expect(flags).toEqual([0, fixFlag.inaccurate, 0])
  })
})

describe('memory', () => {
  it('[A14] what is learnt from the tape judges as what was remembered: same flags, same repeats', () => {
    const any = fc.record({ s: fc.integer({ min: 0, max: 400 }), east: fc.integer({ min: -2_000, max: 2_000 }), accuracy: fc.constantFrom(null, 10, 90) })
    fc.assert(fc.property(fc.array(any, { maxLength: 40 }), fc.array(any, { minLength: 1, maxLength: 10 }), (before, after) => {
      const said = (list: typeof before): Observation[] => list.map(({ s, east: metres, accuracy }) => seen(s, { lon: east(metres), accuracy }))
      const lived = new Traces()
      const rows = rowsOf(run(car, said(before), lived))
      const learnt = new Traces()
      const batch = emptyBatch(rows.length)
      rows.forEach((row, at) => { for (const name of Object.keys(row) as (keyof FixRow)[]) batch[name][at] = row[name] })
      learnt.learn(batch)
      // How many strays stood in a row is not on the tape: with none standing, both are the same.
      lived.at.strays.fill(0)
      expect(run(car, said(after), learnt)).toEqual(run(car, said(after), lived))
    }), { numRuns: 300 })
  })

  it('[A15] nothing a device can say makes admission throw or write a column out of range', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e308))
    const any: fc.Arbitrary<Observation> = fc.record({
      at: fc.option(fc.oneof(number, fc.integer({ min: -100 * DAY, max: 100 * DAY }).map((ms) => START + ms)).map(instant)), received: fc.integer({ min: 0, max: 10 * HOUR }).map((ms) => instant(START + ms)),
      lon: number, lat: number, speed: fc.option(number), heading: fc.option(number), accuracy: fc.option(number),
      valid: fc.boolean(), sos: fc.boolean(), refill: fc.boolean(),
    })
    const near = any.map((said) => ({ ...said, lon: 104.774 + (said.lon % 1 || 0) / 10, lat: 29.363 }))
    fc.assert(fc.property(fc.array(fc.oneof(any, near), { maxLength: 30 }), (said) => {
      for (const row of rowsOf(run(car, said))) {
        expect(Math.abs(row.lon)).toBeLessThanOrEqual(180e6)
        expect(Math.abs(row.lat)).toBeLessThanOrEqual(90e6)
        for (const value of [row.speed, row.heading, row.accuracy, row.flags]) expect(Number.isInteger(value) && value >= 0 && value <= 0xffff).toBe(true)
        expect(Number.isFinite(row.time) && Number.isFinite(row.deviceTime)).toBe(true)
        expect(row.time).toBeLessThanOrEqual(row.received + 5 * MINUTE)
      }
    }), { numRuns: 500 })
  })
})
