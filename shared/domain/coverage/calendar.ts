// When beats are due: shifts as they come round in the display zone, and the windows of a shift.
import type { Catalogue } from '../catalogue.ts'
import { DAY, HOUR, instant, MINUTE, startOfDay, type Instant } from '../time.ts'

export type ShiftPlan = Catalogue['shifts']
/** Which shifts the catalogue had from an instant on; oldest first, the first also for all before it. */
export type ShiftPlans = readonly { readonly from: number; readonly shifts: ShiftPlan }[]

/** A shift of one day: (from, to]. */
export interface Occurrence { readonly name: string; readonly from: Instant; readonly to: Instant }

/** Milliseconds since midnight of HH:MM. */
const clock = (text: string): number => Number(text.slice(0, 2)) * HOUR + Number(text.slice(3)) * MINUTE

/** All shifts of which a part lies in (from, to], in order of their beginning. */
export function occurrences(plans: ShiftPlans, from: number, to: number): Occurrence[] {
  const found: Occurrence[] = []
  plans.forEach(({ from: since, shifts }, index) => {
    const [first, until] = [index === 0 ? -Infinity : since, plans[index + 1]?.from ?? Infinity]
    for (let day: number = startOfDay(instant(from)) - DAY; day <= to; day += DAY) {
      for (const shift of shifts) {
        const begins = day + clock(shift.from)
        const ends = begins + lasts(shift.from, shift.to)
        if (begins < to && ends > from && begins >= first && begins < until) found.push({ name: shift.name, from: instant(begins), to: instant(ends) })
      }
    }
  })
  return found.sort((a, b) => a.from - b.from || a.to - b.to)
}

/** A window or shift that ends no later than it begins goes over midnight. */
const lasts = (from: string, to: string): number => (clock(to) - clock(from) + DAY - 1) % DAY + 1

/** (from, to], and what counts for it: (opens, closes], `allowance` more to both sides but never beyond the shift. */
export interface Window { readonly from: number; readonly to: number; readonly opens: number; readonly closes: number }

interface Planned { readonly count: number; readonly windows?: readonly { readonly from: string; readonly to: string }[] | undefined; readonly allowance: number }

/** The windows of a shift: those given that begin in it, cut off at its end, or as many equal parts of it as are planned. */
export function windowsOf({ count, windows, allowance }: Planned, shift: Occurrence): Window[] {
  const parts = windows ? given(windows, shift) : equal(count, shift)
  return parts.map(({ from, to }) => ({
    from, to, opens: Math.max(shift.from, from - allowance * MINUTE), closes: Math.min(shift.to, to + allowance * MINUTE),
  }))
}

interface Part { readonly from: number; readonly to: number }

const equal = (count: number, { from, to }: Occurrence): Part[] =>
  Array.from({ length: count }, (_, index) => ({ from: Math.round(from + (to - from) * index / count), to: Math.round(from + (to - from) * (index + 1) / count) }))

function given(windows: NonNullable<Planned['windows']>, shift: Occurrence): Part[] {
  const day = startOfDay(shift.from)
  return windows.map((window) => {
    const today = day + clock(window.from)
    const from = today < shift.from ? today + DAY : today
    return { from, to: Math.min(shift.to, from + lasts(window.from, window.to)) }
  }).filter(({ from }) => from < shift.to).sort((a, b) => a.from - b.from || a.to - b.to)
}
