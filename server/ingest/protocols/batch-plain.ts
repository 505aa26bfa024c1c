// The way of nearly every batch: items of numbers and plain names, read off the bytes at once, without an object for each.
import type { Instant } from '../../../shared/domain/time.ts'
import type { Device } from '../../../shared/domain/unit.ts'
import { mark, type ObservationBatch } from '../observation.ts'
import type { Roll } from '../roll.ts'
import { instantOf } from './numbers.ts'

/** Items as columns; NaN = not said. Every item has a name, a time and a place, and calls for no help. */
export interface PlainItems {
  readonly length: number
  /** Devices; of who is on no roll the name. */
  readonly who: readonly (Device | string)[]
  readonly at: Float64Array
  readonly lon: Float64Array
  readonly lat: Float64Array
  readonly speed: Float64Array
  readonly heading: Float64Array
  readonly accuracy: Float64Array
  readonly refill: Uint8Array
}

/** Bits of the members that an item has. */
const has = { device: 1, time: 2, lon: 4, lat: 8 } as const
const NEEDED = has.device | has.time | has.lon | has.lat
/** The shortest item: {"device":"a","time":1,"lon":1,"lat":1}. */
const SHORTEST = 38
const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)

/**
 * The items of {"fixes": [...]}; null for whatever is not plain (escapes, other members, numbers as text, calls for help, a
 * device that says it has no position, more than `most` items, anything that is no JSON), which is to be read with care then.
 */
export function readPlain(bytes: Uint8Array, most: number, roll: Pick<Roll, 'expected' | 'named'>): PlainItems | null {
  const room = Math.min(most, Math.ceil(bytes.length / SHORTEST))
  const memory = new Float64Array(6 * room)
  const column = (index: number): Float64Array => memory.subarray(index * room, (index + 1) * room)
  const items = {
    length: 0, who: [] as (Device | string)[], at: column(0), lon: column(1), lat: column(2), speed: column(3).fill(NaN), heading: column(4).fill(NaN),
    accuracy: column(5).fill(NaN), refill: new Uint8Array(room),
  }
  const scan = new Scan(bytes, roll)
  if (!scan.takes(OPEN) || !scan.word(FIXES) || !scan.takes(COLON) || !scan.takes(LIST)) return null
  if (!scan.takes(LIST_END)) {
    do {
      if (items.length === room || !scan.takes(OPEN) || !readItem(scan, items)) return null
      items.length++
    } while (scan.takes(COMMA))
    if (!scan.takes(LIST_END)) return null
  }
  return scan.takes(CLOSE) && scan.ended ? items : null
}

const [OPEN, CLOSE, LIST, LIST_END, COLON, COMMA, QUOTE, BACKSLASH] = [...'{}[]:,"\\'].map((letter) => letter.charCodeAt(0))

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const [FIXES, TRUE, FALSE, NULL] = ['"fixes"', 'true', 'false', 'null'].map(bytesOf)
/** The members of a plain item, by which `readItem` and `member` know them. */
const [DEVICE, TIME, LON, LAT, SPEED, HEADING, ACCURACY, REFILL, SOS, VALID] =
  ['"device"', '"time"', '"lon"', '"lat"', '"speed"', '"heading"', '"accuracy"', '"refill"', '"sos"', '"valid"'].map(bytesOf)
const [D, T, L, S, H, A, R, V] = [...'dtlsharv'].map((letter) => letter.charCodeAt(0))

function readItem(scan: Scan, items: Omit<PlainItems, 'who'> & { who: (Device | string)[] }): boolean {
  const row = items.length
  let found = 0
  do {
    switch (scan.member()) {
      case DEVICE: {
        const who = (found & has.device) === 0 ? scan.who() : undefined
        if (who === undefined) return false
        found |= has.device
        items.who.push(who)
        break
      }
      case TIME: {
        const at = instantOf(scan.number() ? scan.value : scan.string() ? scan.name : undefined)
        if (at === undefined) return false
        found |= has.time
        items.at[row] = at
        break
      }
      case LON:
        if (!scan.number()) return false
        found |= has.lon
        items.lon[row] = scan.value
        break
      case LAT:
        if (!scan.number()) return false
        found |= has.lat
        items.lat[row] = scan.value
        break
      case SPEED: if (!scan.measure(items.speed, row)) return false; break
      case HEADING: if (!scan.measure(items.heading, row)) return false; break
      case ACCURACY: if (!scan.measure(items.accuracy, row)) return false; break
      case REFILL: {
        const said = scan.word(TRUE)
        if (!said && !scan.word(FALSE)) return false
        items.refill[row] = said ? 1 : 0
        break
      }
      case SOS: if (!scan.word(FALSE)) return false; break
      case VALID: if (!scan.word(TRUE)) return false; break
      default: return false
    }
  } while (scan.takes(COMMA))
  return (found & NEEDED) === NEEDED && scan.takes(CLOSE)
}

