// How the shift sheet's facts become its sentences, in whatever language is asked.
import type { SheetReason, SheetRow, ShiftSheet } from '../domain/sheet.ts'
import { calendar, clockText, startOfDay, type Instant } from '../domain/time.ts'

/** Asks for a word of the sheet by its key, with what it says inside. */
export type SheetSay = (key: string, values?: Record<string, string | number>) => string

/** "16:20", or "7月1日 16:20" on another day than `day`. */
export function momentIn(say: SheetSay, at: Instant, day: Instant): string {
  if (startOfDay(at) === startOfDay(day)) return clockText(at)
  const { month, day: date } = calendar(at)
  return say('moment', { month, day: date, time: clockText(at) })
}

export function dateIn(say: SheetSay, at: Instant): string {
  const { year, month, day } = calendar(at)
  return say('date', { year, month, day })
}

/** "2026年7月1日 甲班 08:00–16:00", every shift that the rows are of. */
export const shiftText = (say: SheetSay, { shifts, which }: Pick<ShiftSheet, 'shifts' | 'which'>): string =>
  (shifts.length === 0 ? say(`none.${which}`)
    : shifts.map(({ name, from, to }) => `${dateIn(say, from)} ${name} ${say('period', { from: clockText(from), to: momentIn(say, to, from) })}`).join(say('list')))

export const reasonsText = (say: SheetSay, row: Pick<SheetRow, 'tier' | 'reasons' | 'shift'>): string =>
  row.reasons.map((reason) => reasonText(say, reason, row)).join(say('stop'))

function reasonText(say: SheetSay, reason: SheetReason, { tier, shift }: Pick<SheetRow, 'tier' | 'shift'>): string {
  const time = (at: Instant): string => momentIn(say, at, shift.from)
  const round = say(`round.${tier}`)
  switch (reason.is) {
    case 'unrecorded': return say('reason.unrecorded', { n: reason.rounds, round, time: time(reason.since) })
    case 'short': return say('reason.short', { n: reason.rounds, round, most: reason.most, asked: reason.asked, unit: say(`unit.${reason.unit}`) })
    case 'few': return say('reason.few', { n: reason.rounds, round, most: reason.most, asked: reason.asked })
    case 'nobody':
    case 'unexplained': return say(`reason.${reason.is}`, { n: reason.rounds, round })
    case 'early':
    case 'late': return say(`reason.${reason.is}`, { n: reason.rounds, round, times: reason.at.map(time).join(say('list')) })
    case 'refilled': return say('reason.refilled', { n: reason.rounds, round, time: time(reason.received) })
    case 'void': return say('reason.void', { time: time(reason.since) })
    case 'unmanned': return say(reason.nobody > 0 ? 'reason.unmannedNobody' : 'reason.unmanned', { minutes: reason.minutes, nobody: reason.nobody })
    default: return reason satisfies never
  }
}
