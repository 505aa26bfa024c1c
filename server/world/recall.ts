// Closed events leave the world; who comes back to one gets it from the ledger, as its own entries add up.
import type { Entry } from '../../shared/domain/entry.ts'
import { isOpen, type GridEvent } from '../../shared/domain/event.ts'
import { emptySituation, evolveSituation } from '../../shared/domain/situation.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { World } from './world.ts'

/**
 * The id of the event that the world must have before it takes the entry, if it does not: one that opens again or lies
 * elsewhere. A move between closed stages is nothing to a world that has let the event go.
 */
export function lacks(world: World, entry: Entry): string | undefined {
  const returns = entry.kind === 'event-relocated' || (entry.kind === 'event-moved' && isOpen(entry.data.to))
  return returns && !world.events.has(entry.data.event) ? entry.data.event : undefined
}

/** Puts the event back as it stood before entry `before`, which the world takes next and files it by. */
export function putBack(world: World, history: readonly Entry[], before: number): void {
  const event = eventOf(history.filter(({ seq }) => seq < before))
  if (event) world.events.set(event.id, event)
}

/** What entries about one event add up to; undefined when they report none. */
export function eventOf(history: readonly Entry[]): GridEvent | undefined {
  const situation = emptySituation()
  for (const entry of history) evolveSituation(situation, entry)
  return situation.events.values().next().value
}

/** Makes up for what the world lacks for the entry that it takes next. */
export async function recall(world: World, ledger: Pick<Ledger, 'about'>, entry: Entry): Promise<void> {
  const id = lacks(world, entry)
  if (id !== undefined) putBack(world, await ledger.about(id), entry.seq)
}
