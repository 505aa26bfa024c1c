// Catalogues: what differs from district to district, as data; adopted through entries so that the past keeps its own.
import { z } from 'zod'
import { severitySchema } from './event.ts'
import { ratingRuleSchema } from './rating.ts'
import { teamKindSchema } from './team.ts'

/** A category of events with its sub-types; `code` is for ever, `name` is what people read. */
export const categorySchema = z.object({
  code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  name: z.string().min(1),
  short: z.string().min(1),
  /** Who may be meant must not be guessed from a wall: such events are counted there, and never shown one by one. */
  sensitive: z.boolean().optional(),
  kinds: z.array(z.object({ code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), name: z.string().min(1), sensitive: z.boolean().optional() })),
})
export type Category = z.infer<typeof categorySchema>

/** Speeds and accuracies that admission judges by. */
export const admissionLimitsSchema = z.object({
  /** Metres a second above which a step between two fixes is a jump, per kind of unit. */
  jump: z.object({ car: z.number().positive(), motorcycle: z.number().positive(), foot: z.number().positive(), post: z.number().positive() }),
  /** Metres of accuracy radius above which a fix is flagged. */
  accuracy: z.number().positive(),
  /** Hours by which a device's clock may be wrong before received time rules. */
  clockHours: z.number().positive(),
})
export type AdmissionLimits = z.infer<typeof admissionLimitsSchema>

export const levelWordSchema = z.object({ level: severitySchema, name: z.string(), colour: z.string() })

export const catalogueSchema = z.object({
  categories: z.array(categorySchema).min(1),
  levels: z.array(levelWordSchema).length(4),
  limits: admissionLimitsSchema,
  shifts: z.array(z.object({ name: z.string(), from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) })),
  /** Kinds of teams of mass prevention; catalogues from before they came have none, and then any is taken. */
  teams: z.array(teamKindSchema).optional(),
  /** How grid members get their stars; without it they get none. */
  rating: ratingRuleSchema.optional(),
})
export type Catalogue = z.infer<typeof catalogueSchema>

/** Whether the catalogue says so of the category or of the kind in it. */
export function isSensitive(catalogue: Catalogue | null, { category, kind }: { readonly category: string; readonly kind: string | null }): boolean {
  const known = catalogue?.categories.find(({ code }) => code === category)
  return known !== undefined && (known.sensitive === true || known.kinds.some(({ code, sensitive }) => code === kind && sensitive === true))
}
