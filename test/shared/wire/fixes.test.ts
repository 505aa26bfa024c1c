// The binary fixes frame: exact both ways, and never wrong when damaged.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBatch, UNKNOWN } from '../../../shared/domain/fix.ts'
import { Places } from '../../../shared/domain/places.ts'
import { ByteReader, ByteWriter, BytesBad, crc32 } from '../../../shared/wire/bytes.ts'
import { FixesEncoder } from '../../../shared/wire/fixes.ts'
import { foldFixes } from '../../../shared/wire/fold.ts'
import { emptyMirror } from '../../../shared/wire/mirror.ts'

const row = fc.record({
  unit: fc.integer({ min: 1, max: 300 }),
  time: fc.integer({ min: 1, max: 4_000_000_000_000 }),
  lon: fc.integer({ min: -180_000_000, max: 180_000_000 }),
  lat: fc.integer({ min: -90_000_000, max: 90_000_000 }),
  speed: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.constant(UNKNOWN)),
  heading: fc.oneof(fc.integer({ min: 0, max: 359 }), fc.constant(UNKNOWN)),
  flags: fc.integer({ min: 0, max: 127 }),
})

function place(places: Places, one: { unit: number; time: number; lon: number; lat: number; speed: number; heading: number; flags: number }): void {
  const batch = emptyBatch(1)
  for (const [name, value] of Object.entries(one)) batch[name as 'unit'][0] = value
  places.put(batch, 0)
}

const shown = (places: Places) => places.known().map((unit) => {
  const { time, lon, lat, speed, heading, flags } = places.columns
  return [unit, time[unit], lon[unit], lat[unit], speed[unit], heading[unit], flags[unit]]
})

/** Plays steps of (changed rows, units leaving) through an encoder; `each` sees every frame. */
function play(steps: { rows: Parameters<typeof place>[1][]; leave: number[] }[], each: (frame: Uint8Array, encoder: FixesEncoder) => void): FixesEncoder {
  const encoder = new FixesEncoder()
  const world = new Places()
  for (const { rows, leave } of steps) {
    for (const one of rows) place(world, one)
    const gone = [...new Set(leave)].filter((unit) => encoder.sent.has(unit)).sort((a, b) => a - b)
    const units = [...new Set(rows.map((one) => one.unit))].filter((unit) => !gone.includes(unit)).sort((a, b) => a - b)
    each(encoder.delta(1_700_000_000_000, units, world, gone), encoder)
  }
  return encoder
}
const steps = fc.array(fc.record({ rows: fc.array(row, { maxLength: 40 }), leave: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 10 }) }), { minLength: 1, maxLength: 12 })

describe('binary fixes frames', () => {
  it('[F1] a screen that got every frame has exactly the places that were sent', () => {
    fc.assert(fc.property(steps, (all) => {
      const mirror = emptyMirror()
      const encoder = play(all, (frame) => { expect(foldFixes(mirror, frame)).toBe('applied') })
      expect(shown(mirror.places)).toEqual(shown(encoder.sent))
    }))
  })

  it('[F2] a keyframe brings any screen to the same places, whatever it had', () => {
    fc.assert(fc.property(steps, steps, (mine, other) => {
      const mirror = emptyMirror()
      play(other, (frame) => { foldFixes(mirror, frame) })
      const encoder = play(mine, () => undefined)
      expect(foldFixes(mirror, encoder.key(1_700_000_000_000))).toBe('applied')
      expect(shown(mirror.places)).toEqual(shown(encoder.sent))
    }))
  })

  it('[F3] a frame after a missing one asks for a keyframe, a repeated one changes nothing', () => {
    fc.assert(fc.property(steps, (all) => {
      const frames: Uint8Array[] = []
      play([...all, ...all], (frame) => { frames.push(frame) })
      const mirror = emptyMirror()
      foldFixes(mirror, frames[0])
      const before = shown(mirror.places)
      expect(foldFixes(mirror, frames[0])).toBe('repeated')
      if (frames.length > 2) expect(foldFixes(mirror, frames[2])).toBe('key')
      expect(shown(mirror.places)).toEqual(before)
    }))
  })

  it('[F4] truncated, altered and random bytes are refused and move no marker', () => {
    fc.assert(fc.property(steps, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.uint8Array({ maxLength: 200 }), (all, at, flip, noise) => {
      const frames: Uint8Array[] = []
      play(all, (frame) => { frames.push(frame) })
      const whole = frames[frames.length - 1]
      const altered = whole.slice()
      altered[at % altered.length] ^= flip
      for (const bad of [altered, whole.subarray(0, at % whole.length), noise]) {
        const mirror = emptyMirror()
        expect(foldFixes(mirror, bad)).toBe('bad')
        expect(mirror.places.known()).toEqual([])
      }
    }))
  })

  it('[F4] a hostile count with a right checksum costs no memory and is refused', () => {
    const out = new ByteWriter()
    out.u8(1)
    out.u8(1)
    for (const value of [1, 0, 1, 900_000, 0]) out.varint(value)
    out.u32(crc32(out.bytes()))
    expect(foldFixes(emptyMirror(), out.bytes())).toBe('bad')
  })

  it('[F5] varints and zigzags carry every whole number of 53 bits, and a reader never runs past its end', () => {
    fc.assert(fc.property(fc.array(fc.maxSafeInteger()), (numbers) => {
      const out = new ByteWriter()
      for (const number of numbers) {
        out.varint(Math.abs(number))
        out.zigzag(Math.trunc(number / 2))
      }
      const from = new ByteReader(out.bytes())
      for (const number of numbers) {
        expect(from.varint()).toBe(Math.abs(number))
        expect(from.zigzag() + 0).toBe(Math.trunc(number / 2) + 0)
      }
      expect(() => from.u8()).toThrow(BytesBad)
    }))
  })
})
