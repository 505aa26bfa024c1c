// Regions 辖区: district › town › village › grid, told apart by the length of their official code.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import type { Bbox, LngLat } from './geo.ts'

export type RegionCode = Brand<string, 'RegionCode'>
export const regionCode = (code: string): RegionCode => code as RegionCode
/** 6 digits (GB/T 2260), +3 town, +3 village, +2 or +3 grid. */
export const regionCodeSchema = z.string().regex(/^\d{6}(\d{3}(\d{3}(\d{2,3})?)?)?$/, 'a region code has 6, 9, 12, 14 or 15 digits').transform(regionCode)

export const regionLevels = ['district', 'town', 'village', 'grid'] as const
export type RegionLevel = (typeof regionLevels)[number]

export const regionSchema = z.object({
  code: regionCodeSchema,
  name: z.string().min(1),
  /** The name as a label shows it: 大安街道 → 大安. */
  short: z.string().min(1),
  level: z.enum(regionLevels),
  parent: regionCodeSchema.nullable(),
  /** Where its label stands, always inside the region. */
  centre: z.tuple([z.number(), z.number()]),
})
export type Region = z.infer<typeof regionSchema>

export function levelOf(code: RegionCode): RegionLevel {
  if (code.length <= 6) return 'district'
  if (code.length <= 9) return 'town'
  return code.length <= 12 ? 'village' : 'grid'
}

/** Whether `inner` is `outer` or lies in it: codes are prefixes of one another. */
export const contains = (outer: RegionCode, inner: RegionCode): boolean => inner.startsWith(outer)

/** The region of the given level that holds `code`, or undefined when `code` is coarser. */
export function ancestor(code: RegionCode, level: RegionLevel): RegionCode | undefined {
  const length = { district: 6, town: 9, village: 12, grid: code.length }[level]
  if (code.length < length || (level === 'grid' && levelOf(code) !== 'grid')) return undefined
  return regionCode(code.slice(0, length))
}

/** A polygon or several, rings closed, outer ring anticlockwise (RFC 7946), WGS 84. */
export interface RegionShape { readonly code: RegionCode; readonly polygons: readonly (readonly (readonly LngLat[])[])[] }

/** Share of an area that may lie outside its parent. */
export const MOST_OUTSIDE = 0.05

/** What a district's manifest says of its geometry: schematic geometry is always labelled 示意图. */
export const districtManifestSchema = z.object({
  code: regionCodeSchema,
  name: z.string(),
  city: z.string(),
  schematic: z.boolean(),
  source: z.string(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).transform((b): Bbox => b),
  /** Towns that the wall enlarges in its urban inset. */
  inset: z.array(regionCodeSchema),
})
export type DistrictManifest = z.infer<typeof districtManifestSchema>