/** Puts an item into a message's rows. */
export function takePlain(items: PlainItems, item: number, device: Device, received: Instant, into: ObservationBatch): void {
  const row = into.next(device)
  into.at[row] = items.at[item]
  into.received[row] = received
  into.lon[row] = items.lon[item]
  into.lat[row] = items.lat[item]
  into.speed[row] = items.speed[item]
  into.heading[row] = items.heading[item]
  into.accuracy[row] = items.accuracy[item]
  into.marks[row] = mark.valid | (items.refill[item] === 1 ? mark.refill : 0)
}

/** A place in a text; what is read stands in `name` and `value`. */
class Scan {
  /** With a 0 behind it, which ends whatever is read. */
  readonly #text: Uint8Array
  readonly #end: number
  readonly #roll: Pick<Roll, 'expected' | 'named'>
  #at = 0
  name = ''
  value = 0

  constructor(bytes: Uint8Array, roll: Pick<Roll, 'expected' | 'named'>) {
    this.#text = new Uint8Array(bytes.length + 1)
    this.#text.set(bytes)
    this.#end = bytes.length
    this.#roll = roll
  }

  get ended(): boolean {
    this.#space()
    return this.#at === this.#end
  }

  #space(): void {
    const text = this.#text
    for (;;) {
      const code = text[this.#at]
      if (code > 32 || (code !== 32 && code !== 10 && code !== 13 && code !== 9)) return
      this.#at++
    }
  }

  /** Goes past the character if it is the next one. */
  takes(code: number): boolean {
    this.#space()
    if (this.#text[this.#at] !== code) return false
    this.#at++
    return true
  }

  /** A string without escapes, in `name`. */
  string(): boolean {
    if (!this.takes(QUOTE)) return false
    const text = this.#text
    const from = this.#at
    let at = from
    let all = 0
    for (let code = text[at]; code !== QUOTE; code = text[++at]) {
      if (code === BACKSLASH || code < 32) return false
      all |= code
    }
    // What is no ASCII is read with the rest as UTF-8, faults and all.
    this.name = Buffer.from(text.buffer, from, at - from).toString(all < 128 ? 'latin1' : 'utf8')
    this.#at = at + 1
    return true
  }

  /** A device or the name of none; undefined for no name. */
  who(): Device | string | undefined {
    if (!this.takes(QUOTE)) return undefined
    const expected = this.#roll.expected(this.#text, this.#at)
    if (expected) {
      // A name as long as this was read before.
      while (this.#text[this.#at] !== QUOTE) this.#at++
      this.#at++
      return expected
    }
    this.#at--
    if (!this.string() || this.name === '' || this.name.length > 128) return undefined
    return this.#roll.named(this.name) ?? this.name
  }

  /** Goes past the name of a member that is known and its colon. */
  member(): Uint8Array | undefined {
    this.#space()
    switch (this.#text[Math.min(this.#at + 1, this.#end)]) {
      case D: return this.#is(DEVICE)
      case T: return this.#is(TIME)
      case L: return this.#is(LON) ?? this.#is(LAT)
      case S: return this.#is(SPEED) ?? this.#is(SOS)
      case H: return this.#is(HEADING)
      case A: return this.#is(ACCURACY)
      case R: return this.#is(REFILL)
      case V: return this.#is(VALID)
      default: return undefined
    }
  }

  #is(member: Uint8Array): Uint8Array | undefined { return this.word(member) && this.takes(COLON) ? member : undefined }

  /** A literal. */
  word(literal: Uint8Array): boolean {
    this.#space()
    const text = this.#text
    const from = this.#at
    if (from + literal.length > this.#end) return false
    for (let at = 0; at < literal.length; at++) if (text[from + at] !== literal[at]) return false
    this.#at = from + literal.length
    return true
  }

  /**
   * A number without an exponent and of at most 15 digits, in `value`: digits and power are both exact then, and so their
   * quotient is the number that JSON.parse reads.
   */
  number(): boolean {
    this.#space()
    const text = this.#text
    let at = this.#at
    const minus = text[at] === 45
    if (minus) at++
    const first = at
    let digits = 0
    let code = text[at]
    for (; code >= 48 && code <= 57; code = text[++at]) digits = digits * 10 + code - 48
    const whole = at - first
    if (whole === 0 || (whole > 1 && text[first] === 48)) return false
    let power = 0
    if (code === 46) {
      const point = at
      for (code = text[++at]; code >= 48 && code <= 57; code = text[++at]) digits = digits * 10 + code - 48
      power = at - point - 1
      if (power === 0) return false
    }
    if (whole + power > 15 || code === 101 || code === 69) return false
    const value = power === 0 ? digits : digits / POWERS[power]
    this.value = minus ? -value : value
    this.#at = at
    return true
  }

  /** A speed, heading or accuracy; negative and null are "not said". */
  measure(column: Float64Array, row: number): boolean {
    if (this.number()) {
      column[row] = this.value < 0 ? NaN : this.value
      return true
    }
    if (!this.word(NULL)) return false
    column[row] = NaN
    return true
  }
}
