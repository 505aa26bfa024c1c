// The checks of instants, apart from time itself: threads and workers that only reckon need no checker.
import { z } from 'zod'
import { instant, parseIso } from './time.ts'

export const instantSchema = z.number().finite().transform(instant)

export const isoSchema = z.string().transform((text, ctx) => {
  const at = parseIso(text)
  if (at === undefined) {
    ctx.addIssue({ code: 'custom', message: 'a time must be ISO 8601 with its zone, for example 2026-03-01T08:30:15+08:00' })
    return z.NEVER
  }
  return at
})
