// Check-ins at points: a tag, a code on the wall or a patrol reader says that somebody of a unit was there.
import { z } from 'zod'
import { beatIdSchema } from '../../shared/domain/beat.ts'
import { inForce } from '../../shared/domain/beats-in-force.ts'
import type { Draft } from '../../shared/domain/entry.ts'
import { isoSchema } from '../../shared/domain/instant.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import { instant, type Instant } from '../../shared/domain/time.ts'
import { unitIdSchema } from '../../shared/domain/unit.ts'
import type { Appended } from '../ledger/ledger.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { otherThing } from './answers.ts'
import { ledgerKey, timeFault, type Source } from './draft-event.ts'
import { keySchema, looseItemsSchema } from './event-body.ts'
import { inWords } from './in-words.ts'
import { MEMORY } from './limits.ts'

const checkinItemSchema = z.strictObject({ key: keySchema, beat: beatIdSchema, unit: unitIdSchema, at: isoSchema, way: z.enum(['nfc', 'qr', 'patrol-code']) })
type CheckinItem = z.infer<typeof checkinItemSchema>
export const checkinsBodySchema = z.strictObject({ items: z.array(checkinItemSchema).max(500) })

export interface CheckinAnswer { readonly beat: string; readonly seq: number; readonly repeated: boolean }
export interface CheckinsTaken { readonly items: readonly (CheckinAnswer | Refusal)[] }
export interface CheckinParts { readonly world: World; readonly happen: Pick<Happen, 'record'>; now(): Instant }

/** {items: [{key, beat, unit, at, way}]}; each item is answered alone, the same key with the same answer. */
export async function takeCheckins(parts: CheckinParts, said: unknown, source: Source): Promise<CheckinsTaken | Refusal> {
  const body = looseItemsSchema.safeParse(said)
  if (!body.success) return refuse('BODY_MALFORMED', inWords(body.error))
  const drafts = body.data.items.map((item): Draft | Refusal => {
    const read = checkinItemSchema.safeParse(item)
    return read.success ? draftCheckin(parts, read.data, source) : refuse('BODY_MALFORMED', inWords(read.error))
  })
  const became = await parts.happen.record(drafts.filter((draft): draft is Draft => !isRefusal(draft)))
  let next = 0
  return { items: drafts.map((draft) => (isRefusal(draft) ? draft : checked(became[next++]))) }
}

/** A phone that was offline hands in what it noted as late as a device's memory is believed. */
function draftCheckin({ world, now }: CheckinParts, item: CheckinItem, source: Source): Draft | Refusal {
  const received = now()
  if (!world.units.has(item.unit)) return refuse('UNIT_UNKNOWN', item.unit)
  const fault = timeFault('at', item.at, received)
  if (fault) return fault
  if (item.at < received - MEMORY) return refuse('BODY_MALFORMED', 'at lies more than 31 days back')
  const beat = inForce(world.beats, Math.max(item.at, world.beats[0]?.from ?? instant(0)))?.beats.find(({ id }) => id === item.beat)
  if (beat?.tier !== 'point') return refuse('BEAT_UNKNOWN', beat ? `${item.beat} is no point` : item.beat)
  return {
    kind: 'beat-checked', data: { beat: item.beat, unit: item.unit, at: item.at, way: item.way },
    by: source.id, about: item.beat, key: ledgerKey('checkin', source, item.key), received, deviceTime: item.at,
  }
}

function checked(became: Appended): CheckinAnswer | Refusal {
  if (isRefusal(became)) return became
  const { entry, repeated } = became
  return entry.kind === 'beat-checked' ? { beat: entry.data.beat, seq: entry.seq, repeated } : otherThing(entry)
}
