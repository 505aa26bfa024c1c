// What a device sent in the last day, in order of time and packed tightly: some five bytes a fix instead of twenty.
import { crc32 } from 'node:zlib'
import type { Tier } from '../../../shared/domain/tier.ts'
import { HOUR } from '../../../shared/domain/time.ts'
import type { Archive } from './archive.ts'

/** Fixes in one chunk: what has to be unpacked to put a late one in its place. */
const MOST = 512
/** Bytes that one fix takes at most. */
const LONGEST = 18

/** Where fixes were, in millionths of a degree. */
export interface Box { readonly west: number; readonly south: number; readonly east: number; readonly north: number }

/**
 * The chunk that grows: differences from fix to fix. The box holds the fix before it too, so that it holds every step that
 * ends in the chunk.
 */
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

/** A row of `Track.full`: times, ticket, count, box, base, led as 0 or 1, bytes. */
const ROW = 13
const [FROM, TO, TICKET, COUNT, WEST, SOUTH, EAST, NORTH, BASE_TIME, BASE_LON, BASE_LAT, LED, USED] = Array.from({ length: ROW }, (_, column) => column)

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
  /** Full chunks in order, ROW numbers each, the first `chunks` of them; their bytes are in the archive. */
  full: Float64Array
  chunks: number
  /** Full chunks that were dropped: the number of the first that is left. */
  dropped: number
  /** What follows them; null before the first fix. */
  open: Chunk | null
  /** Goes up whenever what it told before was told anew: whoever read it, reads again. */
  revised: number
}

const none = new Float64Array(0)

export const emptyTrack = (number: number, unit: number, device: number, tier: Tier, interval: number): Track => ({
  number, unit, device, tier, interval, time: -Infinity, lon: 0, lat: 0, counts: false, inside: [], since: [], been: [],
  full: none, chunks: 0, dropped: 0, open: null, revised: 0,
})

/** Fixes in order, columns; the first is the one before, where `led`. */
export interface Stretch { readonly led: boolean; readonly time: Float64Array; readonly lon: Int32Array; readonly lat: Int32Array }

/** Chunks of a track: the full ones and the one that grows. */
export const chunksOf = ({ chunks, open }: Track): number => chunks + (open ? 1 : 0)

/** Adds a fix that is newer than all others; `time` and place of the track are still those of the one before. */
export function append(track: Track, at: number, x: number, y: number, archive: Archive): void {
  const { time, lon, lat, open } = track
  if (open && open.count < MOST) return put(open, at, x, y, time, lon, lat)
  if (open) {
    if ((track.chunks + 1) * ROW > track.full.length) {
      const grown = new Float64Array(Math.max(2 * ROW, 2 * track.full.length))
      grown.set(track.full)
      track.full = grown
    }
    fill(track, track.full, track.chunks++, open, archive)
  }
  track.open = open ? emptyChunk(at, true, time, lon, lat) : emptyChunk(at, false, at, x, y)
  put(track.open, at, x, y, track.open.baseTime, track.open.baseLon, track.open.baseLat)
}

const emptyChunk = (from: number, led: boolean, baseTime: number, baseLon: number, baseLat: number): Chunk => ({
  from, to: from, count: 0, west: baseLon, south: baseLat, east: baseLon, north: baseLat, led, baseTime, baseLon, baseLat,
  bytes: new Uint8Array(64), used: 0, pace: 0,
})

/** Puts the bytes of a chunk away and the rest of it into a row. */
function fill(track: Track, full: Float64Array, row: number, chunk: Chunk, archive: Archive): void {
  const at = row * ROW
  full[at + FROM] = chunk.from
  full[at + TO] = chunk.to
  full[at + TICKET] = archive.put(Math.floor(chunk.to / HOUR), chunk.bytes.subarray(0, chunk.used), sealOf(track, chunk.from))
  full[at + COUNT] = chunk.count
  full[at + WEST] = chunk.west
  full[at + SOUTH] = chunk.south
  full[at + EAST] = chunk.east
  full[at + NORTH] = chunk.north
  full[at + BASE_TIME] = chunk.baseTime
  full[at + BASE_LON] = chunk.baseLon
  full[at + BASE_LAT] = chunk.baseLat
  full[at + LED] = chunk.led ? 1 : 0
  full[at + USED] = chunk.used
}

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

