// Events as they stand, whether the world still holds them or not.
import type { GridEvent } from '../../shared/domain/event.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { storeFault } from '../sql/fault.ts'
import { eventOf } from './recall.ts'
import type { World } from './world.ts'

export interface Events {
  /** The event, or EVENT_UNKNOWN, or STORAGE_FAILED when the ledger cannot be read. */
  find(id: string): Promise<GridEvent | Refusal>
  /** Events in the order of their reports, those after the event `after`, at most `limit`. */
  page(after: string | undefined, limit: number): Promise<readonly GridEvent[] | Refusal>
}

/** Entries looked through at a time for reports. */
const LOOK = 1_000

export function createEvents({ world, ledger }: { world: World; ledger: Pick<Ledger, 'about' | 'read'> }): Events {
  const find = (id: string): Promise<GridEvent | Refusal> => readable(async () =>
    world.events.get(id) ?? eventOf(await ledger.about(id)) ?? refuse('EVENT_UNKNOWN', id.slice(0, 96)))

  const idsFrom = async (seq: number, limit: number): Promise<readonly string[]> => {
    const ids: string[] = []
    for (let from = seq; ids.length < limit;) {
      const entries = await ledger.read(from, LOOK)
      const last = entries.at(-1)
      if (!last) break
      for (const entry of entries) if (entry.kind === 'event-reported') ids.push(entry.data.event.id)
      from = last.seq
    }
    return ids.slice(0, limit)
  }

  return {
    find,
    page: (after, limit) => readable(async () => {
      const reported = after === undefined ? undefined : (await ledger.about(after)).find(({ kind }) => kind === 'event-reported')
      if (after !== undefined && !reported) return refuse('EVENT_UNKNOWN', after.slice(0, 96))
      const found = await Promise.all((await idsFrom(reported?.seq ?? 0, limit)).map(find))
      return found.find(isRefusal) ?? found as GridEvent[]
    }),
  }
}

async function readable<Found>(look: () => Promise<Found>): Promise<Found | Refusal> {
  try {
    return await look()
  } catch (error) {
    const fault = storeFault(error)
    if (!fault) throw error
    return refuse('STORAGE_FAILED', fault.message)
  }
}
