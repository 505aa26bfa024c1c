// The three tiers of the patrol network 面 area · 线 line · 点 point.
import { z } from 'zod'

/** Police cover areas, town and street teams cover lines, property guards hold points. */
export const tiers = ['area', 'line', 'point'] as const
export const tierSchema = z.enum(tiers)
export type Tier = z.infer<typeof tierSchema>
