// A district's regions and their geometry as the server holds them; which grid a point lies in.
import type { DistrictManifest, Region, RegionCode, RegionShape } from '../../shared/domain/region.ts'

export interface District {
  readonly manifest: DistrictManifest
  /** Every region by code, the district itself included. */
  readonly regions: ReadonlyMap<RegionCode, Region>
  readonly shapes: ReadonlyMap<RegionCode, RegionShape>
  /** Content hash of the folder's files: what readings and the tape were judged by. */
  readonly hash: string
  /** The finest region that holds the point (a grid inside the district), undefined outside. A border point belongs to one region, always the same. */
  locate(lon: number, lat: number): RegionCode | undefined
  /**
   * Half the width in degrees of an upright box around the point in which `locate` answers the same; 0 on a border, negative
   * when a border may lie between the point and `from`.
   */
  clearance(lon: number, lat: number, fromLon: number, fromLat: number): number
}
