// Takes back what was recorded, by one more entry: both stay, and count as neither.
import type { Entry } from '../../shared/domain/entry.ts'
import type { Recorded } from '../../shared/domain/record.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { storeFault } from '../sql/fault.ts'
import type { Happen } from '../world/happen.ts'
import { withdrawBodySchema } from './forces-body.ts'
import { inWords } from './in-words.ts'

export interface WithdrawalParts { readonly happen: Pick<Happen, 'record'>; readonly ledger: Pick<Ledger, 'about'>; now(): Instant }
export interface Withdrawn { readonly id: string; readonly seq: number; readonly repeated: boolean }

/** Who asks; `any`: may take back what others recorded. */
export interface Asker { readonly id: string; readonly any: boolean }

/** POST /api/records/{id}/withdraw. */
export async function withdraw({ happen, ledger, now }: WithdrawalParts, id: string, said: unknown, asker: Asker): Promise<Withdrawn | Refusal> {
  const body = withdrawBodySchema.safeParse(said)
  if (!body.success) return refuse('BODY_MALFORMED', inWords(body.error))
  const history = await historyOf(ledger, id)
  if (isRefusal(history)) return history
  const found = history.map((entry) => ({ entry, record: recordedBy(entry) })).find(({ record }) => record !== undefined)
  if (!found?.record) return refuse('RECORD_UNKNOWN', id.slice(0, 64))
  if (!asker.any && found.entry.by !== asker.id) return refuse('RIGHT_MISSING', 'another key recorded it; taking it back needs the right "orders"')
  // One key for a record, whoever asks: it is taken back once.
  const [became] = await happen.record([{
    kind: 'record-withdrawn', data: { record: found.record, reason: body.data.reason }, by: asker.id, about: id, key: `withdrawn/${id}`, received: now(),
  }])
  if (!isRefusal(became)) return { id, seq: became.entry.seq, repeated: became.repeated }
  return became.refused === 'KEY_REUSED' ? refuse('RECORD_WITHDRAWN', id) : became
}

function recordedBy(entry: Entry): Recorded | undefined {
  switch (entry.kind) {
    case 'team-duty-recorded': return { is: 'duty', duty: entry.data.duty }
    case 'visit-recorded': return { is: 'visit', visit: entry.data.visit }
    case 'work-recorded': return { is: 'work', work: entry.data.work }
    default: return undefined
  }
}

async function historyOf(ledger: Pick<Ledger, 'about'>, id: string): Promise<readonly Entry[] | Refusal> {
  try {
    return await ledger.about(id)
  } catch (error) {
    const fault = storeFault(error)
    if (!fault) throw error
    return refuse('STORAGE_FAILED', fault.message)
  }
}
