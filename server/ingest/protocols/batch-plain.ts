// The way of nearly every batch: items of numbers and plain names, read off the text at once, without an object for each.
import type { Instant } from '../../../shared/domain/time.ts'
import type { Device } from '../../../shared/domain/unit.ts'
import { mark, type ObservationBatch } from '../observation.ts'
import { instantOf } from './numbers.ts'

/** Items as columns; NaN = not said. Every item has a name, a time and a place, and calls for no help. */
export interface PlainItems {
  readonly length: number
  readonly names: readonly string[]
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
export function readPlain(text: string, most: number): PlainItems | null {
  const room = Math.min(most, Math.ceil(text.length / SHORTEST))
  const memory = new Float64Array(6 * room)
  const column = (index: number): Float64Array => memory.subarray(index * room, (index + 1) * room)
  const items = {
    length: 0, names: [] as string[], at: column(0), lon: column(1), lat: column(2), speed: column(3).fill(NaN), heading: column(4).fill(NaN),
    accuracy: column(5).fill(NaN), refill: new Uint8Array(room),
  }
  const scan = new Scan(text)
  if (!scan.takes(OPEN) || !scan.word('"fixes"') || !scan.takes(COLON) || !scan.takes(LIST)) return null
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

/** The names that a plain item's members have, quotes and all. */
type Member = '"device"' | '"time"' | '"lon"' | '"lat"' | '"speed"' | '"heading"' | '"accuracy"' | '"refill"' | '"sos"' | '"valid"'
const [D, T, L, S, H, A, R, V] = [...'dtlsharv'].map((letter) => letter.charCodeAt(0))

function readItem(scan: Scan, items: Omit<PlainItems, 'names'> & { names: string[] }): boolean {
  const row = items.length
  let found = 0
  do {
    switch (scan.member()) {
      case '"device"':
        if ((found & has.device) !== 0 || !scan.string() || scan.name === '' || scan.name.length > 128) return false
        found |= has.device
        items.names.push(scan.name)
        break
      case '"time"': {
        const at = instantOf(scan.number() ? scan.value : scan.string() ? scan.name : undefined)
        if (at === undefined) return false
        found |= has.time
        items.at[row] = at
        break
      }
      case '"lon"':
        if (!scan.number()) return false
        found |= has.lon
        items.lon[row] = scan.value
        break
      case '"lat"':
        if (!scan.number()) return false
        found |= has.lat
        items.lat[row] = scan.value
        break
      case '"speed"': if (!scan.measure(items.speed, row)) return false; break
      case '"heading"': if (!scan.measure(items.heading, row)) return false; break
      case '"accuracy"': if (!scan.measure(items.accuracy, row)) return false; break
      case '"refill"': {
        const said = scan.word('true')
        if (!said && !scan.word('false')) return false
        items.refill[row] = said ? 1 : 0
        break
      }
      case '"sos"': if (!scan.word('false')) return false; break
      case '"valid"': if (!scan.word('true')) return false; break
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
  readonly #text: string
  #at = 0
  name = ''
  value = 0

  constructor(text: string) { this.#text = text }

  get ended(): boolean {
    this.#space()
    return this.#at === this.#text.length
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.#at++
    }
  }

  /** Goes past the character if it is the next one. */
  takes(code: number): boolean {
    this.#space()
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  /** A string without escapes, in `name`. */
  string(): boolean {
    if (!this.takes(QUOTE)) return false
    const from = this.#at
    for (let at = from; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === QUOTE) {
        this.name = this.#text.slice(from, at)
        this.#at = at + 1
        return true
      }
      if (code === BACKSLASH || code < 32) return false
    }
    return false
  }

  /** Goes past the name of a member that is known and its colon. */
  member(): Member | undefined {
    this.#space()
    switch (this.#text.charCodeAt(this.#at + 1)) {
      case D: return this.#is('"device"')
      case T: return this.#is('"time"')
      case L: return this.#is('"lon"') ?? this.#is('"lat"')
      case S: return this.#is('"speed"') ?? this.#is('"sos"')
      case H: return this.#is('"heading"')
      case A: return this.#is('"accuracy"')
      case R: return this.#is('"refill"')
      case V: return this.#is('"valid"')
      default: return undefined
    }
  }

  #is(member: Member): Member | undefined { return this.word(member) && this.takes(COLON) ? member : undefined }

  /** A literal. */
  word(literal: string): boolean {
    this.#space()
    if (!this.#text.startsWith(literal, this.#at)) return false
    this.#at += literal.length
    return true
  }

  /**
   * A number without an exponent and of at most 15 digits, in `value`: digits and power are both exact then, and so their
   * quotient is the number that JSON.parse reads.
   */
  number(): boolean {
    this.#space()
    const text = this.#text
    const from = this.#at
    const minus = text.charCodeAt(from) === 45
    let at = minus ? from + 1 : from
    const first = at
    let digits = 0
    let code = text.charCodeAt(at)
    for (; code >= 48 && code <= 57; code = text.charCodeAt(++at)) digits = digits * 10 + code - 48
    const whole = at - first
    if (whole === 0 || (whole > 1 && text.charCodeAt(first) === 48)) return false
    let power = 0
    if (code === 46) {
      const point = at
      for (code = text.charCodeAt(++at); code >= 48 && code <= 57; code = text.charCodeAt(++at)) digits = digits * 10 + code - 48
      power = at - point - 1
      if (power === 0) return false
    }
    if (whole + power > 15 || code === 101 || code === 69) return false
    const value = digits / POWERS[power]
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
    if (!this.word('null')) return false
    column[row] = NaN
    return true
  }
}
