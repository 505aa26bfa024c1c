// Sign-on and sign-off of units, as the shift system of a station or street sends them.
import type { Draft } from '../../shared/domain/entry.ts'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Shift } from '../../shared/domain/situation.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Happen } from '../world/happen.ts'
import type { World } from '../world/world.ts'
import { shifted, type ShiftAnswer } from './answers.ts'
import { ledgerKey, timeFault, type Source } from './draft-event.ts'
import { takenBefore } from './earlier.ts'
import { shiftItemSchema, type ShiftItem } from './event-body.ts'
import { takeItems, type Items } from './items.ts'
import type { Turns } from './turns.ts'

export type ShiftsTaken = Items<ShiftAnswer>

export interface ShiftParts { readonly world: World; readonly happen: Pick<Happen, 'record'>; readonly turns: Turns; now(): Instant }

/** {items: [{key, unit, do, people?, at}]}; each item is answered alone; items of one unit act in the order given. */
export const takeShifts = (parts: ShiftParts, said: unknown, source: Source): Promise<ShiftsTaken | Refusal> =>
  takeItems(said, { schema: shiftItemSchema, turns: parts.turns, of: ({ unit }) => unit, take: (item) => takeShift(parts, item, source) })

async function takeShift({ world, happen, now }: ShiftParts, item: ShiftItem, source: Source): Promise<ShiftAnswer | Refusal> {
  const unit = world.units.get(item.unit)
  if (!unit) return refuse('UNIT_UNKNOWN', item.unit)
  const received = now()
  const fault = timeFault('at', item.at, received)
  if (fault) return fault
  const frame = { by: source.id, about: unit.id, key: ledgerKey('shift', source, item.key), received, deviceTime: item.at }
  const draft: Draft = item.do === 'on'
    ? { kind: 'shift-started', data: { unit: unit.id, people: item.people, at: item.at }, ...frame }
    : { kind: 'shift-ended', data: { unit: unit.id, at: item.at }, ...frame }
  const same = sameAlready(item, world.shifts.get(unit.id))
  if (!same) return shifted((await happen.record([draft]))[0])
  const before = await takenBefore(happen, [draft])
  return before ? shifted(before) : refuse('SHIFT_SAME', same)
}

/** Why the call would change nothing, or undefined when it would. */
function sameAlready(item: ShiftItem, shift: Shift | undefined): string | undefined {
  if (item.do === 'on') return shift && `${item.unit} has been on since ${new Date(shift.since).toISOString()}`
  if (!shift) return `${item.unit} is not on`
  return item.at < shift.since ? `${item.unit} signed on again after that` : undefined
}
