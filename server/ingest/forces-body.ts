// What outside systems say of teams, officers and grid members: the bodies of /api/teams, /bindings, /visits, /members/work.
import { z } from 'zod'
import { bindingRoles, callSignSchema, gridCodeSchema } from '../../shared/domain/binding.ts'
import { isoSchema } from '../../shared/domain/instant.ts'
import { MOST_WORK } from '../../shared/domain/rating.ts'
import { withdrawReasonSchema } from '../../shared/domain/record.ts'
import { levelOf } from '../../shared/domain/region.ts'
import { LONGEST_DUTY, teamIdSchema, teamSchema } from '../../shared/domain/team.ts'
import { keySchema } from './event-body.ts'

const MANY = 500
const many = <Item extends z.ZodType>(item: Item) => z.strictObject({ items: z.array(item).max(MANY) })

export const teamItemSchema = z.strictObject(teamSchema.shape)
  .refine(({ region }) => ['village', 'grid'].includes(levelOf(region)), 'a team belongs to a village or a grid')
export const teamsBodySchema = many(teamItemSchema)

const people = z.number().int().min(1).max(999)
const duty = { key: keySchema, team: teamIdSchema }
export const dutyItemSchema = z.discriminatedUnion('do', [
  /** It goes out. */
  z.strictObject({ ...duty, do: z.literal('on'), people, at: isoSchema }),
  /** It comes home. */
  z.strictObject({ ...duty, do: z.literal('off'), at: isoSchema }),
  /** It was out, noted afterwards. */
  z.strictObject({ ...duty, do: z.literal('was'), people, from: isoSchema, to: isoSchema }),
]).superRefine((item, ctx) => {
  if (item.do === 'was' && !(item.from < item.to && item.to - item.from <= LONGEST_DUTY)) {
    ctx.addIssue({ code: 'custom', path: ['to'], message: 'a duty ends after it began and within 24 hours' })
  }
})
export type DutyItem = z.infer<typeof dutyItemSchema>
export const dutiesBodySchema = many(dutyItemSchema)

export const bindingItemSchema = z.strictObject({ person: callSignSchema, role: z.enum(bindingRoles), grid: gridCodeSchema, since: isoSchema })
export const bindingsBodySchema = many(bindingItemSchema)

export const visitItemSchema = z.strictObject({ key: keySchema, officer: callSignSchema, grid: gridCodeSchema, at: isoSchema })
export type VisitItem = z.infer<typeof visitItemSchema>
export const visitsBodySchema = many(visitItemSchema)

export const workItemSchema = z.strictObject({
  key: keySchema, member: callSignSchema, criterion: z.string().min(1).max(32), amount: z.number().int().min(1).max(MOST_WORK).default(1), at: isoSchema,
})
export type WorkItem = z.infer<typeof workItemSchema>
export const workBodySchema = many(workItemSchema)

export const withdrawBodySchema = z.strictObject({ reason: withdrawReasonSchema })
