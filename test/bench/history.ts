// A store with a past: events long closed in the ledger, cuts of days gone by on the tape; written before the server starts.
import { join } from 'node:path'
import { openSqliteLedger } from '../../server/ledger/sqlite.ts'
import { openSqliteTape } from '../../server/tape/sqlite.ts'
import type { Draft } from '../../shared/domain/entry.ts'
import { eventId } from '../../shared/domain/event.ts'
import { FixBuffer } from '../../shared/domain/fix.ts'
import { regionCode } from '../../shared/domain/region.ts'
import { DAY, HOUR, instant } from '../../shared/domain/time.ts'

const PAGE = 2_000
const CUT = 1_000
const DAYS = 30

export interface History { readonly entries: number; readonly fixes: number }

/** `entries` are spread over the last thirty days, `fixes` over as many cuts of a thousand; the last hour is left free. */
export async function writeHistory(folder: string, { entries, fixes }: History): Promise<void> {
  const end = Date.now() - HOUR
  const start = end - DAYS * DAY
  let written = 0
  const at = (): number => Math.floor(start + (end - start) * written / Math.max(1, entries))
  const ledger = await openSqliteLedger({ folder, now: () => instant(at()) })
  await ledger.append([{ kind: 'store-marked', data: { mark: 'demo', name: null }, by: 'server', about: 'store', received: at(), key: 'store-marked:demo' }])
  while (written < entries) {
    const drafts: Draft[] = []
    for (let n = 0; n < PAGE / 2; n++) drafts.push(...closed(`past:${written / 2 + n}`, at()))
    await ledger.append(drafts)
    written += drafts.length
  }
  await ledger.close()

  const tape = await openSqliteTape({ folder: join(folder, 'tape') })
  for (let cut = 0; cut < fixes / CUT; cut++) {
    const time = instant(Math.floor(start + (end - start) * cut * CUT / fixes))
    const buffer = new FixBuffer()
    for (let n = 0; n < CUT; n++) {
      // Numbers far above the bench's: a past of units that are no more.
      const unit = 200_000 + n
      buffer.push({ unit, device: unit, time, deviceTime: time, received: time, lon: 104_800_000 + cut * 7 + n * 31, lat: 29_400_000 + cut * 5 + n * 17, speed: 15, heading: n % 360, accuracy: 50, flags: 0 })
    }
    await tape.append({ at: time, batch: buffer.take() })
  }
  await tape.close()
}

function closed(id: string, at: number): Draft[] {
  const event = eventId(id)
  const frame = { by: 'past', about: id, received: at }
  return [
    { ...frame, kind: 'event-reported', data: { event: { id: event, category: 'livelihood', kind: null, level: 4, region: regionCode('510304'), lon: null, lat: null, occurred: instant(at), source: 'past', ref: null } } },
    { ...frame, kind: 'event-moved', data: { event, from: 'reported', to: 'void', at: instant(at), action: null, owner: null, source: 'past' } },
  ]
}
