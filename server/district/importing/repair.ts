// Repairs 修补 as they are reported, and the other answer: a file that cannot become a district.
import type { Unusable } from '../../../shared/domain/geojson.ts'
import type { Fault } from '../fault.ts'

/** Everything that an import mends, with the words that its report uses. */
export const repairs = {
  'code-shortened': 'trailing zeros taken off the code',
  'ring-closed': 'ring closed',
  'corner-repeated': 'repeated corner removed',
  'spike-removed': 'spike without area removed',
  'part-empty': 'part without area left out',
  'hole-empty': 'hole without area left out',
  'ring-parted': 'ring that touches itself parted',
  'loop-removed': 'tiny crossing loop removed',
  'winding-turned': 'winding turned',
  'hole-freed': 'ring outside its polygon made a part of its own',
  'parts-dissolved': 'abutting parts dissolved',
  'features-merged': 'features with the same code merged',
  'name-found': 'name taken from the official list',
  'name-missing': 'no name given, the code stands in',
  'region-derived': 'outline derived from the parts',
  'sliver-closed': 'sliver between parts closed',
  'overlap-kept': 'm² shared with a neighbour, small enough to keep',
  'outside-kept': 'm² outside the parent, small enough to keep',
  'gap-found': 'm² covered by none of the parts',
} as const
export type RepairKind = keyof typeof repairs

/** What was mended in which feature, and how often (or how many m²). */
export interface Repair { readonly feature: string; readonly kind: RepairKind; readonly count: number }

export const repairText = ({ feature, kind, count }: Repair): string => `${feature}: ${repairs[kind]} × ${count}`

export const toFault = (file: string, { feature, message }: Unusable): Fault => ({ file, feature, reason: message })

/** Adds up repairs of one kind in one feature. */
export class RepairBook {
  readonly #counts = new Map<string, Repair>()

  note(feature: string, kind: RepairKind, count = 1): void {
    if (count <= 0) return
    const key = `${feature}\0${kind}`
    this.#counts.set(key, { feature, kind, count: (this.#counts.get(key)?.count ?? 0) + count })
  }

  list(): Repair[] { return [...this.#counts.values()] }
}
