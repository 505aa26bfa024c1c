// The plain way of a batch against the careful one: what it reads is the same, and what it cannot read it leaves alone.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isRefusal } from '../../../../shared/domain/refusal.ts'
import { deviceId, unitId, type Device } from '../../../../shared/domain/unit.ts'
import { deviceOf, faultOf, readBatch, takeItem } from '../../../../server/ingest/protocols/batch.ts'
import { readPlain, takePlain } from '../../../../server/ingest/protocols/batch-plain.ts'
import { Roll } from '../../../../server/ingest/roll.ts'
import { ObservationBatch, type Observation } from '../../../../server/ingest/observation.ts'
import { START } from '../stage.ts'

const device = (identity: string): Device =>
  ({ id: deviceId('d'), number: 1, unit: unitId('u'), dialect: 'batch', identity, gateway: 'g', rank: 0, crs: 'wgs84', interval: 1, lenient: false })

interface Named { readonly name: string; readonly said: Observation }

/** What the careful way makes of a text: null when it refuses it or any of its items. */
function carefully(text: string): Named[] | null {
  const items = readBatch(text)
  if (isRefusal(items) || items.some((item) => faultOf(item) !== null)) return null
  return items.map((item) => {
    const name = deviceOf(item) ?? ''
    const batch = new ObservationBatch(1)
    takeItem(item, device(name), START, batch)
    return { name, said: batch.one(0) }
  })
}

/** A gateway whose devices have some of the names, and are expected in the order of the batches before. */
const roll = new Roll()
for (const name of ['d1', '设备', 'a', ...'bcdefghijk', ' ', '  ']) roll.set(device(name))

function plainly(text: string, most = 5_000): Named[] | null {
  const items = readPlain(Buffer.from(text), most, roll)
  if (!items) return null
  return items.who.map((who, row) => {
    const batch = new ObservationBatch(1)
    takePlain(items, row, typeof who === 'string' ? device(who) : who, START, batch)
    return { name: typeof who === 'string' ? who : who.identity, said: batch.one(0) }
  })
}

const number = fc.oneof(
  fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -180_000_000, max: 180_000_000 }).map((micro) => micro / 1e6),
  fc.constantFrom(0, -0, -1, 1e21, 5e-324, 0.1, 123456789012345, 1234567890123456),
)
const item = fc.record({
  device: fc.oneof(fc.string({ minLength: 1, maxLength: 6 }), fc.constantFrom('d1', 'a', 'b', 'c', '设备', '', 'a'.repeat(129), 'a"b', 'a\\b'), fc.integer()),
  time: fc.oneof(fc.integer({ min: 1, max: 2e12 }), fc.double({ min: 1, max: 2e9, noNaN: true }), fc.constantFrom('2026-03-01T08:30:15+08:00', ' 1783000000 ', 'noon', null)),
  lon: fc.oneof(number, number.map(String), fc.constant(null)), lat: number,
  speed: fc.oneof(number, fc.constantFrom(null, '3.5', -1)), heading: fc.oneof(number, fc.constant(null)), accuracy: number,
  valid: fc.constantFrom(true, false, 1), sos: fc.constantFrom(false, true, 0), refill: fc.boolean(), more: fc.constantFrom('x', { a: [1] }),
}, { requiredKeys: [] })
const plainItem = fc.record({
  device: fc.oneof(fc.string({ minLength: 1, maxLength: 6 }), fc.constantFrom(...'abcdefghijk')), time: fc.integer({ min: 1, max: 2e12 }), lon: fc.integer({ min: -180_000_000, max: 180_000_000 }).map((micro) => micro / 1e6),
  lat: fc.integer({ min: -90_000_000, max: 90_000_000 }).map((micro) => micro / 1e6), speed: fc.oneof(fc.integer({ min: -1, max: 900 }).map((tenths) => tenths / 10), fc.constant(null)),
  heading: fc.integer({ min: 0, max: 360 }), accuracy: fc.integer({ min: 0, max: 100 }), refill: fc.boolean(), valid: fc.constant(true), sos: fc.constant(false),
}, { requiredKeys: ['device', 'time', 'lon', 'lat'] })

it('[P32] what the plain way reads of a batch is what the careful way reads, to the bit', () => {
  const batches = fc.array(fc.oneof(item, plainItem), { maxLength: 6 }).chain((fixes) => fc.constantFrom(undefined, 1, '\t').map((space) => JSON.stringify({ fixes }, null, space)))
  fc.assert(fc.property(batches, (text) => {
    // The second time in the order of the first.
    for (const read of [plainly(text), plainly(text)]) if (read) expect(read).toEqual(carefully(text))
  }), { numRuns: 3_000 })
  for (const text of [
    '', '{}', '{"fixes":[]}', '{"fixes":[]} x', '{"fixes":[{}]}', '{"fixes":[{"device":"d","time":1,"lon":01,"lat":2}]}', '{"fixes":[{"device":"d","time":1,"lon":1.,"lat":2}]}',
    '{"fixes":[{"device":"d","time":1,"lon":1,"lat":2},]}', '{"fixes":[{"device":"d","time":1,"lon":1,"lat":2,}]}', '{"fixes":[{"device":"d","time":1,"lon":1,"lat":2,"lat":3,"speed":4,"speed":null}]}',
    '{"fixes":[{"device":"d","time":1,"lon":-0,"lat":-0.5,"valid":truely}]}', '{"fixes":[{"device":"d","device":"e","time":1,"lon":1,"lat":2}]}', '{"fixes":[{"device":"d","time":1,"lon":1,"lat":2}', '\ufeff{"fixes":[]}',
  ]) {
    const read = plainly(text)
    if (read) expect(read, text).toEqual(carefully(text))
  }
})

it('[P32] an ordinary batch goes the plain way, and one with too many items does not', () => {
  fc.assert(fc.property(fc.array(plainItem.filter(({ device: name }) => JSON.stringify(name) === `"${name}"`), { minLength: 1, maxLength: 20 }), (fixes) => {
    const text = JSON.stringify({ fixes })
    expect(plainly(text)).toEqual(carefully(text))
    expect(plainly(text, fixes.length - 1)).toBeNull()
  }))
})
