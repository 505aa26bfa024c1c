// How long the way to a place takes, by a plain estimate, and who could be there when.
import { metresBetween, type LngLat } from './geo.ts'
import type { UnitKind } from './unit.ts'

/** Metres a second on the way, and how much longer ways are than the straight line (DOMAIN §2.3); a post stays where it is. */
const SPEED: Readonly<Record<UnitKind, number>> = { car: 27 / 3.6, motorcycle: 27 / 3.6, foot: 5 / 3.6, post: 0 }
const DETOUR = 1.35

/** Whether a unit of the kind goes anywhere at all. */
export const isMobile = (kind: UnitKind): boolean => SPEED[kind] > 0

/** Seconds from one place to another; infinite for what stays where it is. */
export const secondsOfWay = (kind: UnitKind, [lonA, latA]: LngLat, [lonB, latB]: LngLat): number =>
  (isMobile(kind) ? metresBetween(lonA, latA, lonB, latB) * DETOUR / SPEED[kind] : Infinity)

/** A unit by its id, and whole minutes until it is there when it sets out now. */
export interface Relief { readonly unit: string; readonly minutes: number }
