// The phone and gateway codecs against captured messages: one unit of speed, of time and of accuracy comes out of three.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRefusal, refuse, type Refusal } from '../../../../shared/domain/refusal.ts'
import { deviceId, unitId } from '../../../../shared/domain/unit.ts'
import { deviceOf, faultOf, readBatch, takeItem } from '../../../../server/ingest/protocols/batch.ts'
import { instantOf, measureOf, numberOf } from '../../../../server/ingest/protocols/numbers.ts'
import { readForm, readJson } from '../../../../server/ingest/protocols/osmand.ts'
import { identityOf, readOwnTracks } from '../../../../server/ingest/protocols/owntracks.ts'
import { ObservationBatch, type Observation } from '../../../../server/ingest/observation.ts'
import batches from '../../../captures/phones/batch.json' with { type: 'json' }
import osmandMessages from '../../../captures/phones/osmand.json' with { type: 'json' }
import ownTracksMessages from '../../../captures/phones/owntracks.json' with { type: 'json' }
import { START } from '../stage.ts'

/** An observation as a capture writes it: no place is null, speed to a nanometre, received left out. */
const plain = (said: Refusal | { observation: Observation }): unknown => {
  if (isRefusal(said)) return said.refused
  const { received, lon, lat, speed, ...rest } = said.observation
  expect(received).toBe(START)
  return { ...rest, lon: Number.isNaN(lon) ? null : lon, lat: Number.isNaN(lat) ? null : lat, speed: speed === null ? null : Math.round(speed * 1e9) / 1e9 }
}

/** The items of a batch, each as it is read. */
function readItems(text: string): ({ observation: Observation } | Refusal)[] | Refusal {
  const items = readBatch(text)
  if (isRefusal(items)) return items
  return items.map((item) => {
    const fault = faultOf(item)
    if (fault !== null) return refuse('MESSAGE_MALFORMED', fault)
    const batch = new ObservationBatch(1)
    const identity = deviceOf(item) ?? ''
    takeItem(item, { id: deviceId(identity), number: 1, unit: unitId('u'), dialect: 'batch', identity, gateway: 'g', rank: 0, crs: 'wgs84', interval: 1, lenient: false }, START, batch)
    return { observation: batch.one(0) }
  })
}

