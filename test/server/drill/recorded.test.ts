// Recorded days: CSV, traces, calls with a zone.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, instant } from '../../../shared/domain/time.ts'
import { regionCode } from '../../../shared/domain/region.ts'
import { callItems, fromLocal, offsetIn, readCalls, shiftTo } from '../../../server/drill/calls.ts'
import { readCsv } from '../../../server/drill/csv.ts'
import { planTrace, readTrace, traceRoster } from '../../../server/drill/trace.ts'
import { importItemSchema } from '../../../server/ingest/event-body.ts'
import { deviceBodySchema, unitBodySchema } from '../../../server/ingest/registry-body.ts'
import { catalogue, MORNING } from './given.ts'

describe('csv', () => {
  it('[X20] fields with commas, quotes and line ends come back as they were', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '警', ' ') })
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
      const text = `\ufeffone,two\r\n${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
      expect(readCsv(text)).toEqual(rows.map(([one, two]) => ({ one, two })))
    }))
    expect(readCsv('')).toEqual([])
    expect(readCsv('a,b\n1,2')).toEqual([{ a: '1', b: '2' }])
    expect(() => readCsv('a,b\n1,2\n"x\ny",2,3\n')).toThrow('line 3: 3 fields where the head has 2')
  })
})

const trace = `unit,time,lat,lon,speed_raw,route
2204,2015-09-06T01:16:07-05:00,30.2691,-97.74246,0.0,485
2204,2015-09-06T01:15:02-05:00,30.268274,-97.743286,10,485
77,2015-09-06T01:20:06-05:00,30.3,-97.7,,1
`

describe('traces', () => {
  it('[X20] every row becomes one fix of one device, its first or last time at the start', () => {
    const rows = readTrace(trace)
    expect(rows[0]).toEqual({ unit: '2204', time: Date.parse('2015-09-06T06:16:07Z'), lon: -97.74246, lat: 30.2691, speed: 0 })
    const roster = traceRoster(rows, regionCode('510304'))
    const first = planTrace(rows, roster, { start: MORNING, ends: false, sorted: true })
    expect(first.map(({ fix }) => [fix.unit, fix.time - MORNING])).toEqual([['trace-2204', 0], ['trace-2204', 65_000], ['trace-77', 304_000]])
    expect(first[0].fix.speed).toBe(4.5)
    const last = planTrace(rows, roster, { start: instant(MORNING + 250), ends: true, sorted: false })
    expect(last.map(({ fix }) => fix.time - MORNING)).toEqual([-239_000, -304_000, 0])
    expect(last.every(({ fix }) => fix.time % 1_000 === 0)).toBe(true)
    expect(() => readTrace(trace.replace('-05:00', ''))).toThrow('row 1')
  })

  it('[X20] the units of a trace take turns over all dialects, and the registry takes them', () => {
    const rows = Array.from({ length: 23 }, (_, n) => ({ unit: `bus ${n}`, time: MORNING, lon: 1, lat: 2, speed: 0 }))
    const { units, devices } = traceRoster(rows, regionCode('510304'))
    const per = Map.groupBy(devices, ({ dialect }) => dialect)
    expect(per.size).toBe(5)
    expect([...per.values()].every(({ length }) => length >= 4)).toBe(true)
    for (const { id, name, tier, kind, team, region } of units) expect(unitBodySchema.safeParse({ id, name, tier, kind, team, region }).success).toBe(true)
    for (const { id, unit, dialect, identity, gateway, rank, crs, interval } of devices) {
      expect(deviceBodySchema.safeParse({ id, unit, dialect, identity, gateway, rank, crs, interval, lenient: false }).error).toBeUndefined()
    }
  })
})

const calls = `id,offense,category,local_time,lat,lon
18026662,SEXUAL ASSAULT MISD.,SEX CRIME,2018-03-08T00:00:00,,
18013752,"THEFT, MISD.",LARCENY,2018-07-08T00:30:00,37.858116,-122.268002
`

describe('calls', () => {
  it('[X21] local times are read in the declared zone, over both changes of the clock', () => {
    const offset = offsetIn('America/Los_Angeles')
    const at = (local: string): string => new Date(fromLocal(Date.parse(`${local}Z`), offset)).toISOString()
    expect(at('2018-03-08T00:00:00')).toBe('2018-03-08T08:00:00.000Z')
    expect(at('2018-07-08T00:30:00')).toBe('2018-07-08T07:30:00.000Z')
    expect(at('2018-03-11T01:59:00')).toBe('2018-03-11T09:59:00.000Z')
    expect(at('2018-03-11T02:30:00')).toBe('2018-03-11T10:30:00.000Z')
    expect(at('2018-03-11T03:00:00')).toBe('2018-03-11T10:00:00.000Z')
    expect(at('2018-11-04T01:30:00')).toBe('2018-11-04T08:30:00.000Z')
    expect(at('2018-11-04T02:00:00')).toBe('2018-11-04T10:00:00.000Z')
    expect(() => offsetIn('Mars/Olympus')).toThrow(RangeError)
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2018, 0, 1), max: Date.UTC(2019, 0, 1) }), (local) => {
      const whole = Math.floor(local / 60_000) * 60_000
      const found = fromLocal(whole, offset)
      expect([0, HOUR]).toContain(found + offset(found) - whole)
    }))
  })

  it('[X21] calls become import items that the API takes, with or without a place, once per id', () => {
    const rows = readCalls(calls, 'America/Los_Angeles')
    const items = callItems(rows, 'calls', regionCode('510304'), shiftTo(rows, MORNING))
    const read = items.map((item) => importItemSchema.parse(item))
    expect(read.map(({ key, event }) => [key, event.ref, event.region ?? null, event.lon ?? null, event.category])).toEqual([
      ['calls-18026662', '18026662', '510304', null, 'other'], ['calls-18013752', '18013752', null, -122.268002, 'security'],
    ])
    expect(MORNING - read[1].event.occurred).toBeLessThan(60_000)
    expect(read[1].event.occurred - read[0].event.occurred).toBe(rows[1].occurred - rows[0].occurred)
    const codes = catalogue().categories.map(({ code }) => code)
    for (const { event } of read) expect(codes).toContain(event.category)
    expect(() => readCalls(calls.replace('37.858116', ''), 'UTC')).toThrow('row 2')
  })
})
