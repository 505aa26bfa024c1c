// Bodies: times, location reports with extras, batches, registration, authentication, answers and downlinks.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readResend, readTimeBody, resendBody, timeBody } from '../../../../../server/ingest/protocols/jt808/ack.ts'
import { batchBody, readBatch } from '../../../../../server/ingest/protocols/jt808/batch.ts'
import { readTime, writeTime } from '../../../../../server/ingest/protocols/jt808/bcd.ts'
import { confirmBody, parameter, paramsBody, pollBody, textBody, trackBody } from '../../../../../server/ingest/protocols/jt808/downlink.ts'
import type { Version } from '../../../../../server/ingest/protocols/jt808/header.ts'
import { locationBody, readLocation, type Location } from '../../../../../server/ingest/protocols/jt808/location.ts'
import { observe } from '../../../../../server/ingest/protocols/jt808/observe.ts'
import {
  authenticationBody, readAuthentication, readRegisterAnswer, readRegistration, registerAnswerBody, registrationBody, registrationVersion,
} from '../../../../../server/ingest/protocols/jt808/register.ts'
import { instant, type Instant } from '../../../../../shared/domain/time.ts'

const seconds = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2099, 11, 31) / 1000 - 86_400 }).map((s): Instant => instant(s * 1000))
const optional = { requiredKeys: [] as [] }

const location: fc.Arbitrary<Location> = fc.record({
  alarm: fc.nat(0xffffffff), status: fc.nat(0xffffffff),
  lon: fc.integer({ min: -180_000_000, max: 180_000_000 }).map((micro) => micro / 1e6),
  lat: fc.integer({ min: -90_000_000, max: 90_000_000 }).map((micro) => micro / 1e6),
  altitude: fc.nat(65_535), speed: fc.option(fc.nat(65_534).map((raw) => raw / 36)), heading: fc.option(fc.nat(359)),
  time: fc.option(seconds), unreadable: fc.constant(false),
  extras: fc.record({
    odometer: fc.nat(0xffffffff).map((raw) => raw * 100), fuel: fc.nat(65_535).map((raw) => raw / 10),
    recorderSpeed: fc.nat(65_535).map((raw) => raw / 36), signal: fc.nat(255), satellites: fc.nat(255),
  }, optional),
}).map((one) => ({
  // The sign bits follow from the place; 0 has no sign.
  ...one, status: ((one.status & ~12) | (one.lat < 0 ? 4 : 0) | (one.lon < 0 ? 8 : 0)) >>> 0,
}))

it('[J5] times are GMT+8 whatever zone the server runs in, and only real dates are read', () => {
  const bytes = Buffer.alloc(6)
  const read = (hex: string) => readTime(Buffer.from(hex, 'hex'), 0)
  expect(read('260301083015')).toBe(Date.parse('2026-03-01T00:30:15Z'))
  expect(read('000000000000')).toBeNull()
  expect(read('240229000000')).toBe(Date.parse('2024-02-28T16:00:00Z'))
  const bad = [
    '260229000000', '261301000000', '260001000000', '260100000000', '260431000000', '260101240000', '260101006000', '260101000060',
    '2a0101000000', 'ffffffffffff',
  ]
  expect(bad.filter((hex) => read(hex) !== undefined)).toEqual([])
  fc.assert(fc.property(seconds, (time) => {
    writeTime(bytes, 0, time)
    expect(readTime(bytes, 0)).toBe(time)
  }), { seed: 5, numRuns: 300 })
  expect(() => writeTime(bytes, 0, instant(Date.UTC(1999, 0, 1)))).toThrow(RangeError)
})

it('[J6] a location report is read as it was written, in metres, m/s and signed degrees', () => {
  fc.assert(fc.property(location, (said) => {
    expect(readLocation(locationBody(said))).toEqual(said)
  }), { seed: 6, numRuns: 500 })
})

it('[J6] south and west change the sign, 0.1 km/h becomes m/s, and what was not said stays unsaid', () => {
  const body = Buffer.alloc(28)
  body.writeUInt32BE(2 | 4 | 8, 4)
  body.writeUInt32BE(33_865_143, 8)
  body.writeUInt32BE(151_209_900, 12)
  body.writeUInt16BE(360, 18)
  body.writeUInt16BE(360, 20)
  expect(readLocation(body)).toMatchObject({ lat: -33.865143, lon: -151.2099, speed: 10, heading: 0, time: null, unreadable: false })
  body.writeUInt16BE(0xffff, 18)
  body.writeUInt16BE(361, 20)
  body.fill(0, 8, 16)
  const read = readLocation(body)!
  expect(read).toMatchObject({ speed: null, heading: null })
  expect(Object.is(read.lat, 0) && Object.is(read.lon, 0)).toBe(true)
  expect(readLocation(body.subarray(0, 27))).toBeUndefined()
})