/** How far a reader of a track has come: what is appended later is read from here on. `chunk` counts those dropped too. */
export interface Cursor { chunk: number; row: number; used: number; pace: number; time: number; lon: number; lat: number }

export const startCursor = (): Cursor => ({ chunk: -1, row: 0, used: 0, pace: 0, time: -Infinity, lon: 0, lat: 0 })

/**
 * Hands every fix behind the cursor to `take`, in order; a new cursor begins with the chunk that holds the first fix from
 * `since` on. False, and nothing handed, when the track has dropped what the cursor stood in. Fixes that the archive has
 * lost are passed over.
 */
export function readOn(track: Track, cursor: Cursor, since: number, take: (time: number, lon: number, lat: number) => void, archive: Archive): boolean {
  if (cursor.chunk >= 0 && cursor.chunk < track.dropped) return false
  const count = chunksOf(track)
  let index = cursor.chunk >= 0 ? cursor.chunk - track.dropped : firstTo(track, since)
  for (; index < count; index++) {
    if (cursor.chunk !== track.dropped + index) enterChunk(cursor, track, index)
    const rows = countOf(track, index)
    if (cursor.row === rows) continue
    const bytes = bytesOf(track, index, archive)
    if (!bytes) cursor.row = rows
    while (bytes && cursor.row < rows) {
      next(cursor, bytes)
      take(cursor.time, cursor.lon, cursor.lat)
    }
  }
  return true
}

function enterChunk(cursor: Cursor, { full, chunks, dropped, open }: Track, index: number): void {
  cursor.chunk = dropped + index
  cursor.row = cursor.used = cursor.pace = 0
  cursor.time = index < chunks ? full[index * ROW + BASE_TIME] : open!.baseTime
  cursor.lon = index < chunks ? full[index * ROW + BASE_LON] : open!.baseLon
  cursor.lat = index < chunks ? full[index * ROW + BASE_LAT] : open!.baseLat
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

/** The fixes of chunks [first, after); those of chunks that the archive has lost are passed over, and `missed` is told of each. */
export function unpack(track: Track, first: number, after: number, archive: Archive, missed?: (index: number) => void): Stretch {
  const led = first < after && (first < track.chunks ? track.full[first * ROW + LED] === 1 : track.open!.led)
  let length = led ? 1 : 0
  for (let index = first; index < after; index++) length += countOf(track, index)
  const stretch: Stretch = { led, time: new Float64Array(length), lon: new Int32Array(length), lat: new Int32Array(length) }
  const { time, lon, lat } = stretch
  const cursor = startCursor()
  let row = 0
  for (let index = first; index < after; index++) {
    enterChunk(cursor, track, index)
    if (led && index === first) {
      time[0] = cursor.time
      lon[0] = cursor.lon
      lat[0] = cursor.lat
      row = 1
    }
    const bytes = bytesOf(track, index, archive)
    if (!bytes) missed?.(index)
    for (const rows = countOf(track, index); bytes && cursor.row < rows; row++) {
      next(cursor, bytes)
      time[row] = cursor.time
      lon[row] = cursor.lon
      lat[row] = cursor.lat
    }
  }
  return row === length ? stretch : { led, time: time.subarray(0, row), lon: lon.subarray(0, row), lat: lat.subarray(0, row) }
}

const countOf = ({ full, chunks, open }: Track, index: number): number => (index < chunks ? full[index * ROW + COUNT] : open!.count)

function bytesOf(track: Track, index: number, archive: Archive): Uint8Array | null {
  const { full, chunks, open } = track
  return index < chunks ? archive.get(full[index * ROW + TICKET], sealOf(track, full[index * ROW + FROM])) : open!.bytes
}

/** Binds a chunk to its track and its first instant, so that no other's is taken for it. */
const sealOf = ({ unit, device }: Track, from: number): number => crc32(new Uint8Array(Float64Array.of(unit, device, from).buffer))

/** The first chunk whose last fix is not before an instant; as many as there are chunks when there is none. */
function firstTo({ full, chunks, open }: Track, at: number): number {
  let [low, high] = [0, chunks]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (full[middle * ROW + TO] >= at) high = middle
    else low = middle + 1
  }
  return low < chunks || !open || open.to >= at ? low : chunks + 1
}

