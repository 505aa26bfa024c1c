// The rolling windows of arrivals: where each begins, and which span of the past it is compared with.
import type { WindowName } from '../../shared/domain/reading.ts'
import { calendar, DAY, HOUR, instant, MINUTE, startOfDay, startOfYear, type Instant } from '../../shared/domain/time.ts'

/** Half open (from, to]. `before` is the span it is compared with. */
export interface Window { readonly from: Instant; readonly to: Instant; readonly before: { readonly from: Instant; readonly to: Instant } }

const spans: Readonly<Record<Exclude<WindowName, 'ytd'>, number>> = { '5m': 5 * MINUTE, '1h': HOUR, '24h': DAY, '7d': 7 * DAY }

/**
 * The window of a name at `now`. For ytd `from` is 1 January 00:00 of the display zone, and that very instant belongs
 * to the new year: what is counted is [from, to], because events known by their date alone lie exactly there.
 */
export function windowAt(name: WindowName, now: Instant): Window {
  if (name === 'ytd') return { from: startOfYear(now), to: now, before: { from: startOfYear(instant(startOfYear(now) - 1)), to: yearBefore(now) } }
  const span = spans[name]
  return { from: instant(now - span), to: now, before: { from: instant(now - 2 * span), to: instant(now - span) } }
}

/** The same date and time of day a year earlier in the display zone; for 29 February the end of 28 February. */
export function yearBefore(at: Instant): Instant {
  const { year, month, day } = calendar(at)
  const start = startOfYear(instant(startOfYear(at) - 1))
  const days = (Date.UTC(year - 1, month - 1, day) - Date.UTC(year - 1, 0, 1)) / DAY
  return instant(start + days * DAY + (month === 2 && day === 29 ? 0 : at - startOfDay(at)))
}
