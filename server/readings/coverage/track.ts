// What a device sent in the last day, in order of time and packed tightly: some five bytes a fix instead of twenty.
import type { Tier } from '../../../shared/domain/tier.ts'

/** Fixes in one chunk: what has to be unpacked to put a late one in its place. */
const MOST = 512
/** Bytes that one fix takes at most. */
const LONGEST = 18

/** Differences from fix to fix; the box holds the fix before it too, so that it holds every step that ends in the chunk. */
export interface Chunk {
  readonly from: number
  to: number
  count: number
  west: number
  south: number
  east: number
  north: number
  /** What the first difference counts from: the fix before the chunk where it is `led`. */
  readonly led: boolean
  readonly baseTime: number
  readonly baseLon: number
  readonly baseLat: number
  bytes: Uint8Array
  used: number
  /** The last difference of times. */
  pace: number
}

export interface Track {
  readonly number: number
  readonly unit: number
  readonly device: number
  readonly tier: Tier
  /** Expected seconds between fixes. */
  interval: number
  /** The newest fix; −Infinity before the first. */
  time: number
  lon: number
  lat: number
  /** Whether the unit was on duty then. */
  counts: boolean
  /** The beats it was in then, and since when without a break. */
  inside: number[]
  since: number[]
  /** The beats that keep presences of it which are over. */
  readonly been: number[]
  chunks: Chunk[]
}

export const emptyTrack = (number: number, unit: number, device: number, tier: Tier, interval: number): Track =>
  ({ number, unit, device, tier, interval, time: -Infinity, lon: 0, lat: 0, counts: false, inside: [], since: [], been: [], chunks: [] })

/** Fixes in order, columns; the first is the one before, where `led`. */
export interface Stretch { readonly led: boolean; readonly time: Float64Array; readonly lon: Int32Array; readonly lat: Int32Array }

/** Adds a fix that is newer than all others; `time` and place of the track are still those of the one before. */
export function append({ chunks, time, lon, lat }: Track, at: number, x: number, y: number): void {
  let open = chunks.at(-1)
  if (!open || open.count === MOST) {
    if (open) open.bytes = open.bytes.slice(0, open.used)
    chunks.push(open = open ? emptyChunk(at, true, time, lon, lat) : emptyChunk(at, false, at, x, y))
    put(open, at, x, y, open.baseTime, open.baseLon, open.baseLat)
  } else put(open, at, x, y, time, lon, lat)
}

const emptyChunk = (from: number, led: boolean, baseTime: number, baseLon: number, baseLat: number): Chunk => ({
  from, to: from, count: 0, west: baseLon, south: baseLat, east: baseLon, north: baseLat, led, baseTime, baseLon, baseLat,
  bytes: new Uint8Array(256), used: 0, pace: 0,
})

function put(chunk: Chunk, time: number, lon: number, lat: number, beforeTime: number, beforeLon: number, beforeLat: number): void {
  if (chunk.used + LONGEST > chunk.bytes.length) {
    const grown = new Uint8Array(chunk.bytes.length * 2)
    grown.set(chunk.bytes)
    chunk.bytes = grown
  }
  const pace = time - beforeTime
  writeNumber(chunk, pace - chunk.pace)
  writeNumber(chunk, lon - beforeLon)
  writeNumber(chunk, lat - beforeLat)
  chunk.pace = pace
  chunk.to = time
  chunk.count++
  if (lon < chunk.west) chunk.west = lon
  if (lon > chunk.east) chunk.east = lon
  if (lat < chunk.south) chunk.south = lat
  if (lat > chunk.north) chunk.north = lat
}

/** Seven bits a byte, the sign lowest. */
function writeNumber(chunk: Chunk, value: number): void {
  let rest = value < 0 ? -2 * value - 1 : 2 * value
  const { bytes } = chunk
  while (rest > 127) {
    bytes[chunk.used++] = rest % 128 + 128
    rest = Math.floor(rest / 128)
  }
  bytes[chunk.used++] = rest
}

/** The fixes of some chunks that follow one another. */
export function unpack(chunks: readonly Chunk[]): Stretch {
  const led = chunks.length > 0 && chunks[0].led
  const length = chunks.reduce((sum, { count }) => sum + count, led ? 1 : 0)
  const stretch: Stretch = { led, time: new Float64Array(length), lon: new Int32Array(length), lat: new Int32Array(length) }
  let row = 0
  if (led) {
    stretch.time[0] = chunks[0].baseTime
    stretch.lon[0] = chunks[0].baseLon
    stretch.lat[0] = chunks[0].baseLat
    row = 1
  }
  for (const chunk of chunks) row = unpackInto(stretch, row, chunk)
  return stretch
}

function unpackInto({ time, lon, lat }: Stretch, from: number, { bytes, count, baseTime, baseLon, baseLat }: Chunk): number {
  let [at, x, y, pace, used] = [baseTime, baseLon, baseLat, 0, 0]
  const read = (): number => {
    let [value, scale, byte] = [0, 1, 0]
    do {
      byte = bytes[used++]
      value += (byte & 127) * scale
      scale *= 128
    } while (byte > 127)
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }
  for (let row = from; row < from + count; row++) {
    pace += read()
    at += pace
    x += read()
    y += read()
    time[row] = at
    lon[row] = x
    lat[row] = y
  }
  return from + count
}

/** The chunks that hold all fixes of [from, to], the one before them (or its copy) and the one after them: [first, after). */
export function chunksAbout({ chunks }: Track, from: number, to: number): readonly [number, number] {
  const first = chunks.findIndex((chunk) => chunk.to >= from)
  if (first < 0) return [Math.max(0, chunks.length - 1), chunks.length]
  const last = chunks.findIndex((chunk) => chunk.to > to)
  return [first, last < 0 ? chunks.length : last + 1]
}

/** Puts other fixes in the place of chunks [first, after); the stretch begins with the same fix before it, if any, and ends with the same fix. */
export function repack(track: Track, first: number, after: number, { led, time, lon, lat }: Stretch): void {
  const packed: Chunk[] = []
  let open: Chunk | undefined
  for (let row = led ? 1 : 0; row < time.length; row++) {
    const before = row > 0 ? row - 1 : row
    if (!open || open.count === MOST) {
      if (open) open.bytes = open.bytes.slice(0, open.used)
      packed.push(open = emptyChunk(time[row], row > 0, time[before], lon[before], lat[before]))
    }
    put(open, time[row], lon[row], lat[row], time[before], lon[before], lat[before])
  }
  track.chunks.splice(first, after - first, ...packed)
}

/** Drops chunks that are older than `before` altogether. */
export function dropBefore(track: Track, before: number): void {
  const kept = track.chunks.findIndex(({ to }) => to >= before)
  if (kept !== 0) track.chunks.splice(0, kept < 0 ? track.chunks.length : kept)
}
