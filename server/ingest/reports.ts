// Events and shifts from outside systems: checked, keyed, personal data split off; repeated calls get the same answer.
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Events } from '../world/events.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { keyFault, reported, type EventAnswer, type ShiftAnswer, type StageAnswer } from './answers.ts'
import { countedBy } from './counted.ts'
import type { Counts } from './counts.ts'
import { draftEvent, type Source } from './draft-event.ts'
import { eventBodySchema, stageBodySchema } from './event-body.ts'
import { importEvents, type ImportAnswer, type Imported } from './import.ts'
import { inWords } from './in-words.ts'
import { createMoves } from './moves.ts'
import { takeCheckins, type CheckinsTaken } from './checkins.ts'
import { takeShifts, type ShiftsTaken } from './shifts.ts'
import { Turns } from './turns.ts'

export type { EventAnswer, ImportAnswer, ShiftAnswer, Source, StageAnswer }

export interface ReportParts {
  readonly world: World
  readonly events: Pick<Events, 'find'>
  readonly happen: Pick<Happen, 'record'>
  readonly counts: Counts
  now(): Instant
}

/** Bodies are what the caller sent, unchecked; `source` is the caller's API key by id and name; a refusal changes nothing. */
export interface Reports {
  /** POST /api/events. */
  reportEvent(body: unknown, source: Source, key: string): Promise<EventAnswer | Refusal>
  /** POST /api/events/{id}/stage. */
  moveStage(id: string, body: unknown, source: Source, key: string): Promise<StageAnswer | Refusal>
  /** POST /api/events/batch. */
  importEvents(body: unknown, source: Source): Promise<Imported | Refusal>
  /** POST /api/shifts. */
  takeShifts(body: unknown, source: Source): Promise<ShiftsTaken | Refusal>
  /** POST /api/checkins. */
  takeCheckins(body: unknown, source: Source): Promise<CheckinsTaken | Refusal>
}

export function createReports({ world, events, happen, counts, now }: ReportParts): Reports {
  // The world changes only after the disk: work on one event or unit waits for the work before it.
  const turns = new Turns()
  const moves = createMoves({ events, happen, now })
  const parts = { world, events, happen, turns, moves, now }

  const reportEvent = async (said: unknown, source: Source, key: string): Promise<EventAnswer | Refusal> => {
    const body = eventBodySchema.safeParse(said)
    if (!body.success) return refuse('BODY_MALFORMED', inWords(body.error))
    const draft = keyFault(key) ?? await draftEvent(parts, body.data, source, key, now())
    if (isRefusal(draft)) return draft
    return turns.take(draft.about, async () => reported((await happen.record([draft]))[0]))
  }

  const moveStage = async (id: string, said: unknown, source: Source, key: string): Promise<StageAnswer | Refusal> => {
    const body = stageBodySchema.safeParse(said)
    if (!body.success) return refuse('BODY_MALFORMED', inWords(body.error))
    return keyFault(key) ?? turns.take(id, () => moves.move(id, body.data, source, key))
  }

  const counted = countedBy(counts)

  return {
    reportEvent: (body, source, key) => counted(source, reportEvent(body, source, key)),
    moveStage: (id, body, source, key) => counted(source, moveStage(id, body, source, key)),
    importEvents: (body, source) => counted(source, importEvents(parts, body, source)),
    takeShifts: (body, source) => counted(source, takeShifts(parts, body, source)),
    takeCheckins: (body, source) => counted(source, takeCheckins(parts, body, source)),
  }
}
