// What a device sent in the last day, in order of time and packed tightly: some five bytes a fix instead of twenty.
import type { Tier } from '../../../shared/domain/tier.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import type { Sealed } from '../pieces.ts'
import type { Archive } from './archive.ts'

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
  /** Room to write to while the chunk grows, then none. */
  open: Uint8Array
  /** All bytes once it is full, or the archive's ticket for them. */
  full: Sealed | number | null
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
  /** Goes up whenever what it told before was told anew: whoever read it, reads again. */
  revised: number
}

export const emptyTrack = (number: number, unit: number, device: number, tier: Tier, interval: number): Track =>
  ({ number, unit, device, tier, interval, time: -Infinity, lon: 0, lat: 0, counts: false, inside: [], since: [], been: [], chunks: [], revised: 0 })

/** Fixes in order, columns; the first is the one before, where `led`. */
export interface Stretch { readonly led: boolean; readonly time: Float64Array; readonly lon: Int32Array; readonly lat: Int32Array }

/** Adds a fix that is newer than all others; `time` and place of the track are still those of the one before. Full chunks go to the archive, where there is one. */
export function append({ chunks, time, lon, lat }: Track, at: number, x: number, y: number, archive?: Archive): void {
  let open = chunks.at(-1)
  if (!open || open.count === MOST) {
    if (open) seal(open, archive)
    chunks.push(open = open ? emptyChunk(at, true, time, lon, lat) : emptyChunk(at, false, at, x, y))
    put(open, at, x, y, open.baseTime, open.baseLon, open.baseLat)
  } else put(open, at, x, y, time, lon, lat)
}

const emptyChunk = (from: number, led: boolean, baseTime: number, baseLon: number, baseLat: number): Chunk => ({
  from, to: from, count: 0, west: baseLon, south: baseLat, east: baseLon, north: baseLat, led, baseTime, baseLon, baseLat,
  open: none, full: null, used: 0, pace: 0,
})

const none = new Uint8Array(0)

function seal(chunk: Chunk, archive: Archive | undefined): void {
  if (chunk.full !== null) return
  const bytes = chunk.open.slice(0, chunk.used)
  chunk.full = archive ? archive.put(Math.floor(chunk.to / HOUR), bytes) : { sealed: bytes }
  chunk.open = none
}

/** The bytes of a chunk; none, and no fixes, when the archive has lost them. */
function bytesOf({ full, open }: Chunk, archive: Archive | undefined): Uint8Array | null {
  if (typeof full === 'number') return archive?.get(full) ?? null
  return full?.sealed ?? open
}

function put(chunk: Chunk, time: number, lon: number, lat: number, beforeTime: number, beforeLon: number, beforeLat: number): void {
  if (chunk.used + LONGEST > chunk.open.length) {
    const grown = new Uint8Array(Math.max(64, chunk.open.length * 2))
    grown.set(chunk.open)
    chunk.open = grown
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
  const { open: bytes } = chunk
  while (rest > 127) {
    bytes[chunk.used++] = rest % 128 + 128
    rest = Math.floor(rest / 128)
  }
  bytes[chunk.used++] = rest
}

/** The fixes of some chunks that follow one another. */
export function unpack(chunks: readonly Chunk[], archive?: Archive): Stretch {
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
  for (const chunk of chunks) row = unpackInto(stretch, row, chunk, bytesOf(chunk, archive))
  if (row === length) return stretch
  return { led, time: stretch.time.subarray(0, row), lon: stretch.lon.subarray(0, row), lat: stretch.lat.subarray(0, row) }
}

/** How far a reader of a track has come: what is appended later is read from here on. */
export interface Cursor { chunk: Chunk | null; row: number; used: number; pace: number; time: number; lon: number; lat: number }

export const startCursor = (): Cursor => ({ chunk: null, row: 0, used: 0, pace: 0, time: -Infinity, lon: 0, lat: 0 })

/**
 * Hands every fix behind the cursor to `take`, in order; a new cursor begins with the chunk that holds the first fix from
 * `since` on. Allocates nothing. False, and nothing handed, when the track has dropped what the cursor stood in.
 */
export function readOn({ chunks }: Track, cursor: Cursor, since: number, take: (time: number, lon: number, lat: number) => void, archive?: Archive): boolean {
  let index = cursor.chunk ? chunks.lastIndexOf(cursor.chunk) : chunks.findIndex(({ to }) => to >= since)
  if (index < 0) return cursor.chunk === null
  for (; index < chunks.length; index++) {
    if (cursor.chunk !== chunks[index]) enterChunk(cursor, chunks[index])
    if (cursor.row === chunks[index].count) continue
    const bytes = bytesOf(chunks[index], archive)
    if (!bytes) cursor.row = chunks[index].count
    while (bytes && cursor.row < chunks[index].count) {
      next(cursor, bytes)
      take(cursor.time, cursor.lon, cursor.lat)
    }
  }
  return true
}

function enterChunk(cursor: Cursor, chunk: Chunk): void {
  cursor.chunk = chunk
  cursor.row = cursor.used = cursor.pace = 0
  cursor.time = chunk.baseTime
  cursor.lon = chunk.baseLon
  cursor.lat = chunk.baseLat
}

function next(cursor: Cursor, bytes: Uint8Array): void {
  cursor.pace += readNumber(bytes, cursor)
  cursor.time += cursor.pace
  cursor.lon += readNumber(bytes, cursor)
  cursor.lat += readNumber(bytes, cursor)
  cursor.row++
}

function readNumber(bytes: Uint8Array, cursor: Cursor): number {
  let [value, scale, byte] = [0, 1, 0]
  do {
    byte = bytes[cursor.used++]
    value += (byte & 127) * scale
    scale *= 128
  } while (byte > 127)
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2
}

function unpackInto({ time, lon, lat }: Stretch, from: number, { count, baseTime, baseLon, baseLat }: Chunk, bytes: Uint8Array | null): number {
  if (!bytes) return from
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
export function repack(track: Track, first: number, after: number, { led, time, lon, lat }: Stretch, archive?: Archive): void {
  const packed: Chunk[] = []
  let open: Chunk | undefined
  for (let row = led ? 1 : 0; row < time.length; row++) {
    const before = row > 0 ? row - 1 : row
    if (!open || open.count === MOST) {
      if (open) seal(open, archive)
      packed.push(open = emptyChunk(time[row], row > 0, time[before], lon[before], lat[before]))
    }
    put(open, time[row], lon[row], lat[row], time[before], lon[before], lat[before])
  }
  if (open && after < track.chunks.length) seal(open, archive)
  track.chunks.splice(first, after - first, ...packed)
}

/** Drops chunks that are older than `before` altogether. */
export function dropBefore(track: Track, before: number): void {
  const kept = track.chunks.findIndex(({ to }) => to >= before)
  if (kept !== 0) track.chunks.splice(0, kept < 0 ? track.chunks.length : kept)
}

/** The oldest ticket of a track; Infinity when it has none. */
export const oldestTicket = ({ chunks }: Track): number => chunks.reduce((oldest, { full }) => (typeof full === 'number' ? Math.min(oldest, full) : oldest), Infinity)

/** Whether the archive has room for all that the track says is there. */
export const isHeld = ({ chunks }: Track, archive: Archive | undefined): boolean => chunks.every(({ full }) => typeof full !== 'number' || archive?.holds(full) === true)
