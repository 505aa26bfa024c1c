// Lays the shift sheet of a region out: its towns, and what the state and the world know beside the beats.
import type { Occurrence } from '../../../shared/domain/coverage/calendar.ts'
import { ancestor, contains, type RegionCode } from '../../../shared/domain/region.ts'
import type { SheetShift, ShiftSheet } from '../../../shared/domain/sheet.ts'
import { DAY, type Instant } from '../../../shared/domain/time.ts'
import type { World } from '../../world/world.ts'
import { isWhole } from '../codes.ts'
import type { Field } from './field.ts'
import type { Judged } from './judge.ts'
import { touches, type Touch } from './touches.ts'
import { deliveredOf, rowsOf, type SheetRecord } from './sheet.ts'
import type { CoverageState } from './state.ts'

export interface SheetParts { readonly state: CoverageState; readonly field: Field; readonly world: World; readonly now: Instant }

/** All judged beats in, the region's out: the shifts are the same for every town of the district. */
export function laySheet(judged: readonly Judged[], which: SheetShift, region: RegionCode, { state, field, world, now }: SheetParts): ShiftSheet {
  const its = inShifts(judged, which)
  const shown = isWhole(region, world) ? its : its.filter(({ beat }) => contains(region, beat.region))
  const record = recordOf(state, field, world, now)
  const nameOf = (code: RegionCode): string => world.district.regions.get(code)?.name ?? code
  const townOf = ({ beat }: Judged): RegionCode => ancestor(beat.region, 'town') ?? beat.region
  const codes = [...new Set(shown.map(townOf))].sort()
  return {
    which, asOf: now, region: { code: region, name: nameOf(region) }, district: world.district.manifest.name, mark: world.mark,
    shifts: shiftsOf(its, which), since: state.since,
    towns: codes.map((code) => ({ code, name: nameOf(code), rows: rowsOf(shown.filter((one) => townOf(one) === code), code, record, which, now) })),
  }
}

/** The beats of the shift that is on; or of the newest that is over, and of those that lay over it. */
function inShifts(judged: readonly Judged[], which: SheetShift): Judged[] {
  const its = judged.filter((one) => deliveredOf(one, which) !== null)
  if (which === 'now') return its
  const newest = shiftsOf(its, which).at(-1)
  return newest ? its.filter(({ before }) => before !== null && before.shift.to > newest.from) : []
}

/** In order of their ends. */
function shiftsOf(judged: readonly Judged[], which: SheetShift): Occurrence[] {
  const byKey = new Map<string, Occurrence>()
  for (const one of judged) {
    const shift = deliveredOf(one, which)?.shift
    if (shift) byKey.set(`${shift.name} ${shift.from} ${shift.to}`, { name: shift.name, from: shift.from, to: shift.to })
  }
  return [...byKey.values()].sort((a, b) => a.to - b.to || a.from - b.from)
}

function recordOf(state: CoverageState, field: Field, world: World, now: Instant): SheetRecord {
  const byId = new Map<string, Touch[]>()
  for (const [slot, found] of touches(state, field, now - 2 * DAY)) {
    const id = state.slots.get(slot)?.id
    if (id !== undefined) byId.set(id, [...byId.get(id) ?? [], ...found])
  }
  return {
    since: state.since, touches: byId,
    // Who left the register may have been of any tier and town: nobody is called absent on their account.
    duties: [...state.duty].map(([number, spans]) => {
      const unit = world.unitsByNumber.get(number)
      return { tier: unit?.tier ?? null, region: unit?.region ?? null, spans }
    }),
  }
}