/** The chunks that hold all fixes of [from, to], the one before them (or its copy) and the one after them: [first, after). */
export function chunksAbout(track: Track, from: number, to: number): readonly [number, number] {
  const count = chunksOf(track)
  const first = firstTo(track, from)
  if (first >= count) return [Math.max(0, count - 1), count]
  let last = first
  while (last < count && lastOf(track, last) <= to) last++
  return [first, Math.min(count, last + 1)]
}

/** First and last instant of a chunk. */
export const timesOf = ({ chunks, open, full }: Track, index: number): readonly [number, number] =>
  (index < chunks ? [full[index * ROW + FROM], full[index * ROW + TO]] : [open!.from, open!.to])

const lastOf = ({ full, chunks, open }: Track, index: number): number => (index < chunks ? full[index * ROW + TO] : open!.to)

/** Calls back with every chunk that has fixes in (from, to] and reaches into a box. */
export function eachChunk({ full, chunks, open }: Track, { west, south, east, north }: Box, from: number, to: number, take: (index: number) => void): void {
  for (let index = 0; index < chunks; index++) {
    const at = index * ROW
    if (full[at + FROM] > to || full[at + TO] <= from || full[at + WEST] > east || full[at + EAST] < west || full[at + SOUTH] > north || full[at + NORTH] < south) continue
    take(index)
  }
  if (open && open.from <= to && open.to > from && open.west <= east && open.east >= west && open.south <= north && open.north >= south) take(chunks)
}

/** Puts other fixes in the place of chunks [first, after); the stretch begins with the same fix before it, if any, and ends with the same fix. */
export function repack(track: Track, first: number, after: number, { led, time, lon, lat }: Stretch, archive: Archive): void {
  const packed: Chunk[] = []
  for (let row = led ? 1 : 0; row < time.length; row++) {
    const before = row > 0 ? row - 1 : row
    if (packed.length === 0 || packed.at(-1)!.count === MOST) packed.push(emptyChunk(time[row], row > 0, time[before], lon[before], lat[before]))
    put(packed.at(-1)!, time[row], lon[row], lat[row], time[before], lon[before], lat[before])
  }
  if (after > track.chunks) track.open = packed.pop() ?? null
  const behind = track.full.subarray(Math.min(after, track.chunks) * ROW, track.chunks * ROW)
  const full = new Float64Array(first * ROW + packed.length * ROW + behind.length)
  full.set(track.full.subarray(0, first * ROW))
  packed.forEach((chunk, index) => { fill(track, full, first + index, chunk, archive) })
  full.set(behind, (first + packed.length) * ROW)
  track.full = full
  track.chunks = full.length / ROW
}

/** Drops full chunks that are older than `before` altogether, and what grows when it is so too. */
export function dropBefore(track: Track, before: number): void {
  const kept = Math.min(firstTo(track, before), chunksOf(track))
  if (kept === 0) return
  const gone = Math.min(kept, track.chunks)
  track.full = track.full.slice(gone * ROW, track.chunks * ROW)
  track.chunks -= gone
  track.dropped += kept
  if (kept > gone) track.open = null
}

/** The oldest ticket of a track; Infinity when it has none. */
export function oldestTicket({ full, chunks }: Track): number {
  let oldest = Infinity
  for (let index = 0; index < chunks; index++) oldest = Math.min(oldest, full[index * ROW + TICKET])
  return oldest
}

/** Whether the archive has room for all that the track says is there. */
export function isHeld({ full, chunks }: Track, archive: Archive): boolean {
  for (let index = 0; index < chunks; index++) if (!archive.holds(full[index * ROW + TICKET], full[index * ROW + USED])) return false
  return true
}
