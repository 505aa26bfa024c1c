// The binary fixes frame: what moved in a region since the frame before, against what both ends expect; version 2.
//
// u8 version · u8 kind (bit 0 key, bit 1 both ends settle after it, bit 2 headings follow) · varints seq, base (the seq it
// builds on, 0 for a key), at (server time, epoch ms), count, gone · rows, headings and gone units in one range-coded
// stretch (fixes-rows, range) · u32 CRC-32 of all before it.
// Rows ascend by unit number, in runs. A place is what motion expects plus a remainder in millionths of a degree; a fix
// time is what a companion of the same hand-over has, or one interval on. Speed is not sent, heading only where it does
// not follow from the motion. Keyframes tell place and pace of every unit, and both ends then go on from just that.
import { UNKNOWN } from '../domain/fix.ts'
import type { Places, Shown } from '../domain/places.ts'
import { ByteReader, ByteWriter, BytesBad, crc32 } from './bytes.ts'
import { inSector, MAX_UNITS, MODELS, Rows, walkGone, walkHeadings, walkRows } from './fixes-rows.ts'
import { directionOf, metresPerSecond, WALKING } from './heading.ts'
import { Motion } from './motion.ts'
import { newModels, RangeDecoder, RangeEncoder } from './range.ts'

const VERSION = 2
const KEY = 1
const SETTLE = 2
const HEADINGS = 4

export interface DecodedFixes {
  readonly at: number
  readonly seq: number
  /** A keyframe: units that are not in it are gone. */
  readonly key: boolean
  /** Speed is what the motion amounts to. */
  readonly rows: Shown
  readonly gone: Uint32Array
}

/**
 * What a frame turned out to be. 'bad': truncated, altered or of another version; 'repeated': already applied; 'key':
 * builds on a frame that this end never got, a keyframe is needed.
 */
export type Decoded = DecodedFixes | 'bad' | 'repeated' | 'key'

/** What one end of the frames knows of a region's units: the same at both ends after the same frames. */
class End {
  motion = new Motion()
  models = newModels(MODELS)
  seq = 0

  take({ length, unit: units, time, lon, lat, step, told, flags }: Rows): void {
    const { motion } = this
    for (let row = 0; row < length; row++) {
      const unit = units[row]
      if (motion.has(unit)) motion.move(unit, time[row], lon[row], lat[row])
      else {
        motion.begin(unit, { time: time[row], lon: lon[row], lat: lat[row], step: step[row] }, told[row] ?? null)
        motion.wear(unit, flags[row], UNKNOWN)
      }
    }
  }

  /** Both ends forget what a keyframe cannot tell, so that one who comes with it stands where all others do. */
  settle(): void {
    const { motion } = this
    for (const unit of motion.known()) {
      motion.begin(unit, { time: motion.timeOf(unit), lon: motion.lonOf(unit), lat: motion.latOf(unit), step: motion.stepOf(unit) }, motion.tell(unit))
    }
    this.models = newModels(MODELS)
  }
}

/** What a region's screens have been sent; encodes the next frame against it. */
export class FixesEncoder {
  readonly #end = new End()
  #rows = new Rows(0)
  /** The seq after which both ends settled last: a keyframe can be made just then. */
  #settled = 0

