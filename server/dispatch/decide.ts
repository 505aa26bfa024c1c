// decide: (world, order, now) → drafts | refusal. Pure; whoever calls it records the drafts.
import type { Draft } from '../../shared/domain/entry.ts'
import type { Order } from '../../shared/domain/order.ts'
import { refuse, type Refusal } from '../../shared/domain/refusal.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { World } from '../world/world.ts'

/**
 * What the order makes happen, or why it cannot: UNIT_UNKNOWN, SOS_NONE.
 * Keys name the very thing that the giver saw, so that of two who give the same order the second clears nothing newer.
 */
export function decide(world: World, order: Order, now: Instant): Draft[] | Refusal {
  switch (order.do) {
    case 'clear-sos': return clearSos(world, order, now)
    default: return order.do satisfies never
  }
}

function clearSos(world: World, { unit, reason, by }: Extract<Order, { do: 'clear-sos' }>, now: Instant): Draft[] | Refusal {
  // A call outlives its unit's registration: what stands can always be cleared.
  if (!world.sos.has(unit)) return world.units.has(unit) ? refuse('SOS_NONE', unit) : refuse('UNIT_UNKNOWN', unit)
  return [{
    kind: 'sos-cleared', data: { unit }, personal: { 'sos-cleared': reason }, by, about: unit, received: now,
    key: `sos-cleared:${unit}:${world.sosSeq.get(unit) ?? 0}`,
  }]
}
