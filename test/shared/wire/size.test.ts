// What a position costs on the line: frames of a moving fleet, all framing and identity in.
import { expect, it } from 'vitest'
import { UNKNOWN } from '../../../shared/domain/fix.ts'
import { Places } from '../../../shared/domain/places.ts'
import { FixesDecoder, FixesEncoder } from '../../../shared/wire/fixes.ts'
import { seeded } from '../../seeded.ts'

const UNITS = 3_000
const SECONDS = 24
const START = 1_764_000_000_000

/** Bytes a position of the last seconds of a fleet: three of ten drive, the rest walk; noise in metres, how long it lasts in seconds. */
function bytesAPosition({ noise, lasting, every }: { noise: number; lasting: number; every: number }): number {
  const random = seeded(7)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const fleet = Array.from({ length: UNITS }, () => {
    const drives = random() < 0.3
    return { x: random() * 30_000, y: random() * 12_000, pace: drives ? 5 + 7 * random() : 1 + random(), heading: random() * 6.28, turns: drives ? 0.02 : 0.08, ex: 0, ey: 0 }
  })
  const stays = lasting === 0 ? 0 : Math.exp(-every / lasting)
  const places = new Places()
  places.reserve(UNITS)
  const { columns } = places
  const [encoder, decoder] = [new FixesEncoder(), new FixesDecoder()]
  const units = Array.from({ length: UNITS }, (_, n) => n + 1)
  let bytes = 0
  for (let turn = 0; turn < SECONDS; turn++) {
    fleet.forEach((one, n) => {
      for (let second = 0; second < every; second++) {
        one.heading += normal() * one.turns
        one.x += Math.cos(one.heading) * one.pace
        one.y += Math.sin(one.heading) * one.pace
      }
      one.ex = one.ex * stays + noise * Math.sqrt(1 - stays * stays) * normal()
      one.ey = one.ey * stays + noise * Math.sqrt(1 - stays * stays) * normal()
      // Ten hand-overs a second, each a few milliseconds early or late.
      columns.time[n + 1] = START + turn * every * 1_000 + Math.floor(n * 10 / UNITS) * 100 + Math.round(3 * Math.sin(turn + Math.floor(n * 10 / UNITS)))
      columns.lon[n + 1] = Math.round((104.8 + (one.x + one.ex) / 97_000) * 1e6)
      columns.lat[n + 1] = Math.round((29.4 + (one.y + one.ey) / 111_320) * 1e6)
      columns.heading[n + 1] = Math.round(90 - one.heading * 180 / Math.PI + 3_600) % 360
      columns.speed[n + 1] = Math.round(one.pace * 10)
    })
    const frame = encoder.delta(START + turn * every * 1_000 + 1_000, units, places, [])
    const decoded = decoder.decode(frame)
    if (typeof decoded === 'string') throw new Error(decoded)
    for (let row = 0; row < UNITS; row += 97) expect([decoded.rows.lon[row], decoded.rows.lat[row], decoded.rows.time[row]]).toEqual([columns.lon[row + 1], columns.lat[row + 1], columns.time[row + 1]])
    if (turn >= SECONDS / 2) bytes += frame.length
  }
  return bytes / UNITS / (SECONDS / 2)
}

it('[F16] a position of a fleet at one fix a second, exact to a millionth of a degree, takes at most 1.4 bytes with 2 m of drifting noise and 1.7 with 1 m of white noise', () => {
  expect(bytesAPosition({ noise: 2, lasting: 30, every: 1 })).toBeLessThan(1.4)
  expect(bytesAPosition({ noise: 1, lasting: 0, every: 1 })).toBeLessThan(1.7)
})

it('[F16] without noise it takes less than one byte, and with 5 m of noise or a fix every five seconds a little over two', () => {
  expect(bytesAPosition({ noise: 0, lasting: 0, every: 1 })).toBeLessThan(0.9)
  expect(bytesAPosition({ noise: 5, lasting: 0, every: 1 })).toBeLessThan(2.3)
  expect(bytesAPosition({ noise: 1, lasting: 0, every: 5 })).toBeLessThan(2.2)
})

it('[F17] the heading shown is within a sector of the one reported, whether it follows from the motion or is told', () => {
  const places = new Places()
  places.reserve(40)
  const { columns } = places
  const [encoder, decoder] = [new FixesEncoder(), new FixesDecoder()]
  for (let turn = 0; turn < 60; turn++) {
    for (let unit = 1; unit <= 36; unit++) {
      const heading = unit * 10 % 360
      columns.time[unit] = START + turn * 1_000
      columns.lon[unit] = 104_800_000 + Math.round(turn * 80 * Math.sin(heading * Math.PI / 180) / 0.871)
      columns.lat[unit] = 29_400_000 + Math.round(turn * 80 * Math.cos(heading * Math.PI / 180))
      // Half of them say so themselves; one goes backwards.
      columns.heading[unit] = unit === 9 ? 270 : unit % 2 === 0 ? heading : UNKNOWN
      columns.speed[unit] = 80
    }
    const decoded = decoder.decode(encoder.delta(START + turn * 1_000, Array.from({ length: 36 }, (_, n) => n + 1), places, []))
    if (typeof decoded === 'string') throw new Error(decoded)
    if (turn < 6) continue
    for (let row = 0; row < 36; row++) {
      const wanted = row === 8 ? 270 : (row + 1) * 10 % 360
      expect(Math.abs((decoded.rows.heading[row] - wanted + 540) % 360 - 180)).toBeLessThan(7)
    }
    if (turn === 59) expect(decoded.rows.speed[0] / 10).toBeCloseTo(80 * 0.111_32, 0)
  }
})

it('[F17] of a unit that reports twice in half a second every two minutes the motion stays a motion, however long it goes on', () => {
  const places = new Places()
  places.reserve(2)
  const { columns } = places
  const [encoder, decoder] = [new FixesEncoder(), new FixesDecoder()]
  for (let turn = 0; turn < 4_000; turn++) {
    // Straight to the north, 4 m/s.
    const seconds = Math.floor(turn / 2) * 120 + turn % 2 * 0.5
    columns.time[1] = START + seconds * 1_000
    columns.lon[1] = 104_800_000
    columns.lat[1] = 10_000_000 + Math.round(seconds * 36)
    columns.heading[1] = UNKNOWN
    columns.speed[1] = UNKNOWN
    const decoded = decoder.decode(encoder.delta(columns.time[1], [1], places, []))
    if (typeof decoded === 'string') throw new Error(decoded)
    expect([decoded.rows.lon[0], decoded.rows.lat[0]]).toEqual([columns.lon[1], columns.lat[1]])
    if (turn < 200) continue
    expect(decoded.rows.heading[0]).toBe(0)
    expect(Math.abs(decoded.rows.speed[0] - 40)).toBeLessThan(4)
  }
})
