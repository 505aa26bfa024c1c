// Spans of time and numbers as people read them: minutes under an hour, hours with minutes under a day, days with hours beyond.
import { DAY, HOUR, MINUTE } from '../../shared/domain/time.ts'
import type { Say } from './index.ts'

export type SpanUnit = 'minute' | 'hour' | 'day'
export interface SpanPart { readonly value: number; readonly unit: SpanUnit }

/** One or two parts; a negative span is none: 0 minutes. */
export function spanOf(ms: number): SpanPart[] {
  const minutes = Math.max(0, Math.floor(ms / MINUTE))
  if (minutes < 60) return [{ value: minutes, unit: 'minute' }]
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return withRest({ value: hours, unit: 'hour' }, minutes % 60, 'minute')
  const days = Math.floor(hours / 24)
  return days >= 10 ? [{ value: days, unit: 'day' }] : withRest({ value: days, unit: 'day' }, hours % 24, 'hour')
}

const withRest = (first: SpanPart, rest: number, unit: SpanUnit): SpanPart[] => rest === 0 ? [first] : [first, { value: rest, unit }]

/** One part for a large numeral: minutes up to three hours, hours up to two days, then days. */
export function coarseSpan(ms: number): SpanPart {
  const whole = Math.max(0, ms)
  if (whole < 3 * HOUR) return { value: Math.floor(whole / MINUTE), unit: 'minute' }
  if (whole < 2 * DAY) return { value: Math.floor(whole / HOUR), unit: 'hour' }
  return { value: Math.floor(whole / DAY), unit: 'day' }
}

/** "2 时 22 分" */
export const spanText = (say: Say, ms: number): string => spanOf(ms).map(({ value, unit }) => `${value} ${say(`span.${unit}`)}`).join(' ')

/** "12分": a span where room is short. */
export function tightSpan(say: Say, ms: number): string {
  const { value, unit } = ms < HOUR ? { value: Math.max(0, Math.floor(ms / MINUTE)), unit: 'minute' }
    : ms < DAY ? { value: Math.floor(ms / HOUR), unit: 'hour' } : { value: Math.floor(ms / DAY), unit: 'day' }
  return say(`span.${unit}Tight`, { n: value })
}

/** A whole number in groups of three digits, which stand apart by a thin gap: 4041 → ['4', '041']. */
export function digitGroups(value: number): string[] {
  const digits = String(Math.abs(Math.round(value)))
  const first = digits.length % 3 || 3
  const groups = [digits.slice(0, first)]
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3))
  if (value < 0) groups[0] = `−${groups[0]}`
  return groups
}

/** Width of a text in em of its own size: ideographs 1, digits and Latin about 0.56, spaces 0.22. */
export function emsOf(text: string): number {
  let width = 0
  for (const character of text) width += character === ' ' ? 0.22 : character < '\u2000' ? 0.56 : 1
  return width
}
