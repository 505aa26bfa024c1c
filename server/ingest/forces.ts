// Teams, officers and grid members as outside systems tell of them: who there is, what they did, what of it is taken back.
import type { Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { countedBy } from './counted.ts'
import type { Counts } from './counts.ts'
import type { Source } from './draft-event.ts'
import { createEstablishment, type Establishment } from './establishment.ts'
import { createRecords, type Records } from './records.ts'
import { Turns } from './turns.ts'
import { withdraw, type Withdrawn } from './withdrawals.ts'

export interface ForcesParts {
  readonly world: World
  readonly happen: Pick<Happen, 'record'>
  readonly ledger: Pick<Ledger, 'about'>
  readonly counts: Counts
  now(): Instant
}

/** Bodies are what the caller sent, unchecked; a refusal changes nothing. */
export interface Forces extends Establishment, Records {
  /** `any`: also what others recorded. */
  withdraw(id: string, body: unknown, source: Source, any: boolean): Promise<Withdrawn | Refusal>
}

export function createForces(parts: ForcesParts): Forces {
  // The world changes only after the disk: work on one team or person waits for the work before it.
  const shared = { ...parts, turns: new Turns() }
  const records = createRecords(shared)
  const counted = countedBy(parts.counts)
  return {
    ...createEstablishment(shared),
    duties: (body, source) => counted(source, records.duties(body, source)),
    visits: (body, source) => counted(source, records.visits(body, source)),
    work: (body, source) => counted(source, records.work(body, source)),
    withdraw: (id, body, source, any) => counted(source, withdraw(parts, id, body, { id: source.id, any })),
  }
}
