// BCD fields of JT/T 808: terminal phones and times.
import { HOUR, instant, type Instant } from '../../../../shared/domain/time.ts'

/** Hours ahead of UTC of every time on the wire but 0x8004's, which is UTC. */
export const GMT8 = 8

/** Two digits of one byte; NaN when a nibble is no digit, which every comparison below then refuses. */
function pair(byte: number): number {
  const high = byte >> 4
  const low = byte & 15
  return high > 9 || low > 9 ? NaN : high * 10 + low
}

/** The phone in `length` BCD bytes at `at`, without leading zeros ("0" when all are zero); undefined when a nibble is no digit. */
export function readPhone(bytes: Uint8Array, at: number, length: number): string | undefined {
  // Up to 14 digits are exact in a number; 2019's 20 digits are read as two numbers.
  const split = at + Math.max(0, length - 7)
  let high = 0
  for (let i = at; i < split; i++) high = high * 100 + pair(bytes[i])
  let low = 0
  for (let i = split; i < at + length; i++) low = low * 100 + pair(bytes[i])
  if (Number.isNaN(high) || Number.isNaN(low)) return undefined
  return high === 0 ? String(low) : String(high) + String(low).padStart(14, '0')
}

/** Writes the last digits that fit, padded with zeros on the left; throws RangeError on anything but digits. */
export function writePhone(bytes: Uint8Array, at: number, length: number, phone: string): void {
  const fits = /^\d+$/.test(phone) && phone.replace(/^0+/, '').length <= length * 2
  if (!fits) throw new RangeError('a phone has digits only, and not too many')
  const digits = phone.padStart(length * 2, '0').slice(-length * 2)
  for (let i = 0; i < length; i++) bytes[at + i] = (digits.charCodeAt(2 * i) - 48) * 16 + digits.charCodeAt(2 * i + 1) - 48
}

/** YYMMDDhhmmss at `at` in 2000–2099; null when all six bytes are zero (no clock yet), undefined when it is no date. */
export function readTime(bytes: Uint8Array, at: number, zone = GMT8): Instant | null | undefined {
  const year = pair(bytes[at])
  const month = pair(bytes[at + 1])
  const day = pair(bytes[at + 2])
  const hour = pair(bytes[at + 3])
  const minute = pair(bytes[at + 4])
  const second = pair(bytes[at + 5])
  if (year + month + day + hour + minute + second === 0) return null
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59)) return undefined
  // Day 0 of the next month is the last of this one.
  if (day > 28 && day > new Date(Date.UTC(2000 + year, month, 0)).getUTCDate()) return undefined
  return instant(Date.UTC(2000 + year, month - 1, day, hour, minute, second) - zone * HOUR)
}

/** Whole seconds of `time` as YYMMDDhhmmss; null writes six zeros. Throws RangeError outside 2000–2099. */
export function writeTime(bytes: Uint8Array, at: number, time: Instant | null, zone = GMT8): void {
  if (time === null) {
    bytes.fill(0, at, at + 6)
    return
  }
  const local = new Date(time + zone * HOUR)
  const year = local.getUTCFullYear() - 2000
  if (!(year >= 0 && year <= 99)) throw new RangeError('a time on the wire lies in 2000 to 2099')
  const parts = [year, local.getUTCMonth() + 1, local.getUTCDate(), local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()]
  for (let i = 0; i < 6; i++) bytes[at + i] = Math.floor(parts[i] / 10) * 16 + (parts[i] % 10)
}
