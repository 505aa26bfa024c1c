// Stars of grid members: what they are recorded to have done, and the catalogue's rule that makes stars of it.
import { z } from 'zod'
import { callSignSchema } from './binding.ts'
import { instantSchema } from './instant.ts'
import { recordIdSchema } from './record-id.ts'

export const MOST_WORK = 999
/** `amount` pieces of work of one criterion. */
export const workSchema = z.object({
  id: recordIdSchema,
  member: callSignSchema,
  /** Code of a criterion in the catalogue's rule. */
  criterion: z.string().min(1).max(32),
  at: instantSchema,
  amount: z.number().int().min(1).max(MOST_WORK),
})
export type Work = z.infer<typeof workSchema>

export const criterionSchema = z.object({
  code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  name: z.string().min(1),
  /** Points of 100. */
  weight: z.number().positive().max(100),
  /** Pieces of work in the window that earn all of them; fewer earn their part, more earn no more. */
  target: z.number().int().min(1).max(99_999),
})

export const LONGEST_RATING = 92
export const ratingRuleSchema = z.object({
  /** Whole days of the display zone that count, today included. */
  days: z.number().int().min(1).max(LONGEST_RATING),
  criteria: z.array(criterionSchema).min(1),
  /** Points from which one, two … five stars are given; fewer than the first give none. */
  stars: z.array(z.number().min(0).max(100)).length(5),
}).superRefine(({ criteria, stars }, ctx) => {
  if (Math.abs(criteria.reduce((sum, { weight }) => sum + weight, 0) - 100) > 1e-6) ctx.addIssue({ code: 'custom', path: ['criteria'], message: 'the weights add up to 100' })
  if (new Set(criteria.map(({ code }) => code)).size < criteria.length) ctx.addIssue({ code: 'custom', path: ['criteria'], message: 'a code stands for one criterion' })
  if (stars.some((from, index) => index > 0 && from < stars[index - 1])) ctx.addIssue({ code: 'custom', path: ['stars'], message: 'more stars ask for no fewer points' })
})
export type RatingRule = z.infer<typeof ratingRuleSchema>

/** Stars there can be, none included. */
export const STARS = [0, 1, 2, 3, 4, 5] as const

/** The part of a criterion's points that so many pieces of work earn, 0 to 1. */
export const earned = (target: number, amount: number): number => Math.min(1, amount / target)

/** Points of 100 for amounts in the order of the rule's criteria, to a millionth. */
export function pointsOf({ criteria }: RatingRule, amounts: ArrayLike<number>): number {
  const points = criteria.reduce((sum, { weight, target }, index) => sum + weight * earned(target, amounts[index]), 0)
  return Math.round(points * 1e6) / 1e6
}

export const starsOf = ({ stars }: RatingRule, points: number): number => stars.filter((from) => points >= from).length
