// Plays the people who answer calls for help: some minutes after each, the call is cleared with a reason.
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import { Agenda } from './agenda.ts'
import type { Api } from './api.ts'
import type { Errands } from './errands.ts'
import type { OutFix } from './fixes.ts'
import type { Journal } from './journal.ts'
import names from './names.json' with { type: 'json' }
import { chance, pick, whole } from './random.ts'

export interface Relief {
  /** The server has taken a fix; a call for help in it will be cleared. */
  heard(fix: OutFix, now: Instant): void
  /** Takes over the calls of `units` that still stand from before this drill was started. Rejects with Unanswered. */
  begin(units: ReadonlySet<string>, now: Instant): Promise<void>
  tick(now: Instant): void
}

export function createRelief(seed: number, api: Api, errands: Errands, journal: Journal): Relief {
  const agenda = new Agenda<string>()
  const pending = new Set<string>()
  function put(unit: string, at: Instant): void {
    if (pending.has(unit)) return
    pending.add(unit)
    agenda.put(at, unit)
  }
  return {
    heard(fix, now) {
      if (fix.sos) put(fix.unit, instant(now + whole(chance(seed, 'relief', fix.unit, fix.at), 3, 12) * MINUTE))
    },
    async begin(units, now) {
      const { body } = await api.ask('GET', '/alarms')
      for (const alarm of Array.isArray(body) ? body as unknown[] : []) {
        if (typeof alarm !== 'object' || alarm === null || !('kind' in alarm) || alarm.kind !== 'sos' || !('about' in alarm)) continue
        if (units.has(String(alarm.about))) put(String(alarm.about), instant(now + 3 * MINUTE))
      }
    },
    tick(now) {
      for (const unit of agenda.take(now)) {
        pending.delete(unit)
        const reason = pick(chance(seed, 'reason', unit, now), names.sosCleared)
        errands.add({ subject: `sos ${unit}`, at: now, async run() {
          const said = await api.ask('POST', `/sos/${unit}/clear`, { reason })
          journal.write({ is: 'sos-cleared', unit, at: now, refused: said.refused })
        } })
      }
    },
  }
}
