// Instants, durations and the calendar of the display zone; time is always handed in, never read here.
import type { Brand } from './brand.ts'

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>

/** Names a number of epoch milliseconds as an instant. */
export const instant = (ms: number): Instant => ms as Instant

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The zone that people read: China has one zone and no summer time. */
export const DISPLAY_ZONE = 'Asia/Shanghai'
const ZONE_OFFSET = 8 * HOUR

/** Midnight in the display zone at or before `at`. */
export const startOfDay = (at: Instant): Instant =>
  instant(Math.floor((at + ZONE_OFFSET) / DAY) * DAY - ZONE_OFFSET)

/** 1 January 00:00 in the display zone of the year that holds `at`. */
export function startOfYear(at: Instant): Instant {
  const year = new Date(at + ZONE_OFFSET).getUTCFullYear()
  return instant(Date.UTC(year, 0, 1) - ZONE_OFFSET)
}

/** The display zone's calendar parts of `at`; month 1–12, weekday 0 = Sunday. */
export function calendar(at: Instant): {
  year: number; month: number; day: number; weekday: number; hour: number; minute: number; second: number
} {
  const local = new Date(at + ZONE_OFFSET)
  return {
    year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate(), weekday: local.getUTCDay(),
    hour: local.getUTCHours(), minute: local.getUTCMinutes(), second: local.getUTCSeconds(),
  }
}

/** `HH:MM` in the display zone. */
export function clockText(at: Instant): string {
  const { hour, minute } = calendar(at)
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/**
 * Reads ISO 8601 with a zone, as outside systems send it.
 * A text without a zone, or of a day that no month has, is no instant: the answer is undefined, never a guess.
 */
export function parseIso(text: string): Instant | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i.exec(text)
  if (!parts) return undefined
  const [year, month, day] = parts.slice(1, 4).map(Number)
  // Date.parse takes 30 February for 2 March.
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined
  const ms = Date.parse(text)
  return Number.isFinite(ms) ? instant(ms) : undefined
}