it('[J7] unknown extras are passed over, and one that runs over the end costs only itself', () => {
  const fix = Buffer.alloc(28)
  const extras = (hex: string) => readLocation(Buffer.concat([fix, Buffer.from(hex, 'hex')]))!.extras
  expect(extras('0104000004d2' + 'e103010203' + '30011f' + '31010c')).toEqual({ odometer: 123_400, signal: 31, satellites: 12 })
  expect(extras('0202006f' + '03020168')).toEqual({ fuel: 11.1, recorderSpeed: 10 })
  expect(extras('0103000001' + '31010c')).toEqual({ satellites: 12 })
  expect(extras('31010c' + 'e1ff00')).toEqual({ satellites: 12 })
  expect(extras('31010c' + 'e1')).toEqual({ satellites: 12 })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
    const read = readLocation(Buffer.from(bytes))
    expect(read === undefined).toBe(bytes.length < 28)
  }), { seed: 7, numRuns: 500 })
})

it('[J8] a batch is read as it was written, and one whose count or lengths do not fit is not read at all', () => {
  fc.assert(fc.property(fc.array(location, { minLength: 1, maxLength: 20 }), fc.boolean(), fc.nat(), (locations, refill, at) => {
    const body = batchBody({ refill, locations })
    expect(readBatch(body)).toEqual({ refill, locations })
    expect(readBatch(body.subarray(0, at % body.length))).toBeUndefined()
    expect(readBatch(Buffer.concat([body, Buffer.from([0])]))).toBeUndefined()
    body.writeUInt16BE((locations.length + 1 + (at % 60_000)) & 0xffff, 0)
    expect(readBatch(body)).toBeUndefined()
  }), { seed: 8, numRuns: 200 })
  expect(readBatch(Buffer.from('000000', 'hex'))).toBeUndefined()
  const type2 = batchBody({ refill: false, locations: [readLocation(Buffer.alloc(28))!] })
  type2[2] = 2
  expect(readBatch(type2)).toBeUndefined()
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => { readBatch(Buffer.from(bytes)) }), { seed: 9, numRuns: 500 })
})

const letters = (max: number) => fc.string({ unit: fc.constantFrom(...'ABCXYZ0189-'), minLength: 1, maxLength: max })
const widths: [Version, number, number, number][] = [[2011, 5, 8, 7], [2013, 5, 20, 7], [2019, 11, 30, 30]]

it('[J9] registrations in the three layouts are read as they were written, 2011 told from 2013 by length', () => {
  for (const [version, maker, model, terminal] of widths) {
    fc.assert(fc.property(fc.record({
      province: fc.nat(99), county: fc.nat(9999), maker: letters(maker), model: letters(model), terminal: letters(terminal),
      colour: fc.nat(9), plate: fc.constantFrom('川C12345', '巡01', '川C·警0731', ''),
    }), (said) => {
      const body = registrationBody(said, version)
      const header = version === 2011 ? 2013 : version
      expect(registrationVersion(header, body.length)).toBe(version)
      expect(readRegistration(body, header)).toEqual(said)
    }), { seed: 9, numRuns: 100 })
  }
  const [one, two] = [33, 45].map((length) => registrationVersion(2013, length))
  expect([one, two]).toEqual([2011, 2013])
  expect(readRegistration(Buffer.alloc(24), 2013)).toBeUndefined()
  expect(readRegistration(Buffer.alloc(75), 2019)).toBeUndefined()
  expect(readRegistration(Buffer.alloc(76), 2019)).toMatchObject({ terminal: '', plate: '' })
})

it('[J9] an answer to a registration carries a code only when it is a yes', () => {
  for (const answer of [{ serial: 7, result: 0, code: 'c0de' }, { serial: 8, result: 4, code: null }]) {
    expect(readRegisterAnswer(registerAnswerBody(answer))).toEqual(answer)
  }
  expect(registerAnswerBody({ serial: 1, result: 4, code: 'leak' }).length).toBe(3)
  expect(readRegisterAnswer(Buffer.alloc(2))).toBeUndefined()
})

