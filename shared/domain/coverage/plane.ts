// Metres on a plane that touches the globe at one place: right to a few centimetres over the length of a beat.
import type { LngLat } from '../geo.ts'

const RADIANS = Math.PI / 180
/** Metres in a millionth of a degree of latitude, on the mean sphere. */
const METRES = 6_371_008.8 * RADIANS / 1e6

/** Origin in millionths of a degree, metres in one of them to the east and to the north. */
export interface Plane { readonly lon: number; readonly lat: number; readonly east: number; readonly north: number }

export const planeAt = ([lon, lat]: LngLat): Plane => ({ lon: lon * 1e6, lat: lat * 1e6, east: METRES * Math.cos(lat * RADIANS), north: METRES })

/** Millionths of a degree of latitude, and at this latitude of longitude, that are no less than so many metres. */
export const reach = (metres: number, { east, north }: Plane): { readonly lon: number; readonly lat: number } =>
  ({ lon: Math.ceil(metres / east) + 1, lat: Math.ceil(metres / north) + 1 })
