// Moves of events through their life cycle, as somebody elsewhere made them.
import type { Draft } from '../../shared/domain/entry.ts'
import { eventId, stageMoves, stages, type Stage } from '../../shared/domain/event.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Events } from '../world/events.ts'
import type { Happen } from '../world/happen.ts'
import { moved, type StageAnswer } from './answers.ts'
import { ledgerKey, timeFault, type Source } from './draft-event.ts'
import { takenBefore } from './earlier.ts'
import type { ImportItem, StageBody } from './event-body.ts'

/** The key of an imported event's stage: the item's own and its place in the list. */
export const stageKey = (key: string, at: number): string => `${key}#${at + 1}`

interface Step {
  readonly event: string; readonly from: Stage; readonly body: StageBody
  readonly source: Source; readonly key: string; readonly received: Instant
}

/** The words of a move are whatever somebody typed, also a name: they are kept with what can be erased, under the move's own key. */
function moveDraft({ event, from, body, source, key, received }: Step): Draft {
  const mine = ledgerKey('stage', source, key)
  const words = Object.entries({ action: body.action, owner: body.owner }).filter((one): one is [string, string] => typeof one[1] === 'string' && one[1] !== '')
  return {
    kind: 'event-moved', by: source.id, about: event, key: mine, received, deviceTime: body.at,
    data: { event: eventId(event), from, to: body.to, at: body.at, action: null, owner: null, source: source.id },
    ...(words.length > 0 ? { personal: Object.fromEntries(words.map(([name, word]) => [`${name} ${mine}`, word])) } : {}),
  }
}

/** As a move was written before its words were kept apart: a call of then that is repeated now finds its answer by it. */
const wordyDraft = (step: Step): Draft => {
  const { personal: _words, ...draft } = moveDraft(step)
  const { action = null, owner = null } = step.body
  return draft.kind === 'event-moved' ? { ...draft, data: { ...draft.data, action, owner } } : draft
}

const noMove = (from: Stage, to: Stage): Refusal => refuse('EVENT_STAGE', `from ${from} there is no move to ${to}`)

/** The stages of a new event one after another, each from where the one before led; an impossible one leads nowhere. */
export function moveDrafts(event: string, item: ImportItem, source: Source, received: Instant): (Draft | Refusal)[] {
  let from: Stage = 'reported'
  return item.stages.map((body, at) => {
    const fault = timeFault('at', body.at, received) ?? (stageMoves[from].includes(body.to) ? undefined : noMove(from, body.to))
    if (fault) return fault
    const draft = moveDraft({ event, from, body, source, key: stageKey(item.key, at), received })
    from = body.to
    return draft
  })
}

/** Other writers may move an event between our look and our append; this often we look again. */
const TRIES = 3

export interface Moves {
  /** One move; the caller sees to it that moves of one event come one after another. */
  move(id: string, body: StageBody, source: Source, key: string): Promise<StageAnswer | Refusal>
}

export function createMoves({ events, happen, now }: { events: Pick<Events, 'find'>; happen: Pick<Happen, 'record'>; now(): Instant }): Moves {
  const move = async (id: string, body: StageBody, source: Source, key: string, tries: number): Promise<StageAnswer | Refusal> => {
    const event = await events.find(id)
    if (isRefusal(event)) return event
    const received = now()
    const fault = timeFault('at', body.at, received)
    if (fault) return fault
    const step = { event: event.id, body, source, key, received }
    const overtaken = body.expects !== undefined && body.expects !== event.version
    let refusal = overtaken
      ? refuse('EVENT_CONFLICT', `it is ${event.stage} since entry ${event.version}`)
      : noMove(event.stage, body.to)
    if (!overtaken && stageMoves[event.stage].includes(body.to)) {
      const [became] = await happen.record([{ ...moveDraft({ ...step, from: event.stage }), expects: event.version }])
      if (!isRefusal(became) || became.refused === 'STORAGE_FAILED') return moved(became)
      if (became.refused === 'EVENT_CONFLICT' && body.expects === undefined && tries > 1) return move(id, body, source, key, tries - 1)
      refusal = became
    }
    // The move that this call made earlier may have led away from where it is possible: then it is answered again.
    const before = stages.filter((from) => stageMoves[from].includes(body.to)).flatMap((from) => [moveDraft({ ...step, from }), wordyDraft({ ...step, from })])
    const became = before.length > 0 ? await takenBefore(happen, before) : undefined
    return became ? moved(became) : refusal
  }
  return { move: (id, body, source, key) => move(id, body, source, key, TRIES) }
}