it('[J10] authentication is read in 2013\'s layout and in both of 2019\'s', () => {
  fc.assert(fc.property(letters(60), letters(15), letters(20), fc.boolean(), (code, imei, software, prefixed) => {
    expect(readAuthentication(authenticationBody({ code }, 2013), 2013)).toEqual({ code })
    expect(readAuthentication(authenticationBody({ code, imei, software }, 2019, prefixed), 2019)).toEqual({ code, imei, software })
  }), { seed: 10, numRuns: 300 })
  expect(readAuthentication(Buffer.from('A1B2C3\0'), 2013)).toEqual({ code: 'A1B2C3' })
  expect(readAuthentication(Buffer.alloc(0), 2013)).toBeUndefined()
  for (const bad of ['', '00', '06414243', '0141' + '00'.repeat(15), '0141' + '00'.repeat(15) + '05414243', '0141' + '00'.repeat(36)]) {
    expect(readAuthentication(Buffer.from(bad, 'hex'), 2019), bad).toBeUndefined()
  }
})

it('[J11] what the platform asks of a terminal has the bytes of the standard', () => {
  const parameters = [
    { id: parameter.heartbeat, value: 60 }, { id: parameter.interval, value: 10 }, { id: 0x0084, value: 9, size: 1 as const }, { id: 0x0083, text: '川C' },
  ]
  expect(paramsBody(parameters).toString('hex'))
    .toBe('04' + '0000000104' + '0000003c' + '0000002904' + '0000000a' + '000000840109' + '0000008303' + 'b4a843')
  expect(pollBody().length).toBe(0)
  expect(trackBody(5, 600).toString('hex')).toBe('000500000258')
  expect(trackBody(0, 600).toString('hex')).toBe('0000')
  expect(confirmBody(0x007e, 1).toString('hex')).toBe('007e00000001')
  expect(textBody('请到东兴寺', 2013, 4)).toEqual(Buffer.from('04' + 'c7ebb5bdb6abd0cbcbc2', 'hex'))
  expect(textBody('请到东兴寺', 2019, 4, 2)).toEqual(Buffer.from('0402' + 'c7ebb5bdb6abd0cbcbc2', 'hex'))
  expect(textBody('安'.repeat(512), 2013, 0)).toHaveLength(1025)
  expect(textBody('安'.repeat(513), 2013, 0)).toMatchObject({ refused: 'MESSAGE_TOO_LARGE' })
  expect(() => paramsBody(Array.from({ length: 256 }, () => ({ id: 1, value: 1 })))).toThrow(RangeError)
  expect(() => paramsBody([{ id: 1, text: 'x'.repeat(256) }])).toThrow(RangeError)
})

it('[J11] the re-transmission request counts in one byte before 2019 and in two since; the server time is UTC', () => {
  expect(resendBody({ first: 0x0102, missing: [2, 5] }, 2013).toString('hex')).toBe('01020200020005')
  expect(resendBody({ first: 0x0102, missing: [2, 5] }, 2019).toString('hex')).toBe('0102000200020005')
  for (const version of [2013, 2019] as const) {
    const missing = Array.from({ length: 255 }, (_, i) => i + 1)
    expect(readResend(resendBody({ first: 9, missing }, version), version)).toEqual({ first: 9, missing })
  }
  expect(readResend(Buffer.from('0102030001', 'hex'), 2013)).toBeUndefined()
  const now = instant(Date.parse('2026-03-01T00:30:15Z'))
  expect(timeBody(now).toString('hex')).toBe('260301003015')
  expect(readTimeBody(timeBody(now))).toBe(now)
})

it('[J6] a report becomes an observation: fixed bit, SOS bit, time as said; without a readable time it is none, unless it calls for help', () => {
  const received = instant(1_000)
  const body = Buffer.from('000000000000000001c00b38063eb9700136010000572603010830153f', 'hex').subarray(0, 28)
  const said = readLocation(body)!
  expect(observe(said, received, true)).toEqual({
    at: Date.parse('2026-03-01T00:30:15Z'), received, lon: 104.774, lat: 29.363, speed: 256 / 36, heading: 87, accuracy: null,
    valid: false, sos: false, refill: true,
  })
  const clockless = { ...said, time: null }
  const broken = { ...clockless, unreadable: true }
  expect(observe(clockless, received, false)).toMatchObject({ at: null })
  expect(observe(clockless, received, true)).toBeUndefined()
  expect(observe(broken, received, false)).toBeUndefined()
  expect(observe({ ...broken, alarm: 1, status: 2 }, received, true)).toMatchObject({ at: null, sos: true, valid: true, refill: true })
})
