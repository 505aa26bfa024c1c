// A ledger as years leave it: many events, nearly all closed, some opened again long after; for restarts of the whole server.
import { alarmId } from '../../shared/domain/alarm.ts'
import type { Draft } from '../../shared/domain/entry.ts'
import { eventId, severities, type Stage } from '../../shared/domain/event.ts'
import { regionCode } from '../../shared/domain/region.ts'
import { instant, MINUTE, type Instant } from '../../shared/domain/time.ts'
import type { Ledger } from '../../server/ledger/ledger.ts'

/** Events that stay open at the end, and how far apart the ones that come back are and come back. */
const OPEN = 200
const BACK_EVERY = 200
const BACK_AFTER = 20_000
const BATCH = 1_000

const idOf = (n: number): string => `01980000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const levelOf = (n: number) => severities[n % 50 === 0 ? 1 : 2 + n % 2]

/** How events stand that the ledger tells of; the same for every ledger of so many events. */
export interface LongLedger { readonly events: number; readonly open: number; readonly entries: number; readonly reopened: string; readonly closed: string }

/** Fills an empty ledger of a demo store with `events` events, the newest a minute before `now`. */
export async function fillLedger(ledger: Ledger, events: number, now: Instant): Promise<LongLedger> {
  const drafts: Draft[] = [{ kind: 'store-marked', data: { mark: 'demo', name: null }, by: 'server', about: 'store', received: now }]
  const flush = async (): Promise<void> => {
    const answers = await ledger.append(drafts.splice(0))
    if (answers.some((answer) => 'refused' in answer)) throw new Error('the ledger took not everything')
  }
  const after = Math.min(BACK_AFTER, events / 2)
  for (let n = 0; n < events; n++) {
    const at = instant(now - (events - n) * MINUTE)
    drafts.push(...story(n, at, n < events - OPEN))
    if (n >= after && (n - after) % BACK_EVERY === 0) drafts.push(move(n - after, 'closed', 'handling', at), move(n - after, 'handling', 'handled', at), move(n - after, 'handled', 'closed', at))
    if (drafts.length >= BATCH) await flush()
  }
  // One that was closed as long ago as can be stands open again.
  drafts.push(move(1, 'closed', 'handling', now))
  await flush()
  return { events, open: OPEN + 1, entries: ledger.head, reopened: idOf(1), closed: idOf(2) }
}

function story(n: number, at: Instant, closed: boolean): Draft[] {
  const id = idOf(n)
  const level = levelOf(n)
  const region = regionCode(n % 3 === 0 ? '510304001' : n % 3 === 1 ? '510304002' : '510304')
  const report: Draft = {
    kind: 'event-reported', by: 'platform', about: id, received: at, key: `event/platform/${n}`, deviceTime: at,
    data: { event: { id: eventId(id), category: n % 2 === 0 ? 'livelihood' : 'security', kind: null, level, region, lon: 104.77, lat: 29.37, occurred: at, source: 'platform', ref: null } },
  }
  if (!closed) return [report]
  const alarm = alarmId(`event:${id}`)
  const raised: Draft[] = level > 2 ? [] : [{ kind: 'alarm-raised', by: 'alarms', about: alarm, received: at, key: `alarm-raised:${alarm}:0`, data: { alarm: { id: alarm, kind: 'event', level, about: id, region, since: at } } }]
  const withdrawn: Draft[] = level > 2 ? [] : [{ kind: 'alarm-withdrawn', by: 'alarms', about: alarm, received: at, key: `alarm-withdrawn:${alarm}:0`, data: { alarm } }]
  return [report, ...raised, move(n, 'reported', 'closed', at), ...withdrawn]
}

const move = (n: number, from: Stage, to: Stage, at: Instant): Draft => ({
  kind: 'event-moved', by: 'platform', about: idOf(n), received: at, key: `stage/platform/${n}#${from}-${to}`, deviceTime: at,
  data: { event: eventId(idOf(n)), from, to, at, action: null, owner: null, source: 'platform' },
})
