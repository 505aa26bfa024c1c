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

/** What must be exact; heading and speed are shown as the motion tells. */
const shown = (places: Places) => places.known().map((unit) => {
  const { time, lon, lat, flags } = places.columns
  return [unit, time[unit], lon[unit], lat[unit], flags[unit]]
})

interface Step { rows: Parameters<typeof place>[1][]; leave: number[]; settle: boolean }
const AT = 1_700_000_000_000

/** Plays steps of (changed rows, units leaving) through an encoder; `each` sees every frame. `sent` is what was sent. */
function play(steps: Step[], each: (frame: Uint8Array, encoder: FixesEncoder) => void): { encoder: FixesEncoder; sent: Places } {
  const encoder = new FixesEncoder()
  const sent = new Places()
  for (const step of steps) each(frameOf(encoder, sent, step), encoder)
  return { encoder, sent }
}

function frameOf(encoder: FixesEncoder, sent: Places, { rows, leave, settle }: Step): Uint8Array {
  const gone = [...new Set(leave)].filter((unit) => encoder.has(unit)).sort((a, b) => a - b)
  const mine = rows.filter((one) => !gone.includes(one.unit))
  for (const one of mine) place(sent, one)
  for (const unit of gone) sent.forget(unit)
  return encoder.delta(AT, [...new Set(mine.map((one) => one.unit))].sort((a, b) => a - b), sent, gone, settle)
}
const steps = fc.array(fc.record({
  rows: fc.array(row, { maxLength: 40 }), leave: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 10 }), settle: fc.boolean(),
}), { minLength: 1, maxLength: 12 })
const lastStep: Step = { rows: [], leave: [], settle: true }

describe('binary fixes frames', () => {
  it('[F1] a screen that got every frame has exactly the places that were sent', () => {
    fc.assert(fc.property(steps, (all) => {
      const mirror = emptyMirror()
      const { sent } = play(all, (frame) => { expect(foldFixes(mirror, frame)).toBe('applied') })
      expect(shown(mirror.places)).toEqual(shown(sent))
    }))
  })

  it('[F2] a keyframe brings any screen to the same places, whatever it had, and later frames fit it as they fit all others', () => {
    fc.assert(fc.property(steps, steps, steps, (mine, other, later) => {
      const [comes, stays] = [emptyMirror(), emptyMirror()]
      play(other, (frame) => { foldFixes(comes, frame) })
      const { encoder, sent } = play([...mine, lastStep], (frame) => { foldFixes(stays, frame) })
      expect(encoder.settled).toBe(true)
      expect(foldFixes(comes, encoder.key(AT))).toBe('applied')
      expect(shown(comes.places)).toEqual(shown(sent))
      for (const step of later) {
        const frame = frameOf(encoder, sent, step)
        expect([foldFixes(comes, frame), foldFixes(stays, frame)]).toEqual(['applied', 'applied'])
        expect(shown(comes.places)).toEqual(shown(sent))
        expect(shown(stays.places)).toEqual(shown(sent))
      }
    }))
  })

  it('[F2] a keyframe is made only where both ends have settled', () => {
    const { encoder } = play([{ ...lastStep, settle: false }], () => undefined)
    expect(() => encoder.key(AT)).toThrow(RangeError)
  })

  it('[F1] a unit that tears over the earth and then falls silent is no reason to fail', () => {
    const [encoder, mirror, sent] = [new FixesEncoder(), emptyMirror(), new Places()]
    for (let turn = 0; turn < 12; turn++) {
      const time = AT + (turn < 6 ? turn * 1_000 : turn * 86_000)
      place(sent, { unit: 1, time, lon: turn % 6 * 60_000_000 - 150_000_000, lat: turn % 2 * 170_000_000 - 85_000_000, speed: 0, heading: 0, flags: 0 })
      expect(foldFixes(mirror, encoder.delta(time, [1], sent, []))).toBe('applied')
      expect(shown(mirror.places)).toEqual(shown(sent))
    }
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

  it('[F4] a frame that lies under a right checksum is refused without harm, or is a frame like any other', () => {
    fc.assert(fc.property(steps, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, at, flip) => {
      const frames: Uint8Array[] = []
      play(all, (frame) => { frames.push(frame) })
      const right = frames[frames.length - 1]
      const lie = right.slice()
      lie[at % (lie.length - 4)] ^= flip
      new DataView(lie.buffer).setUint32(lie.length - 4, crc32(lie.subarray(0, lie.length - 4)), true)
      const mirror = emptyMirror()
      for (const frame of frames.slice(0, -1)) foldFixes(mirror, frame)
      const before = shown(mirror.places)
      if (foldFixes(mirror, lie) === 'applied') return
      expect(shown(mirror.places)).toEqual(before)
      expect(foldFixes(mirror, right)).toBe('applied')
    }))
  })

  it('[F4] a hostile count with a right checksum costs no memory and is refused', () => {
    const out = new ByteWriter()
    out.u8(2)
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
