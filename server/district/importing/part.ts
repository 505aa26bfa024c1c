// One region on its way from a file into a district.
import type { LoopPolygon } from '../../../shared/domain/geometry/loop.ts'
import type { RegionCode } from '../../../shared/domain/region.ts'

/** A region in the making. */
export interface Part {
  readonly code: RegionCode
  readonly label: string
  readonly name: string | null
  readonly polygons: readonly LoopPolygon[]
  readonly derived: boolean
}
