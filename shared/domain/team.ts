// Teams of mass prevention 群防群治: head-counts and hours on duty in a grid, never the people in them.
import { z } from 'zod'
import type { Brand } from './brand.ts'
import { instantSchema } from './instant.ts'
import { recordIdSchema } from './record-id.ts'
import { regionCodeSchema } from './region.ts'
import { DAY } from './time.ts'

export type TeamId = Brand<string, 'TeamId'>
export const teamId = (id: string): TeamId => id as TeamId
export const teamIdSchema = z.string().regex(/^[\w.-]{1,64}$/, 'an id has 1 to 64 letters, digits, _ . -').transform(teamId)

/** A kind of team in the district's catalogue: 红袖标, 守楼护院 …; `code` is for ever. */
export const teamKindSchema = z.object({ code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/), name: z.string().min(1), short: z.string().min(1) })
export type TeamKind = z.infer<typeof teamKindSchema>

/** Not the `team` of a unit, which is only the name of the force that it rides for. */
export const teamSchema = z.object({
  id: teamIdSchema,
  /** Code of a kind in the catalogue. */
  kind: z.string().min(1).max(32),
  /** What the team is called, never a person's name: 马草山一格红袖标队. */
  name: z.string().min(1).max(32),
  /** The grid that it looks after, or the village when it looks after several. */
  region: regionCodeSchema,
  /** Heads on its roll. */
  people: z.number().int().min(1).max(9_999),
})
export type Team = z.infer<typeof teamSchema>

/** A team out, under way (`to` null) or over; of several of one team at a time each counts. */
export const teamDutySchema = z.object({
  id: recordIdSchema,
  team: teamIdSchema,
  from: instantSchema,
  to: instantSchema.nullable(),
  /** Heads that are out. */
  people: z.number().int().min(1).max(999),
})
export type TeamDuty = z.infer<typeof teamDutySchema>

/** Who has not come off duty by then has forgotten to say so: counted no longer than this. */
export const LONGEST_DUTY = DAY
