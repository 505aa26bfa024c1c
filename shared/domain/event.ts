// Grid events 事件 and their life cycle; state is what the log of moves adds up to, never edited.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { regionCodeSchema } from './region.ts'
import { instantSchema } from './instant.ts'
import type { Instant } from './time.ts'

export type EventId = Brand<string, 'EventId'>
export const eventId = (id: string): EventId => id as EventId
export const eventIdSchema = z.string().regex(/^[\w.:-]{1,96}$/, 'an event id has 1 to 96 letters, digits, _ . : -').transform(eventId)

/** 1 特急 … 4 一般; words and colours come from the catalogue and the tokens. */
export const severities = [1, 2, 3, 4] as const
export const severitySchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
export type Severity = z.infer<typeof severitySchema>

/** Stages of DOMAIN 1.3's canonical machine. */
export const stages = [
  'draft', 'reported', 'accepted', 'dispatched', 'handling', 'suspended', 'handled', 'closed',
  'archived', 'rejected', 'merged', 'void',
] as const
export const stageSchema = z.enum(stages)
export type Stage = z.infer<typeof stageSchema>

/** Stages in which somebody still has to do something. */
export const openStages = ['draft', 'reported', 'accepted', 'dispatched', 'handling', 'suspended', 'handled'] as const satisfies readonly Stage[]
export const isOpen = (stage: Stage): boolean => (openStages as readonly Stage[]).includes(stage)

/** What may follow what: the canonical machine as a table (from → to). */
export const stageMoves: Readonly<Record<Stage, readonly Stage[]>> = {
  draft: ['reported', 'void', 'merged'],
  reported: ['accepted', 'rejected', 'draft', 'closed', 'merged', 'void'],
  accepted: ['dispatched', 'closed', 'merged', 'void'],
  dispatched: ['handling', 'accepted', 'merged', 'void'],
  handling: ['handled', 'accepted', 'suspended', 'merged', 'void'],
  suspended: ['handling', 'merged', 'void'],
  handled: ['closed', 'handling', 'merged', 'void'],
  closed: ['archived', 'handling'],
  archived: [],
  rejected: [],
  merged: [],
  void: [],
}

/** What an event says of itself when reported; personal data travels beside it, never in it. */
export const eventReportSchema = z.object({
  id: eventIdSchema,
  /** Category and optional sub-type: codes of the categories catalogue. */
  category: z.string().min(1).max(64),
  kind: z.string().max(64).nullable(),
  level: severitySchema,
  /** The finest region known; a district code when the place is unknown. */
  region: regionCodeSchema,
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  occurred: instantSchema,
  /** The outside system that sent it, and its own number there. */
  source: z.string().min(1).max(64),
  ref: z.string().max(96).nullable(),
})
export type EventReport = z.infer<typeof eventReportSchema>

/** One event as it stands. */
export interface GridEvent extends EventReport {
  readonly stage: Stage
  /** When the present stage began, by the clock of whoever moved it. */
  readonly since: Instant
  readonly received: Instant
  /** Seq of the last entry about it; what `expects` compares. */
  readonly version: number
  /** Times it came back from `handled` to `handling`. */
  readonly rework: number
  /** The last organisation or unit named by a move of an old ledger; those of later moves are kept beside it. */
  readonly owner: string | null
}
