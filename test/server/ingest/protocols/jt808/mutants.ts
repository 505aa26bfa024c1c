// Mutants of terminal frames: what a broken, old or hostile terminal may send, half of it with an honest checksum.
import { buildFrame } from '../../../../../server/ingest/protocols/jt808/header.ts'
import { authMessage, batchMessages, heartbeatMessage, locationMessage, registerMessage, type Report } from '../../../../../server/ingest/protocols/jt808/terminal.ts'
import { instant } from '../../../../../shared/domain/time.ts'

/** A small generator (mulberry32), so that a failure can be played again from its seed. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export const report = (i: number): Report =>
  ({ time: instant(Date.parse('2026-03-01T00:00:00Z') + i * 1000), lon: 104.77, lat: 29.36, extras: { satellites: 9 } })

export function seeds(bad: string): Buffer[] {
  const from = { version: 2013, phone: bad, serial: 1 } as const
  const registration = { province: 51, county: 304, maker: 'DEMO1', model: 'CAR', terminal: `T${bad.slice(-6)}`, colour: 0, plate: '巡02' }
  return ([2011, 2013, 2019] as const).flatMap((version) => [
    registerMessage({ ...from, version, registration }), authMessage({ ...from, version, code: 'guess', imei: '1', software: 'v' }),
    heartbeatMessage({ ...from, version }), locationMessage({ ...from, version, report: { ...report(0), sos: true } }),
    ...batchMessages({ ...from, version, refill: true, reports: [report(0), report(1)] }),
    ...batchMessages({ ...from, version, refill: true, reports: Array.from({ length: 40 }, (_, i) => report(i)), size: 300 }),
    buildFrame({ ...from, version, id: 0x0801 }, Buffer.alloc(700, 0x7e)),
  ])
}

const specials = [0x7d, 0x7e, 0x00, 0xff]

export function mutate(frame: Buffer, pick: (below: number) => number): Buffer {
  let bytes = Buffer.from(frame)
  for (let times = 1 + pick(4); times > 0; times--) {
    const at = pick(Math.max(1, bytes.length))
    switch (pick(7)) {
      case 0: bytes[at] ^= 1 << pick(8); break
      case 1: bytes[at] = pick(256); break
      case 2: bytes = bytes.subarray(0, at); break
      case 3: bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([specials[pick(4)]]), bytes.subarray(at)]); break
      case 4: bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(8))]); break
      case 5: bytes = Buffer.concat([bytes, bytes.subarray(at)]); break
      case 6: bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(pick(pick(20) === 0 ? 9_000 : 60), pick(256)), bytes.subarray(at)]); break
    }
    if (bytes.length === 0) bytes = Buffer.from([pick(256)])
  }
  // Half the mutants get an honest checksum, so that they are heard and not only dropped.
  if (pick(2) === 0 || bytes.length < 4) return bytes
  let xor = 0
  const inner = bytes.subarray(1, -2)
  const plain: number[] = []
  for (let i = 0; i < inner.length; i++) {
    const escape = inner[i] === 0x7d && i + 1 < inner.length
    plain.push(escape ? (inner[++i] === 2 ? 0x7e : 0x7d) : inner[i])
  }
  for (const byte of plain) xor ^= byte
  const tail = xor === 0x7e ? [0x7d, 2] : xor === 0x7d ? [0x7d, 1] : [xor]
  return Buffer.concat([Buffer.from([0x7e]), inner, Buffer.from([...tail, 0x7e])])
}