describe('codecs', () => {
  it('[P1] OwnTracks JSON is read as the booklet writes it: vel in km/h, tst in seconds, what is not for us acknowledged, what cannot be read refused', () => {
    for (const { what, said, expects } of ownTracksMessages) {
      const read = readOwnTracks(said, START)
      expect([what, isRefusal(read) ? read.refused : read.is === 'observation' ? plain(read) : read.is]).toEqual([what, expects])
    }
    expect(identityOf('owntracks/a/b/event')).toEqual({ identity: 'a/b', rest: 'event' })
    for (const topic of ['owntracks/a', 'other/a/b', '/owntracks/a/b', 'owntracks//b', '']) expect(identityOf(topic)).toBeUndefined()
  })

  it('[P2] Traccar Client and OsmAnd are read in all their forms: query and form in knots, JSON in m/s, seconds, milliseconds and ISO', () => {
    for (const { what, query, form, json, expects } of osmandMessages as { what: string; query?: string; form?: string; json?: string; expects: unknown }[]) {
      const read = json === undefined ? readForm(new URLSearchParams(query), new URLSearchParams(form), START) : readJson(json, new URLSearchParams(query), START)
      expect([what, plain(read)]).toEqual([what, expects])
      if (!isRefusal(read)) expect(read.secret).toBe('ID')
    }
  })

  it('[P3] batch items are read one by one, in SI units, a bad one refused alone', () => {
    const read = readItems(JSON.stringify({ fixes: batches.map(({ item }) => item) }))
    if (isRefusal(read)) throw new Error(read.detail)
    expect(read.map((item, at) => [batches[at].what, plain(item)])).toEqual(batches.map(({ what, expects }) => [what, expects]))
    expect(readItems('{"fixes":{}}')).toMatchObject({ refused: 'MESSAGE_MALFORMED' })
    expect(readItems(JSON.stringify({ fixes: Array(5_001).fill(1) }))).toMatchObject({ refused: 'MESSAGE_TOO_LARGE' })
    expect(readItems('{"fixes":[]}')).toEqual([])
  })

  it('[P4] numbers and times are numbers and times or nothing: no text that merely begins like one, no hexadecimal, no infinity', () => {
    for (const value of ['', ' ', '1x', '0x10', 'Infinity', 'NaN', '1e999', '--1', null, true, {}, [], NaN, Infinity]) expect(numberOf(value)).toBeUndefined()
    expect([numberOf('-1.5'), numberOf(' 2 '), numberOf('.5'), numberOf('1e3'), measureOf(-1), measureOf('0')]).toEqual([-1.5, 2, 0.5, 1000, null, 0])
    expect([instantOf(START), instantOf(START / 1000), instantOf(String(START)), instantOf(new Date(START).toISOString())]).toEqual([START, START, START, START])
    for (const value of [0, -1, '2026-03-01', 'now', 1e300, null]) expect(instantOf(value)).toBeUndefined()
  })

  it('[P5] no text whatever makes a codec throw, and what it reads is a finite time and a number or nothing in every member', () => {
    const keys = fc.constantFrom('_type', 'lat', 'lon', 'tst', 'vel', 'acc', 'cog', 'sos', 'topic', 'fixes', 'device', 'time', 'valid', 'device_id', 'location', 'coords', 'timestamp')
    const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('location', 'sos', 'lwt', 'encrypted', 29.4, 104.8, 1772325016, '1e309', -0))
    const tree = fc.oneof(fc.dictionary(keys, fc.oneof(values, fc.dictionary(keys, values))), fc.record({ fixes: fc.array(fc.dictionary(keys, values)) }))
    fc.assert(fc.property(fc.oneof(tree.map((value) => JSON.stringify(value)), fc.string(), fc.json()), fc.string(), (text, query) => {
      const batch = readItems(text)
      const all = [readOwnTracks(text, START), readForm(new URLSearchParams(query), new URLSearchParams(text), START), readJson(text, new URLSearchParams(query), START), ...(isRefusal(batch) ? [] : batch)]
      for (const said of all) {
        if (isRefusal(said) || !('observation' in said)) continue
        const { at, speed, heading, accuracy, lon, lat } = said.observation
        for (const value of [at, speed, heading, accuracy]) expect(value === null || Number.isFinite(value)).toBe(true)
        for (const value of [lon, lat]) expect(typeof value).toBe('number')
      }
    }), { numRuns: 3_000, seed: 510_304 })
  })

  it('[P31] 100,000 mutants of captured messages (seed 510304) are each read or refused, in every codec', () => {
    const texts = [...ownTracksMessages.map(({ said }) => said), ...osmandMessages.map((one) => ('query' in one && one.query) || ('form' in one && one.form) || ('json' in one && one.json) || ''), JSON.stringify({ fixes: batches.map(({ item }) => item) })]
    let state = 510_304
    const random = (below: number): number => { state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0; return (state >>> 0) % below }
    const count = { read: 0, refused: 0 }
    for (let mutant = 0; mutant < 100_000; mutant++) {
      let text = texts[mutant % texts.length]
      for (let times = 1 + random(3); times > 0; times--) {
        const at = random(text.length + 1)
        const from = random(text.length + 1)
        text = text.slice(0, at) + ['', text.slice(from, from + random(20)), String.fromCharCode(random(65_536)), '9'.repeat(random(400)), '\\u0000', '%', '[' + '['.repeat(random(50))][random(7)] + text.slice(at + random(8))
      }
      const said = [
        () => readOwnTracks(text, START), () => readForm(new URLSearchParams(text), new URLSearchParams(), START), () => readJson(text, new URLSearchParams(), START), () => readItems(text),
      ][random(4)]()
      count[isRefusal(said) ? 'refused' : 'read']++
    }
    expect(count.read).toBeGreaterThan(1_000)
    expect(count.refused).toBeGreaterThan(1_000)
  })
})
