// Places on the ground: WGS 84 degrees, the declared reference systems, distances of a city's size.
import gcoord from 'gcoord'
import { z } from 'zod'

/** [longitude, latitude] in degrees, WGS 84 unless a crs is named beside it. */
export type LngLat = readonly [number, number]

/** The reference systems a source may declare; CGCS2000 is taken as WGS 84 (centimetres apart). */
export const crsList = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export const crsSchema = z.enum(crsList)
export type Crs = z.infer<typeof crsSchema>

/** Converts a place from the declared reference system to WGS 84. */
export function toWgs84(crs: Crs, lon: number, lat: number): LngLat {
  switch (crs) {
    case 'wgs84':
    case 'cgcs2000': return [lon, lat]
    case 'gcj02': return gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84)
    case 'bd09': return gcoord.transform([lon, lat], gcoord.BD09, gcoord.WGS84)
    default: return crs satisfies never
  }
}

/** Converts a WGS 84 place to the reference system that a source is declared to speak: the drill's side of `toWgs84`. */
export function fromWgs84(crs: Crs, lon: number, lat: number): LngLat {
  switch (crs) {
    case 'wgs84':
    case 'cgcs2000': return [lon, lat]
    case 'gcj02': return gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02)
    case 'bd09': return gcoord.transform([lon, lat], gcoord.WGS84, gcoord.BD09)
    default: return crs satisfies never
  }
}

export const isLngLat = (lon: number, lat: number): boolean =>
  Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90

/** Positions are kept as whole millionths of a degree (about 0.1 m): what JT/T 808 sends, and exact in 32 bits. */
export const MICRO = 1_000_000
export const toMicro = (degrees: number): number => Math.round(degrees * MICRO)
export const fromMicro = (micro: number): number => micro / MICRO

const EARTH_RADIUS_M = 6_371_008.8
const RADIANS = Math.PI / 180

/** Metres between two places on the mean sphere (haversine); good to 0.5 % anywhere. */
export function metresBetween(lonA: number, latA: number, lonB: number, latB: number): number {
  const dLat = (latB - latA) * RADIANS
  const dLon = (lonB - lonA) * RADIANS
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(latA * RADIANS) * Math.cos(latB * RADIANS) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** [west, south, east, north] in degrees. */
export type Bbox = readonly [number, number, number, number]
