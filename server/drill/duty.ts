// Who is on duty when: blocks of the catalogue's shifts and, per unit and block, sign-on and sign-off.
import type { BeatId } from '../../shared/domain/beat.ts'
import { instant, MINUTE, SECOND, startOfDay, DAY, type Instant } from '../../shared/domain/time.ts'
import type { Tier } from '../../shared/domain/tier.ts'
import type { Catalogue } from '../../shared/domain/catalogue.ts'
import { chance, hash, share, whole } from './random.ts'

export interface Block { readonly name: string; readonly from: Instant; readonly to: Instant }
export interface Duty { readonly from: Instant; readonly to: Instant; readonly people: number; readonly block: Block }
/** Units that cover the same beats and relieve one another: whenever a beat of theirs is due, one of them, the lead, works. */
export interface Squad {
  readonly id: string
  readonly units: readonly string[]
  /** Those that can lead: all that a beat needs, alone. */
  readonly leads: readonly string[]
  /** Names of the shifts in which anything of theirs is due. */
  readonly shifts: readonly string[]
  readonly beats: readonly BeatId[]
  /** The most people that one of those asks for. */
  readonly people: number
}
export interface OnRoster { readonly id: string; readonly tier: Tier; readonly kind: string; readonly squad?: Squad }

/**
 * Assumption, stated: the share of units that work in a block, by tier, from the block's hour of start.
 * No roster of the district is known; nights are thin, guards thin out least.
 */
export const workShare: Readonly<Record<Tier, { readonly day: number; readonly evening: number; readonly night: number }>> = {
  area: { day: 0.92, evening: 0.9, night: 0.6 },
  line: { day: 0.8, evening: 0.7, night: 0.15 },
  point: { day: 0.96, evening: 0.9, night: 0.55 },
}
/** Of all duties, those whose people forget to sign off and do so one to two and a half hours later. */
export const FORGET_SHARE = 0.015

type Shifts = Catalogue['shifts']

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** The block that holds `at`; the next block starts where this one ends. */
export function blockAt(shifts: Shifts, at: Instant): Block {
  const today = startOfDay(at)
  const starts = shifts.map((shift) => ({ name: shift.name, minute: minutesOf(shift.from) })).sort((a, b) => a.minute - b.minute)
  const edges = [-DAY, 0, DAY].flatMap((day) => starts.map(({ name, minute }) => ({ name, at: today + day + minute * MINUTE })))
  let index = edges.length - 2
  while (index > 0 && edges[index].at > at) index--
  return { name: edges[index].name, from: instant(edges[index].at), to: instant(edges[index + 1].at) }
}

const partOfDay = (block: Block): 'day' | 'evening' | 'night' => {
  const hour = new Date(block.from + 8 * 60 * MINUTE).getUTCHours()
  if (hour >= 22 || hour < 5) return 'night'
  return hour < 13 ? 'day' : 'evening'
}

/** Whether the squad is due, and who of it leads: another one in every block. */
export function leadOf(seed: number, squad: Squad, block: Block): string | undefined {
  if (!squad.shifts.includes(block.name) || squad.leads.length === 0) return undefined
  return squad.leads[hash(seed, 'lead', squad.id, block.from) % squad.leads.length]
}

/** Whether a unit works in a block. A squad keeps to its tier's share, but never leaves a beat that is due without its lead. */
export function works(seed: number, unit: OnRoster, block: Block): boolean {
  const drawn = chance(seed, 'works', unit.id, block.from)()
  const wanted = workShare[unit.tier][partOfDay(block)]
  const { squad } = unit
  if (!squad) return drawn < wanted
  if (!squad.shifts.includes(block.name)) return false
  const lead = leadOf(seed, squad, block)
  if (lead === undefined) return drawn < wanted
  return lead === unit.id || drawn < (wanted * squad.units.length - 1) / (squad.units.length - 1)
}

/** Each unit, or squad, changes crews at its own distance from the hour, so that a street never stands empty at four o'clock. */
export const HANDOVER = 25 * MINUTE

/** The unit's duty of the block; null when it is off. Sign-on and sign-off of one unit never overlap. */
export function dutyIn(seed: number, shifts: Shifts, unit: OnRoster, block: Block): Duty | null {
  if (!works(seed, unit, block)) return null
  const next = chance(seed, 'duty', unit.id, block.from)
  const apart = (share(seed, 'handover', unit.squad?.id ?? unit.id) * 2 - 1) * HANDOVER
  // Who is relieved by nobody, or relieves nobody, works the whole block.
  const relieves = unit.squad?.shifts.includes(blockAt(shifts, instant(block.from - 1)).name) ?? true
  const relieved = unit.squad?.shifts.includes(blockAt(shifts, block.to).name) ?? true
  const from = relieves ? block.from + apart + whole(next, 30, 150) * SECOND : block.from - Math.abs(apart) - whole(next, 30, 150) * SECOND
  const forgets = next() < FORGET_SHARE && !works(seed, unit, blockAt(shifts, block.to))
  const end = relieved ? block.to + apart - whole(next, 5, 90) * SECOND : block.to + Math.abs(apart) + whole(next, 5, 90) * SECOND
  const to = forgets ? block.to + whole(next, 60, 150) * MINUTE : end
  return { from: wholeSecond(from), to: wholeSecond(to), people: crew(unit, next), block }
}

const wholeSecond = (at: number): Instant => instant(Math.round(at / SECOND) * SECOND)

/** Who leads does alone what a beat asks for, so that it has the people for it. */
function crew(unit: OnRoster, next: () => number): number {
  const asked = unit.squad?.people ?? 1
  const drawn = (least: number, most: number): number => whole(next, Math.max(least, asked), Math.max(most, asked))
  if (unit.kind === 'post' || unit.kind === 'motorcycle') return drawn(1, 2)
  return unit.tier === 'line' ? drawn(2, 6) : drawn(2, 3)
}

/** The duty that holds `at` (from ≤ at < to), early sign-ons of the next block and late sign-offs of the last included. */
export function dutyAt(seed: number, shifts: Shifts, unit: OnRoster, at: Instant): Duty | null {
  const block = blockAt(shifts, at)
  for (const held of [block, blockAt(shifts, block.to), blockAt(shifts, instant(block.from - 1))]) {
    const duty = dutyIn(seed, shifts, unit, held)
    if (duty && duty.from <= at && at < duty.to) return duty
  }
  return null
}

/** Duties that begin in (from, to], in order of sign-on. */
export function dutiesBetween(seed: number, shifts: Shifts, unit: OnRoster, from: Instant, to: Instant): Duty[] {
  const duties: Duty[] = []
  for (let block = blockAt(shifts, from); block.from <= to + HANDOVER; block = blockAt(shifts, block.to)) {
    const duty = dutyIn(seed, shifts, unit, block)
    if (duty && duty.from > from && duty.from <= to) duties.push(duty)
  }
  return duties
}
