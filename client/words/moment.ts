// A moment as people read it: the clock alone today, with its date on any other day.
import { calendar, clockText, DAY, instant, startOfDay, type Instant } from '../../shared/domain/time.ts'
import type { Say } from './index.ts'

/** "21:36", or "6月4日 21:36" when `at` lies on another day of the display zone than `now`; null = it is not known what day it is. */
export function momentText(say: Say, at: Instant, now: Instant | null): string {
  if (now === null || startOfDay(at) === startOfDay(now)) return clockText(at)
  const { month, day } = calendar(at)
  return `${say('date.day', { month, day })} ${clockText(at)}`
}

/** The same where room is short: "昨日 21:36" of the day before. */
export function briefMoment(say: Say, at: Instant, now: Instant | null): string {
  const dayBefore = now !== null && startOfDay(at) === startOfDay(instant(now - DAY))
  return dayBefore ? `${say('date.yesterday')} ${clockText(at)}` : momentText(say, at, now)
}

/** "19:31–19:33"; each end with its date where that is not clear: another day than `now` and than the end before it. */
export function periodText(say: Say, from: Instant, to: Instant, now: Instant | null): string {
  const start = momentText(say, from, now)
  if (clockText(from) === clockText(to) && startOfDay(from) === startOfDay(to)) return start
  return `${start}–${startOfDay(from) === startOfDay(to) ? clockText(to) : momentText(say, to, now)}`
}
