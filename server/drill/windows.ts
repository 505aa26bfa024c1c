// When the rounds of a beat are due in a block: its windows on the clock, or equal parts of the block.
import { DAY, instant, MINUTE, startOfDay, type Instant } from '../../shared/domain/time.ts'
import type { Block } from './duty.ts'

export interface Window { readonly from: Instant; readonly to: Instant }
export interface Clocked { readonly from: string; readonly to: string }

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** In order of time. Of windows on the clock, those that begin in the block. */
export function windowsIn(block: Block, count: number, clocked?: readonly Clocked[]): Window[] {
  if (!clocked) {
    const part = (block.to - block.from) / Math.max(1, count)
    return Array.from({ length: count }, (_, n) => ({ from: instant(block.from + n * part), to: instant(block.from + (n + 1) * part) }))
  }
  const midnight = startOfDay(block.from)
  return [0, DAY].flatMap((day) => clocked.map(({ from, to }): Window => {
    const begin = midnight + day + minutesOf(from) * MINUTE
    const long = (minutesOf(to) - minutesOf(from) + 24 * 60) % (24 * 60) || 24 * 60
    return { from: instant(begin), to: instant(begin + long * MINUTE) }
  })).filter(({ from }) => from >= block.from && from < block.to).sort((a, b) => a.from - b.from)
}