  get seq(): number { return this.#end.seq }
  /** Whether `key` can be made now. */
  get settled(): boolean { return this.#settled === this.#end.seq }
  has(unit: number): boolean { return this.#end.motion.has(unit) }
  /** Fix time sent last of a unit that is known. */
  timeOf(unit: number): number { return this.#end.motion.timeOf(unit) }
  known(): number[] { return this.#end.motion.known() }

  /**
   * A delta of the given units (ascending numbers) from `places`, and of those that left (ascending); remembers what it
   * sent. `settle`: keyframes for those who come or lag can be made after it; costs all others a little.
   */
  delta(at: number, units: readonly number[], places: Places, gone: readonly number[], settle = false): Uint8Array {
    const end = this.#end
    const rows = this.#fill(units, places)
    const models = end.models
    const base = end.seq++
    // The head says whether headings follow, which is known only when the rows have been taken: it is written last.
    const head = headOf({ kind: settle ? SETTLE : 0, seq: end.seq, base, at, count: units.length, gone: gone.length })
    const coder = new RangeEncoder(models, head, 64 + units.length * 4)
    walkRows(coder, end.motion, rows, { at, writing: true })
    end.take(rows)
    const headings = headingsTold(end.motion, rows)
    if (headings) {
      coder.patch(1, (settle ? SETTLE : 0) | HEADINGS)
      walkHeadings(coder, headings)
    }
    walkGone(coder, Uint32Array.from(gone))
    for (const unit of gone) end.motion.forget(unit)
    if (settle) {
      end.settle()
      this.#settled = end.seq
    }
    return sealed(coder)
  }

  #fill(units: readonly number[], { columns }: Places): Rows {
    if (this.#rows.unit.length < units.length) this.#rows = new Rows(units.length * 2)
    const rows = this.#rows
    rows.length = units.length
    for (let row = 0; row < units.length; row++) {
      const unit = units[row]
      rows.unit[row] = unit
      rows.time[row] = Math.round(columns.time[unit])
      rows.lon[row] = columns.lon[unit]
      rows.lat[row] = columns.lat[unit]
      rows.flags[row] = columns.flags[unit]
      rows.speed[row] = columns.speed[unit]
      rows.heading[row] = columns.heading[unit]
    }
    return rows
  }

  /** Everything sent so far, whole: brings a screen that joins or lags to this encoder's seq. Only when `settled`. */
  key(at: number): Uint8Array {
    if (!this.settled) throw new RangeError('a keyframe follows a frame after which both ends settled')
    const { motion } = this.#end
    const units = motion.known()
    const rows = new Rows(units.length)
    units.forEach((unit, row) => {
      rows.unit[row] = unit
      rows.time[row] = motion.timeOf(unit)
      rows.lon[row] = motion.lonOf(unit)
      rows.lat[row] = motion.latOf(unit)
      rows.flags[row] = motion.flagsOf(unit)
      rows.step[row] = motion.stepOf(unit)
      rows.told[row] = motion.tell(unit)
    })
    const head = headOf({ kind: KEY | HEADINGS, seq: this.#end.seq, base: 0, at, count: units.length, gone: 0 })
    const coder = new RangeEncoder(newModels(MODELS), head, 64 + units.length * 8)
    walkRows(coder, new Motion(), rows, { at, writing: true })
    walkHeadings(coder, Uint16Array.from(units, (unit) => inSector(motion.headingOf(unit))))
    return sealed(coder)
  }
}

/** A screen's end: decodes frame after frame. A frame that does not fit changes nothing. */
export class FixesDecoder {
  #end = new End()
  #spare = newModels(MODELS)

  get seq(): number { return this.#end.seq }

  decode(bytes: Uint8Array): Decoded {
    try {
      return this.#decode(bytes)
    } catch (error) {
      if (error instanceof BytesBad) return 'bad'
      throw error
    }
  }

  #decode(bytes: Uint8Array): DecodedFixes | 'repeated' | 'key' {
    const { kind, seq, base, at, count, gone: leaving, body, from } = readHead(bytes)
    const key = (kind & KEY) !== 0
    if (!key && seq <= this.#end.seq) return 'repeated'
    if (!key && base !== this.#end.seq) return 'key'
    const end = key ? new End() : this.#end
    // Models learn while they read: a frame that turns out bad must not have taught them anything.
    this.#spare.set(end.models)
    const models = this.#spare
    const coder = new RangeDecoder(models, body, from)
    const rows = new Rows(count)
    walkRows(coder, end.motion, rows, { at, writing: false })
    const headings = (kind & HEADINGS) === 0 ? null : new Uint16Array(count)
    if (headings) walkHeadings(coder, headings)
    const gone = new Uint32Array(leaving)
    walkGone(coder, gone)
    if (!coder.whole) throw new BytesBad('bytes left over')
    this.#spare = end.models
    end.models = models
    end.take(rows)
    wear(end.motion, rows, headings)
    for (const unit of gone) end.motion.forget(unit)
    if ((kind & SETTLE) !== 0) end.settle()
    if (key) end.models = newModels(MODELS)
    end.seq = seq
    this.#end = end
    return { at, seq, key, rows, gone }
  }
}

interface Head { readonly kind: number; readonly seq: number; readonly base: number; readonly at: number; readonly count: number; readonly gone: number }

function headOf({ kind, seq, base, at, count, gone }: Head): Uint8Array {
  const out = new ByteWriter()
  out.u8(VERSION)
  out.u8(kind)
  for (const value of [seq, base, at, count, gone]) out.varint(value)
  return out.bytes()
}

function readHead(bytes: Uint8Array): Head & { body: Uint8Array; from: number } {
  if (bytes.length < 12) throw new BytesBad('too short')
  const body = bytes.subarray(0, bytes.length - 4)
  if (new ByteReader(bytes.subarray(body.length)).u32() !== crc32(body)) throw new BytesBad('altered')
  const reader = new ByteReader(body)
  if (reader.u8() !== VERSION) throw new BytesBad('another version')
  const head = { kind: reader.u8(), seq: reader.varint(), base: reader.varint(), at: reader.varint(), count: reader.varint(), gone: reader.varint() }
  // The cheapest row takes a few hundredths of a byte; a count beyond that is none of ours.
  if (head.kind > 7 || head.count > MAX_UNITS || head.gone > MAX_UNITS || head.count + head.gone > 64 + 256 * reader.left) throw new BytesBad('more units than bytes')
  return { ...head, body, from: body.length - reader.left }
}

function sealed(coder: RangeEncoder): Uint8Array {
  const bytes = coder.finish(4)
  const at = bytes.length - 4
  const crc = crc32(bytes.subarray(0, at))
  for (let byte = 0; byte < 4; byte++) bytes[at + byte] = (crc >>> (8 * byte)) & 0xff
  return bytes
}

/** A heading this far from the motion's is worth its bytes; degrees. */
const ASIDE = 45

/** Shows each unit's heading as the other end will; answers the reported ones that it would not come to by itself, null = none. */
function headingsTold(motion: Motion, { length, unit: units, heading, speed, flags }: Rows): Uint16Array | null {
  let told: Uint16Array | null = null
  for (let row = 0; row < length; row++) {
    const unit = units[row]
    const follows = directionOf(motion, unit) ?? motion.headingOf(unit)
    const worth = heading[row] !== UNKNOWN && isWorth(heading[row], speed[row], follows)
    if (worth) (told ??= new Uint16Array(length).fill(UNKNOWN))[row] = inSector(heading[row])
    motion.wear(unit, flags[row], worth ? inSector(heading[row]) : follows)
  }
  return told
}

/** A standing device's compass turns as it likes: it counts only where nothing is known yet. */
function isWorth(heading: number, speed: number, follows: number): boolean {
  if (follows === UNKNOWN) return true
  return speed >= WALKING * 10 && Math.abs(((heading - follows) % 360 + 540) % 360 - 180) > ASIDE
}

/** Shows each unit's heading: as told, else as it moves, else as before; and its speed as it moves. */
function wear(motion: Motion, { length, unit: units, heading, speed, flags }: Rows, told: Uint16Array | null): void {
  for (let row = 0; row < length; row++) {
    const unit = units[row]
    heading[row] = told && told[row] !== UNKNOWN ? told[row] : directionOf(motion, unit) ?? motion.headingOf(unit)
    motion.wear(unit, flags[row], heading[row])
    speed[row] = Math.min(UNKNOWN - 1, Math.round(metresPerSecond(motion, unit) * 10))
  }
}
