// Whether a place lies in an area beat.
import pointInPolygon from 'point-in-polygon-hao'
import type { AreaBeat } from '../../shared/domain/beat.ts'

/** Longitude and latitude in WGS 84; a place on the border counts as inside. */
export const covers = (beat: Pick<AreaBeat, 'polygons'>, lon: number, lat: number): boolean =>
  beat.polygons.some((polygon) => pointInPolygon([lon, lat], polygon) !== false)
