// Many events at once: history when a district starts, and bulk from systems that send files.
import type { Draft } from '../../shared/domain/entry.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Events } from '../world/events.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { moved, reported, type EventAnswer, type StageAnswer } from './answers.ts'
import { draftEvent, type Source } from './draft-event.ts'
import { importItemSchema, looseItemsSchema, type ImportItem } from './event-body.ts'
import { inWords } from './in-words.ts'
import { moveDrafts, stageKey, type Moves } from './moves.ts'
import type { Turns } from './turns.ts'

/** The report's answer, and what became of each of its stages. */
export type ImportAnswer = (EventAnswer & { readonly stages: readonly (StageAnswer | Refusal)[] }) | Refusal

export interface Imported { readonly items: readonly ImportAnswer[] }

export interface ImportParts {
  readonly world: World
  readonly events: Pick<Events, 'find'>
  readonly happen: Pick<Happen, 'record'>
  readonly turns: Turns
  readonly moves: Moves
  now(): Instant
}

interface Planned { readonly item: ImportItem; readonly draft: Draft }

/** {items: [{key, event, stages?}]}; each item is answered alone, in the order given. */
export async function importEvents(parts: ImportParts, said: unknown, source: Source): Promise<Imported | Refusal> {
  const body = looseItemsSchema.safeParse(said)
  if (!body.success) return refuse('BODY_MALFORMED', inWords(body.error))
  const received = parts.now()
  const plans = await Promise.all(body.data.items.map((item) => plan(parts, item, source, received)))
  const planned = plans.filter((one): one is Planned => !isRefusal(one))
  const answers = await parts.turns.takeAll(planned.map(({ draft }) => draft.about), () => {
    const fresh = planned.filter(({ draft }) => !parts.world.events.has(draft.about))
    return recordFresh(parts, fresh, source, received)
  })
  return { items: await Promise.all(plans.map((one) => isRefusal(one) ? one : answers.get(one) ?? again(parts, one, source))) }
}

async function plan(parts: ImportParts, said: unknown, source: Source, received: Instant): Promise<Planned | Refusal> {
  const item = importItemSchema.safeParse(said)
  if (!item.success) return refuse('BODY_MALFORMED', inWords(item.error))
  const draft = await draftEvent(parts, item.data.event, source, item.data.key, received)
  return isRefusal(draft) ? draft : { item: item.data, draft }
}

/**
 * New events take two appends however many they are: all reports, then all moves of those that were taken. What the world
 * let go long ago is no new event either: the ledger says so, and it has no answer here.
 */
async function recordFresh(
  { happen }: ImportParts, plans: readonly Planned[], source: Source, received: Instant,
): Promise<Map<Planned, ImportAnswer>> {
  const reports = (await happen.record(plans.map(({ draft }) => draft))).map(reported)
  const isNew = (at: number): boolean => !isRefusal(reports[at]) && !reports[at].repeated
  const steps = plans.map(({ draft, item }, at) => (isNew(at) ? moveDrafts(draft.about, item, source, received) : []))
  const recorded = await happen.record(steps.flat().filter((step): step is Draft => !isRefusal(step)))
  let next = 0
  const answers = plans.map((one, at): [Planned, ImportAnswer] => {
    const report = reports[at]
    if (isRefusal(report)) return [one, report]
    return [one, { ...report, stages: steps[at].map((step) => (isRefusal(step) ? step : moved(recorded[next++]))) }]
  })
  return new Map(answers.filter((_, at) => isRefusal(reports[at]) || isNew(at)))
}

/** An event that is known already: each step finds out whether it was taken before. */
async function again({ happen, turns, moves }: ImportParts, { item, draft }: Planned, source: Source): Promise<ImportAnswer> {
  return turns.take(draft.about, async () => {
    const report = reported((await happen.record([draft]))[0])
    if (isRefusal(report)) return report
    const taken: (StageAnswer | Refusal)[] = []
    for (const [at, body] of item.stages.entries()) taken.push(await moves.move(report.id, body, source, stageKey(item.key, at)))
    return { ...report, stages: taken }
  })
}
