// A cut as a row of the tape's file, version 2: what its fixes say beyond what the rows before it made expected.
//
// u8 version · u8 kind (bit 0 key, bit 1 some fixes are wild, bit 2 the cut's instant is) · u32 CRC-32 (little-endian) of
// all other bytes, continued from that of the row before (of a key row: from 0), so that a row fits behind no other row ·
// one range-coded stretch (shared/wire/range) of the cut's instant, how many fixes, and each fix (walk).
// A key row stands alone: what was known and learnt before it is forgotten. At least one row a minute is one.
// Exact for every value: a fix with times that are no whole milliseconds, or places beyond all degrees, is wild, and has
// its times as eight bytes each.
import { crc32 } from 'node:zlib'
import { emptyBatch } from '../../shared/domain/fix.ts'
import { instant } from '../../shared/domain/time.ts'
import { BytesBad } from '../../shared/wire/bytes.ts'
import { newModels, RangeDecoder, RangeEncoder } from '../../shared/wire/range.ts'
import { Known } from './known.ts'
import { MAX_FIXES } from './pack.ts'
import { decodeRow1 } from './rows1.ts'
import type { Cut } from './tape.ts'
import { hasWild, isWhole, MODELS, walkFixes, walkHead } from './walk.ts'

const VERSION = 2
const KEY = 1
const WILD = 2
const WILD_AT = 4
const HEAD = 6
/** A key row comes after so many milliseconds or fixes at the latest: what one damage costs, and one look at a cut. */
const STRETCH = { time: 60_000, fixes: 1_000_000 }

const crcOf = (bytes: Uint8Array, before: number): number => crc32(bytes.subarray(HEAD), crc32(bytes.subarray(0, 2), before))

/** Whether a row stands alone, if it is whole. */
export const isKey = (bytes: Uint8Array): boolean => bytes[0] !== VERSION || (bytes[1] & KEY) !== 0

/** Writes the rows of one file in order. */
export class RowWriter {
  #known: Known | null = null
  #models = newModels(MODELS)
  #crc = 0
  #keyAt = 0
  #fixes = 0

  /** The last rows never came to the disk, or nobody knows: the next one stands alone. */
  lose(): void { this.#known = null }

  write({ at, batch }: Cut): Uint8Array {
    const key = this.#known === null || !(at - this.#keyAt < STRETCH.time) || this.#fixes > STRETCH.fixes
    const wild = hasWild(batch)
    const wildAt = !isWhole(at)
    if (this.#known === null || key) {
      this.#known = new Known()
      this.#models = newModels(MODELS)
      this.#keyAt = at
      this.#fixes = this.#crc = 0
    }
    const head = new Uint8Array(HEAD)
    head[0] = VERSION
    head[1] = (key ? KEY : 0) | (wild ? WILD : 0) | (wildAt ? WILD_AT : 0)
    const coder = new RangeEncoder(this.#models, head, 64 + batch.length * 4)
    walkHead(coder, this.#known, at, batch.length, wildAt)
    walkFixes(coder, this.#known, batch, wild)
    this.#fixes += batch.length
    const bytes = coder.finish(0)
    this.#crc = crcOf(bytes, this.#crc)
    new DataView(bytes.buffer).setUint32(2, this.#crc, true)
    return bytes
  }
}

/** Reads rows in the order in which they were written, from any key row on. */
export class RowReader {
  /** Null: nothing but a key row can be read. */
  #known: Known | null = null
  #models = newModels(MODELS)
  #crc = 0

  /**
   * The cut, or in words why the bytes are none or do not follow the row read last; never throws. Bytes that are refused
   * change nothing, except that after ones made to fit their checksum only a key row is read.
   */
  read(bytes: Uint8Array): Cut | string {
    if (bytes.length < HEAD) return 'too short'
    if (bytes[0] === 1) return this.#old(bytes)
    if (bytes[0] !== VERSION) return `version ${bytes[0]} is not known`
    const key = (bytes[1] & KEY) !== 0
    if (!key && this.#known === null) return 'it builds on a row that is missing'
    const crc = crcOf(bytes, key ? 0 : this.#crc)
    if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(2, true) !== crc) return 'the checksum does not fit'
    const known = key || this.#known === null ? new Known() : this.#known
    const models = key ? newModels(MODELS) : this.#models
    this.#known = null
    try {
      const cut = readCut(new RangeDecoder(models, bytes, HEAD), known, bytes)
      this.#known = known
      this.#models = models
      this.#crc = crc
      return cut
    } catch (error) {
      if (error instanceof BytesBad) return error.message
      throw error
    }
  }

  #old(bytes: Uint8Array): Cut | string {
    const cut = decodeRow1(bytes)
    if (typeof cut !== 'string') this.#known = null
    return cut
  }
}

function readCut(coder: RangeDecoder, known: Known, bytes: Uint8Array): Cut {
  const { at, count } = walkHead(coder, known, 0, 0, (bytes[1] & WILD_AT) !== 0)
  // The cheapest fix takes a few hundredths of a byte; a count beyond that is none of ours.
  if (count > MAX_FIXES || count > 64 + 256 * bytes.length) throw new BytesBad('the length does not fit')
  const batch = emptyBatch(count)
  walkFixes(coder, known, batch, (bytes[1] & WILD) !== 0)
  if (!coder.whole) throw new BytesBad('bytes left over')
  return { at: instant(at), batch }
}
