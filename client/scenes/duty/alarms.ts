// Alarms in the order in which a person must see them, and how many find room.
import type { Alarm } from '../../../shared/domain/alarm.ts'
import { levelCounts } from './queue.ts'

/** By level, then the longest standing first, then id. */
export const sortAlarms = (alarms: Iterable<Alarm>): Alarm[] =>
  [...alarms].sort((a, b) => a.level - b.level || a.since - b.since || (a.id < b.id ? -1 : 1))

export interface AlarmShare { readonly shown: readonly Alarm[]; readonly more: number; readonly moreByLevel: readonly [number, number, number, number] }

/** All when they fit; otherwise the last place says how many more there are, by level. */
export function shareSlots(alarms: readonly Alarm[], slots: number): AlarmShare {
  const shown = alarms.length <= slots ? alarms : alarms.slice(0, slots - 1)
  const rest = alarms.slice(shown.length)
  return { shown, more: rest.length, moreByLevel: levelCounts(rest) }
}
