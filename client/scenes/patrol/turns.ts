// The round or visit of a beat that is under way, or the next one to come in the shift.
import type { ShownBeat } from '../../../shared/domain/beat.ts'
import type { CoverageReading } from '../../../shared/domain/reading.ts'
import { DAY, instant, MINUTE, startOfDay, type Instant } from '../../../shared/domain/time.ts'

export interface Turn { readonly from: Instant; readonly to: Instant; /** Its window is open. */ readonly on: boolean }

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** The windows of the plan that begin in the shift, in order: those it gives, else equal parts of the shift. Areas have stays, and no windows. */
export function turnsOf(beat: ShownBeat, { from, to }: NonNullable<CoverageReading['shift']>): { readonly from: Instant; readonly to: Instant }[] {
  if (beat.tier === 'area') return []
  const { windows } = beat.plan
  const count = beat.tier === 'line' ? beat.plan.rounds : beat.plan.visits
  if (!windows) return Array.from({ length: count }, (_, part) => ({ from: instant(from + (to - from) * part / count), to: instant(from + (to - from) * (part + 1) / count) }))
  return windows.map((window) => {
    const [begin, end] = [minutesOf(window.from), minutesOf(window.to)]
    let at = startOfDay(from) + begin * MINUTE
    if (at < from) at += DAY
    return { from: instant(at), to: instant(at + (((end - begin) * MINUTE + DAY) % DAY || DAY)) }
  }).filter((turn) => turn.from < to).sort((a, b) => a.from - b.from)
}

/** null: none is left in this shift, none is planned, or no shift runs. */
export function nextTurn(beat: ShownBeat, shift: CoverageReading['shift'], now: Instant): Turn | null {
  const turn = shift === null ? undefined : turnsOf(beat, shift).find(({ to }) => to > now)
  return turn ? { ...turn, on: turn.from <= now } : null
}
