// Numbers and times as phones and gateways write them: JSON numbers or text, seconds or milliseconds.
import { instant, parseIso, type Instant } from '../../../shared/domain/time.ts'

/** A finite number, also when written as text; undefined otherwise. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** The same, where phones write -1 for "I do not know" (speed, heading, accuracy). */
export function measureOf(value: unknown): number | null {
  const number = numberOf(value)
  return number === undefined || number < 0 ? null : number
}

/** Above this a number of seconds would lie beyond the year 5000, so it counts milliseconds. */
const MILLISECONDS = 1e11

/** Epoch seconds, epoch milliseconds or ISO 8601 with its zone; a text without a zone is no instant. */
export function instantOf(value: unknown): Instant | undefined {
  const number = numberOf(value)
  if (number === undefined) return typeof value === 'string' ? parseIso(value.trim()) : undefined
  if (number <= 0 || number > 1e14) return undefined
  return instant(Math.round(number < MILLISECONDS ? number * 1000 : number))
}

/** true, "true", 1, "1". */
export const isYes = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true'
export const isNo = (value: unknown): boolean => value === false || value === 0 || value === '0' || value === 'false'

/** A JSON object, or undefined for anything else, arrays included. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
