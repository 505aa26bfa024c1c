// Alarms in the order in which a person must see them, and how many find room.
import type { Alarm, Recalled } from '../../../shared/domain/alarm.ts'
import { MINUTE, type Instant } from '../../../shared/domain/time.ts'
import type { Severity } from '../../../shared/domain/event.ts'
import { levelCounts } from './queue.ts'

/** Calls for help first; then by level, the newest first, so that no new alarm hides behind old ones of its level; then id. */
export const sortAlarms = (alarms: Iterable<Alarm>): Alarm[] => {
  const call = ({ kind }: Alarm): number => (kind === 'sos' ? 0 : 1)
  return [...alarms].sort((a, b) => call(a) - call(b) || a.level - b.level || b.since - a.since || (a.id < b.id ? -1 : 1))
}

/** Levels of standing alarms by the beat that they are about: of calls for help and sources none is. */
export const beatLevels = (alarms: Iterable<Alarm>): Map<string, Severity> =>
  new Map([...alarms].filter(({ kind }) => kind !== 'sos' && kind !== 'source').sort((a, b) => b.level - a.level).map(({ about, level }) => [about, level]))

/** How long an alarm that was never true is shown as recalled. */
const SHOWN_FOR = 15 * MINUTE

/** What was recalled lately, the newest first. */
export const recalledLately = (recalled: Iterable<Recalled>, now: Instant): Recalled[] =>
  [...recalled].filter(({ at }) => now - at < SHOWN_FOR).sort((a, b) => b.at - a.at || (a.alarm.id < b.alarm.id ? -1 : 1))

export interface AlarmShare { readonly shown: readonly Alarm[]; readonly more: number; readonly moreByLevel: readonly [number, number, number, number] }

/** All when they fit; otherwise the last place says how many more there are, by level. */
export function shareSlots(alarms: readonly Alarm[], slots: number): AlarmShare {
  const shown = alarms.length <= slots ? alarms : alarms.slice(0, slots - 1)
  const rest = alarms.slice(shown.length)
  return { shown, more: rest.length, moreByLevel: levelCounts(rest) }
}
