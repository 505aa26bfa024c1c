// Units 力量 and their devices; numbers are given once and never reused, since the tape outlives processes.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { crsSchema } from './geo.ts'
import { regionCodeSchema } from './region.ts'
import { tierSchema } from './tier.ts'

export type UnitId = Brand<string, 'UnitId'>
export const unitId = (id: string): UnitId => id as UnitId
export const unitIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'an id has 1 to 64 letters, digits, _ . -').transform(unitId)

/** What carries the unit, which decides what speed is possible. */
export const unitKinds = ['car', 'motorcycle', 'foot', 'post'] as const
export const unitKindSchema = z.enum(unitKinds)
export type UnitKind = z.infer<typeof unitKindSchema>

export const unitSchema = z.object({
  id: unitIdSchema,
  /** Given by the ledger's first entry about the unit; what frames and tape carry. From 1. */
  number: z.number().int().positive(),
  /** Call sign, never a person's name: 面07. */
  name: z.string().min(1).max(32),
  tier: tierSchema,
  kind: unitKindSchema,
  team: z.string().max(64),
  /** Home region: where the unit belongs, wherever it drives. */
  region: regionCodeSchema,
})
export type Unit = z.infer<typeof unitSchema>

export type DeviceId = Brand<string, 'DeviceId'>
export const deviceId = (id: string): DeviceId => id as DeviceId
export const deviceIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'an id has 1 to 64 letters, digits, _ . -').transform(deviceId)

/** The ways a device speaks; each is also a source in the link-state bar. */
export const dialects = ['jt808', 'owntracks-http', 'owntracks-mqtt', 'osmand', 'batch'] as const
export const dialectSchema = z.enum(dialects)
export type Dialect = z.infer<typeof dialectSchema>

export const deviceSchema = z.object({
  id: deviceIdSchema,
  number: z.number().int().positive(),
  unit: unitIdSchema,
  dialect: dialectSchema,
  /**
   * How the dialect names the device. jt808: terminal phone, digits without leading zeros;
   * owntracks-*: "user/device"; batch: the name used inside the gateway's items;
   * osmand: the device id itself, because the id that the phone sends is the secret and is kept only as a hash.
   */
  identity: z.string().min(1).max(128),
  /** For dialect batch: the gateway that may speak for it. */
  gateway: z.string().max(64).nullable(),
  /** 0 is the highest: the unit's place is the newest fresh fix of its highest-ranked device. */
  rank: z.number().int().min(0).max(99),
  crs: crsSchema,
  /** Expected seconds between fixes (e of freshness). */
  interval: z.number().positive().max(86_400),
  /** jt808 only: accept a wrong checksum, for terminals known to send one. */
  lenient: z.boolean(),
})
export type Device = z.infer<typeof deviceSchema>

/** An outside gateway that speaks for many devices in the batch dialect. */
export const gatewaySchema = z.object({ id: z.string().regex(/^[\w.-]{1,64}$/), name: z.string().min(1).max(64), crs: crsSchema })
export type Gateway = z.infer<typeof gatewaySchema>
