// Tracks packed tightly: what is put in comes out, late ones in their places, and a snapshot copies only what may change.
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../../../shared/domain/time.ts'
import { IN_MEMORY } from '../../../../server/readings/coverage/archive.ts'
import { append, chunksAbout, chunksOf, dropBefore, emptyTrack, repack, unpack, type Track } from '../../../../server/readings/coverage/track.ts'
import { apart, together } from '../../../../server/readings/pieces.ts'
import { seeded } from '../../../seeded.ts'

type Fix = readonly [time: number, lon: number, lat: number]

function packed(fixes: readonly Fix[], archive = IN_MEMORY): Track {
  const track = emptyTrack(0, 1, 1, 'area', 10)
  for (const [time, lon, lat] of fixes) {
    append(track, time, lon, lat, archive)
    Object.assign(track, { time, lon, lat })
  }
  return track
}

const all = (track: Track): Fix[] => {
  const { time, lon, lat } = unpack(track, 0, chunksOf(track), IN_MEMORY)
  return Array.from(time, (at, row) => [at, lon[row], lat[row]])
}

const walked = (count: number): Fix[] => {
  const next = seeded(count)
  let [lon, lat] = [104_750_000, 29_350_000]
  return Array.from({ length: count }, (_, index) => {
    lon += Math.round((next() - 0.5) * 300)
    lat += Math.round((next() - 0.5) * 300)
    return [1_782_864_000_000 + index * 10_000, lon, lat]
  })
}

describe('tracks', () => {
  it('[O22] give back every fix, however far and long from the one before', () => {
    const fix = fc.tuple(fc.integer({ min: 1, max: 40 * DAY }), fc.integer({ min: -180_000_000, max: 180_000_000 }), fc.integer({ min: -90_000_000, max: 90_000_000 }))
    fc.assert(fc.property(fc.array(fix, { minLength: 1, maxLength: 1_300 }), (steps) => {
      let time = 0
      const fixes = steps.map(([after, lon, lat]): Fix => [time += after, lon, lat])
      expect(all(packed(fixes))).toEqual(fixes)
    }), { numRuns: 60, seed: 2 })
  })

  it('[O22] keep an ordinary fix in some five bytes', () => {
    const put: number[] = []
    const track = packed(walked(5_000), { ...IN_MEMORY, put(hour, bytes, of) { put.push(bytes.length); return IN_MEMORY.put(hour, bytes, of) } })
    expect(put.length).toBe(Math.floor(5_000 / 512))
    expect((put.reduce((sum, one) => sum + one, 0) + track.open!.used) / 5_000).toBeLessThan(5.5)
  })

  it('[O22] chunks about a time hold its fixes, the one before and the one after, and can be packed anew', () => {
    const fixes = walked(1_600)
    const base = fixes[0][0]
    for (const [from, to] of [[0, 0], [511, 512], [512, 512], [700, 1_300], [1_599, 1_599]]) {
      const track = packed(fixes)
      const [first, after] = chunksAbout(track, base + from * 10_000, base + to * 10_000)
      const stretch = unpack(track, first, after, IN_MEMORY)
      expect(stretch.time[0]).toBeLessThanOrEqual(base + Math.max(0, from - 1) * 10_000)
      expect(stretch.time.at(-1)).toBeGreaterThanOrEqual(base + Math.min(1_599, to + 1) * 10_000)
      repack(track, first, after, stretch, IN_MEMORY)
      expect(all(track)).toEqual(fixes)
    }
  })

  it('[O22] what is old is dropped by the chunk, never what is not', () => {
    const track = packed(walked(1_600))
    const at = track.time - 600 * 10_000
    dropBefore(track, at)
    expect(chunksOf(track)).toBe(3)
    expect(unpack(track, 0, 1, IN_MEMORY).time.at(-1)).toBeGreaterThanOrEqual(at)
    dropBefore(track, track.time + 1)
    expect(chunksOf(track)).toBe(0)
  })

  it('[O22] a snapshot holds no fix of a full chunk; what is thawed shares nothing', () => {
    const fixes = walked(20_000)
    const track = packed(fixes)
    const pieces = apart({ tracks: [track] })
    expect(serialize(pieces).length).toBeLessThan(20_000 / 512 * 12 * 8 * 2 + 8_192)
    append(track, track.time + 1, 0, 0, IN_MEMORY)
    const back = (together(pieces) as { tracks: Track[] }).tracks[0]
    expect(all(back)).toEqual(fixes)
    append(back, back.time + 5, 1, 1, IN_MEMORY)
    expect(all(back)).toEqual([...fixes, [back.time + 5, 1, 1]])
  })

  it('[O22] a snapshot takes ten thousand tracks in pieces that are quick to make bytes of, and puts them together again', () => {
    const fixes = walked(600)
    const tracks = Array.from({ length: 10_000 }, () => packed(fixes))
    const pieces = apart({ tracks })
    expect(pieces.length).toBe(1 + Math.ceil(10_000 / 512))
    expect((together(pieces) as { tracks: Track[] }).tracks).toEqual(tracks)
  })
})
